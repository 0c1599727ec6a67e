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
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
#: More than what reading an A4 page leaves free, about 100 MB.
_MOST_KEPT = 128 << 20
#: malloc.h: from which size on a piece is asked of the system by itself, and from how much free
#: memory at its end on the C library gives that back.
_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -3, -1
_NEVER = 1 << 30


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


class WorkerMemory:
    """What a worker keeps between jobs: free memory that the next one needs again, and no more.

    Pages leave free memory in pieces that add up: if none were given back, a worker would grow by
    176 MB over 285 A4 pages (`bench.endurance --a4-minutes`). To give back all after every job
    costs the next page 25,000 page faults, a twentieth of what reading it takes.
    """

    def __init__(self) -> None:
        self._after = 0

    def begin(self) -> None:
        """Leave giving back to `give_back`: within a page too, the networks' large pieces come and
        go, and fetching each anew from the system takes a sixteenth of what reading it does.
        """
        with suppress(AttributeError):
            for what in (_M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD):
                ctypes.CDLL(None).mallopt(what, _NEVER)

    def give_back(self) -> None:
        """Return what the C library holds free to the system, where it is more than a page needs.

        A C library that knows no `malloc_trim` is left alone.
        """
        if _resident_bytes() < self._after + _MOST_KEPT:
            return
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
        self._after = _resident_bytes()


def _resident_bytes() -> int:
    """The memory of this process that is in RAM; proc(5)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES


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
