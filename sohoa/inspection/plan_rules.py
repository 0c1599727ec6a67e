"""What of the plan decides: its phases, floors and rules, as a report bears them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CountedPhase:
    """A phase, and the years of formation that it takes; `first` 0 is any before."""

    number: int
    starts: str
    ends: str
    years: tuple[tuple[int, int], ...]

    def takes(self, year: int | None) -> bool:
        """Say whether it takes papers of a year."""
        return year is not None and any(first <= year <= last for first, last in self.years)


@dataclass(frozen=True, slots=True)
class Rules:
    """What of the plan decides about papers; `phases` are those that digitize."""

    phases: tuple[CountedPhase, ...]
    counts_unknown: bool
    counts_born_digital: bool
    inventories: tuple[CountedPhase, ...] = ()

    def phase_of(self, year: int | None) -> CountedPhase | None:
        """The phase that takes papers of a year."""
        return next((one for one in self.phases if one.takes(year)), None)


def floor_of(plan: Mapping[str, Any], year: int) -> float | None:
    """The floor of a year in percent: that of the last year listed; `None` before the first."""
    floors = {int(name): float(value) for name, value in plan["floors"].items()}
    listed = [known for known in sorted(floors) if known <= year]
    if not listed:
        return None
    if plan["floor_reading"] == "points":
        return floors[listed[-1]]
    floor = floors[listed[0]]
    for before, after in itertools.pairwise(listed):
        floor = min(100.0, floor * (1 + (floors[after] - floors[before]) / 100))
    return round(floor, 2)


def rules_of_plan(plan: Mapping[str, Any]) -> Rules:
    """What decides about papers, of the plan as a report bears it.

    Raises:
        ValueError, LookupError, TypeError: It is no plan.
    """
    phases = defaultdict[str, list[CountedPhase]](list)
    for one in plan["phases"]:
        for day in (one["starts"], one["ends"]):
            dt.date.fromisoformat(day)
        years = tuple(map(_years, one["formed"]))
        phase = CountedPhase(int(one["number"]), one["starts"], one["ends"], years)
        phases[one["kind"]].append(phase)
    return Rules(
        tuple(phases["digitize"]),
        plan["unknown_validity"] == "included",
        plan["born_digital"] == "included",
        tuple(phases["inventory"]),
    )


def _years(text: str) -> tuple[int, int]:
    """`2016-2023`, `2024`, or `..2005`."""
    if text.startswith(".."):
        return 0, int(text[2:])
    first, _dash, last = text.partition("-")
    return int(first), int(last or first)


def needed_for(floor: float, denominator: int) -> int:
    """How many of so many papers make a floor in percent, in whole millionths of it."""
    return -(-round(floor * 1_000_000) * denominator // 100_000_000)


def rate_of(digitized: int, whole: int) -> float | None:
    """Percent, cut to one decimal; `None` of nothing."""
    return 1000 * digitized // whole / 10 if whole else None
