"""When the work on a paper was done: in the window of its phase, before it, or after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.plan import Phase, PhaseKind


class Timing(StrEnum):
    """When a paper was digitized, by the window of the phase that takes its year.

    A paper that is not digitized, or that no phase takes, has none.
    """

    NONE = ""
    EARLY = "early"
    IN_TIME = "in_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of the phases that digitize, by the years that they take."""

    phases: tuple[Phase, ...] = ()

    @classmethod
    def of(cls, phases: Iterable[Phase]) -> Windows:
        """Those of a plan."""
        return cls(tuple(one for one in phases if one.kind is PhaseKind.DIGITIZE))

    def timing(self, year: int, digitized_on: dt.date | str | None) -> Timing:
        """Say when a paper of a year was digitized; a rescan counts since the first scan.

        The day is one in Vietnam, as text in ISO 8601 too; both days of a window are within it.
        """
        phase = next((one for one in self.phases if one.takes(year)), None)
        if phase is None or not digitized_on:
            return Timing.NONE
        day = digitized_on if isinstance(digitized_on, str) else digitized_on.isoformat()
        if day < phase.starts.isoformat():
            return Timing.EARLY
        return Timing.LATE if day > phase.ends.isoformat() else Timing.IN_TIME


#: Those of a plan without phases.
NO_WINDOWS = Windows()
