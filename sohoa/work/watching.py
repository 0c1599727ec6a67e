"""Watchers of a run: the seam between the work and what shows, records or stops it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from sohoa.domain.errors import RunStoppedError
from sohoa.domain.outcome import Rejection


class Watcher:
    """Receive what happens in a run, and ask for its end. Methods must be quick, and not raise.

    Every method here does nothing: a watcher names only what it wants to hear.
    A `step` is a station of the line by its value (`ocr`), or `renew`.
    """

    def step_started(self, box: str, step: str, *, documents: int, total: int) -> None:
        """A step begins on a box.

        Args:
            box: The box's name; empty where the step is not about a box.
            step: The step's name.
            documents: Open documents.
            total: What `advanced` counts up to: pages where they are read, else documents.
        """

    def advanced(self, count: int = 1) -> None:
        """So many pages or documents more are done."""

    def settled(self, box: str, step: str, rejection: Rejection | None) -> None:
        """A document has its outcome at a step; a rejection says why it leaves the line."""

    def step_closed(self, box: str, step: str, *, accepted: int) -> None:
        """A step is complete for its box."""

    def rejected(self, box: str, rejection: Rejection) -> None:
        """At the close of a step: a document that left the line there, now or before."""

    def stop_asked_by(self) -> str:
        """Name who wants the run to end after the present document; empty if nobody does."""
        return ""


class _Watchers(Watcher):
    """Several watchers as one."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._watchers = watchers

    def step_started(self, box: str, step: str, *, documents: int, total: int) -> None:
        for one in self._watchers:
            one.step_started(box, step, documents=documents, total=total)

    def advanced(self, count: int = 1) -> None:
        for one in self._watchers:
            one.advanced(count)

    def settled(self, box: str, step: str, rejection: Rejection | None) -> None:
        for one in self._watchers:
            one.settled(box, step, rejection)

    def step_closed(self, box: str, step: str, *, accepted: int) -> None:
        for one in self._watchers:
            one.step_closed(box, step, accepted=accepted)

    def rejected(self, box: str, rejection: Rejection) -> None:
        for one in self._watchers:
            one.rejected(box, rejection)

    def stop_asked_by(self) -> str:
        return next((who for one in self._watchers if (who := one.stop_asked_by())), "")


_watchers: ContextVar[tuple[Watcher, ...]] = ContextVar("watchers", default=())


def watcher() -> Watcher:
    """Return the watchers of the current run as one."""
    return _Watchers(_watchers.get())


def require_going_on() -> None:
    """Go on unless somebody has asked for the end.

    Raises:
        RunStoppedError: Somebody has.
    """
    if who := watcher().stop_asked_by():
        raise RunStoppedError(who=who)


@contextmanager
def watched_by(who: Watcher) -> Iterator[None]:
    """Let `who` watch all that happens inside, after those who watch already."""
    token = _watchers.set((*_watchers.get(), who))
    try:
        yield
    finally:
        _watchers.reset(token)
