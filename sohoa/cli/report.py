"""`sohoa report PHASE`: the completion report that an auditor reads."""

from __future__ import annotations

import datetime as dt

import click

from sohoa.cli.day import DAY, today
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, names_today_option, print_json
from sohoa.language import _


@click.command(
    "report", help=_("Write the completion report of a phase (HTML, XLSX, CSV and a signed PDF).")
)
@click.argument("phase", type=int)
@click.option("--as-of", type=DAY, help=_("As of the end of this day."))
@click.option("--known", type=DAY, help=_("As it was known by the end of this day."))
@names_today_option
@json_option
def command(
    phase: int,
    as_of: dt.date | None,
    known: dt.date | None,
    *,
    names_today: bool,
    as_json: bool,
) -> None:
    """Compute the report from the catalogue and say where its files lie."""
    from sohoa.use_cases.reporting import write_report

    workspace = the_workspace()
    day = as_of or today()
    paths = write_report(workspace, phase=phase, as_of=day, known=known, names_today=names_today)
    if as_json:
        print_json(paths)
    else:
        for path in (paths.pdf, paths.html, paths.xlsx):
            click.echo(str(path))
        tables = _("{count} tables as CSV: {pattern}")
        pattern = paths.html.with_suffix(".*.csv")
        click.echo(tables.format(count=len(paths.csv), pattern=pattern))
        if not paths.signed:
            click.echo(_("The PDF is not signed. {why}").format(why=paths.unsigned_why), err=True)
