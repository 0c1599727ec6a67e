"""Runs as the workspace knows them: their records, progress, and the wish that one should end."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sohoa.domain.errors import (
    EmptyFileError,
    ExitCode,
    RunOverError,
    RunStoppedError,
    UnknownRunError,
)
from sohoa.domain.stations import Station
from sohoa.runs.live import LiveRun, present_run, recorded_run
from sohoa.runs.meter import Meter
from sohoa.runs.process import Process
from sohoa.runs.progress import Count, RunProgress
from sohoa.runs.record import (
    BoxOutcome,
    RunKind,
    RunRecord,
    RunState,
    exit_code_of,
    follow_run,
    run_dir,
    see_run,
    see_runs,
    tidy_runs,
    write_record,
)
from sohoa.runs.stopping import stop_run
from sohoa.work.watching import Watcher, require_going_on, watched_by, watcher
from sohoa.workspace import Workspace

NOON = dt.datetime(2026, 11, 28, 5, tzinfo=dt.UTC)


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def record(workspace: Workspace, run_id: str, **said: object) -> RunRecord:
    """A record as another run has left it."""
    value = replace(RunRecord(run_id, RunKind.RUN, "Lan", Process.present(), NOON), **said)
    run_dir(workspace, run_id).mkdir(parents=True)
    write_record(workspace, value)
    return value


# --- the record -----------------------------------------------------------------------------


def test_a_run_says_who_where_and_what_it_is_and_how_it_ended(office, monkeypatch):
    """All that a page would show is in one file, written at the beginning and at the end."""
    monkeypatch.setenv("SOHOA_USER", "Trần Lan")

    with recorded_run(office, RunKind.RUN, phases=[2], boxes={"Hộp 07": 3}) as run:
        seen = see_run(office, run.run_id)
        assert (seen.state, seen.record.ended, seen.record.exit_code) == (
            RunState.PREPARING,
            None,
            None,
        )
        run.exit_code = int(ExitCode.DONE_WITH_REJECTIONS)

    ended = see_run(office, run.run_id)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-001", run.run_id)
    assert (ended.record.who, ended.record.kind) == ("Trần Lan", RunKind.RUN)
    assert (ended.record.phases, ended.record.boxes) == ((2,), ("hop-07",))
    assert ended.record.process == Process.present()
    assert ended.state is RunState.DONE_WITH_REJECTIONS
    assert ended.record.ended is not None
    assert json.loads((run_dir(office, run.run_id) / "run.json").read_bytes())["version"] == 1


def test_what_ends_a_run_gives_its_exit_code(office):
    """An error with a code, Ctrl-C and a bug end the record as they end the command."""
    codes = []
    for error in (UnknownRunError(name="x"), EmptyFileError("x"), KeyboardInterrupt(), TypeError()):
        with pytest.raises(type(error)), recorded_run(office, RunKind.NIGHT) as run:
            raise error
        codes.append(see_run(office, run.run_id).record.exit_code)

    assert codes == [
        ExitCode.USAGE,
        ExitCode.FAILED,
        ExitCode.INTERRUPTED,
        ExitCode.BUG,
    ]


def test_a_run_within_a_run_is_part_of_it(office):
    """A night has one record, whose phases and boxes are those that it has come to."""
    with recorded_run(office, RunKind.NIGHT) as night:
        for phase, box in ((2, "Hộp 01"), (3, "Hộp 02")):
            with recorded_run(office, RunKind.RUN, phases=[phase], boxes={box: 1}) as inner:
                assert inner is night

    (seen,) = see_runs(office)
    assert (seen.record.kind, seen.record.phases) == (RunKind.NIGHT, (2, 3))
    assert seen.record.boxes == ("hop-01", "hop-02")
    assert present_run() is None


def test_a_dead_run_is_told_from_a_living_one(office):
    """Killed without a word, its process number given out again, or the machine started anew."""
    here = Process.present()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    record(office, "living")
    record(office, "dead", process=replace(here, pid=dead.pid))
    record(office, "number-given-again", process=replace(here, started=here.started - 1))
    record(office, "before-the-start", process=replace(here, boot="another"))
    record(office, "elsewhere", process=replace(here, host="another"))

    states = {seen.record.run_id: seen.state for seen in see_runs(office)}

    assert states == {
        "living": RunState.PREPARING,
        "dead": RunState.LOST,
        "number-given-again": RunState.LOST,
        "before-the-start": RunState.LOST,
        "elsewhere": RunState.ELSEWHERE,
    }


def test_a_process_that_nobody_has_buried_is_dead(office):
    """A zombie keeps its number and its start time; it does nothing any more."""
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    )
    fields = Path(f"/proc/{child.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    process = replace(Process.present(), pid=child.pid, started=int(fields[19]))
    assert process.is_alive()

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert not process.is_alive()
    child.communicate()


def test_records_that_cannot_be_read_are_passed_over(office):
    """A folder without a record, or with one cut short, hides no other run."""
    record(office, "2026-11-28-001")
    (office.runs_dir / "2026-11-28-002").mkdir()
    (office.runs_dir / "2026-11-28-003").mkdir()
    (office.runs_dir / "2026-11-28-003" / "run.json").write_text('{"version": 1, "ru')

    assert [seen.record.run_id for seen in see_runs(office)] == ["2026-11-28-001"]
    for name in ("2026-11-28-002", "nobody", "../runs/2026-11-28-001", ""):
        with pytest.raises(UnknownRunError):
            see_run(office, name)


def test_fields_of_a_later_version_are_passed_over(office):
    """What a newer Sohoa adds to a record or to progress does not blind this one."""
    value = record(office, "2026-11-28-001", outcome=(BoxOutcome("hop-01", 2, archived=3),))
    told = json.loads(value.to_json()) | {"colour": "red"}
    progress = json.loads(RunProgress(NOON, box="hop-01", pages=Count(1, 2)).to_json())

    assert RunRecord.from_json(json.dumps(told).encode()) == value
    assert RunProgress.from_json(json.dumps(progress | {"colour": "red"}).encode()) == RunProgress(
        NOON, box="hop-01", pages=Count(1, 2)
    )


def test_only_the_newest_records_are_kept(office):
    """The rule is a number; a run that is still on, however old, keeps its record."""
    for day in range(1, 6):
        record(
            office,
            f"2026-11-0{day}-001",
            started=NOON.replace(day=day),
            exit_code=None if day == 1 else 0,
        )

    assert tidy_runs(office, keep=2, dry_run=True) == 2
    assert tidy_runs(office, keep=2) == 2

    kept = [seen.record.run_id for seen in see_runs(office)]
    assert kept == ["2026-11-05-001", "2026-11-04-001", "2026-11-01-001"]


# --- writing costs the run nothing ------------------------------------------------------------


def test_a_run_goes_on_where_no_record_can_be_made(office, caplog):
    """A file stands where the folder should be: the run is not recorded, and not hindered."""
    office.data_dir.mkdir()
    office.runs_dir.write_text("in the way")

    with recorded_run(office, RunKind.RUN, boxes={"b": 1}) as run:
        watcher().step_started("b", "intake", documents=1, total=1)
        watcher().advanced()
        require_going_on()

    assert run.run_id == ""
    assert run.meter.progress().documents == Count(0, 1)
    assert "no run record made" in caplog.text


def test_a_run_goes_on_when_its_folder_goes_away(office, caplog):
    """Somebody deletes it, or the disk fills: it is told in the log, without any name."""
    with recorded_run(office, RunKind.RUN) as run:
        folder = run_dir(office, run.run_id)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        folder.write_text("in the way")
        watcher().step_started("Hộp mật", "intake", documents=1, total=1)

    assert "not written" in caplog.text
    assert "mật" not in caplog.text


# --- progress ---------------------------------------------------------------------------------


class Bench:
    """A meter with a clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.meter = Meter(clock=lambda: self.seconds, now=lambda: NOON)

    def work(self, count: int, *, seconds: float) -> None:
        """Finish so many units, each in so many seconds."""
        for _unit in range(count):
            self.seconds += seconds
            self.meter.advanced()


