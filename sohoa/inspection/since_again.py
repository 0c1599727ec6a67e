"""Since when a report tells what moved: the last report that was issued, or a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sohoa.inspection.counted_again import Asked
from sohoa.inspection.course_again import first_day
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.lives import Point, last_change_by
from sohoa.inspection.recorded import read_event

_ISSUED = """SELECT said FROM office_events WHERE kind = 'report' AND serial <= :last
    ORDER BY serial DESC"""


class Since(NamedTuple):
    """The first of two days, by what was known of it; `report` is the number of the report that
    knew so much, empty where it is just a day."""

    point: Point
    known: dt.date
    report: str = ""


@dataclass(frozen=True, slots=True)
class SinceAsked:
    """What a report about a subject could have been told since; `known` is its own day of that.

    `subject` is a phase's number, or `plan`.
    """

    door: InspectionDoor
    asked: Asked
    known: dt.date
    subject: str

    def of(self, movement: Mapping[str, Any] | None) -> Since | None:
        """Give it for a movement as the report tells it; `None` where none is to be told.

        Who asks for a day gets that day. Nobody can ask for a report: it is the last one.

        Raises:
            ValueError, LookupError, TypeError: It is none.
        """
        if movement is not None and not movement["report"]:
            return self._day(dt.date.fromisoformat(movement["since"]))
        month = self.asked.as_of.replace(day=1) - dt.timedelta(days=1)
        return self._last_issued() or self._day(month, is_asked=False)

    def _last_issued(self) -> Since | None:
        """The last report of the subject that was issued for an earlier day."""
        for (stored,) in self.door.rows(_ISSUED, {"last": self.asked.last_event}):
            said = read_event(stored)
            # One that was issued before reports entered how far they knew is passed over.
            is_meant = said.get("subject") == self.subject and bool(said.get("last_change"))
            if is_meant and said["as_of"] < self.asked.as_of.isoformat():
                last = min(int(said["last_change"]), self.asked.last_change)
                known = dt.date.fromisoformat(said["known"])
                return Since(Point(said["as_of"], last), known, said["number"])
        return None

    def _day(self, day: dt.date, *, is_asked: bool = True) -> Since | None:
        first = first_day(self.door)
        if first is None or (not is_asked and first > min(day, self.known)):
            return None
        if day >= self.asked.as_of:
            raise ValueError(day)
        known = min(day if first <= day else self.known, self.known)
        last = min(self.asked.last_change, last_change_by(self.door, known))
        return Since(Point(day.isoformat(), last), known)
