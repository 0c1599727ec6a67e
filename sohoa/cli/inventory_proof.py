"""`sohoa inventory declare|close|rooms`: what each room says it holds, and what is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sohoa.cli.day import DAY, known_option
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.domain.errors import ExitCode
from sohoa.domain.vietnam_time import minute_shown
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.inventory_proof import RoomCount


@click.command("declare", help=_("Enter how many papers a room says it holds."))
@click.argument("room", metavar=_("ROOM"))
@click.argument("papers", metavar=_("COUNT"), type=click.IntRange(min=0))
@click.option("--reason", required=True, help=_("By which minutes or letter the room says so."))
@click.option("--since", type=DAY, help=_("The day from which it holds."))
def declare_command(room: str, papers: int, reason: str, since: dt.date | None) -> None:
    """What was declared before stays known."""
    from sohoa.use_cases.custody import checked_reason
    from sohoa.use_cases.inventory_proof import declare
    from sohoa.use_cases.paper_changes import Word

    name = declare(the_workspace(), room, papers, Word(checked_reason(reason), since))
    click.echo(_("{room} declares {count} papers.").format(room=name, count=papers))


@click.command("close", help=_("Close the inventory of a room; what comes later is a supplement."))
@click.argument("room", metavar=_("ROOM"))
@click.option("--reason", required=True, help=_("By which minutes or letter it is closed."))
@click.option("--since", type=DAY, help=_("The day on which it was closed."))
def close_command(room: str, reason: str, since: dt.date | None) -> int:
    """Closed by the person at the keyboard, or whom `SOHOA_USER` names."""
    from sohoa.use_cases.custody import checked_reason
    from sohoa.use_cases.inventory_proof import close
    from sohoa.use_cases.paper_changes import Word

    closed = close(the_workspace(), room, Word(checked_reason(reason), since))
    print_rooms([closed])
    if closed.lacking or closed.in_error:
        click.echo(_("It is closed, and what it declares is not what is listed."))
        return ExitCode.DONE_WITH_REJECTIONS
    return ExitCode.DONE


@click.command("rooms", help=_("What each room declares, and what of it is listed and in force."))
@click.option("--as-of", type=DAY, help=_("As of the end of this day."))
@known_option
@json_option
def rooms_command(as_of: dt.date | None, known: dt.date | None, as_json: bool) -> None:
    """Every room by the name it has today."""
    from sohoa.use_cases.inventory_proof import room_counts

    now = dt.datetime.now(dt.UTC)
    counts = room_counts(the_workspace(), now=now, as_of=as_of, known=known)
    if as_json:
        print_json(counts)
    else:
        print_rooms(counts)


def print_rooms(counts: Sequence[RoomCount]) -> None:
    """One room a line, and who closed it when."""
    headings = [
        _("room"),
        _("declared"),
        _("listed"),
        _("in error"),
        _("in force"),
        _("unknown validity"),
        _("no longer in force"),
        _("excluded"),
        _("not formed yet"),
        _("lacking"),
        _("closed"),
        _("supplements"),
    ]
    rows: list[list[object]] = [
        [
            one.room or _("(no room)"),
            "–" if one.declared is None else one.declared,
            one.listed,
            one.in_error,
            one.in_force,
            one.unknown,
            one.lapsed,
            one.excluded,
            one.unformed,
            "–" if one.lacking is None else one.lacking,
            f"{minute_shown(one.closed_at)} {one.closed_by}" if one.closed_at else "–",
            one.supplements,
        ]
        for one in counts
    ]
    print_table(headings, rows)


COMMANDS = (declare_command, close_command, rooms_command)
