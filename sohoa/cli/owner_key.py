"""`sohoa owner-key`: the key by which owners' numbers are locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.owner_key import OwnerKeyState
    from sohoa.workspace import Workspace


@click.command(
    "owner-key",
    help=_("The key by which owners' numbers are locked: is it there, and is it the right one."),
)
@click.option("--make", is_flag=True, help=_("Make it, where there is none yet."))
@click.option(
    "--renew",
    is_flag=True,
    help=_("Make another one and forget all numbers: the key was lost, or somebody has seen it."),
)
@click.option(
    "--mask",
    is_flag=True,
    help=_("Mask the numbers in what was kept before: page texts, names, histories."),
)
@click.option("--reason", default="", help=_("Why it is renewed; it stays in the history."))
@json_option
def command(*, make: bool, renew: bool, mask: bool, reason: str, as_json: bool) -> int:
    """Say how it stands with the key; it is never shown."""
    from sohoa.use_cases.owner_key import make_owner_key, owner_key_state, renew_owner_key

    if make + renew + mask > 1:
        raise click.UsageError(_("one of --make, --renew and --mask"))
    workspace = the_workspace()
    if mask:
        _mask(workspace, as_json=as_json)
        return ExitCode.DONE
    if renew:
        state = renew_owner_key(workspace, reason=reason)
    else:
        state = make_owner_key(workspace) if make else owner_key_state(workspace)
    if as_json:
        print_json(state)
    else:
        _print(state)
    return ExitCode.DONE if state.is_catalogues or not state.is_in_use else ExitCode.SETTINGS


def _mask(workspace: Workspace, *, as_json: bool) -> None:
    from sohoa.use_cases.owner_key import mask_kept_numbers

    done = mask_kept_numbers(workspace)
    if as_json:
        print_json(done)
        return
    text = _("Masked: {texts} page texts, {facts} entries of papers, {documents} documents.")
    click.echo(text.format(texts=done.texts, facts=done.facts, documents=done.documents))
    for path in done.copies:
        text = _("This copy of before still has them; delete it when it is not needed: {path}")
        click.echo(text.format(path=path))


def _print(state: OwnerKeyState) -> None:
    place = state.place
    if state.made:
        click.echo(_("made: {path}").format(path=place))
        click.echo(
            _("Keep a copy of it apart from the catalogue: without it no owner can be found.")
        )
    if state.forgotten:
        text = _("The numbers of {count} papers were forgotten: import the registers again.")
        click.echo(text.format(count=state.forgotten))
    if state.made:
        return
    if not state.is_there:
        text = _("There is no key yet: sohoa owner-key --make")
        if state.is_in_use:
            text = _("The catalogue's key is not here: bring it back to {path} from its copy.")
    elif not state.is_catalogues:
        text = _("The key in {path} is not the catalogue's.")
    else:
        text = _("The key is there, and is the catalogue's: {path}")
        if not state.is_in_use:
            text = _("The key is there, and no number was locked by it yet: {path}")
    click.echo(text.format(path=place))
