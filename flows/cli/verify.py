"""`sohoa verify [ID | FILE.pdf]...`: does the archive, or a file that has left it, still hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from flows.cli.day import DAY, end_of
from flows.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _


@click.command(
    "verify",
    help=_(
        "Check archived records (all, some, or a batch): bytes, receipts, manifests, signatures"
        " and PDF/A; or PDF files that have left the archive. Offline; changes nothing."
    ),
)
@click.argument("names", metavar="[ID|FILE.pdf]...", nargs=-1)
@click.option("--batch", help=_("Only the records of this batch."))
@click.option(
    "--deep",
    is_flag=True,
    help=_("Prove anew what receipts vouch for: PDF/A, and what was added to each file."),
)
@click.option("--brief", is_flag=True, help=_("Show details only of what does not hold."))
@click.option("--at", type=DAY, help=_("Judge as at the end of this day."))
@click.option(
    "--trust",
    "roots",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Also trust this root certificate (PEM or DER)."),
)
@json_option
def command(  # noqa: PLR0917 - the options of a command line
    names: tuple[str, ...],
    batch: str | None,
    deep: bool,
    brief: bool,
    at: dt.date | None,
    roots: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Print what was found; exit code 7 if anything does not hold."""
    from flows.cli.verify_view import print_report
    from sohoa.audit.auditor import Auditor, Request
    from sohoa.workspace import Workspace

    moment = end_of(at) if at else None
    request = Request(names, batch, deep=deep, at=moment, roots=roots)
    report = Auditor.of(Workspace.find(), request).report()
    if as_json:
        print_json(report.as_plain())
    else:
        print_report(report, brief=brief)
    return ExitCode.DONE if report.is_whole else ExitCode.TRUST_BROKEN
