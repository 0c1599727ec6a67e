"""`sohoa report PHASE|plan`: the completion report that an auditor reads."""

from __future__ import annotations

import datetime as dt

import click

from sohoa.cli.day import DAY, known_option, today
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, names_today_option, print_json
from sohoa.language import _

#: Given as a phase: the whole plan.
_PLAN = "plan"


class _SubjectType(click.ParamType[int | str]):
    """A phase of the plan by its number, or the whole plan."""

    name = "subject"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        """Read `2` or `plan`."""
        text = str(value).strip().casefold()
        if text == _PLAN:
            return _PLAN
        if text.isascii() and text.isdigit():
            return int(text)
        problem = _("`{value}` is neither the number of a phase nor `plan`").format(value=value)
        raise click.BadParameter(problem, ctx, param)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What help shows in the place of the value."""
        del param, ctx
        return "PHASE|plan"


@click.command(
    "report", help=_("Write the completion report of a phase, or of the whole plan, in every form.")
)
@click.argument("subject", type=_SubjectType())
@click.option("--as-of", type=DAY, help=_("As of the end of this day."))
@known_option
@click.option("--since", type=DAY, help=_("Say what moved since this day. Default: the month."))
@names_today_option
@json_option
def command(
    subject: int | str,
    as_of: dt.date | None,
    known: dt.date | None,
    since: dt.date | None,
    *,
    names_today: bool,
    as_json: bool,
) -> None:
    """Compute the report from the catalogue and say where its files lie."""
    from sohoa.use_cases.reporting import write_report

    paths = write_report(
        the_workspace(),
        phase=subject if isinstance(subject, int) else None,
        as_of=as_of or today(),
        known=known,
        since=since,
        names_today=names_today,
    )
    if as_json:
        print_json(paths)
        return
    for path in (paths.pdf, paths.html, paths.xlsx, paths.json):
        click.echo(str(path))
    tables = _("{count} tables as CSV: {pattern}")
    pattern = paths.html.with_suffix(".*.csv")
    click.echo(tables.format(count=len(paths.csv), pattern=pattern))
    if not paths.signed:
        click.echo(_("The PDF is not signed. {why}").format(why=paths.unsigned_why), err=True)
