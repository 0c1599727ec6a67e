"""The record of a run: `data/runs/<id>/run.json`, written when it begins and when it ends.

Facts alone are written: whether a run lives, is being stopped or was lost is asked anew each time
(`see_run`). Beside it lie `progress.json` (`sohoa.runs.progress`) and, once somebody wants the run
to end, `stop.json`.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sohoa.domain.errors import ExitCode, UnknownRunError
from sohoa.durable import write_durably
from sohoa.runs.process import Process
from sohoa.runs.progress import RunProgress
from sohoa.workspace import Workspace

VERSION = 1
RUN_FILE, PROGRESS_FILE, STOP_FILE = "run.json", "progress.json", "stop.json"
#: What a file that is no such record, or was cut short, makes its reader raise.
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError)
_LOOK_SECONDS = 1.0


class RunKind(StrEnum):
    """The kind of a run."""

    RUN = "run"
    SIGN = "sign"
    NIGHT = "night"
    RENEW = "renew"


class RunState(StrEnum):
    """The status of a run, as it is judged now."""

    PREPARING = "preparing"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    DONE_WITH_REJECTIONS = "done-with-rejections"
    STOPPED = "stopped"
    FAILED = "failed"
    #: Its process is gone, and it did not say how it ended.
    LOST = "lost"
    #: It was begun on another machine, which alone can tell.
    ELSEWHERE = "elsewhere"

    @property
    def is_over(self) -> bool:
        """Say whether nothing more is to be expected of the run."""
        return self not in _GOING_ON


_GOING_ON = frozenset({RunState.PREPARING, RunState.RUNNING, RunState.STOPPING, RunState.ELSEWHERE})


@dataclass(frozen=True, slots=True)
class BoxOutcome:
    """The outcome of one box in one phase, in numbers of documents (pages: `pages`).

    `stopped` is the code of what kept the box from being worked on to its end.
    """

    box: str
    phase: int
    archived: int = 0
    pages: int = 0
    quarantined: int = 0
    set_aside: int = 0
    arriving: int = 0
    contested: int = 0
    asked: int = 0
    to_rescan: int = 0
    to_review: int = 0
    to_rescan_if_can: int = 0
    waiting: int = 0
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run.

    Attributes:
        run_id: Its day in Vietnam and a number: `2026-11-28-003`.
        who: The person who started it (`SOHOA_USER`, else the system's user).
        phases: Phases of the plan it works for, as far as it has come.
        boxes: Slugs of its boxes.
        process: Where it runs.
        exit_code: As the command line gives it; `None` until it has ended.
        outcome: What became of each box.
    """

    run_id: str
    kind: RunKind
    who: str
    process: Process
    started: dt.datetime
    phases: tuple[int, ...] = ()
    boxes: tuple[str, ...] = ()
    ended: dt.datetime | None = None
    exit_code: int | None = None
    stopped_by: str = ""
    outcome: tuple[BoxOutcome, ...] = ()

    def to_json(self) -> bytes:
        """Write the record as it lies in `run.json`."""
        said = asdict(self)
        said["started"] = self.started.isoformat(timespec="seconds")
        said["ended"] = self.ended and self.ended.isoformat(timespec="seconds")
        return json.dumps({"version": VERSION, **said}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> RunRecord:
        """Read what `to_json` wrote; fields of a later version are passed over.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: It is something else, or cut short.
        """
        said: dict[str, Any] = json.loads(content)
        ended = said.get("ended")
        return cls(
            run_id=said["run_id"],
            kind=RunKind(said["kind"]),
            who=said["who"],
            process=Process(**said["process"]),
            started=dt.datetime.fromisoformat(said["started"]),
            phases=tuple(said["phases"]),
            boxes=tuple(said["boxes"]),
            ended=dt.datetime.fromisoformat(ended) if ended else None,
            exit_code=said["exit_code"],
            stopped_by=said["stopped_by"],
            outcome=tuple(BoxOutcome(**one) for one in said["outcome"]),
        )


@dataclass(frozen=True, slots=True)
class SeenRun:
    """A run as somebody from outside sees it at one moment."""

    record: RunRecord
    state: RunState
    progress: RunProgress | None


def run_dir(workspace: Workspace, run_id: str) -> Path:
    """The folder of a run's files."""
    return workspace.runs_dir / run_id


def new_run_dir(workspace: Workspace, day: dt.date) -> Path:
    """Make a folder for a run; its name is the run's id. Two at once get two.

    Raises:
        OSError: It cannot be made.
    """
    workspace.runs_dir.mkdir(parents=True, exist_ok=True)
    number = 1 + len(list(workspace.runs_dir.glob(f"{day}-*")))
    while True:
        folder = workspace.runs_dir / f"{day}-{number:03d}"
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder


def write_record(workspace: Workspace, record: RunRecord) -> None:
    """Write a run's record.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    write_durably(run_dir(workspace, record.run_id) / RUN_FILE, record.to_json())


def see_run(workspace: Workspace, run_id: str) -> SeenRun:
    """Look at a run.

    Raises:
        UnknownRunError: There is none of this id.
    """
    seen = _seen(run_dir(workspace, run_id)) if run_id == Path(run_id).name else None
    if seen is None:
        raise UnknownRunError(name=run_id)
    return seen


def see_runs(workspace: Workspace) -> list[SeenRun]:
    """Look at every run there is a record of, the newest first."""
    found = (_seen(folder) for folder in _folders(workspace))
    return sorted(
        (seen for seen in found if seen), key=lambda seen: seen.record.started, reverse=True
    )


def tidy_runs(workspace: Workspace, *, keep: int, dry_run: bool = False) -> int:
    """Take away the records of runs that are over, beyond the `keep` newest; how many those are.

    Raises:
        OSError: A record may not be deleted.
    """
    old = [seen.record.run_id for seen in see_runs(workspace)[keep:] if seen.state.is_over]
    for run_id in () if dry_run else old:
        shutil.rmtree(run_dir(workspace, run_id))
    return len(old)


def _folders(workspace: Workspace) -> Sequence[Path]:
    return list(workspace.runs_dir.iterdir()) if workspace.runs_dir.is_dir() else []


def _seen(folder: Path) -> SeenRun | None:
    """A run by its files; progress is read first, so that the record is never the older."""
    progress = _progress_in(folder)
    try:
        record = RunRecord.from_json((folder / RUN_FILE).read_bytes())
    except _UNREADABLE:
        return None
    is_asked = (folder / STOP_FILE).exists()
    return SeenRun(
        record, _state(record, has_begun=progress is not None, is_asked=is_asked), progress
    )


def _progress_in(folder: Path) -> RunProgress | None:
    try:
        return RunProgress.from_json((folder / PROGRESS_FILE).read_bytes())
    except _UNREADABLE:
        return None


def _state(record: RunRecord, *, has_begun: bool, is_asked: bool) -> RunState:
    if record.exit_code is not None:
        return _ENDS.get(record.exit_code, RunState.FAILED)
    if record.process.host != socket.gethostname():
        return RunState.ELSEWHERE
    if not record.process.is_alive():
        return RunState.LOST
    if is_asked:
        return RunState.STOPPING
    return RunState.RUNNING if has_begun else RunState.PREPARING


_ENDS = {
    int(ExitCode.DONE): RunState.DONE,
    int(ExitCode.DONE_WITH_REJECTIONS): RunState.DONE_WITH_REJECTIONS,
    int(ExitCode.STOPPED): RunState.STOPPED,
    int(ExitCode.INTERRUPTED): RunState.STOPPED,
}


def follow_run(
    workspace: Workspace, run_id: str, *, wait: Callable[[float], None] = time.sleep
) -> Iterator[SeenRun]:
    """Give a run as it stands, once a second, the last time when it is over.

    Raises:
        UnknownRunError: There is no such run, or its record was taken away.
    """
    while True:
        seen = see_run(workspace, run_id)
        yield seen
        if seen.state.is_over:
            return
        wait(_LOOK_SECONDS)


def exit_code_of(seen: SeenRun) -> int:
    """The exit code of a run that is over; one that was lost has failed."""
    code = seen.record.exit_code
    return int(ExitCode.FAILED) if code is None else code
