"""Measure and bound what a worker uses: CPU time, programs it started included, and memory.

Two hold the limit on CPU time. The worker's watch counts the programs too, and ends them with it.
The kernel ends a worker whose watch hears nothing, because a library holds the interpreter.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

#: The kernel's limit, in whole seconds, comes after the watch's.
_KERNEL_LATER = 2.0
_TICKS = os.sysconf("SC_CLK_TCK")


class CpuBudget:
    """The CPU time that one job after the other may take; a job over it ends its process.

    The process ends by SIGXCPU, by which its parent knows why.
    """

    def __init__(self) -> None:
        self._limit: float | None = None

    def begin(self, seconds: float) -> None:
        """Let a job have so many seconds from now on."""
        _kernel_limit(_of_this_process() + seconds + _KERNEL_LATER)
        self._limit = _of_all() + seconds

    def end(self) -> None:
        """The job is done: what comes between jobs has no limit."""
        self._limit = None
        _kernel_limit(None)

    def enforce(self) -> None:
        """End this process, and the programs it started, if its job is over its time.

        The watch asks while the work goes on: a job may end, and the next begin, at any step of it.
        """
        limit = self._limit
        if limit is None or _of_all() <= limit or self._limit != limit:
            return
        # All found before the first is killed: from then on the job may go on, and give a result.
        for pid in [pid for pid, _used in _programs()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGXCPU)


def give_memory_back() -> None:
    """Return what the C library holds free to the system: pages leave it in pieces that add up.

    Without, a worker grew by 176 MB over 285 A4 pages (`bench.endurance --a4-minutes`). It takes
    five milliseconds, and the next page 25,000 page faults more, a twentieth of what reading it
    takes: so not after every job. A C library that knows no `malloc_trim` is left alone.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _kernel_limit(seconds: float | None) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = hard if seconds is None else math.ceil(seconds)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _of_this_process() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _of_all() -> float:
    """CPU seconds of this process and of all it started, gone or at work."""
    gone = resource.getrusage(resource.RUSAGE_CHILDREN)
    at_work = sum(used for _pid, used in _programs())
    return _of_this_process() + gone.ru_utime + gone.ru_stime + at_work


def _programs() -> Iterator[tuple[int, float]]:
    """Every other process of this one's group, and what it has used; proc(5).

    To have no child is the usual case and costs one call; else all processes are looked through.
    """
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return
    own, group = os.getpid(), os.getpgid(0)
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == own:
            continue
        with suppress(OSError):
            status = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            told = status.rpartition(")")[2].split()
            if int(told[2]) == group:
                yield int(entry.name), sum(int(ticks) for ticks in told[11:15]) / _TICKS
