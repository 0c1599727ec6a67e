"""What `sohoa report` says: where a report lies, what was issued, checked, compared."""

from __future__ import annotations

from pathlib import Path

import click

from sohoa.cli.screen import print_json
from sohoa.domain.errors import ExitCode
from sohoa.domain.vietnam_time import minute_shown
from sohoa.inspection.differences import TEXTS
from sohoa.language import _
from sohoa.reports.movement_words import movement_sentence
from sohoa.use_cases.comparing_reports import compare_reports
from sohoa.use_cases.issuing import check_report, issue_report, issued_reports
from sohoa.use_cases.report_forms import ReportFiles
from sohoa.use_cases.reporting import AskedReport, write_report
from sohoa.workspace import Workspace


def tell_written(workspace: Workspace, asked: AskedReport, *, issue: bool, as_json: bool) -> None:
    """Write a report, and issue it if that is asked; say where its files lie."""
    if issue:
        issued, paths = issue_report(workspace, asked)
        if not as_json:
            click.echo(_("Issued as {number}").format(number=issued.number))
    else:
        paths = write_report(
            workspace,
            phase=asked.phase,
            as_of=asked.as_of,
            known=asked.known,
            since=asked.since,
            names_today=asked.names_today,
        )
    if as_json:
        print_json(paths)
    else:
        _tell_files(paths)


def _tell_files(paths: ReportFiles) -> None:
    for path in (paths.pdf, paths.html, paths.xlsx, paths.json):
        click.echo(str(path))
    tables = _("{count} tables as CSV: {pattern}")
    pattern = paths.html.with_suffix(".*.csv")
    click.echo(tables.format(count=len(paths.csv), pattern=pattern))
    if not paths.signed:
        click.echo(_("The PDF is not signed. {why}").format(why=paths.unsigned_why), err=True)


def tell_issued(workspace: Workspace, *, as_json: bool) -> None:
    """List the reports that were issued."""
    every = issued_reports(workspace)
    if as_json:
        print_json(every)
        return
    line = _("{number}  {at}  {subject}  as of {as_of}, as known on {known}")
    for one in every:
        subject = _("plan") if one.subject == "plan" else one.subject
        told = {"number": one.number, "at": minute_shown(one.at), "subject": subject}
        click.echo(line.format(**told, as_of=one.as_of, known=one.known))
    if not every:
        click.echo(_("No report was issued yet: `sohoa report PHASE --issue`."))


def tell_standing(workspace: Workspace, path: Path, *, as_json: bool) -> int:
    """Say whether a file was issued and its numbers follow; the exit code that says so."""
    found = check_report(workspace, path)
    if as_json:
        print_json(found)
    elif not found.number or found.issued_at is None:
        click.echo("✗ " + _("{path} was never issued as it is.").format(path=path))
    else:
        text = _("{path} was issued as {number} at {at}; {count} numbers counted again")
        at = minute_shown(found.issued_at)
        click.echo(text.format(path=path, number=found.number, at=at, count=found.numbers))
        for one in found.differences:
            click.echo("✗ " + _(TEXTS[one.code]).format_map(one.details) + f" [{one.code}]")
        if found.holds:
            click.echo("✓ " + _("Every one of them follows from what was known then."))
    return int(ExitCode.DONE if found.holds else ExitCode.TRUST_BROKEN)


def tell_comparison(workspace: Workspace, one: str, other: str, *, as_json: bool) -> None:
    """Print the figures that are others, and what moved the rate."""
    found = compare_reports(workspace, one, other)
    if as_json:
        print_json(found)
        return
    if found.movement is not None:
        click.echo(movement_sentence(found.movement))
    for change in found.changes:
        click.echo(f"{change.what}: {_shown(change.before)} → {_shown(change.after)}")
    if not found.changes:
        click.echo(_("Every figure is the same in both."))


def _shown(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:g}"
