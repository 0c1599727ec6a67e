"""The pool of worker processes: spawned, limited in memory and time, and killed cleanly.

Not Prefect's pool: that one costs 100 ms a task, hangs on Ctrl-C and leaves orphans that go
on working (`shared/spec/prefect.md`, finding 2). Pebble's pool names the culprit when a worker
dies or hangs, which the standard library's does not; what is ours is that a worker ends with
its parent, and that never more than one job per worker waits.
"""

from __future__ import annotations

import concurrent.futures
import logging
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from sohoa.domain.errors import ItemError, TimeLimitError, WorkerDiedError

T = TypeVar("T")
logger = logging.getLogger(__name__)

#: How often a worker looks whether its parent still lives.
_WATCH_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """One call that a worker makes: a module-level function and its arguments, all picklable."""

    item_id: str
    function: Callable[..., T]
    arguments: dict[str, Any] = field(default_factory=dict)


class Crew:
    """A pool of workers for the length of a run; a context manager.

    Leaving it waits for nothing: jobs in flight are given up, and their files were either
    whole or are `.part`.
    """

    def __init__(self, *, workers: int, memory_limit_mb: int) -> None:
        self.workers = workers
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
        replaced, and its result is the `ItemError` that says so.

        Raises:
            BaseException: Whatever a job raised that is not an `ItemError`.
        """
        waiting = iter(jobs)
        running: dict[concurrent.futures.Future[T], Job[T]] = {}
        try:
            while True:
                self._fill(running, waiting, seconds)
                if not running:
                    return
                done, _rest = concurrent.futures.wait(
                    running, return_when=concurrent.futures.FIRST_COMPLETED
                )
                for future in done:
                    job = running.pop(future)
                    result: T | ItemError = _result(future, job, seconds)
                    yield job, result
        finally:
            for future in running:
                future.cancel()

    def _fill(
        self,
        running: dict[concurrent.futures.Future[T], Job[T]],
        waiting: Iterator[Job[T]],
        seconds: float,
    ) -> None:
        while len(running) <= self.workers:
            job = next(waiting, None)
            if job is None:
                return
            future = self._pool.schedule(job.function, kwargs=job.arguments, timeout=seconds)
            running[future] = job


def _result(future: concurrent.futures.Future[T], job: Job[T], seconds: float) -> T | ItemError:
    try:
        return future.result()
    except ItemError as error:
        return error
    except concurrent.futures.TimeoutError:
        logger.warning("%s: stopped after %s s", job.item_id, seconds)
        return TimeLimitError(job.item_id, seconds=round(seconds))
    except (ProcessExpired, MemoryError):
        logger.warning("%s: its worker died", job.item_id)
        return WorkerDiedError(job.item_id)


def _begin_work(parent: int, memory_limit_mb: int) -> None:
    """Prepare a worker: quiet on Ctrl-C, bounded in memory, gone when its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit = memory_limit_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    os.environ["OMP_THREAD_LIMIT"] = "1"
    threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()


def end_with_parent(parent: int) -> None:
    """End this process when its parent is gone.

    A parent-death signal would be tied to the thread that started the worker, and Pebble
    starts workers from a thread of its own.
    """
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)
