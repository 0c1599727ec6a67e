"""`sohoa status`: how far the plan is, per phase and per room, against the floor of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import click

from flows.cli.day import DAY, today
from flows.cli.needs_view import needs_lines, rule_lines, standing_lines
from flows.cli.screen import json_option, print_json, print_table
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.figures import Figure
from sohoa.domain.finding_kind import Need
from sohoa.domain.outcome import DocumentState
from sohoa.domain.progress import Progress, Share, Slice, measure_progress, refuse_future
from sohoa.language import _
from sohoa.need_rules import load_need_rules
from sohoa.plan_file import load_plan
from sohoa.reports.headline import headline
from sohoa.workspace import Workspace


@click.command("status", help=_("Progress against the plan, per phase and per room."))
@click.option("--as-of", type=DAY, help=_("As of the end of this day."))
@json_option
def command(as_of: dt.date | None, as_json: bool) -> None:
    """Print the headline and two tables, or one JSON object."""
    office = Workspace.find()
    day = refuse_future(as_of or today(), now=dt.datetime.now(dt.UTC))
    plan, rules = load_plan(office.plan_path), load_need_rules(office.config_dir)
    with CatalogueReader.open(office.catalogue_path) as reader:
        tallies, unlinked = reader.tallies(as_of=day), reader.unlinked()
        waiting, states = reader.workloads(rules), reader.waiting()
        below = reader.below_rules()
    progress = measure_progress(plan, tallies, unlinked=unlinked, as_of=day)
    if as_json:
        print_json(
            {
                **_as_dict(progress),
                "to_rescan": waiting[Need.RESCAN],
                "to_review": waiting[Need.REVIEW],
                "arriving": states[DocumentState.ARRIVING],
                "contested": states[DocumentState.CONTESTED],
                "to_rescan_if_can": waiting[Need.RESCAN_IF_CAN],
                "below_rules": below,
            }
        )
        return
    _print(progress)
    for line in apart_lines(progress.total, as_of=as_of):
        click.echo(line)
    for line in needs_lines(
        waiting[Need.RESCAN], waiting[Need.REVIEW], if_can=waiting[Need.RESCAN_IF_CAN]
    ):
        click.echo(line)
    for line in rule_lines(below):
        click.echo(line)
    for line in standing_lines(states):
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
    if total.registered:
        yield _("The papers behind every figure: {command}").format(
            command=f"sohoa papers {_('FIGURE')}{day}"
        )


def _print(progress: Progress) -> None:
    click.echo(headline(progress))
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


def _as_dict(progress: Progress) -> dict[str, object]:
    against = progress.total.against(progress.floor)
    return {
        "as_of": progress.as_of.isoformat(),
        "floor": progress.floor,
        "unknown_validity": progress.unknown_validity.value,
        "born_digital": progress.born_digital.value,
        "ahead_points": against and against.points,
        "ahead_records": against and against.records,
        "total": _share(progress.total),
        "phases": [{"phase": one.phase, **_share(one.share)} for one in progress.phases],
        "outside": _share(progress.outside.share),
        "rooms": [{"room": one.room, **_share(one.share)} for one in progress.rooms],
    }


def _share(share: Share) -> dict[str, object]:
    counted = {figure.value: share.of_figure(figure) for figure in Figure}
    return {**counted, "unlinked": share.unlinked, "rate": share.rate}
