"""What the filled sheet proves: the rate of errors, its interval, and whether it is borne."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sohoa.sampling.goals import Goal, GoalKind, Size, borne
from sohoa.sampling.limits import Counted, least_errors, most_errors


class Decision(StrEnum):
    """What follows from a sample; the value stands in `--json`."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    #: By the tolerable rate: it is neither proven that it is kept, nor that it is not.
    NOT_PROVEN = "not-proven"
    #: A margin was asked for: the rate is told, nothing is decided.
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Estimate:
    """The records in error among all, and a part of them; rates in percent.

    Attributes:
        records, drawn, found: All, those looked at, and those of them that are in error.
        rate: As it is estimated, each stratum weighed by its size.
        lowest, highest: The interval of the stated confidence, both ends.
        fewest, most: The same as numbers of records.
    """

    records: int
    drawn: int
    found: int
    rate: float
    lowest: float
    highest: float
    fewest: int
    most: int


def estimate(strata: Sequence[Counted], confidence: float) -> Estimate:
    """Estimate the rate over some strata, with both ends of its interval."""
    half = (1 - confidence / 100) / 2
    records = sum(one.size for one in strata)
    fewest, most = least_errors(strata, half), most_errors(strata, half)
    weighed = sum(one.size * one.errors / one.drawn for one in strata)
    return Estimate(
        records,
        sum(one.drawn for one in strata),
        sum(int(one.errors) for one in strata),
        100 * weighed / records,
        100 * fewest / records,
        100 * most / records,
        fewest,
        most,
    )


def decide(goal: Goal, size: Size, strata: Sequence[Counted]) -> Decision:
    """Tell what follows from the sample by what it was drawn for.

    By ISO 2859-1 the number found decides. A tolerable rate is accepted if no more can be in
    error by the stated confidence (one-sided), and rejected if more are for sure by the same.
    """
    if goal.kind is GoalKind.MARGIN:
        return Decision.TOLD
    if size.accept is not None:
        found = sum(one.errors for one in strata)
        return Decision.ACCEPTED if found <= size.accept else Decision.REJECTED
    most = borne(goal, sum(one.size for one in strata))
    if most_errors(strata, goal.risk) <= most:
        return Decision.ACCEPTED
    is_more = least_errors(strata, goal.risk) > most
    return Decision.REJECTED if is_more else Decision.NOT_PROVEN
