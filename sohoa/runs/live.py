"""A run that keeps its own record while it works.

Whatever hinders the writing costs the run nothing: it is told in the log, and the run goes on to
meet the full disk where that matters.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from types import TracebackType
from typing import TypeVar

from sohoa.domain.errors import BatchError, DiskFullError, ExitCode, SohoaError
from sohoa.domain.identifiers import slug
from sohoa.domain.outcome import Rejection
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import part_of
from sohoa.person import person
from sohoa.runs.meter import Meter
from sohoa.runs.process import Process
from sohoa.runs.record import (
    PROGRESS_FILE,
    BoxOutcome,
    RunKind,
    RunRecord,
    new_run_dir,
    run_dir,
    write_record,
)
from sohoa.runs.stopping import stop_asked_by
from sohoa.work.watching import Watcher, watched_by
from sohoa.workspace import Workspace

T = TypeVar("T")
logger = logging.getLogger(__name__)

#: Progress is written, and a wish to stop looked for, no more often than this.
_SECONDS = 1.0


class LiveRun(Watcher):
    """The run that this process is at; a watcher that writes down what it is told.

    Attributes:
        exit_code: What the run will end with, unless an error ends it.
    """

    def __init__(self, workspace: Workspace, record: RunRecord) -> None:
        self.record = record
        self.exit_code = int(ExitCode.DONE)
        self.meter = Meter(clock=time.monotonic, now=_now)
        self._workspace = workspace
        self._folder = run_dir(workspace, record.run_id)
        self._written = self._looked = float("-inf")
        self._asked_by = ""
        self._write(record)

    @property
    def run_id(self) -> str:
        """The run's id; empty where no record could be made."""
        return self.record.run_id

    def extend(self, *, phases: Sequence[int], boxes: Mapping[str, int | None]) -> None:
        """Add phases and boxes that the run has come to; boxes with the documents they may have."""
        self.meter.expect(boxes)
        record = replace(
            self.record,
            phases=_joined(self.record.phases, phases),
            boxes=_joined(self.record.boxes, [slug(name) for name in boxes]),
        )
        if record != self.record:
            self._write(record)

    def add_outcome(self, outcome: Sequence[BoxOutcome]) -> None:
        """Add what became of boxes; the later word on the same box in the same phase counts."""
        told = {(one.phase, one.box): one for one in (*self.record.outcome, *outcome)}
        self._write(replace(self.record, outcome=tuple(told.values())))

    def end(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write down how the run ended: the last thing it does."""
        del kind, trace
        code = self.exit_code if error is None else _code_of(error)
        if self.run_id:
            self._put_progress()
        self._write(replace(self.record, ended=_now(), exit_code=code, stopped_by=self._asked_by))

    def step_started(self, box: str, step: str, *, documents: int, total: int) -> None:
        """Count, and write progress."""
        self.meter.step_started(box, step, documents=documents, total=total)
        self._put_progress_in_time()

    def advanced(self, count: int = 1) -> None:
        """Count, and write progress when it is time."""
        self.meter.advanced(count)
        self._put_progress_in_time()

    def settled(self, box: str, step: str, rejection: Rejection | None) -> None:
        """Count."""
        self.meter.settled(box, step, rejection)

    def rejected(self, box: str, rejection: Rejection) -> None:
        """Count."""
        self.meter.rejected(box, rejection)

    def stop_asked_by(self) -> str:
        """Look for a request to stop, once a second; once there, it stays."""
        now = time.monotonic()
        if self.run_id and not self._asked_by and now - self._looked >= _SECONDS:
            self._looked = now
            self._asked_by = stop_asked_by(self._folder)
        return self._asked_by

    def _put_progress_in_time(self) -> None:
        if self.run_id and time.monotonic() - self._written >= _SECONDS:
            self._put_progress()

    def _put_progress(self) -> None:
        """Replace the progress file; not synced, as one that is lost is made again at once."""
        self._written = time.monotonic()
        path = self._folder / PROGRESS_FILE
        part = part_of(path)
        try:
            part.write_bytes(self.meter.progress().to_json())
            part.replace(path)
        except OSError as error:
            logger.warning("progress not written: %s", error.strerror)

    def _write(self, record: RunRecord) -> None:
        self.record = record
        if not record.run_id:
            return
        try:
            write_record(self._workspace, record)
        except (OSError, DiskFullError) as error:
            logger.warning("run record not written: %s", type(error).__name__)


_present: ContextVar[LiveRun | None] = ContextVar("present_run", default=None)


def present_run() -> LiveRun | None:
    """The run that keeps a record here; `None` where nothing is recorded, as in most tests."""
    return _present.get()


@contextmanager
def recorded_run(
    workspace: Workspace,
    kind: RunKind,
    *,
    phases: Sequence[int] = (),
    boxes: Mapping[str, int | None] | None = None,
) -> Iterator[LiveRun]:
    """Keep a record of all that happens inside; within another recorded run, be a part of that.

    Args:
        workspace: Where the record lies.
        kind: What the run does.
        phases: The phases of the plan it works for.
        boxes: The names of its boxes, each with the documents it may have to do, if known.
    """
    if run := present_run():
        run.extend(phases=phases, boxes=boxes or {})
        yield run
        return
    run = LiveRun(workspace, _begun(workspace, kind))
    run.extend(phases=phases, boxes=boxes or {})
    token = _present.set(run)
    try:
        with ExitStack() as stack:
            stack.push(run.end)
            stack.enter_context(watched_by(run))
            yield run
    finally:
        _present.reset(token)
    _leave_head(workspace)


def _leave_head(workspace: Workspace) -> None:
    """What was recorded so far has a head: whoever keeps it can tell whether it was rewritten."""
    from sohoa.work.witness import take_last_head  # noqa: PLC0415 - its catalogue costs half a second

    take_last_head(workspace)


def _begun(workspace: Workspace, kind: RunKind) -> RunRecord:
    """Make the folder of a run and its record; where that fails, the run goes on without."""
    started = _now()
    record = RunRecord("", kind, person(), Process.present(), started)
    try:
        folder = new_run_dir(workspace, day_of(started))
    except OSError as error:
        logger.warning("no run record made: %s", error.strerror)
        return record
    return replace(record, run_id=folder.name)


def _code_of(error: BaseException) -> int:
    if isinstance(error, BatchError):
        return int(error.exit_code)
    if isinstance(error, SohoaError):
        return int(ExitCode.FAILED)
    if isinstance(error, KeyboardInterrupt):
        return int(ExitCode.INTERRUPTED)
    return int(ExitCode.BUG)


def _joined(before: Sequence[T], new: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*before, *new)))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
