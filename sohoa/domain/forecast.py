"""When the floor is reached at the pace of the last days, and what it takes to reach it in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

#: Over so many days the pace is taken.
DAYS_OF_PACE = 60


class Foreseen(StrEnum):
    """What can be said of the floor."""

    #: It is reached already.
    REACHED = "reached"
    #: At this pace it is reached on `day`.
    ON_DAY = "on_day"
    #: Nothing was archived in these days: at this pace it is never reached.
    NO_PACE = "no_pace"
    #: Nothing was recorded before those days, so there is no pace.
    TOO_YOUNG = "too_young"
    #: There is no floor, or no paper to be digitized.
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected, at the end of a day.

    Attributes:
        floor, by: The floor that is meant, in percent, and the last day on which it is in time.
        lacking: So many papers are lacking to it.
        done, days: So many papers were archived within so many days, the last one that asked about.
        day: When the floor is reached at that pace; `None` where that cannot be said.
        in_time: Whether that day is in time; `None` where it cannot be said.
        nights: So many nights are left until `by`; 0 when it is over.
        papers_a_night, pages_a_night: What it takes then; `None` where no night is left, nothing is
            lacking, or it is not known how many pages a paper has.
    """

    foreseen: Foreseen
    floor: float | None
    by: dt.date
    lacking: int
    done: int
    days: int
    day: dt.date | None = None
    in_time: bool | None = None
    nights: int = 0
    papers_a_night: int | None = None
    pages_a_night: int | None = None
