"""The pool of worker processes: forked, limited in memory and time, and killed cleanly.

Not Prefect's pool: that one costs 100 ms a task, hangs on Ctrl-C and leaves orphans that go
on working (`shared/spec/prefect.md`, finding 2). Pebble's pool names the culprit when a worker
dies or hangs, which the standard library's does not; what is ours is that a worker ends with
its parent, that never more than one job per worker waits, and that time is CPU time: a busy
machine, or one that slept, says nothing about a page. By the clock there is a far outer bound only,
for what waits without working.

Workers are forked by multiprocessing's fork server, a process beside this one that has imported
what they need: that takes up to two seconds of CPU, and is paid once and not by every worker
(`adr/0031`).
"""

from __future__ import annotations

import concurrent.futures
import logging
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext, ForkServerContext
from multiprocessing.util import Finalize
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, ParamSpec, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from sohoa.domain.errors import ItemError, StalledError, TimeLimitError, WorkerDiedError
from sohoa.language import language, set_language
from sohoa.work.cpu import CpuBudget, WorkerMemory
from sohoa.work.watching import require_going_on, watcher

T = TypeVar("T")
P = ParamSpec("P")
logger = logging.getLogger(__name__)

#: How often a worker looks whether its parent still lives.
_WATCH_SECONDS = 0.5
#: How long a worker may take to end when it is told to: the watch in it hears at once, unless a
#: library holds the interpreter, and then waiting longer (Pebble: 3 seconds) changes nothing.
_END_SECONDS = 1
#: A job may take so many times its CPU time by the clock: a page that reads in two seconds gets
#: there on a machine that leaves it one part in six hundred.
WALL_TIMES = 10
#: What a job may suffer that says nothing about its item but that this way of doing it failed.
_BREAKDOWNS = (WorkerDiedError, TimeLimitError)


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """One call that a worker makes: a module-level function and its arguments, all picklable.

    `rescue` is another way to a result, taken when this one crashes, hangs or runs out of memory.
    `gives_up` says that the result is none: it is not taken for a job that merely did not get on.
    """

    item_id: str
    call: partial[T]
    rescue: Job[T] | None = None
    gives_up: bool = False

    @classmethod
    def of(
        cls, item_id: str, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Job[T]:
        """Name a call and its arguments; a missing or a wrong one is an error of types."""
        return cls(item_id, partial(function, *args, **kwargs))

    def rescued_by(self, other: Job[T]) -> Job[T]:
        """Return this job with another way to its result."""
        return replace(self, rescue=other)

    def after(self, error: ItemError) -> Job[T] | None:
        """Return the job to run after this failure; `None` if the error is final."""
        if isinstance(error, _BREAKDOWNS):
            return self.rescue
        if isinstance(error, StalledError) and self.rescue and not self.rescue.gives_up:
            return self.rescue
        return None


class WorkerPool:
    """A pool of workers for the length of a run; a context manager.

    Leaving it waits for nothing: jobs in flight are given up, and their files were either
    whole or are `.part`.
    """

    def __init__(
        self,
        *,
        workers: int,
        memory_limit_mb: int,
        imports: Iterable[str] = (),
        begins_no_thread: bool = False,
    ) -> None:
        """Prepare a pool; its processes begin with the first job.

        Args:
            workers: How many jobs are done at a time.
            memory_limit_mb: Address space of a worker, in MiB.
            imports: Modules that jobs work with: imported once and not by each worker. The first
                pool of a process says it for all.
            begins_no_thread: This process has no thread but the pool's own while the pool is open;
                workers are then forked from it, if it has imported all that they work with.
        """
        context: BaseContext | None = _forking_here(*imports) if begins_no_thread else None
        self.workers = workers
        CONSTS.term_timeout = _END_SECONDS
        self._pool = ProcessPool(
            max_workers=workers,
            context=context or forking(*imports),
            initializer=_begin_work,
            initargs=(dict(os.environ), memory_limit_mb, language()),
        )

    def __enter__(self) -> WorkerPool:
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
        self, jobs: Iterable[Job[T]], *, seconds: float, wall_seconds: float = 0.0
    ) -> Iterator[tuple[Job[T], T | ItemError]]:
        """Run jobs and give each result as it comes, in the order of completion.

        A job that dies or takes more than `seconds` of CPU time, its programs included, costs only
        itself: its worker is replaced, and its result is that of its rescue, or else the
        `ItemError` that says so. One that did not end in `wall_seconds` by the clock (ten times as
        long, if none are given) is begun once more: it may have been the machine.

        Raises:
            BaseException: Whatever a job raised that is not an `ItemError`.
            RunStoppedError: Somebody asked for the end; the jobs in hand have been given.
        """
        waiting = iter(jobs)
        rescues: deque[Job[T]] = deque()
        begun_again: list[Job[T]] = []
        limits = _Limits(seconds, wall_seconds or seconds * WALL_TIMES)
        running: dict[concurrent.futures.Future[T], Job[T]] = {}
        try:
            while True:
                self._fill(running, rescues, waiting, limits)
                if not running:
                    require_going_on()
                    return
                concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                # Of several that are done, the one begun first is first: a set has no order.
                for future in [one for one in running if one.done()]:
                    job = running.pop(future)
                    result: T | ItemError = _result(future, job, limits)
                    if isinstance(result, StalledError) and not _is_among(job, begun_again):
                        begun_again.append(job)
                        rescues.append(job)
                    elif isinstance(result, ItemError) and (other := job.after(result)):
                        rescues.append(other)
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
        limits: _Limits,
    ) -> None:
        while len(running) <= self.workers:
            job = rescues.popleft() if rescues else _next_wanted(waiting)
            if job is None:
                return
            call = pickle.dumps(job.call)
            future = self._pool.schedule(_perform, args=[call, limits.cpu], timeout=limits.wall)
            running[future] = job


