"""Killed at any moment, then the same command: everything once, nothing lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from forked import ForkedCommand, outliving, start_command

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

KILLS = 14
#: Kills fall within so long after a run has begun with a batch. Short, so that on a quick
#: machine too there is work left for the next one: what is finished is not done again.
SPREAD_SECONDS = 2.5


def _run(office, *options: str) -> subprocess.Popen[bytes] | ForkedCommand:
    return start_command(office.command("run", "2", "--quiet", *options))


def _has_begun(office, process) -> bool:
    """Say whether a run holds a batch."""
    locks = (office.root / "data" / "batches").glob(".*.lock")
    return any(lock.read_text().startswith(f"{process.pid} ") for lock in locks)


def _kill_after(office, seconds: float) -> bool:
    """Kill a run some time after it has begun; says whether it was still at work."""
    process = _run(office)
    while process.poll() is None and not _has_begun(office, process):
        time.sleep(0.02)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        workers = psutil.Process(process.pid).children(recursive=True)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert outliving(workers, seconds=10) == [], "a worker outlived the run"
        return True
    return False


def _unfinished(folder: Path) -> list[Path]:
    """Files under a final name that are not whole PDFs."""
    pdfs = [path for path in folder.rglob("*.pdf") if ".part" not in path.name]
    return [path for path in pdfs if b"%%EOF" not in path.read_bytes()[-1024:]]


def test_killed_at_random_moments(new_office, truth, prefect):
    """After many kills at random moments the same command ends everything, once each."""
    office = new_office()
    chance = random.Random(20261124)
    killed = 0
    for _attempt in range(KILLS):
        killed += _kill_after(office, chance.random() * SPREAD_SECONDS)
        assert _unfinished(office.root / "data" / "archive") == []

    office.sohoa("run", "2", "--quiet", code=5)

    states = office.states()
    assert {name: states.get(name) for name in truth} == {
        name: row["state"] for name, row in truth.items()
    }
    archived = office.json("list", "--state", "archived")
    assert len(office.archived_files) == len(archived) == len({row["sha256"] for row in archived})
    assert killed >= 3
    office.sohoa("verify")


def test_two_runs_on_one_batch(new_office, prefect):
    """The second run says that the batch is taken, leaves with 8, and the first ends its work."""
    office = new_office(is_read=True)
    first = _run(office, "--batch", "Hop-01")
    lock = office.root / "data" / "batches" / ".Hop-01.lock"
    deadline = time.monotonic() + 60
    while not lock.exists() and time.monotonic() < deadline:
        time.sleep(0.1)

    # Held where it is: on a quick machine it would be done before the second has started.
    first.send_signal(signal.SIGSTOP)
    try:
        office.sohoa("run", "2", "--quiet", "--batch", "Hop-01", code=8)
    finally:
        first.send_signal(signal.SIGCONT)

    assert first.wait(timeout=300) == 5
    office.sohoa("verify")


def test_a_run_with_its_own_server_leaves_nothing_behind(new_office, monkeypatch):
    """Killed, a run that started its own Prefect server takes that server with it."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    office = new_office()
    process = _run(office)
    deadline = time.monotonic() + 60
    children: list[psutil.Process] = []
    while not children and time.monotonic() < deadline:
        time.sleep(0.2)
        children = psutil.Process(process.pid).children(recursive=True)

    time.sleep(2)
    children = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert outliving(children, seconds=15) == []