def test_progress_says_box_step_and_counts_and_no_names(tmp_path):
    """Box and step by slug, pages where they are read, documents as each has its outcome."""
    bench = Bench()
    bench.meter.expect({"Hộp 06": 2, "Hộp 07": 3})
    bench.meter.step_started("Hộp 07", Station.INTAKE, documents=3, total=3)
    bench.meter.settled("Hộp 07", "intake", EmptyFileError("x").to_rejection("d1", "bí mật.tif"))
    bench.work(3, seconds=1)
    bench.meter.step_started("Hộp 07", Station.OCR, documents=2, total=10)
    bench.work(4, seconds=1)
    bench.meter.settled("Hộp 07", "ocr", None)

    progress = bench.meter.progress()

    assert (progress.box, progress.box_number, progress.boxes) == ("hop-07", 2, 2)
    assert (progress.step, progress.documents) == ("ocr", Count(1, 2))
    assert progress.pages == Count(4, 10)
    assert progress.steps == {"intake": Count(3, 3), "ocr": Count(4, 10)}
    assert progress.rejects == 1
    assert len(progress.to_json()) < 1024
    assert "mật" not in progress.to_json().decode()


def test_a_rejection_that_is_told_again_counts_once():
    """The close of a step tells of every rejection, also those told as they happened."""
    bench = Bench()
    rejection = EmptyFileError("x").to_rejection("d1", "x.tif")
    bench.meter.step_started("b", "intake", documents=1, total=1)
    bench.meter.settled("b", "intake", rejection)
    bench.meter.rejected("b", rejection)

    assert bench.meter.progress().rejects == 1