@dataclass(frozen=True, slots=True)
class _Limits:
    """The time limits of a job, in seconds: of CPU time, and by the clock."""

    cpu: float
    wall: float


def _next_wanted(waiting: Iterator[Job[T]]) -> Job[T] | None:
    """Take the next job; none is begun once somebody has asked for the end."""
    return None if watcher().stop_asked_by() else next(waiting, None)


def _is_among(job: Job[T], jobs: Iterable[Job[T]]) -> bool:
    return any(one is job for one in jobs)


def _result(future: concurrent.futures.Future[T], job: Job[T], limits: _Limits) -> T | ItemError:
    try:
        return future.result()
    except ItemError as error:
        return error
    except concurrent.futures.TimeoutError:
        logger.warning("%s: stopped after %s s by the clock", job.item_id, limits.wall)
        return StalledError(job.item_id, seconds=round(limits.wall))
    except ProcessExpired as expired:
        if expired.exitcode == -signal.SIGXCPU:
            logger.warning("%s: stopped after %s s of CPU time", job.item_id, limits.cpu)
            return TimeLimitError(job.item_id, seconds=round(limits.cpu))
        logger.warning("%s: its worker died", job.item_id)
        return WorkerDiedError(job.item_id)


def _perform(call: bytes, seconds: float) -> Any:
    """Make one call in a worker.

    It is unpacked here and not by Pebble, which waits for ever for a job whose module cannot be
    imported. A worker that ran out of memory is replaced: what filled it may still be held.
    """
    _budget.begin(seconds)
    function: partial[Any] = pickle.loads(call)  # noqa: S301 - packed by our own parent
    try:
        return function()
    except MemoryError:
        os.killpg(0, signal.SIGKILL)
    finally:
        _budget.end()
        _memory.give_back()


#: The CPU time of the job that this worker is doing.
_budget = CpuBudget()
#: The memory that this worker keeps between jobs.
_memory = WorkerMemory()


#: Whether it has been said what the fork server of this process imports.
_is_said = threading.Event()


def _forking_here(*imports: str) -> BaseContext | None:
    """Processes forked from this one, if it has imported all they need and can be forked.

    A command that verifies knows signatures itself, and a server would import them once more. A
    process with threads (Prefect's, a library's own) is not to be forked.
    """
    is_alone = sum(1 for _task in Path("/proc/self/task").iterdir()) == 1
    if is_alone and sys.modules.keys() >= set(imports):
        return multiprocessing.get_context("fork")
    return None


def forking(*imports: str) -> ForkServerContext:
    """Processes that have imported these modules when they begin; the first call says it for all.

    Their server ends with this process, which then has their CPU time among that of its children.
    """
    context = multiprocessing.get_context("forkserver")
    if not _is_said.is_set():
        _is_said.set()
        context.set_forkserver_preload(["sohoa.work.fork_server", *imports])
        # After the last worker: workers hold it at work (-1: after what is ended unasked).
        stop = forkserver._forkserver._stop  # type: ignore[attr-defined]
        Finalize(None, stop, exitpriority=-1)
    return context


def _begin_work(environment: Mapping[str, str], memory_limit_mb: int, speaks: str) -> None:
    """Prepare a worker: quiet on Ctrl-C, bounded in memory, gone when its parent is.

    It speaks its parent's language, and has its environment of now, not of the first worker.

    It leads a group of its own, so that a program it has started ends with it; the limits hold
    for that program too. SIGTERM is left to the watch: a library deep in its work hears nothing.
    """
    os.setpgid(0, 0)
    os.environ.clear()
    os.environ.update(environment)
    set_language(speaks)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    limit = memory_limit_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold what stands on a page
    os.environ["OMP_THREAD_LIMIT"] = "1"
    _memory.begin()
    # What Pillow thinks of a hostile scan names its tags and is not for the screen.
    logging.getLogger("PIL").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    """End a worker and all it started when it is told to, at its time, or without its parent.

    After a stop (SIGSTOP, SIGCONT) Python 3.11 gives a signal that nobody sent, of any number.
    """
    parent = multiprocessing.parent_process()
    while parent and parent.is_alive():
        heard = signal.sigtimedwait({signal.SIGTERM}, _WATCH_SECONDS)
        if heard and heard.si_signo == signal.SIGTERM:
            break
        _budget.enforce()
    os.killpg(0, signal.SIGKILL)


def end_with_parent(parent: int) -> None:
    """End this process when its parent is gone.

    A parent-death signal would be tied to the thread that started the process, and Pebble
    starts workers from a thread of its own.
    """
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)
