"""Counts the plan over time again: at the end of each month, as it was known then."""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from sohoa.inspection.counted_again import Paper
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.judged_again import Judging
from sohoa.inspection.lives import Point, Words, day_in_vietnam, last_change_by
from sohoa.inspection.plan_rules import Rules, floor_of, needed_for, rate_of

_FIRST = "SELECT min(at) FROM changes"


def first_day(door: InspectionDoor) -> dt.date | None:
    """Give the day on which anything was recorded first; `None` where nothing was."""
    ((first,),) = door.rows(_FIRST, {})
    return dt.date.fromisoformat(day_in_vietnam(first)) if first else None


def month_points(door: InspectionDoor, as_of: dt.date, last_change: int) -> tuple[Point, ...]:
    """The ends of months before a day, each by what had been recorded by its own end."""
    first = first_day(door)
    days = () if first is None else _month_ends(first, as_of)
    return tuple(
        Point(day.isoformat(), min(last_change, last_change_by(door, day))) for day in days
    )


def _month_ends(first: dt.date, before: dt.date) -> Iterator[dt.date]:
    year, month = first.year, first.month
    while True:
        day = dt.date(year, month, calendar.monthrange(year, month)[1])
        if day >= before:
            return
        yield day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004


class Course:
    """Numerator and denominator of the whole plan at each of some points, in their order.

    A paper is looked at where something of it may be otherwise than at the point before: what it
    then adds or takes away is summed up at the end. So one way through all papers does for a
    hundred points.
    """

    def __init__(self, rules: Rules, points: Sequence[Point]) -> None:
        self._points = points
        self._days, self._lasts = [one.day for one in points], [one.last for one in points]
        self._judging = [Judging(rules, one.day) for one in points]
        self._digitized, self._denominator = [0] * len(points), [0] * len(points)

    def add(self, paper: Paper) -> None:
        """Take a paper."""
        before = (0, 0)
        for place in self._places(paper):
            weight = self._weight(paper, place)
            self._digitized[place] += weight[0] - before[0]
            self._denominator[place] += weight[1] - before[1]
            before = weight

    def _places(self, paper: Paper) -> list[int]:
        """The points at which a paper may be counted otherwise than at the one before."""
        places = set(self._since(paper.words))
        for word in paper.words:
            if formed := word.said.get("formed"):
                places.add(bisect_left(self._days, formed))
            if until := word.said.get("valid_until"):
                places.add(bisect_right(self._days, until))
        for document in paper.documents:
            places.update(self._since(document.words))
            for word in document.words:
                if digitized := word.said.get("digitized"):
                    places.add(bisect_left(self._days, digitized))
        return sorted(place for place in places if place < len(self._points))

    def _since(self, words: Words) -> Iterator[int]:
        """The first point at which each word is both known and true."""
        for word in words:
            is_true = bisect_left(self._days, word.since)
            yield max(is_true, bisect_left(self._lasts, word.change))

    def _weight(self, paper: Paper, place: int) -> tuple[int, int]:
        point = self._points[place]
        said = paper.listed(point)
        if said is None:
            return 0, 0
        figures = self._judging[place].of(said, paper.held(point))
        return int("digitized" in figures), int("denominator" in figures)

    def told(self, plan: Mapping[str, Any], now: tuple[str, int, int]) -> list[dict[str, Any]]:
        """Give each point as a report tells it; `now` is the day asked about, and its figures."""
        sums = zip(
            self._days, accumulate(self._digitized), accumulate(self._denominator), strict=True
        )
        return [
            {
                "day": day,
                "digitized": digitized,
                "denominator": whole,
                "rate": rate_of(digitized, whole),
                "floor": floor_of(plan, dt.date.fromisoformat(day).year),
            }
            for day, digitized, whole in (*sums, now)
        ]


def years_told(plan: Mapping[str, Any], course: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    """Give the years of a course: how each ended, and by how much it grew."""
    ends = {one["day"][: len("2023")]: one for one in course}
    before: float | None = None
    for text, one in sorted(ends.items()):
        year, floor, whole = int(text), one["floor"], one["denominator"]
        is_judged = floor is not None and whole
        yield {
            **one,
            "year": year,
            "growth": _less(one["rate"], before),
            "wanted": _less(floor, floor_of(plan, year - 1)),
            "is_met": one["digitized"] >= needed_for(floor, whole) if is_judged else None,
            "is_over": one["day"] == f"{text}-12-31",
        }
        before = one["rate"]


def _less(one: float | None, other: float | None) -> float | None:
    """By how much it is more, in points; `None` where one of them is not known."""
    return None if one is None or other is None else round(one - other, 2)
