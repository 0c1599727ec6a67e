"""The plan's question and its answer: reached or not, by how much, and how sure that is.

An answer is sure if no paper that is not understood yet, and none of unknown validity, could turn
it round: it is looked at how it would be if all of them spoke against the office, and if all spoke
for it. Where the two differ, nothing is claimed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sohoa.domain.plan import Phase, Plan, UnknownRule
from sohoa.domain.report_sections import CountOfRoom
from sohoa.domain.share import Share, papers_needed


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
        lacking: Papers that rooms declare and that are neither listed nor in error, and those that
            are listed beyond what is declared: of an inventory phase, else 0.
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
    lacking: int = 0

    @property
    def is_open(self) -> bool:
        """Say whether something is not known: a row, or whether papers are in force."""
        return bool(self.in_error) or self.least != self.most


#: What a phase has to reach by the end of its window, in percent.
_ALL = 100.0
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Numerator and denominator at the worst, and at the best."""

    worst_digitized: int
    worst_denominator: int
    best_digitized: int
    best_denominator: int

    @property
    def rates(self) -> tuple[float, float] | None:
        """Both rates in percent, the one cut and the other raised to a tenth; `None` of no paper.

        Where nothing is open both are the rate, cut.
        """
        worst, best = self.worst_digitized, self.best_digitized
        below, above = self.worst_denominator, self.best_denominator
        if not below and not above:
            return None
        least = _THOUSAND * worst // below if below else 0
        if (worst, below) == (best, above):
            return least / 10, least / 10
        most = -(-_THOUSAND * best // above) if above else _THOUSAND
        return least / 10, most / 10

    def answer(self, floor: float) -> Reached | None:
        """The answer that holds however the open ones turn out; `None` where they decide it."""
        worst = self._is_met(floor, self.worst_digitized, self.worst_denominator)
        best = self._is_met(floor, self.best_digitized, self.best_denominator)
        if worst != best:
            return None
        return Reached.REACHED if best else Reached.NOT_REACHED

    @staticmethod
    def _is_met(floor: float, digitized: int, denominator: int) -> bool:
        return digitized >= papers_needed(floor, denominator)


def bounds_of(share: Share, in_error: int, rule: UnknownRule) -> Bounds:
    """Say how the figures would be if all that is not known spoke against the office, or for it.

    Against: each row in error is a paper that counts and is missing; of the papers of unknown
    validity those that are missing are in force, and those that are digitized are not. For: rows in
    error are papers whose documents no paper claims yet, or do not count; of the papers of unknown
    validity those that are digitized are in force, and those that are missing are not.

    >>> bounds_of(Share(denominator=13, digitized=7), 4, UnknownRule.EXCLUDED).rates
    (41.1, 53.9)
    """
    found = min(in_error, share.unlinked)
    done, counted = share.digitized, share.denominator
    if rule is UnknownRule.INCLUDED:
        worst = done - share.unknown_digitized, counted + in_error - share.unknown_digitized
        best = done + found, counted + found - share.unknown_missing
    else:
        worst = done, counted + in_error + share.unknown_missing
        more = found + share.unknown_digitized
        best = done + more, counted + more
    return Bounds(*worst, *best)


def judge_plan(plan: Plan, total: Share, *, as_of: dt.date, in_error: int) -> PlanVerdict:
    """Answer for the whole plan: against the floor of the day's year."""
    listed = [year for year in sorted(plan.floors) if year <= as_of.year]
    year = listed[-1] if listed else as_of.year
    window = dt.date(year, 1, 1), dt.date(year, 12, 31)
    floor = plan.floor(as_of.year)
    return _judged(plan, total, floor=floor, window=window, as_of=as_of, in_error=in_error)


def judge_phase(
    plan: Plan, phase: Phase, share: Share, *, as_of: dt.date, in_error: int
) -> PlanVerdict:
    """Answer for a phase that digitizes: all its papers, by the end of its window.

    Before its window has begun nothing can be said against it, and while it is open nothing is
    overdue: `window` says which.
    """
    window = phase.starts, phase.ends
    said = _judged(plan, share, floor=_ALL, window=window, as_of=as_of, in_error=in_error)
    return replace(said, phase=phase.number)


def judge_count(phase: Phase, rooms: Sequence[CountOfRoom], *, as_of: dt.date) -> PlanVerdict:
    """Answer for the inventory: every room has said how many papers it holds, and lists them.

    It cannot be judged where a room has not said so, or there is no room at all.
    """
    undeclared = sum(one.declared is None for one in rooms if one.room)
    unclosed = sum(one.closed_on is None for one in rooms if one.room)
    lacking = sum(abs(one.lacking or 0) for one in rooms)
    in_error = sum(one.in_error for one in rooms)
    if in_error or lacking:
        reached = Reached.NOT_REACHED
    elif undeclared or not rooms:
        reached = Reached.CANNOT_BE_JUDGED
    else:
        reached = Reached.NOT_REACHED if unclosed else Reached.REACHED
    return PlanVerdict(
        phase=phase.number,
        reached=reached,
        floor=None,
        window=_window(as_of, phase.starts, phase.ends),
        starts=phase.starts,
        ends=phase.ends,
        denominator=sum(one.declared or 0 for one in rooms),
        digitized=0,
        needed=None,
        rate=None,
        points=None,
        papers=None,
        missing=0,
        unproven=0,
        least=None,
        most=None,
        in_error=in_error,
        unknown=0,
        undeclared=undeclared,
        unclosed=unclosed,
        lacking=lacking,
    )


def _judged(
    plan: Plan,
    share: Share,
    *,
    floor: float | None,
    window: tuple[dt.date, dt.date],
    as_of: dt.date,
    in_error: int,
) -> PlanVerdict:
    bounds = bounds_of(share, in_error, plan.unknown_validity)
    least, most = bounds.rates or (None, None)
    against = share.against(floor)
    return PlanVerdict(
        phase=None,
        reached=_reached(share, floor, bounds),
        floor=floor,
        window=_window(as_of, *window),
        starts=window[0],
        ends=window[1],
        denominator=share.denominator,
        digitized=share.digitized,
        needed=papers_needed(floor, share.denominator) if against and floor is not None else None,
        rate=share.rate,
        points=against.points if against else None,
        papers=against.records if against else None,
        missing=share.missing,
        unproven=share.unproven,
        least=least,
        most=most,
        in_error=in_error,
        unknown=share.unknown,
    )


def _reached(share: Share, floor: float | None, bounds: Bounds) -> Reached:
    if floor is None:
        return Reached.NO_FLOOR
    if not share.denominator:
        return Reached.CANNOT_BE_JUDGED
    return bounds.answer(floor) or Reached.CANNOT_BE_JUDGED


def _window(as_of: dt.date, starts: dt.date, ends: dt.date) -> WindowState:
    """A day is asked about as of its end: with the last one the window is over."""
    if as_of < starts:
        return WindowState.NOT_BEGUN
    return WindowState.OVER if as_of >= ends else WindowState.OPEN
