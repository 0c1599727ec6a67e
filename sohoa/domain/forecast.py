"""When the floor is reached at the pace of the last days, and what it takes to reach it in time."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sohoa.domain.verdict import PlanVerdict

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
    #: The first paper was archived within those days: there is no pace yet.
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


#: What lies further ahead is never.
_FARTHEST = 36_500


def foresee(
    verdict: PlanVerdict,
    days: Mapping[str, int],
    *,
    as_of: dt.date,
    pages_a_paper: float | None = None,
) -> Forecast:
    """Say when the floor is reached if nothing changes: neither the pace, nor the papers.

    `days`: how many of the papers that are digitized were archived on which day, in ISO 8601.
    """
    begins = (as_of - dt.timedelta(days=DAYS_OF_PACE)).isoformat()
    done = sum(count for day, count in days.items() if day > begins)
    lacking = max(0, -(verdict.papers or 0))
    said = Forecast(Foreseen.NOTHING, verdict.floor, verdict.ends, lacking, done, DAYS_OF_PACE)
    if verdict.papers is None:
        return said
    if not lacking:
        return replace(said, foreseen=Foreseen.REACHED)
    nights = max(0, (verdict.ends - as_of).days)
    papers = -(-lacking // nights) if nights else None
    pages = math.ceil(papers * pages_a_paper) if papers and pages_a_paper else None
    said = replace(said, nights=nights, papers_a_night=papers, pages_a_night=pages)
    if not done:
        return replace(said, foreseen=Foreseen.NO_PACE)
    if min(days) > begins:
        return replace(said, foreseen=Foreseen.TOO_YOUNG)
    ahead = -(-lacking * DAYS_OF_PACE // done)
    if ahead > _FARTHEST:
        return replace(said, foreseen=Foreseen.NO_PACE)
    day = as_of + dt.timedelta(days=ahead)
    return replace(said, foreseen=Foreseen.ON_DAY, day=day, in_time=day <= verdict.ends)
