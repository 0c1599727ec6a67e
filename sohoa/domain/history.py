"""Progress over time: the plan's rate at the ends of months and years, as it was known then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


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
