"""A workspace with sample records, and one Prefect server for all flow tests."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

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
        subprocess.run([str(SOHOA), "init", str(root)], check=True, capture_output=True)
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
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True)
        assert done.returncode == code, (
            f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def refused(self, *arguments: str, code: int) -> str:
        """Run a command that stops with this exit code, and give what it said."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True)
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


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Path:
    """Sample records, drawn once."""
    folder = tmp_path_factory.mktemp("sample")
    command = [
        str(SOHOA),
        "sample",
        str(folder),
        "--documents",
        str(SAMPLE_DOCUMENTS),
        "--seed",
        "1",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the line come first: what they have read serves others."""
    items.sort(key=lambda item: item.path.name != "test_line.py")


@pytest.fixture(scope="session")
def texts_read(tmp_path_factory) -> Path:
    """What `digitized` has read, a folder per box; empty until then."""
    return tmp_path_factory.mktemp("texts")


def _texts_dir(office: Office, box: str) -> Path:
    return office.root / "data" / "batches" / "phase-2" / box / "ocr" / "texts"


@pytest.fixture
def new_office(tmp_path: Path, sample: Path, texts_read: Path) -> Callable[..., Office]:
    """Make a fresh workspace with the sample's register imported and its boxes delivered.

    `is_read`: its pages have been read already, as by a run that was stopped; for tests that are
    not about reading, which is most of what a run costs.
    """

    def make(*, is_read: bool = False) -> Office:
        office = Office.at(tmp_path / "office")
        shutil.copytree(sample / "inbox", office.root / "data" / "inbox", dirs_exist_ok=True)
        office.sohoa("inventory", "import", str(sample / "so-dang-ky.xlsx"), code=5)
        for box in texts_read.iterdir() if is_read else ():
            shutil.copytree(box, _texts_dir(office, box.name))
        return office

    return make


@pytest.fixture(scope="session")
def truth(sample: Path) -> dict[str, dict[str, str]]:
    """`batch/file` → the row of the sample's truth."""
    with (sample / "truth" / "truth.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def digitized(tmp_path_factory, sample: Path, prefect: None, texts_read: Path) -> Office:
    """A workspace whose phase 2 has been run once; everything in it was made by that run."""
    del prefect
    office = Office.at(tmp_path_factory.mktemp("digitized") / "office")
    shutil.copytree(sample / "inbox", office.root / "data" / "inbox", dirs_exist_ok=True)
    office.sohoa("inventory", "import", str(sample / "so-dang-ky.xlsx"), code=5)
    office.sohoa("run", "2", "--quiet", code=5)
    for box in (office.root / "data" / "inbox").iterdir():
        if _texts_dir(office, box.name).is_dir():
            shutil.copytree(_texts_dir(office, box.name), texts_read / box.name, dirs_exist_ok=True)
    return office


@pytest.fixture(autouse=True)
def _no_telemetry() -> None:
    """Nothing that a flow test starts may call home."""
    assert os.environ["DO_NOT_TRACK"] == "1"
