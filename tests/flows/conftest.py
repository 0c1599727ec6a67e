"""A workspace with sample records, and one Prefect server for all flow tests."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from forked import close_fork_server
from offices import Office

from flows.server import prefect_server

_OF_A_SERVER = ("PREFECT_API_URL", "PREFECT_HOME")


@pytest.fixture(scope="session")
def prefect_home(first_run: Path) -> Callable[[Path], Path]:
    """Have a folder made as a server leaves it: with its database, which takes ten seconds of CPU.

    It is that of the first run, whose server the program itself has started for the first time.
    """

    def made(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in (first_run / "prefect").iterdir():
            shutil.copy(path, folder)
        return folder

    return made


@pytest.fixture(scope="session")
def _server_of_the_session(
    prefect_home: Callable[[Path], Path], tmp_path_factory
) -> Iterator[tuple[dict[str, str], subprocess.Popen[bytes]]]:
    """One server for the session, asleep; gives the environment in which commands report to it."""
    home = prefect_home(tmp_path_factory.mktemp("prefect"))
    before = dict(os.environ)
    os.environ.pop("PREFECT_API_URL", None)
    with prefect_server(home) as server:
        server.wait()
        told = _told(before)
        _take_back(told, before)
        with _ended_with_us(server.process):
            yield told, server.process
        close_fork_server()
        os.environ.update(told)
    _take_back(told, before)


@contextmanager
def _ended_with_us(server: subprocess.Popen[bytes]) -> Iterator[None]:
    """Put a server to sleep; should this process be killed, it would sleep for ever."""
    watch = ["sh", "-c", f"read -r gone; kill -KILL {server.pid}"]
    with subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True):
        server.send_signal(signal.SIGSTOP)
        yield


def _told(before: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


def _take_back(told: dict[str, str], before: dict[str, str]) -> None:
    for name in told:
        os.environ.pop(name, None)
        os.environ.update({name: before[name]} if name in before else {})


@pytest.fixture(scope="module")
def prefect(
    _server_of_the_session: tuple[dict[str, str], subprocess.Popen[bytes]],
) -> Iterator[None]:
    """Every command started from a module that asks for this reports to the session's server.

    From that module only: the tests of other files that this process runs know of no server. Nor
    does it work meanwhile: without anything to do it takes a fiftieth of a core.
    """
    told, server = _server_of_the_session
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        server.send_signal(signal.SIGCONT)
        try:
            yield
        finally:
            server.send_signal(signal.SIGSTOP)


@pytest.fixture(scope="session")
def sample(drawn) -> Path:
    """Sample records, drawn once."""
    return drawn.folder


@pytest.fixture(scope="session")
def unbegun(once, sample: Path) -> Path:
    """A workspace with the sample's register imported and its boxes delivered; copied, not used."""

    def set_up(folder: Path) -> None:
        office = Office.at(folder)
        shutil.copytree(sample / "inbox", office.root / "data" / "inbox", dirs_exist_ok=True)
        office.sohoa("inventory", "import", str(sample / "so-dang-ky.xlsx"), code=5)

    return once("unbegun", set_up)


@pytest.fixture(scope="session")
def first_run(once, unbegun: Path) -> Path:
    """A workspace whose phase 2 has been run once, and beside it what was read, by box, and the
    server's database; and the workspace as it was then, which nobody changes.

    It is the program as it is installed that runs, from its first import to its end, and starts a
    server of its own for the first time.
    """

    def run(folder: Path) -> None:
        office = Office(shutil.copytree(unbegun, folder / "office"))
        command = office.command("run", "2", "--quiet")
        alone = {name: value for name, value in os.environ.items() if name not in _OF_A_SERVER}
        done = subprocess.run(command, env=alone, capture_output=True, text=True)
        assert done.returncode == 5, done.stdout + done.stderr
        for box in (office.root / "data" / "inbox").iterdir():
            if office.texts(box.name):
                shutil.copytree(office.texts_dir(box.name), folder / "texts" / box.name)
        shutil.copytree(office.root, folder / "as-it-ended")
        (folder / "prefect").mkdir()
        for path in (office.root / "data" / "prefect").glob("prefect.db*"):
            shutil.copy(path, folder / "prefect")

    return once("first-run", run)


@pytest.fixture
def new_office(
    tmp_path: Path, unbegun: Path, request: pytest.FixtureRequest
) -> Callable[..., Office]:
    """Make a fresh workspace with the sample's register imported and its boxes delivered.

    `is_read`: its pages have been read already, as by a run that was stopped; for tests that are
    not about reading, which is most of what a run costs. `unread`: those of this box have not.
    `only`: no other box was delivered; for tests that are about one.
    """

    def make(*, is_read: bool = False, unread: str = "", only: str = "") -> Office:
        office = Office(shutil.copytree(unbegun, tmp_path / "office"))
        for box in (office.root / "data" / "inbox").iterdir():
            if only and box.name != only:
                shutil.rmtree(box)
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
