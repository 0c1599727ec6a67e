"""The sections of a report beside its shares, told as its machine part tells them."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sohoa.inspection.counted_again import Office
from sohoa.inspection.holdings import Filed
from sohoa.inspection.plan_rules import CountedPhase, floor_of

#: The levels of signatures without a time stamp; empty where there is no level.
WITHOUT_STAMP = frozenset({"", "PAdES-B-B"})
#: Over so many days the pace is taken, and what lies further ahead is never.
_DAYS_OF_PACE, _FARTHEST = 60, 36_500


def window_of(day: dt.date, starts: str, ends: str) -> str:
    """Say where a day's end lies to a window: both of its days are within it."""
    text = day.isoformat()
    if text < starts:
        return "not_begun"
    return "over" if text >= ends else "open"


def term_of(day: dt.date, plan: Mapping[str, Any], phase: CountedPhase | None) -> dict[str, Any]:
    """Give the window of a phase; of the plan the year of the floor that is meant."""
    if phase is not None:
        starts, ends = phase.starts, phase.ends
    else:
        listed = [year for year in map(int, plan["floors"]) if year <= day.year]
        year = max(listed, default=day.year)
        starts, ends = f"{year:04}-01-01", f"{year:04}-12-31"
    number = None if phase is None else phase.number
    return {
        "phase": number, "starts": starts, "ends": ends, "window": window_of(day, starts, ends)
    }  # fmt: skip


def forecast_told(verdict: Mapping[str, Any], about: Office, as_of: dt.date) -> dict[str, Any]:
    """Say when the floor is reached if neither the pace nor the papers change."""
    days = Counter[str]()
    for (_year, day), count in about.days.items():
        days[day] += count
    begins = (as_of - dt.timedelta(days=_DAYS_OF_PACE)).isoformat()
    done = sum(count for day, count in days.items() if day > begins)
    lacking, ends = max(0, -(verdict["papers"] or 0)), dt.date.fromisoformat(verdict["ends"])
    said = {
        "foreseen": "nothing", "floor": verdict["floor"], "by": verdict["ends"],
        "lacking": lacking, "done": done, "days": _DAYS_OF_PACE, "day": None, "in_time": None,
        "nights": 0, "papers_a_night": None, "pages_a_night": None,
    }  # fmt: skip
    if verdict["papers"] is None:
        return said
    if not lacking:
        return {**said, "foreseen": "reached"}
    nights, pages = max(0, (ends - as_of).days), about.pages_a_document
    papers = -(-lacking // nights) if nights else None
    said |= {
        "nights": nights,
        "papers_a_night": papers,
        "pages_a_night": math.ceil(papers * pages) if papers and pages else None,
    }
    if not done:
        return {**said, "foreseen": "no_pace"}
    if min(days) > begins:
        return {**said, "foreseen": "too_young"}
    ahead = -(-lacking * _DAYS_OF_PACE // done)
    if ahead > _FARTHEST:
        return {**said, "foreseen": "no_pace"}
    then = as_of + dt.timedelta(days=ahead)
    return {**said, "foreseen": "on_day", "day": then.isoformat(), "in_time": then <= ends}


def throughput_told(filed: Counter[Filed]) -> dict[str, dict[str, int]]:
    """Give how many of the documents were archived in which month."""
    months = Counter[str]()
    for one, count in filed.items():
        months[one.month] += count
    return {month: {"documents": count} for month, count in months.items()}


def operators_told(filed: Counter[Filed]) -> dict[int, dict[str, Any]]:
    """Give how many of the documents each operator archived, in the order of their names."""
    operators = Counter[str]()
    for one, count in filed.items():
        operators[one.operator] += count
    named = sorted(name for name in operators if name)
    return {
        place: {"operator": name, "documents": operators[name]} for place, name in enumerate(named)
    }


def conformity_told(filed: Counter[Filed]) -> dict[str, Any]:
    """Give how many documents there are, and of which level their signatures are.

    Of what was archived before levels were recorded, and asked about as of then, nobody can say.
    """
    levels = Counter[str | None]()
    for one, count in filed.items():
        levels[one.level] += count
    told: dict[str, Any] = {"documents": levels.total()}
    if None not in levels:
        stamped = sum(count for level, count in levels.items() if level not in WITHOUT_STAMP)
        told |= {"levels": dict(levels), "time_stamped": stamped}
    return told


def floor_told(plan: Mapping[str, Any], day: dt.date, phase: CountedPhase | None) -> float | None:
    """Give the floor that a subject is held to: of a phase all its papers."""
    return floor_of(plan, day.year) if phase is None else 100.0
