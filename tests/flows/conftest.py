"""A workspace with sample records, and one Prefect server for all flow tests."""

from __future__ import annotations

import csv
import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forked import close_fork_server
from offices import SOHOA, Office

from flows.server import prefect_server

SAMPLE_DOCUMENTS = 8
_OF_A_SERVER = ("PREFECT_API_URL", "PREFECT_HOME")


@pytest.fixture(scope="session")
def prefect_home(once) -> Callable[[Path], Path]:
    """Have a folder made as a server leaves it: with its database, which takes six seconds of CPU.

    The program itself starts one for the first time in `first_run`.
    """

    def start(folder: Path) -> None:
        with prefect_server(folder) as server:
            server.wait()

    def made(folder: Path) -> Path:
        before = dict(os.environ)
        left = once("prefect-home", start)
        _take_back(_told(before), before)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in left.glob("prefect.db*"):
            shutil.copy(path, folder)
        return folder

    return made


@pytest.fixture(scope="session")
def _server_of_the_session(
    prefect_home: Callable[[Path], Path], tmp_path_factory
) -> Iterator[dict[str, str]]:
    """One server for the session; gives the environment in which commands report to it."""
    home = prefect_home(tmp_path_factory.mktemp("prefect"))
    before = dict(os.environ)
    with prefect_server(home) as server:
        server.wait()
        told = _told(before)
        _take_back(told, before)
        yield told
        close_fork_server()
        os.environ.update(told)
    _take_back(told, before)


def _told(before: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


def _take_back(told: dict[str, str], before: dict[str, str]) -> None:
    for name in told:
        os.environ.pop(name, None)
        os.environ.update({name: before[name]} if name in before else {})


@pytest.fixture(scope="module")
def prefect(_server_of_the_session: dict[str, str]) -> Iterator[None]:
    """Every command started from a module that asks for this reports to the session's server.

    From that module only: the tests of other files that this process runs know of no server.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _server_of_the_session.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Have something made once for all processes of this session; gives its folder."""
    base = tmp_path_factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made_once(name: str, make: Callable[[Path], object]) -> Path:
        folder, is_made = common / name, common / f"{name}.is-made"
        with (common / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_made.exists():
                make(folder)
                is_made.touch()
        return folder

    return made_once


@pytest.fixture(scope="session")
def sample(once) -> Path:
    """Sample records, drawn once."""
    options = ("--documents", str(SAMPLE_DOCUMENTS), "--seed", "1")

    def draw(folder: Path) -> None:
        command = [str(SOHOA), "sample", str(folder), *options]
        subprocess.run(command, check=True, capture_output=True)

    return once("sample", draw)


@pytest.fixture(scope="session")
def first_run(once, sample: Path) -> Path:
    """A workspace whose phase 2 has been run once, and beside it what was read, by box.

    It is the program as it is installed that runs, from its first import to its end, and starts a
    server of its own for the first time.
    """

    def run(folder: Path) -> None:
        office = Office.at(folder / "office")
        shutil.copytree(sample / "inbox", office.root / "data" / "inbox", dirs_exist_ok=True)
        office.sohoa("inventory", "import", str(sample / "so-dang-ky.xlsx"), code=5)
        command = office.command("run", "2", "--quiet")
        alone = {name: value for name, value in os.environ.items() if name not in _OF_A_SERVER}
        done = subprocess.run(command, env=alone, capture_output=True, text=True)
        assert done.returncode == 5, done.stdout + done.stderr
        for box in (office.root / "data" / "inbox").iterdir():
            if office.texts(box.name):
                shutil.copytree(office.texts_dir(box.name), folder / "texts" / box.name)

    return once("first-run", run)


@pytest.fixture
def new_office(
    tmp_path: Path, sample: Path, request: pytest.FixtureRequest
) -> Callable[..., Office]:
    """Make a fresh workspace with the sample's register imported and its boxes delivered.

    `is_read`: its pages have been read already, as by a run that was stopped; for tests that are
    not about reading, which is most of what a run costs. `unread`: those of this box have not.
    """

    def make(*, is_read: bool = False, unread: str = "") -> Office:
        office = Office.at(tmp_path / "office")
        shutil.copytree(sample / "inbox", office.root / "data" / "inbox", dirs_exist_ok=True)
        office.sohoa("inventory", "import", str(sample / "so-dang-ky.xlsx"), code=5)
        if is_read:
            for box in (request.getfixturevalue("first_run") / "texts").iterdir():
                if box.name != unread:
                    shutil.copytree(box, office.texts_dir(box.name))
        return office

    return make


@pytest.fixture(scope="session")
def truth(sample: Path) -> dict[str, dict[str, str]]:
    """`batch/file` → the row of the sample's truth."""
    with (sample / "truth" / "truth.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def digitized(prefect: None, first_run: Path) -> Office:
    """The workspace of the first run; everything in it was made by that run.

    The tests of one module have it, and change it.
    """
    del prefect
    return Office(first_run / "office")


@pytest.fixture(autouse=True)
def _no_telemetry() -> None:
    """Nothing that a flow test starts may call home."""
    assert os.environ["DO_NOT_TRACK"] == "1"
