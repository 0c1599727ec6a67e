"""Where the plan stands in one sentence: the floor of the year and the distance from it."""

from __future__ import annotations

from sohoa.domain.progress import Progress
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.formats import decimal_text


def headline(progress: Progress) -> str:
    """Say the floor of the day's year, and how far ahead of it or behind it the office is."""
    against = progress.total.against(progress.floor)
    day = day_shown(progress.as_of)
    if progress.floor is None:
        return _("As of {day}: no floor applies.").format(day=day)
    floor = decimal_text(progress.floor, places=len(f"{progress.floor:g}".partition(".")[2]))
    if against is None:
        text = _("As of {day}: floor {floor} %; the register has no paper in force to measure.")
        return text.format(day=day, floor=floor)
    word = _("ahead") if against.is_met else _("behind")
    text = _("As of {day}: floor {floor} %, {word} by {points} points ({records} records).")
    points = decimal_text(abs(against.points))
    return text.format(day=day, floor=floor, word=word, points=points, records=abs(against.records))
