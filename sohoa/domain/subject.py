"""What a report is about: one phase of the plan, or all of it."""

from __future__ import annotations

from dataclasses import dataclass

from sohoa.domain.plan import Phase


@dataclass(frozen=True, slots=True)
class Subject:
    """A phase; without one, the whole plan: every paper, those outside every phase too."""

    phase: Phase | None = None

    @property
    def key(self) -> str:
        """As it is asked for, and named where reports are issued: a phase's number, or `plan`."""
        return "plan" if self.phase is None else str(self.phase.number)

    @property
    def is_inventory(self) -> bool:
        """True of a phase that counts paper instead of digitizing it."""
        return self.phase is not None and self.phase.is_inventory

    def covers(self, year: int | None) -> bool:
        """Say whether it is about records of a year."""
        return self.phase is None or self.phase.covers(year)

    def has_run(self, number: int | None) -> bool:
        """Say whether it is about what a run for a phase noted."""
        return self.phase is None or self.phase.number == number
