"""`sohoa verify [ID | FILE.pdf]...`: does the archive, or a file that has left it, still hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.cli.day import DAY
from sohoa.cli.place import the_workspace
from sohoa.cli.roots import roots_option
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.domain.vietnam_time import end_of
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.workspace import Workspace


@click.command(
    "verify",
    help=_(
        "Check archived records (all, some, or a batch): bytes, receipts, manifests, signatures"
        " and PDF/A; or PDF files that have left the archive. Offline; changes nothing."
    ),
)
@click.argument("names", metavar="[ID|FILE.pdf]...", nargs=-1)
@click.option("--batch", metavar="NAME", help=_("Only the records of this batch."))
@click.option(
    "--deep",
    is_flag=True,
    help=_("Prove anew what receipts vouch for: PDF/A, and what was added to each file."),
)
@click.option("--brief", is_flag=True, help=_("Show details only of what does not hold."))
@click.option("--at", type=DAY, help=_("Judge as at the end of this day."))
@roots_option("--trust", "roots", _("Also trust this root certificate (PEM or DER)."))
@click.option(
    "--repair",
    is_flag=True,
    help=_("First put back what the archive has lost and the working files still have."),
)
@roots_option(
    "--only-trust",
    "only_roots",
    _(
        "Trust this root certificate and nothing of the office: neither config/trust nor the"
        " settings nor a development key. May be given several times."
    ),
)
@click.option(
    "--resume",
    is_flag=True,
    help=_("Go on with the verification of everything that was stopped."),
)
@json_option
def command(  # noqa: PLR0917 - the options of a command line
    names: tuple[str, ...],
    batch: str | None,
    deep: bool,
    brief: bool,
    at: dt.date | None,
    roots: tuple[Path, ...],
    repair: bool,
    only_roots: tuple[Path, ...],
    resume: bool,
    as_json: bool,
) -> int:
    """Print what was found; exit code 7 if anything does not hold."""
    from sohoa.audit.auditor import Request
    from sohoa.cli.verify_view import print_report
    from sohoa.use_cases.boxes import require_box
    from sohoa.use_cases.verifying import verification_result, verify

    if roots and only_roots:
        raise click.UsageError(_("--trust and --only-trust exclude each other"))
    is_everything = not names and batch is None
    if resume and (not is_everything or at or roots or only_roots):
        raise click.UsageError(_("--resume goes on with a verification of everything"))
    workspace = the_workspace()
    if repair:
        require_box(workspace, batch)
        _repair(workspace)
    moment = end_of(at) if at else None
    request = Request(names, batch, deep=deep, at=moment, roots=roots, only_roots=only_roots)
    if is_everything:
        from sohoa.cli.verify_all import tell
        from sohoa.use_cases.verifying_all import begin

        is_whole = tell(begin(workspace, request, resume=resume), brief=brief, as_json=as_json)
        return ExitCode.DONE if is_whole else ExitCode.TRUST_BROKEN
    report = verify(workspace, request)
    if as_json:
        print_json(verification_result(report))
    else:
        print_report(report, brief=brief)
    return ExitCode.DONE if report.is_whole else ExitCode.TRUST_BROKEN


def _repair(workspace: Workspace) -> None:
    from sohoa.audit.repair import repair_archive
    from sohoa.person import person
    from sohoa.settings import load_settings

    done = repair_archive(workspace, load_settings(workspace.config_dir), person=person())
    for identity in done.restored:
        click.echo("✓ " + _("{id}: put back from the working files").format(id=identity), err=True)
    for identity in done.trails:
        click.echo("✓ " + _("{id}: its later events written").format(id=identity), err=True)
    for identity in done.mended:
        text = _("{id}: the receipt states the time that the file's time stamps prove")
        click.echo("✓ " + text.format(id=identity), err=True)
    for path in done.set_aside:
        text = _("it lay in the place of a reading copy, and is kept at {path}")
        click.echo("✓ " + text.format(path=path), err=True)
    for failure in done.failures:
        click.echo("✗ " + failure.render(_), err=True)
