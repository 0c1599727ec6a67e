"""`sohoa report PHASE|plan`: the completion report that an auditor reads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from sohoa.cli.day import DAY, known_option, today
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, names_today_option
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
    "report",
    help=_(
        "Write the completion report of a phase, or of the whole plan, in every form; issue it;"
        " check one that was issued, or compare two."
    ),
)
@click.argument("subject", type=_SubjectType(), required=False)
@click.option("--as-of", type=DAY, help=_("As of the end of this day."))
@known_option
@click.option(
    "--since", type=DAY, help=_("Say what moved since this day. Default: the last report issued.")
)
@names_today_option
@click.option(
    "--issue", is_flag=True, help=_("Give it a number, keep it for good, enter it in the ledger.")
)
@click.option("--issued", is_flag=True, help=_("List the reports that were issued."))
@click.option(
    "--check",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Was this very file issued, and do its numbers still follow? Any form of a report."),
)
@click.option(
    "--compare",
    nargs=2,
    metavar="NUMBER|FILE",
    help=_("Which figures are others in the second of two reports, and what moved the rate."),
)
@json_option
def command(  # noqa: PLR0917 - the options of a command line
    subject: int | str | None,
    as_of: dt.date | None,
    known: dt.date | None,
    since: dt.date | None,
    issue: bool,
    issued: bool,
    check: Path | None,
    compare: tuple[str, str] | None,
    *,
    names_today: bool,
    as_json: bool,
) -> int | None:
    """Compute the report from the catalogue and say where its files lie."""
    from sohoa.cli import report_view

    workspace = the_workspace()
    asked_for = [subject is not None, issued, check is not None, compare is not None]
    if sum(asked_for) != 1:
        raise click.UsageError(_("Give a phase or `plan`; or one of --issued, --check, --compare."))
    if subject is None and any((issue, as_of, known, since, names_today)):
        raise click.UsageError(_("--issue and what a report is of go with a phase or `plan`."))
    if check is not None:
        return report_view.tell_standing(workspace, check, as_json=as_json)
    if compare is not None:
        report_view.tell_comparison(workspace, *compare, as_json=as_json)
    elif issued:
        report_view.tell_issued(workspace, as_json=as_json)
    else:
        from sohoa.use_cases.reporting import AskedReport

        phase = subject if isinstance(subject, int) else None
        asked = AskedReport(phase, as_of or today(), known, since, names_today)
        report_view.tell_written(workspace, asked, issue=issue, as_json=as_json)
    return None
