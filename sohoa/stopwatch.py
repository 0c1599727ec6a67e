"""CPU time of a step of the work, measured where it is asked for."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Steps = dict[str, float]

_running: ContextVar[_Stopwatch | None] = ContextVar("stopwatch", default=None)


class _Stopwatch:
    """CPU-seconds by step. A step inside another is taken out of the outer one."""

    def __init__(self) -> None:
        self.seconds: Steps = {}
        self._open: list[str] = []
        self._since = _cpu_seconds()

    def enter(self, step: str) -> None:
        self._settle()
        self._open.append(step)

    def leave(self) -> None:
        self._settle()
        self._open.pop()

    def _settle(self) -> None:
        """Give the time since the last change to the step that was at work."""
        now = _cpu_seconds()
        if self._open:
            name = self._open[-1]
            self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


@contextmanager
def measured() -> Iterator[Steps]:
    """Measure the steps of what happens inside; the dictionary fills as they end."""
    watch = _Stopwatch()
    token = _running.set(watch)
    try:
        yield watch.seconds
    finally:
        _running.reset(token)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Name what happens inside; costs next to nothing where nobody measures."""
    watch = _running.get()
    if watch is None:
        yield
        return
    watch.enter(name)
    try:
        yield
    finally:
        watch.leave()


def _cpu_seconds() -> float:
    """Of this process and of the programs that it started and that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime
