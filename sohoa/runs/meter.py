"""Counts what a run does; whoever shows or writes its progress asks here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from sohoa.domain.identifiers import slug
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.stations import Station
from sohoa.runs.pace import Pace
from sohoa.runs.progress import PAGE_STEP, Count, RunProgress
from sohoa.work.watching import Watcher

_LINE = [station.value for station in Station]


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
        """How far the run is now."""
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
