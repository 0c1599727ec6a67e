"""CPU time by step: each second belongs to one step, and nothing is measured unasked."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from sohoa.stopwatch import measured, step


def work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def fail_late() -> None:
    work(0.05)
    raise ValueError("broken")


def test_a_step_inside_another_is_taken_out_of_it():
    """The inner step's time is its own, and the outer goes on after it."""
    with measured() as seconds, step("outer"):
        work(0.05)
        with step("inner"):
            work(0.2)
        work(0.05)

    assert seconds["inner"] == pytest.approx(0.2, abs=0.05)
    assert seconds["outer"] == pytest.approx(0.1, abs=0.05)


def test_waiting_costs_nothing_and_programs_do():
    """CPU time counts, that of a program too; time asleep does not."""
    busy = "import time\nwhile time.process_time() < 0.3: pass"

    with measured() as seconds:
        with step("asleep"):
            time.sleep(0.2)
        with step("program"):
            subprocess.run([sys.executable, "-c", busy], check=True)

    assert seconds["asleep"] < 0.1
    assert seconds["program"] >= 0.3


def test_a_step_that_fails_is_measured_all_the_same():
    """The error goes on its way, and what was done until then is told."""
    with measured() as seconds, pytest.raises(ValueError, match="broken"), step("failing"):
        fail_late()

    assert seconds["failing"] > 0.02


def test_unasked_nothing_is_measured():
    """Outside a measurement a step is only a name."""
    with step("alone"):
        work(0.01)
    with measured() as seconds:
        pass

    assert seconds == {}
