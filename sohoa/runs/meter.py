"""Count what a run does, and estimate the rest by its own pace; what shows progress asks here."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from sohoa.domain.identifiers import slug
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.stations import Station
from sohoa.runs.progress import PAGE_STEP, Count, RunProgress
from sohoa.work.watching import Watcher

#: For steps that this run has not come to.
_TYPICAL = {station.value: station.seconds for station in Station}
#: Less than this is no measurement: the first results come after the workers have started.
_LEAST_UNITS, _LEAST_SECONDS = 3, 2.0


class Pace:
    """The time that each step took so far in this run."""

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
        """Estimate the units of work of documents at every step, before anybody looks into them.

        `None` while no document's pages were counted in this run.
        """
        if not self._documents:
            return None if documents else {}
        pages = round(documents * self._pages / self._documents)
        return {step: pages if step == PAGE_STEP else documents for step in _TYPICAL}

    def _speed(self) -> float | None:
        """Return how much slower than typical this machine is with this paper."""
        typical = sum(_TYPICAL.get(step, 1.0) * count for step, count in self._units.items())
        if sum(self._units.values()) < _LEAST_UNITS or self.seconds < _LEAST_SECONDS:
            return None
        return self.seconds / typical

    def _per_unit(self, step: str, speed: float) -> float:
        if self._units[step] >= _LEAST_UNITS:
            return self._seconds[step] / self._units[step]
        return speed * _TYPICAL.get(step, 1.0)


_LINE = list(_TYPICAL)


class Meter(Watcher):
    """A watcher that counts.

    Args:
        clock: Seconds that only go forward.
        now: The time of day.
    """

    def __init__(self, *, clock: Callable[[], float], now: Callable[[], dt.datetime]) -> None:
        self._clock, self._now = clock, now
        self._pace = Pace()
        self._ahead: dict[str, int | None] = {}
        self._box, self._step = "", ""
        self._documents = Count(0, 0)
        self._steps: dict[str, Count] = {}
        self._rejects: set[tuple[str, str]] = set()
        self._moved = clock()

    def expect(self, boxes: Mapping[str, int | None]) -> None:
        """Add boxes of the run, with how many documents each may have to do (`None`: unknown)."""
        for name, documents in boxes.items():
            self._ahead.setdefault(slug(name), documents)

    def step_started(self, box: str, step: str, *, documents: int, total: int) -> None:
        """Begin to count a step."""
        name = slug(box) if box else ""
        if name != self._box:
            self._steps = {}
        if name:
            self._ahead.setdefault(name, None)
        self._box, self._step = name, str(step)
        self._documents = Count(0, documents)
        self._steps[self._step] = Count(0, total)
        self._moved = self._clock()
        if self._step == PAGE_STEP:
            self._pace.has_pages(total, documents=documents)

    def advanced(self, count: int = 1) -> None:
        """Count what is done, and the time it took."""
        now = self._clock()
        self._pace.took(self._step, now - self._moved, units=count)
        self._moved = now
        before = self._steps.get(self._step, Count(0, 0))
        self._steps[self._step] = Count(before.done + count, before.total)

    def settled(self, box: str, step: str, rejection: Rejection | None) -> None:
        """Count a document of the present step, and what is refused."""
        if (slug(box), str(step)) == (self._box, self._step):
            before = self._documents
            self._documents = Count(min(before.done + 1, before.total), before.total)
        if rejection:
            self.rejected(box, rejection)

    def rejected(self, box: str, rejection: Rejection) -> None:
        """Count a document in quarantine once."""
        if rejection.state is DocumentState.QUARANTINED:
            self._rejects.add((box, rejection.item_id))

    def progress(self) -> RunProgress:
        """Return how far the run is now."""
        left = self._seconds_left()
        spent = self._pace.seconds
        places = list(self._ahead)
        return RunProgress(
            at=self._now(),
            box=self._box or None,
            box_number=places.index(self._box) + 1 if self._box else None,
            boxes=len(places),
            step=self._step or None,
            documents=self._documents if self._step else None,
            pages=self._steps.get(PAGE_STEP),
            steps=dict(self._steps),
            rejects=len(self._rejects),
            share=None if left is None else round(spent / (spent + left), 3),
            seconds_left=None if left is None else round(left),
        )

    def _seconds_left(self) -> float | None:
        """The rest of the present box, and the boxes behind it."""
        behind = list(self._ahead.values())[self._place() :]
        if not self._step or None in behind:
            return None
        units = self._pace.units_of(sum(documents or 0 for documents in behind))
        rest = self._rest_of_box()
        if units is None or rest is None:
            return None
        every = {step: units.get(step, 0) + rest.get(step, 0) for step in {*units, *rest}}
        return self._pace.seconds_for(every)

    def _place(self) -> int:
        return list(self._ahead).index(self._box) + 1 if self._box in self._ahead else 0

    def _rest_of_box(self) -> dict[str, int] | None:
        present = self._steps[self._step]
        rest = {self._step: present.total - present.done}
        if self._step not in _LINE:
            return rest
        later = _LINE[_LINE.index(self._step) + 1 :]
        documents = self._documents.total
        asked = self._pace.units_of(documents)
        if asked is None:
            return None if PAGE_STEP in later else {**rest, **dict.fromkeys(later, documents)}
        return {**rest, **{step: asked.get(step, 0) for step in later}}
