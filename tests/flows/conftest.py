"""A workspace with sample records, and one Prefect server for all flow tests."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from forked import close_fork_server, run_command

from flows.server import prefect_server

SOHOA = Path(sys.executable).with_name("sohoa")
SAMPLE_DOCUMENTS = 8


@dataclass(frozen=True)
class Office:
    """A workspace that is used as its people use it: by commands."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> Office:
        """Make a workspace; what is put into its boxes is whole at once, and nothing waits."""
        office = cls(root)
        run_command([str(SOHOA), "init", str(root)]).check_returncode()
        office.settle_after(0)
        return office

    def settle_after(self, minutes: float) -> None:
        """Set how long nothing may have changed in a box."""
        path = self.root / "config" / "settings.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = [
            f"settling_minutes = {minutes:g}" if line.startswith("settling_minutes") else line
            for line in lines
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def command(self, *arguments: str) -> list[str]:
        """The command line of a `sohoa` command on this workspace."""
        return [str(SOHOA), "--home", str(self.root), *arguments]

    def sohoa(self, *arguments: str, code: int = 0) -> str:
        """Run a command, check its exit code, and give what it printed."""
        done = run_command(self.command(*arguments))
        assert done.returncode == code, (
            f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def refused(self, *arguments: str, code: int) -> str:
        """Run a command that stops with this exit code, and give what it said."""
        done = run_command(self.command(*arguments))
        assert done.returncode == code, f"{done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def json(self, *arguments: str, code: int = 0):
        """Run a command with `--json` and read what it printed."""
        return json.loads(self.sohoa(*arguments, "--json", code=code))

    def states(self) -> dict[str, str]:
        """`batch/file` → state, as `sohoa list` says it."""
        return {f"{row['batch']}/{row['source_name']}": row["state"] for row in self.json("list")}

    @property
    def archived_files(self) -> list[Path]:
        """The PDFs in the archive."""
        return sorted((self.root / "data" / "archive").rglob("*.pdf"))


@pytest.fixture(scope="session")
def prefect(tmp_path_factory) -> Iterator[None]:
    """One server for the session; every command started from here reports to it."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as server:
        server.wait()
        yield
        close_fork_server()


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

    It is the program as it is installed that runs, from its first import to its end.
    """

    def run(folder: Path) -> None:
        office = Office.at(folder / "office")
        shutil.copytree(sample / "inbox", office.root / "data" / "inbox", dirs_exist_ok=True)
        office.sohoa("inventory", "import", str(sample / "so-dang-ky.xlsx"), code=5)
        done = subprocess.run(office.command("run", "2", "--quiet"), capture_output=True, text=True)
        assert done.returncode == 5, done.stdout + done.stderr
        for box in (office.root / "data" / "inbox").iterdir():
            if _texts_dir(office, box.name).is_dir():
                shutil.copytree(_texts_dir(office, box.name), folder / "texts" / box.name)

    return once("first-run", run)


def _texts_dir(office: Office, box: str) -> Path:
    return office.root / "data" / "batches" / "phase-2" / box / "ocr" / "texts"


@pytest.fixture
def new_office(
    tmp_path: Path, sample: Path, request: pytest.FixtureRequest
) -> Callable[..., Office]:
    """Make a fresh workspace with the sample's register imported and its boxes delivered.

    `is_read`: its pages have been read already, as by a run that was stopped; for tests that are
    not about reading, which is most of what a run costs.
    """

    def make(*, is_read: bool = False) -> Office:
        office = Office.at(tmp_path / "office")
        shutil.copytree(sample / "inbox", office.root / "data" / "inbox", dirs_exist_ok=True)
        office.sohoa("inventory", "import", str(sample / "so-dang-ky.xlsx"), code=5)
        if is_read:
            for box in (request.getfixturevalue("first_run") / "texts").iterdir():
                shutil.copytree(box, _texts_dir(office, box.name))
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
