"""The watch on a job's CPU time runs beside the job, and must outlive every moment of it."""

from __future__ import annotations

import os

import pytest

from sohoa.work import cpu


@pytest.fixture
def budget(monkeypatch):
    """A budget whose job is long over its time; what would end the process is only noted."""
    made = cpu.CpuBudget()
    monkeypatch.setattr(cpu, "_kernel_limit", lambda _seconds: None)
    monkeypatch.setattr(cpu, "_programs", lambda: [])
    monkeypatch.setattr(made, "ended", [], raising=False)
    monkeypatch.setattr(os, "kill", lambda pid, _signal: made.ended.append(pid))
    monkeypatch.setattr(cpu, "_of_all", lambda: 0.0)
    made.begin(1.0)
    monkeypatch.setattr(cpu, "_of_all", lambda: 5.0)
    return made


def test_a_job_over_its_time_ends_its_process(budget):
    """By its own process number."""
    budget.enforce()

    assert budget.ended == [os.getpid()]


def test_a_job_that_ends_while_its_time_is_looked_at_ends_nothing(budget, monkeypatch):
    """An exception here would kill the watch: a worker without limits, deaf to being stopped."""

    def end_meanwhile():
        budget.end()
        return 5.0

    monkeypatch.setattr(cpu, "_of_all", end_meanwhile)

    budget.enforce()

    assert not budget.ended