def test_the_time_left_is_unknown_until_something_was_measured():
    """No number before pages are known and some were read; then all of it, boxes behind too."""
    bench = Bench()
    bench.meter.expect({"a": 2, "b": 2})
    assert bench.meter.progress().seconds_left is None
    bench.meter.step_started("a", "intake", documents=2, total=2)
    bench.work(2, seconds=1)
    assert bench.meter.progress().seconds_left is None
    bench.meter.step_started("a", "ocr", documents=2, total=20)
    bench.work(10, seconds=2)

    halfway = bench.meter.progress().seconds_left
    bench.work(10, seconds=2)
    later = bench.meter.progress().seconds_left

    assert halfway is not None
    assert later is not None
    assert halfway - later == pytest.approx(20, abs=2)
    assert 40 < later < 60  # the 20 pages of box b, and the smaller steps of both


def test_the_time_left_comes_to_nothing():
    """At the end of the last step of the last box nothing is left, and all is spent."""
    bench = Bench()
    bench.meter.expect({"a": 4})
    for station in Station:
        bench.meter.step_started("a", station, documents=4, total=4)
        bench.work(4, seconds=1)

    assert (bench.meter.progress().seconds_left, bench.meter.progress().share) == (0, 1.0)


def test_a_slower_page_is_a_longer_rest():
    """The pace is the run's own: twice as slow, twice as long."""
    rests = []
    for seconds in (1.0, 2.0):
        bench = Bench()
        bench.meter.expect({"a": 10})
        bench.meter.step_started("a", "ocr", documents=10, total=100)
        bench.work(10, seconds=seconds)
        rests.append(bench.meter.progress().seconds_left or 0)

    assert rests[1] == pytest.approx(2 * rests[0], rel=0.02)


def test_progress_is_written_once_a_second_at_most(office, monkeypatch):
    """However fast the pages come, the file is replaced no more often."""
    now = [100.0]
    monkeypatch.setattr("sohoa.runs.live.time.monotonic", lambda: now[0])
    written = []
    monkeypatch.setattr(
        LiveRun,
        "_put_progress",
        lambda run: (written.append(now[0]), setattr(run, "_written", now[0])),
    )
    with recorded_run(office, RunKind.RUN):
        watcher().step_started("b", "ocr", documents=1, total=500)
        for _page in range(500):
            now[0] += 0.01
            watcher().advanced()

    assert len(written) <= 7


# --- stopping and following -------------------------------------------------------------------


def test_a_run_is_asked_to_stop_and_says_who_asked(office, monkeypatch):
    """The request is a file of the run; the run looks for it, ends as stopped, and names who."""
    monkeypatch.setattr("sohoa.runs.live._SECONDS", 0.0)
    states = []

    def work() -> None:
        with recorded_run(office, RunKind.RUN) as run:
            require_going_on()
            stop_run(office, run.run_id, who="Lan")
            stop_run(office, run.run_id, who="An")
            states.append(see_run(office, run.run_id).state)
            require_going_on()

    with pytest.raises(RunStoppedError, match="Lan"):
        work()

    (seen,) = see_runs(office)
    run = seen.record
    assert states == [RunState.STOPPING]
    assert (seen.state, seen.record.stopped_by) == (RunState.STOPPED, "Lan")
    assert seen.record.exit_code == ExitCode.STOPPED == exit_code_of(seen)
    with pytest.raises(RunOverError):
        stop_run(office, run.run_id, who="Lan")


def test_following_ends_with_the_run(office):
    """Each look gives the run as it is; the last one is over."""
    record(office, "2026-11-28-001")

    def end(_seconds: float) -> None:
        write_record(office, replace(value, exit_code=5, ended=NOON))

    value = see_run(office, "2026-11-28-001").record
    states = [seen.state for seen in follow_run(office, "2026-11-28-001", wait=end)]

    assert states == [RunState.PREPARING, RunState.DONE_WITH_REJECTIONS]


def test_all_who_watch_are_told_and_any_may_stop():
    """A screen watches beside the record; whoever asks for the end is heard."""

    class Stopper(Watcher):
        def stop_asked_by(self) -> str:
            return "An"

    class Counter(Watcher):
        count = 0

        def advanced(self, count: int = 1) -> None:
            self.count += count

    first, last = Counter(), Counter()
    with watched_by(first), watched_by(Stopper()), watched_by(last):
        watcher().advanced(2)
        with pytest.raises(RunStoppedError):
            require_going_on()
    watcher().advanced()

    assert (first.count, last.count) == (2, 2)
