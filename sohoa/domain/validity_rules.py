"""How long a type of paper is valid by its law, and what follows for a paper called in force.

Nothing is derived from these rules: whether a paper is in force is what the register says, and a
last day that it gives goes before all of them (`regulations.md`, 9.2). They ask: of a paper that is
in force by the register and has no last day there, is that so?
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.partial_date import PartialDate

_LAST_DAY_OF_FEBRUARY = 28


class RuleKind(StrEnum):
    """How the end of a paper is found."""

    PRINTED = "printed"
    FIXED = "fixed"
    EVENT = "event"
    NONE = "none"
    REVIEW = "review"


class RuleDoubt(StrEnum):
    """Why a person should look at a paper that is in force by the register."""

    OUTLIVED = "outlived"
    NO_LAST_DAY = "no_last_day"
    WITH_ITS_EVENT = "with_its_event"
    ASKS_A_PERSON = "asks_a_person"


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """The rule of a type of paper that was issued in some time.

    `years` counts from the issue; `basis` is the law; `verified`: it was read there.
    """

    kind: RuleKind
    years: int | None = None
    basis: str = ""
    verified: bool = False

    def last_day(self, formed: PartialDate) -> dt.date | None:
        """The latest day on which a paper can end by this rule; `None` if no years are set.

        >>> ValidityRule(RuleKind.FIXED, 5).last_day(PartialDate(2018))
        datetime.date(2023, 12, 31)
        """
        if self.years is None:
            return None
        year, month = formed.year + self.years, formed.month or 12
        if formed.day is None:
            after = dt.date(year + month // 12, month % 12 + 1, 1)
            return after - dt.timedelta(days=1)
        is_leap_day = (month, formed.day) == (2, _LAST_DAY_OF_FEBRUARY + 1)
        return dt.date(year, month, _LAST_DAY_OF_FEBRUARY if is_leap_day else formed.day)

    def doubt(self, formed: PartialDate, *, as_of: dt.date) -> RuleDoubt | None:
        """What to ask about a paper in force without a last day; `None` if nothing."""
        last = self.last_day(formed)
        if last is not None and last < as_of and self.kind in (RuleKind.FIXED, RuleKind.PRINTED):
            return RuleDoubt.OUTLIVED
        return {
            RuleKind.PRINTED: RuleDoubt.NO_LAST_DAY,
            RuleKind.EVENT: RuleDoubt.WITH_ITS_EVENT,
            RuleKind.REVIEW: RuleDoubt.ASKS_A_PERSON,
        }.get(self.kind)
