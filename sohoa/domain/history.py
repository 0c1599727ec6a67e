"""Progress over time: the plan's rate at the ends of months and years, as it was known then."""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from sohoa.domain.figures import Figure, is_behind
from sohoa.domain.plan import Plan
from sohoa.domain.progress import Tally, measure_of
from sohoa.domain.register import Validity
from sohoa.domain.share import papers_needed, rate_of
from sohoa.domain.vietnam_time import start_of


@dataclass(frozen=True, slots=True)
class PointInTime:
    """The rate at the end of a day, as known by the end of that day, and the floor of its year."""

    day: dt.date
    digitized: int
    denominator: int
    rate: float | None
    floor: float | None


@dataclass(frozen=True, slots=True)
class YearOfGrowth:
    """A calendar year of the plan: where it ended, and by how much it grew.

    Attributes:
        day: Its last day; of the running year the day asked about.
        rate, floor: In percent, at that day's end.
        growth: Percentage points since the end of the year before; `None` where one has no rate.
        wanted: Points by which the floor grew; `None` where the plan has no floor before.
        is_met: Whether the floor was reached; `None` where there is none, or no rate.
        is_over: The year has ended by the day asked about.
    """

    year: int
    day: dt.date
    digitized: int
    denominator: int
    rate: float | None
    floor: float | None
    growth: float | None
    wanted: float | None
    is_met: bool | None
    is_over: bool


class Stretch(NamedTuple):
    """Papers that were known alike from one point in time to before another.

    Days are places among the points: the first at which something is so.

    Attributes:
        start, end: From which point on they were known so; before which that ended.
        formed: Where they were formed; `ended` where their last day was over.
        archived: Where a signed document of theirs was in the archive; `NEVER` of none.
    """

    start: int
    end: int
    formed: int
    validity: str
    ended: int
    is_excluded: bool
    archived: int
    is_proven: bool
    is_born_digital: bool


#: A place behind all points.
NEVER = 1 << 30


class Points:
    """The days at whose ends the plan is looked at, in their order."""

    def __init__(self, days: Iterable[dt.date]) -> None:
        self.days = tuple(days)
        self._texts = [day.isoformat() for day in self.days]
        # What is asked of a few thousand days, a million times.
        self._begun, self._over = dict[str, int](), dict[str, int]()

    def since(self, day: str) -> int:
        """The first point at which a day, month or year has begun; text in ISO 8601."""
        if day not in self._begun:
            self._begun[day] = bisect_left(self._texts, day)
        return self._begun[day]

    def after(self, day: str) -> int:
        """The first point at which a day is over."""
        if day not in self._over:
            self._over[day] = bisect_right(self._texts, day) if day else NEVER
        return self._over[day]

    def course(self, plan: Plan, stretches: Mapping[Stretch, int]) -> tuple[PointInTime, ...]:
        """Sum up how many papers counted, and how many of them were digitized, at each point."""
        digitized, denominator = [0] * (len(self.days) + 1), [0] * (len(self.days) + 1)
        for stretch, count in stretches.items():
            before = (0, 0)
            for place in self._changes(stretch):
                weight = self._weight(plan, stretch, place)
                digitized[place] += count * (weight[0] - before[0])
                denominator[place] += count * (weight[1] - before[1])
                before = weight
        sums = zip(self.days, accumulate(digitized), accumulate(denominator), strict=False)
        return tuple(point_of(plan, *one) for one in sums)

    def _changes(self, stretch: Stretch) -> list[int]:
        """The points at which papers may begin to count otherwise; the last is their end."""
        end = min(stretch.end, len(self.days))
        days = (stretch.start, stretch.formed, stretch.ended, stretch.archived)
        return sorted({place for place in days if stretch.start <= place < end} | {end})

    def _weight(self, plan: Plan, stretch: Stretch, place: int) -> tuple[int, int]:
        """Judge papers at a point, by days at which all that was so is so; nothing at their end."""
        if place >= min(stretch.end, len(self.days)):
            return 0, 0
        day = self.days[place]
        tally = Tally(
            0, "", "", Validity(stretch.validity),
            valid_until=day - dt.timedelta(days=1) if stretch.ended <= place else None,
            is_excluded=stretch.is_excluded,
            digitized_at=start_of(day) if stretch.archived <= place else None,
            formed="" if stretch.formed <= place else NEVER_FORMED,
            is_proven=stretch.is_proven,
            is_born_digital=stretch.is_born_digital,
        )  # fmt: skip
        judgment = measure_of(plan, day).judge(tally)
        return int(is_behind(Figure.DIGITIZED, judgment)), int(judgment.is_counted)


#: A date that no day comes up to.
NEVER_FORMED = "9999"


def point_of(plan: Plan, day: dt.date, digitized: int, denominator: int) -> PointInTime:
    """A point with its rate, and the floor of its year."""
    rate = rate_of(digitized, denominator)
    return PointInTime(day, digitized, denominator, rate, plan.floor(day.year))


def month_ends(first: dt.date, before: dt.date) -> Iterator[dt.date]:
    """The last days of months, from that of a day on, up to before another day."""
    year, month = first.year, first.month
    while (day := _end_of_month(year, month)) < before:
        yield day
        year, month = year + month // 12, month % 12 + 1


def _end_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def years_of(plan: Plan, course: Sequence[PointInTime]) -> tuple[YearOfGrowth, ...]:
    """Tell years apart: the last point of each, and by how much it grew since the one before.

    `course` ends with the day asked about. Growth is told in points as they are shown.
    """
    last = {one.day.year: one for one in course}
    years = list[YearOfGrowth]()
    before: PointInTime | None = None
    for year, one in sorted(last.items()):
        floor_before = plan.floor(year - 1)
        met = None
        if one.floor is not None and one.denominator:
            met = one.digitized >= papers_needed(one.floor, one.denominator)
        years.append(
            YearOfGrowth(
                year=year,
                day=one.day,
                digitized=one.digitized,
                denominator=one.denominator,
                rate=one.rate,
                floor=one.floor,
                growth=_less(one.rate, before.rate if before else None),
                wanted=_less(one.floor, floor_before),
                is_met=met,
                is_over=one.day == dt.date(year, 12, 31),
            )
        )
        before = one
    return tuple(years)


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 2)
