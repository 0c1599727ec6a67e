"""The night's own rules: which phases, what a state says, which code a run leaves with."""

from __future__ import annotations

import datetime as dt

import pytest

from sohoa.domain.custody_errors import BoxArrivingError
from sohoa.domain.errors import BatchBusyError, BatchFilesError, BatchListError, ExitCode
from sohoa.domain.outcome import Rejection
from sohoa.line.summary import BatchSummary, RunSummary
from sohoa.plan_file import load_plan
from sohoa.workspace import CHECKOUT

REJECTED = Rejection("box.1", "bản quét 1.tif", "INTAKE-001")
ASIDE = Rejection("box.2", "2.tif", "PHASE-001", set_aside=True)


@pytest.fixture(scope="module")
def run_state():
    """Imported here: Prefect takes a second of CPU, in each process that shares the tests."""
    from flows import run_state

    return run_state


def batch(*rejections, stopped=None, worked=3, name="Hộp 1") -> BatchSummary:
    return BatchSummary(name, 1, 2, rejections, stopped=stopped, worked=worked)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2022-06-01", [2, 3, 4]),
        ("2023-01-01", [2]),
        ("2023-12-31", [2]),
        ("2024-05-01", [3, 2]),
        ("2025-05-01", [4, 2, 3]),
        ("2026-11-28", [2, 3, 4]),
    ],
)
def test_left_overs_are_worked_on_in_every_year(today, expected):
    """The open window first, then what is left of the oldest; nothing before its window."""
    from flows.nightly import open_phases

    plan = load_plan(CHECKOUT / "phases.yaml")

    phases = open_phases(plan, dt.date.fromisoformat(today))

    assert [phase.number for phase in phases] == expected


@pytest.mark.parametrize(
    ("batches", "kind", "name", "said"),
    [
        ([batch()], "COMPLETED", "Completed", ""),
        ([batch(ASIDE)], "COMPLETED", "Completed", ""),
        ([batch(REJECTED)], "COMPLETED", "CompletedWithRejections",
         "Hộp 1/bản quét 1.tif [INTAKE-001]"),
        ([batch(worked=0)], "CANCELLED", "NothingToDo", ""),
        ([batch(REJECTED, worked=0)], "CANCELLED", "NothingToDo", ""),
        ([], "CANCELLED", "NothingToDo", ""),
        ([batch(), batch(stopped=BatchFilesError(problem="x"))], "FAILED", "Failed",
         "[BATCH-904]"),
        ([batch(), batch(stopped=BatchBusyError(holder="1"))], "FAILED", "Failed",
         "[BATCH-902]"),
    ],
)  # fmt: skip
def test_the_state_is_the_truth(run_state, batches, kind, name, said):
    """Nothing that did no work is green; what was rejected or not worked on is named."""
    summary = RunSummary(2, tuple(batches))

    state = run_state.state_of(summary)

    assert (state.type.value, state.name) == (kind, name)
    assert said in (state.message or "")
    assert run_state.summary_of(state) == summary


def test_a_phase_that_could_not_be_run_fails_the_night(run_state):
    """All the other batches done do not make it green."""
    state = run_state.state_of_night([RunSummary(2, (batch(),))], problems=["phase-3 [DISK-901]"])

    assert state.type.value == "FAILED"
    assert "phase-3 [DISK-901]" in state.message


def test_many_rejections_are_counted_and_some_named(run_state):
    """A state's message stays readable; the digest names all."""
    many = [Rejection(f"box.{number}", f"{number}.tif", "INTAKE-001") for number in range(300)]

    message = run_state.state_of(RunSummary(2, (batch(*many),))).message

    assert "300" in message
    assert message.count("[INTAKE-001]") == 20


@pytest.mark.parametrize(
    ("stopped", "code"),
    [
        ([BatchBusyError(holder="1")], ExitCode.BUSY),
        ([BatchBusyError(holder="1"), BatchFilesError(problem="x")], ExitCode.FAILED),
        ([BatchListError(name="x", problem="y"), BatchBusyError(holder="1")], ExitCode.USAGE),
        ([], ExitCode.DONE),
    ],
)
def test_that_a_batch_is_busy_is_the_least_of_it(stopped, code):
    """A worse reason is not hidden behind another run's lock."""
    batches = tuple(batch(stopped=error) for error in stopped) or (batch(),)

    assert RunSummary(2, batches).exit_code is code


def test_a_run_that_came_back_tells_what_is_so_now():
    """Only the batches that it came back to are replaced."""
    first = RunSummary(2, (batch(name="a"), batch(name="b", stopped=BatchBusyError(holder="1"))))

    later = first.updated(RunSummary(2, (batch(name="b", worked=9),)))

    assert [(one.batch, one.busy, one.worked) for one in later.batches] == [
        ("a", False, 3),
        ("b", False, 9),
    ]


def test_a_box_that_is_still_arriving_is_no_failure(run_state):
    """It waits as it should; a night that had nothing else is not green either."""
    arriving = batch(stopped=BoxArrivingError("Hộp 1", minutes=5), worked=0)

    assert run_state.state_of(RunSummary(2, (arriving,))).name == "NothingToDo"
    assert run_state.state_of(RunSummary(2, (arriving, batch()))).type.value == "COMPLETED"
