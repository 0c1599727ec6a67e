"""The pool of worker processes: spawned, limited in memory and time, and killed cleanly.

Not Prefect's pool: that one costs 100 ms a task, hangs on Ctrl-C and leaves orphans that go
on working (`shared/spec/prefect.md`, finding 2). Pebble's pool names the culprit when a worker
dies or hangs, which the standard library's does not; what is ours is that a worker ends with
its parent, and that never more than one job per worker waits.
"""

from __future__ import annotations

import concurrent.futures
import ctypes
import logging
import multiprocessing
import os
import pickle
import resource
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Generic, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from sohoa.domain.errors import ItemError, TimeLimitError, WorkerDiedError

T = TypeVar("T")
logger = logging.getLogger(__name__)

#: How often a worker looks whether its parent still lives.
_WATCH_SECONDS = 0.5
#: How long a worker may take to end when it is told to: the watch in it hears at once, unless a
#: library holds the interpreter, and then waiting longer (Pebble: 3 seconds) changes nothing.
_END_SECONDS = 1
#: What a job may suffer that says nothing about its item but that this way of doing it failed.
_BREAKDOWNS = (WorkerDiedError, TimeLimitError)


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """One call that a worker makes: a module-level function and its arguments, all picklable.

    `rescue` is another way to a result, taken when this one crashes, hangs or runs out of memory.
    """

    item_id: str
    function: Callable[..., T]
    arguments: dict[str, Any] = field(default_factory=dict)
    rescue: Job[T] | None = None


class Crew:
    """A pool of workers for the length of a run; a context manager.

    Leaving it waits for nothing: jobs in flight are given up, and their files were either
    whole or are `.part`.
    """

    def __init__(self, *, workers: int, memory_limit_mb: int) -> None:
        self.workers = workers
        CONSTS.term_timeout = _END_SECONDS
        self._pool = ProcessPool(
            max_workers=workers,
            context=multiprocessing.get_context("spawn"),
            initializer=_begin_work,
            initargs=(os.getpid(), memory_limit_mb),
        )

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.stop()
        self._pool.join()

    def run(
        self, jobs: Iterable[Job[T]], *, seconds: float
    ) -> Iterator[tuple[Job[T], T | ItemError]]:
        """Run jobs and give each result as it comes, in the order of completion.

        A job that dies or takes longer than `seconds` costs only itself: its worker is
        replaced, and its result is that of its rescue, or else the `ItemError` that says so.

        Raises:
            BaseException: Whatever a job raised that is not an `ItemError`.
        """
        waiting = iter(jobs)
        rescues: deque[Job[T]] = deque()
        running: dict[concurrent.futures.Future[T], Job[T]] = {}
        try:
            while True:
                self._fill(running, rescues, waiting, seconds)
                if not running:
                    return
                done, _rest = concurrent.futures.wait(
                    running, return_when=concurrent.futures.FIRST_COMPLETED
                )
                for future in done:
                    job = running.pop(future)
                    result: T | ItemError = _result(future, job, seconds)
                    if job.rescue and isinstance(result, _BREAKDOWNS):
                        rescues.append(job.rescue)
                    else:
                        yield job, result
        finally:
            for future in running:
                future.cancel()

    def _fill(
        self,
        running: dict[concurrent.futures.Future[T], Job[T]],
        rescues: deque[Job[T]],
        waiting: Iterator[Job[T]],
        seconds: float,
    ) -> None:
        while len(running) <= self.workers:
            job = rescues.popleft() if rescues else next(waiting, None)
            if job is None:
                return
            call = pickle.dumps((job.function, job.arguments))
            running[self._pool.schedule(_perform, args=[call], timeout=seconds)] = job


def _result(future: concurrent.futures.Future[T], job: Job[T], seconds: float) -> T | ItemError:
    try:
        return future.result()
    except ItemError as error:
        return error
    except concurrent.futures.TimeoutError:
        logger.warning("%s: stopped after %s s", job.item_id, seconds)
        return TimeLimitError(job.item_id, seconds=round(seconds))
    except ProcessExpired:
        logger.warning("%s: its worker died", job.item_id)
        return WorkerDiedError(job.item_id)


def _perform(call: bytes) -> Any:
    """Make one call in a worker.

    It is unpacked here and not by Pebble, which waits for ever for a job whose module cannot be
    imported. A worker that ran out of memory is replaced: what filled it may still be held.
    """
    function, arguments = pickle.loads(call)  # noqa: S301 - packed by our own parent
    try:
        return function(**arguments)
    except MemoryError:
        os.killpg(0, signal.SIGKILL)
    finally:
        _give_memory_back()


def _give_memory_back() -> None:
    """Return what the C library holds free to the system: pages leave it in pieces that add up.

    Without, a worker grew by 176 MB over 285 A4 pages (`bench.endurance --a4-minutes`). It costs
    five milliseconds a page. A C library that knows no `malloc_trim` is left alone.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _begin_work(parent: int, memory_limit_mb: int) -> None:
    """Prepare a worker: quiet on Ctrl-C, bounded in memory, gone when its parent is.

    It leads a group of its own, so that a program it has started ends with it; the limits hold
    for that program too. SIGTERM is left to the watch: a library deep in its work hears nothing.
    """
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    limit = memory_limit_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    os.environ["OMP_THREAD_LIMIT"] = "1"
    # What Pillow thinks of a hostile scan names its tags and is not for the screen.
    logging.getLogger("PIL").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    """End a worker and all it started when it is told to, or when its parent is gone."""
    while os.getppid() == parent:
        if signal.sigtimedwait({signal.SIGTERM}, _WATCH_SECONDS):
            break
    os.killpg(0, signal.SIGKILL)


def end_with_parent(parent: int) -> None:
    """End this process when its parent is gone.

    A parent-death signal would be tied to the thread that started the process, and Pebble
    starts workers from a thread of its own.
    """
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)
