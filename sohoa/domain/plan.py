"""The office's plan: its phases, the years of formation each takes, and the yearly floors."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from enum import StrEnum


class PhaseKind(StrEnum):
    """The kind of a phase: it counts paper, or digitizes it."""

    INVENTORY = "inventory"
    DIGITIZE = "digitize"


class FloorReading(StrEnum):
    """How to read "thêm 20% mỗi năm": as percentage points, or relative to the year before.

    The plan does not say; points is the default because only points reach its 100% by 2025
    (`regulations.md` section 1).
    """

    POINTS = "points"
    RELATIVE = "relative"


class UnknownRule(StrEnum):
    """Rule for papers of unknown validity in the denominator. Printed in every report."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class BornDigitalRule(StrEnum):
    """Rule for papers archived from their digital original: in the figures or not.

    Included, they count as digitized; excluded, they are neither to be digitized nor digitized,
    and stand in a column of their own. Printed in every report.
    """

    INCLUDED = "included"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class YearRange:
    """Years of formation, both ends included; `first` is `None` for "and earlier".

    >>> 1998 in YearRange(None, 2005), 2006 in YearRange(None, 2005)
    (True, False)
    """

    first: int | None
    last: int

    def __contains__(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and year <= self.last

    def __str__(self) -> str:
        """`2016-2023`, `2024`, or `..2005`."""
        if self.first is None:
            return f"..{self.last}"
        return str(self.last) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of the plan; its window runs from `starts` to `ends`, both days included."""

    number: int
    name: str
    kind: PhaseKind
    starts: dt.date
    ends: dt.date
    formed: tuple[YearRange, ...] = ()

    def takes(self, year: int) -> bool:
        """Say whether records formed in `year` belong to this phase."""
        return any(year in years for years in self.formed)

    @property
    def is_inventory(self) -> bool:
        """True if it counts paper instead of digitizing it."""
        return self.kind is PhaseKind.INVENTORY

    def covers(self, year: int | None) -> bool:
        """Say whether its report is about records of a year: an inventory is about all of them."""
        return self.is_inventory or (year is not None and self.takes(year))


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan, valid as a whole: `sohoa.plan_file` refuses one that is not.

    Attributes:
        floors: Calendar year → the percentage of records in force that must be digitized,
            signed and stored by the end of it, as the plan lists them.
        reuse: Calendar year → the percentage of questions at the counter that are to be answered
            from what the office holds; empty where the plan says nothing of it.
    """

    title: str
    phases: tuple[Phase, ...]
    floors: dict[int, float]
    floor_reading: FloorReading = FloorReading.POINTS
    unknown_validity: UnknownRule = UnknownRule.EXCLUDED
    born_digital: BornDigitalRule = BornDigitalRule.INCLUDED
    reuse: dict[int, float] = field(default_factory=dict)

    def reuse_target(self, year: int) -> float | None:
        """The target of reuse in a calendar year, in percent: that of the last year listed by then.

        `None` before the first year that is listed.
        """
        listed = [known for known in sorted(self.reuse) if known <= year]
        return self.reuse[listed[-1]] if listed else None

    def phase(self, number: int) -> Phase | None:
        """The phase of that number, if the plan has it."""
        return next((phase for phase in self.phases if phase.number == number), None)

    def phase_of(self, year: int) -> Phase | None:
        """The phase that takes records formed in `year`; `None` is "outside every phase"."""
        return next((phase for phase in self.phases if phase.takes(year)), None)

    def floor(self, year: int) -> float | None:
        """The floor, in percent, at the end of a calendar year; `None` before the first.

        After the last listed year its floor stays. Read as relative, each year's listed
        step is a share of the floor before it: 50, 60, 72, 79.2 for 50, 70, 90, 100.
        """
        listed = [known for known in sorted(self.floors) if known <= year]
        if not listed:
            return None
        if self.floor_reading is FloorReading.POINTS:
            return self.floors[listed[-1]]
        floor = self.floors[listed[0]]
        for before, after in itertools.pairwise(listed):
            step = self.floors[after] - self.floors[before]
            floor = min(100.0, floor * (1 + step / 100))
        return round(floor, 2)
