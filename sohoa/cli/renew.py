"""`sohoa renew [ID]...`: raise levels and add time stamps before the proof of a record ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.domain.errors import ExitCode
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.renewal.calendar import Deadline


@click.command(
    "renew",
    help=_(
        "Raise signatures to the level the settings ask for, and give records a new time stamp"
        " before their proof ends."
    ),
)
@click.argument("names", metavar="[ID]...", nargs=-1)
@click.option("--batch", metavar="NAME", help=_("Only the records of this batch."))
@click.option("--calendar", is_flag=True, help=_("Only show what expires when; change nothing."))
@json_option
def command(names: tuple[str, ...], batch: str | None, calendar: bool, as_json: bool) -> int:
    """Renew what is due, or show the calendar; exit code 5 if a record could not be renewed."""
    from sohoa.audit.archive import Choice
    from sohoa.runs.live import recorded_run
    from sohoa.runs.record import RunKind
    from sohoa.use_cases.renewing import calendar_of, renew_due, renewal_result

    workspace, choice = the_workspace(), Choice(names, batch)
    if calendar:
        found = calendar_of(workspace, choice)
        if as_json:
            print_json(found)
        else:
            _print_calendar(found)
        return ExitCode.DONE
    with recorded_run(workspace, RunKind.RENEW) as run:
        done = renew_due(workspace, choice)
        run.exit_code = int(done.exit_code)
    if as_json:
        print_json(renewal_result(done))
    else:
        for identity in done.upgraded:
            click.echo("✓ " + _("{id}: raised to the level wanted").format(id=identity))
        for identity in done.renewed:
            click.echo("✓ " + _("{id}: a new time stamp was added").format(id=identity))
        for failure in done.failures:
            click.echo("✗ " + failure.render(_))
        text = _("{upgraded} raised, {renewed} renewed, {failed} failed.")
        click.echo(
            text.format(
                upgraded=len(done.upgraded),
                renewed=len(done.renewed),
                failed=len(done.failures),
            )
        )
    return done.exit_code


def _print_calendar(found: list[Deadline]) -> None:
    states = {
        "ended": _("ended"),
        "due": _("due now"),
        "later": _("later"),
        "unknown": _("unknown"),
    }
    rows = [
        (
            one.provable_until and day_shown(one.provable_until),
            one.renew_from and day_shown(one.renew_from),
            states[one.state],
            ", ".join(one.levels),
            len(one.documents),
        )
        for one in found
    ]
    headings = (_("provable until"), _("renewed from"), _("state"), _("level"), _("records"))
    print_table(headings, rows)
