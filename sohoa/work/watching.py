"""Who watches a run: the seam between the work and what shows it (a screen, Prefect, a log)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from sohoa.domain.outcome import Rejection
from sohoa.domain.stations import Station


class Watcher(Protocol):
    """Is told what happens while it happens; must not raise and must be quick."""

    def station_started(self, batch: str, station: Station, *, total: int) -> None:
        """A station begins, with so many pieces to work on (pages at `ocr`, else documents)."""

    def advanced(self, count: int = 1) -> None:
        """So many pieces more are done."""

    def station_closed(self, batch: str, station: Station, *, accepted: int) -> None:
        """A station is complete for its batch."""

    def rejected(self, batch: str, rejection: Rejection) -> None:
        """A document leaves the line, with the reason."""


class Unwatched:
    """Nobody looks: a flow that a Prefect worker runs, or a test."""

    def station_started(self, batch: str, station: Station, *, total: int) -> None:
        """Say nothing."""

    def advanced(self, count: int = 1) -> None:
        """Say nothing."""

    def station_closed(self, batch: str, station: Station, *, accepted: int) -> None:
        """Say nothing."""

    def rejected(self, batch: str, rejection: Rejection) -> None:
        """Say nothing."""


_watcher: ContextVar[Watcher] = ContextVar("watcher", default=Unwatched())  # noqa: B039 - stateless


def watcher() -> Watcher:
    """Whoever watches the current run."""
    return _watcher.get()


@contextmanager
def watched_by(who: Watcher) -> Iterator[None]:
    """Let `who` watch all that happens inside."""
    token = _watcher.set(who)
    try:
        yield
    finally:
        _watcher.reset(token)
