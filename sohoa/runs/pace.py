"""How long the rest of a run takes: by the pace measured in it, and honest while there is none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from sohoa.domain.stations import Station
from sohoa.runs.progress import PAGE_STEP

#: Seconds that one page (`ocr`) or one document takes on two cores, for steps that this run has not
#: come to: only how they stand to one another counts (`bench/line.py`, 28 November 2026).
_TYPICAL = {
    Station.INTAKE.value: 0.35,
    Station.OCR.value: 1.3,
    Station.PDFA.value: 0.35,
    Station.SIGN.value: 0.3,
    Station.ARCHIVE.value: 0.6,
}
#: Less than this is no measurement: the first results come after the workers have started.
_LEAST_UNITS, _LEAST_SECONDS = 3, 2.0


class Pace:
    """What each step took so far in this run."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._units: Counter[str] = Counter()
        self._pages, self._documents = 0, 0

    @property
    def seconds(self) -> float:
        """The time measured in all, in seconds."""
        return sum(self._seconds.values())

    def took(self, step: str, seconds: float, *, units: int) -> None:
        """Count what a step took for so many pages or documents."""
        self._seconds[step] += seconds
        self._units[step] += units

    def has_pages(self, pages: int, *, documents: int) -> None:
        """Count how many pages the documents of a box have."""
        self._pages += pages
        self._documents += documents

    def seconds_for(self, units: Mapping[str, int]) -> float | None:
        """Estimate the time for so many pages or documents of each step; `None`: nobody knows."""
        speed = self._speed()
        if speed is None:
            return None
        return sum(count * self._per_unit(step, speed) for step, count in units.items())

    def units_of(self, documents: int) -> dict[str, int] | None:
        """What documents ask of every step that nobody has looked into yet.

        `None` while no document's pages were counted in this run.
        """
        if not self._documents:
            return None if documents else {}
        pages = round(documents * self._pages / self._documents)
        return {step: pages if step == PAGE_STEP else documents for step in _TYPICAL}

    def _speed(self) -> float | None:
        """How much slower than typical this machine is with this paper."""
        typical = sum(_TYPICAL.get(step, 1.0) * count for step, count in self._units.items())
        if sum(self._units.values()) < _LEAST_UNITS or self.seconds < _LEAST_SECONDS:
            return None
        return self.seconds / typical

    def _per_unit(self, step: str, speed: float) -> float:
        if self._units[step] >= _LEAST_UNITS:
            return self._seconds[step] / self._units[step]
        return speed * _TYPICAL.get(step, 1.0)
