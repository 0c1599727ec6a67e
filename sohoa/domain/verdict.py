"""The plan's question and its answer: reached or not, by how much, and how sure that is.

An answer is sure if no paper that is not understood yet, and none of unknown validity, could turn
it round: it is looked at how it would be if all of them spoke against the office, and if all spoke
for it. Where the two differ, nothing is claimed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Reached(StrEnum):
    """The answer."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    CANNOT_BE_JUDGED = "cannot_be_judged"
    NO_FLOOR = "no_floor"


class WindowState(StrEnum):
    """Where a day lies to the window of a phase; that of a floor is its year."""

    NOT_BEGUN = "not_begun"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PlanVerdict:
    """The answer for the whole plan, or for one of its phases, at the end of a day.

    Attributes:
        phase: The number of the phase; `None` for the whole plan.
        floor: In percent: of the plan that of the day's year, of a phase 100, by its window's end.
        starts, ends: The window: of the plan the year of the floor.
        rate: In percent, cut to one decimal; `None` where nothing is to be digitized.
        points, papers: How far above the floor, below it negative: percentage points, and papers
            exactly. `None` without a floor, or without a paper.
        needed: So many papers must be digitized to reach it.
        missing: Papers that count and have no document; `unproven`: whose document was not whole.
        least, most: Between which rates the true one lies, in percent; both are the rate where
            nothing is open. `None` where nothing is to be digitized and nothing open.
        in_error: Rows of registers that are not understood yet. Of a phase they are those of all
            phases: of which year such a row is nobody knows.
        unknown: Papers of unknown validity.
        undeclared, unclosed: Rooms that have not said how many papers they hold, and that are not
            closed: of an inventory phase, else 0.
    """

    phase: int | None
    reached: Reached
    floor: float | None
    window: WindowState
    starts: dt.date
    ends: dt.date
    denominator: int
    digitized: int
    needed: int | None
    rate: float | None
    points: float | None
    papers: int | None
    missing: int
    unproven: int
    least: float | None
    most: float | None
    in_error: int
    unknown: int
    undeclared: int = 0
    unclosed: int = 0

    @property
    def is_open(self) -> bool:
        """Say whether the range has a width: something is not known."""
        return self.least != self.most
