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
@click.option("--reason", default="", help=_("Why it is renewed; it stays in the history."))
@json_option
def command(*, make: bool, renew: bool, reason: str, as_json: bool) -> int:
    """Say how it stands with the key; it is never shown."""
    from sohoa.use_cases.owner_key import make_owner_key, owner_key_state, renew_owner_key

    workspace = the_workspace()
    if renew:
        state = renew_owner_key(workspace, reason=reason)
    else:
        state = make_owner_key(workspace) if make else owner_key_state(workspace)
    if as_json:
        print_json(state)
    else:
        _print(state)
    return ExitCode.DONE if state.is_catalogues or not state.is_in_use else ExitCode.SETTINGS


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
