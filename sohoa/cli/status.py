"""`sohoa status`: how far the plan is, per phase and per room, against the floor of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import click

from sohoa.cli.day import DAY, known_option, today
from sohoa.cli.needs_view import needs_lines, rule_lines, standing_lines
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, names_today_option, print_json, print_table
from sohoa.domain.failure import ExitCode
from sohoa.domain.figures import Figure
from sohoa.domain.finding_kind import Need
from sohoa.domain.progress import Slice
from sohoa.domain.share import Share
from sohoa.domain.verdict import PlanVerdict, Reached
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.progress import PlanProgress


@click.command("status", help=_("Progress against the plan, per phase and per room."))
@click.option("--as-of", type=DAY, help=_("As of the end of this day."))
@known_option
@names_today_option
@click.option(
    "--check",
    is_flag=True,
    help=_("Leave with exit code 10 if the floor is not reached, 11 if that cannot be judged."),
)
@json_option
def command(
    as_of: dt.date | None,
    known: dt.date | None,
    *,
    names_today: bool,
    check: bool,
    as_json: bool,
) -> int:
    """Print the verdict and two tables, or one JSON object."""
    from sohoa.use_cases.progress import plan_progress, progress_result

    found = plan_progress(
        the_workspace(),
        as_of=as_of or today(),
        now=dt.datetime.now(dt.UTC),
        known=known,
        names_today=names_today,
    )
    if as_json:
        print_json(progress_result(found))
    else:
        _tell(found, as_of)
    return int(_exit_code(found.verdict)) if check else int(ExitCode.DONE)


def _exit_code(verdict: PlanVerdict) -> ExitCode:
    """The code by which a program learns the verdict: where no floor applies, none is missed."""
    return {
        Reached.NOT_REACHED: ExitCode.BEHIND_THE_FLOOR,
        Reached.CANNOT_BE_JUDGED: ExitCode.NOT_TO_BE_JUDGED,
    }.get(verdict.reached, ExitCode.DONE)


def _tell(found: PlanProgress, as_of: dt.date | None) -> None:
    from sohoa.reports.reuse_words import reuse_sentence

    _print(found)
    if found.reuse.asked or found.reuse.target is not None:
        click.echo(reuse_sentence(found.reuse))
    waiting = found.workloads
    lines = (
        apart_lines(found.progress.total, as_of=as_of),
        needs_lines(waiting[Need.RESCAN], waiting[Need.REVIEW], if_can=waiting[Need.RESCAN_IF_CAN]),
        rule_lines(found.below_rules),
        standing_lines(found.states),
    )
    for line in chain.from_iterable(lines):
        click.echo(line)


def apart_lines(total: Share, *, as_of: dt.date | None = None) -> Iterator[str]:
    """What the tables do not show, each with the command that names it, for the same day."""
    day = f" --as-of {as_of:%d/%m/%Y}" if as_of else ""
    texts = {
        Figure.UNPROVEN: _("{count} papers were not found whole when verified, and do not count"),
        Figure.UNFORMED: _("{count} papers were not formed yet on that day, and do not count"),
        Figure.BORN_DIGITAL: _("{count} papers are archived from their digital original"),
    }
    for figure, text in texts.items():
        if count := total.of_figure(figure):
            yield f"{text.format(count=count)}: sohoa papers {figure.value}{day}"
    if total.unlinked and as_of is None:
        yield _(
            "{count} archived documents are tied to no paper of the register: "
            "{command} finds theirs"
        ).format(count=total.unlinked, command="sohoa match")
    if total.registered:
        yield _("The papers behind every figure: {command}").format(
            command=f"sohoa papers {_('FIGURE')}{day}"
        )


def _print(found: PlanProgress) -> None:
    from sohoa.reports.verdict_words import verdict_line

    progress = found.progress
    click.echo(verdict_line(found.verdict, progress.as_of))
    if progress.as_of != found.known or progress.as_of != today():
        known = _("As known by the end of {day}; as known today: --known-on {today}")
        click.echo(known.format(day=day_shown(found.known), today=day_shown(today())))
    phases = [*progress.phases, progress.outside]
    names = [_phase_label(one) for one in phases]
    _print_shares(_("phase"), names, [one.share for one in phases], progress.total)
    rooms = [one.room or _("(no room)") for one in progress.rooms]
    _print_shares(_("room"), rooms, [one.share for one in progress.rooms], progress.total)


def _print_shares(title: str, names: list[str], shares: list[Share], total: Share) -> None:
    click.echo()
    headings = [
        title,
        _("registered"),
        _("in force"),
        _("digitized"),
        "%",
        _("missing"),
        _("unlinked"),
    ]
    rows = [
        [name, one.registered, one.in_force, one.digitized, one.rate, one.missing, one.unlinked]
        for name, one in zip([*names, _("total")], [*shares, total], strict=True)
    ]
    print_table(headings, rows)


def _phase_label(one: Slice) -> str:
    return f"{one.phase}. {one.phase_name}" if one.phase else _("outside every phase")
