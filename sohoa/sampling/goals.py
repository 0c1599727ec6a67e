"""What a sample is for: to keep a rate below a limit, to tell it to a margin, or ISO 2859-1."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sohoa.domain.sampling_errors import PlanImpossibleError
from sohoa.language import _
from sohoa.sampling import lot_tables
from sohoa.sampling.allocation import allocate
from sohoa.sampling.limits import Counted, least_errors, most_errors

#: Below it the limits of several strata are not proven (`sohoa.sampling.limits`).
LEAST_CONFIDENCE, MOST_CONFIDENCE = 75.0, 99.999
_LARGEST_RATE = 50.0


class GoalKind(StrEnum):
    """By what the size was chosen; the value stands in the sheet and in `--json`."""

    TOLERABLE = "tolerable"
    MARGIN = "margin"
    ISO = "iso-2859-1"


@dataclass(frozen=True, slots=True)
class Goal:
    """What the sample is to tell; rates and confidence in percent.

    Attributes:
        tolerable: The rate of errors that is borne; if nothing is found, it is proven.
        margin: How far the rate may be from the limits of its interval.
        expected: The rate that is expected where a margin is asked for; the worst is 50.
        aql, level: The acceptable quality limit, as the tables write it, and the inspection level.
    """

    kind: GoalKind
    confidence: float = 95.0
    tolerable: float | None = None
    margin: float | None = None
    expected: float = 50.0
    aql: str = ""
    level: str = ""

    @property
    def risk(self) -> float:
        """The chance that is left to err."""
        return 1 - self.confidence / 100


@dataclass(frozen=True, slots=True)
class Size:
    """How many are drawn.

    Attributes:
        letter: The code letter of ISO 2859-1, arrows followed; else empty.
        accept: How many in error are accepted by ISO 2859-1.
    """

    records: int
    letter: str = ""
    accept: int | None = None


def checked(goal: Goal) -> Goal:
    """Give a goal, if it can be one.

    Raises:
        PlanImpossibleError: A rate, a confidence, a limit or a level cannot be.
    """
    if not LEAST_CONFIDENCE <= goal.confidence <= MOST_CONFIDENCE:
        text = _("the confidence is from {least} to {most} percent")
        raise _impossible(text.format(least=int(LEAST_CONFIDENCE), most=MOST_CONFIDENCE))
    for rate in (goal.tolerable, goal.margin):
        if rate is not None and not 0 < rate < _LARGEST_RATE:
            raise _impossible(_("a rate or margin is above 0 and below 50 percent"))
    if not 0 <= goal.expected <= _LARGEST_RATE:
        raise _impossible(_("the expected rate is from 0 to 50 percent"))
    if goal.kind is GoalKind.ISO:
        for asked, known in ((goal.aql, lot_tables.quality_limits()),
                             (goal.level, lot_tables.levels())):  # fmt: skip
            if asked not in known:
                text = _("ISO 2859-1 has no {asked}; it has {known}")
                raise _impossible(text.format(asked=asked, known=", ".join(known)))
    return goal


def size_for(goal: Goal, strata: Sequence[int]) -> Size:
    """Tell how many records to draw of strata of these sizes.

    Raises:
        PlanImpossibleError: ISO 2859-1 has no plan that draws one of each stratum.
    """
    if goal.kind is GoalKind.ISO:
        return _by_iso(goal, strata)
    meets = _proves_tolerable if goal.kind is GoalKind.TOLERABLE else _within_margin
    return Size(_smallest(strata, lambda given: meets(goal, strata, given)))


def _by_iso(goal: Goal, strata: Sequence[int]) -> Size:
    """By the tables; more records than there are: all. More strata than records: a larger plan."""
    lot = sum(strata)
    letter = lot_tables.code_letter(lot, goal.level)
    plan = lot_tables.plan_of_at_least(min(len(strata), lot), letter, goal.aql)
    if plan is None:
        text = _("ISO 2859-1 has no plan that draws one of each of {count} strata")
        raise _impossible(text.format(count=len(strata)))
    return Size(min(plan.size, lot), plan.letter, plan.accept)


def _proves_tolerable(goal: Goal, strata: Sequence[int], given: Sequence[int]) -> bool:
    """Say whether no error found proves that no more than the tolerable rate is in error."""
    counted = [Counted(size, drawn, 0) for size, drawn in zip(strata, given, strict=True)]
    return most_errors(counted, goal.risk) <= borne(goal, sum(strata))


def borne(goal: Goal, records: int) -> int:
    """How many records may be in error by the tolerable rate."""
    return math.floor(Fraction(str(goal.tolerable)) * records / 100)


def _within_margin(goal: Goal, strata: Sequence[int], given: Sequence[int]) -> bool:
    """Say whether the interval is as narrow as wanted, if the rate is the expected one."""
    rate = goal.expected / 100
    counted = [
        Counted(size, drawn, drawn * rate) for size, drawn in zip(strata, given, strict=True)
    ]
    if len(counted) == 1:  # one stratum is judged in whole records
        counted = [Counted(one.size, one.drawn, round(one.errors)) for one in counted]
        rate = counted[0].errors / counted[0].drawn
    if list(strata) == list(given):
        return True
    records, margin = sum(strata), (goal.margin or 0) / 100
    high = most_errors(counted, goal.risk / 2) / records
    low = least_errors(counted, goal.risk / 2) / records
    return max(high - rate, rate - low) <= margin


def _smallest(strata: Sequence[int], is_enough: Callable[[Sequence[int]], bool]) -> int:
    """The smallest sample that is enough, at least one of each stratum; all always are.

    Between two sizes of which the smaller is not enough and the larger is, halves are tried.
    """
    high = low = len(strata)
    total = sum(strata)
    while high < total and not is_enough(allocate(strata, high)):
        low, high = high, min(2 * high, total)
    while high - low > 1:
        middle = (low + high) // 2
        if is_enough(allocate(strata, middle)):
            high = middle
        else:
            low = middle
    return high


def _impossible(problem: str) -> PlanImpossibleError:
    return PlanImpossibleError(problem=problem)
