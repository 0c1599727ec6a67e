"""Where things lie: batches by name, the lock, the quarantine, setting up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sohoa.domain.errors import BatchBusyError, EmptyFileError, UnknownBatchError
from sohoa.line.station import lift_quarantine, put_in_quarantine
from sohoa.use_cases.setting_up import set_up
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """An empty workspace with an inbox."""
    office = Workspace(tmp_path)
    office.inbox_dir.mkdir(parents=True)
    return office


def test_a_batch_is_found_in_either_unicode_form(office):
    """A folder that was named decomposed is found by its composed name, and the reverse."""
    (office.inbox_dir / "Ho\u0323\u0302p 1").mkdir()

    assert office.batch_names() == ["Hộp 1"]
    assert office.batch_inbox("Hộp 1").is_dir()


@pytest.mark.parametrize("name", ["none", "../inbox", "..", "", "a/b", "link"])
def test_what_is_no_folder_of_the_inbox_is_no_batch(office, name):
    """Other places, links and missing folders are refused by name."""
    (office.inbox_dir / "a" / "b").mkdir(parents=True)
    (office.inbox_dir / "link").symlink_to(office.root)

    with pytest.raises(UnknownBatchError):
        office.batch_inbox(name)


def test_a_batch_is_held_by_one_run(office):
    """A second holder is refused and told who holds it; afterwards it is free again."""
    folder = BatchFolder(office, 2, "Hộp 1")
    with folder.lock():
        other = subprocess.run(
            [
                sys.executable, "-c",
                "import sys; from pathlib import Path; from sohoa.workspace import *\n"
                "with BatchFolder(Workspace(Path(sys.argv[1])), 3, 'Hộp 1').lock(): pass",
                str(office.root),
            ],
            capture_output=True, text=True, cwd=CHECKOUT,
        )  # fmt: skip
        with pytest.raises(BatchBusyError, match=r"\d+ @ "), folder.lock():
            pass

    assert "BatchBusyError" in other.stderr
    with folder.lock():
        pass


def test_the_slip_says_why_and_links_to_the_master(office):
    """A person finds the reason in words, and the untouched master behind a link."""
    master = office.inbox_dir / "0001.tif"
    master.write_bytes(b"")
    folder = office.quarantine_dir / "b" / "d1"
    rejection = EmptyFileError("d1").to_rejection("d1", "0001.tif")

    for _turn in range(2):
        put_in_quarantine(folder, rejection, masters=[master], translate=str)

    assert "[INTAKE-001] the file is empty." in (folder / "LY-DO.txt").read_text()
    assert (folder / "0001.tif").resolve() == master
    lift_quarantine(folder)
    assert not folder.exists()
    assert master.exists()


def test_a_scan_in_the_place_of_its_link_stops_no_box(office):
    """A backup without links was put back, or a person laid a copy there: it stays."""
    master = office.inbox_dir / "0001.tif"
    master.write_bytes(b"")
    folder = office.quarantine_dir / "b" / "d1"
    rejection = EmptyFileError("d1").to_rejection("d1", "0001.tif")
    folder.mkdir(parents=True)
    (folder / "0001.tif").write_bytes(b"copy")

    put_in_quarantine(folder, rejection, masters=[master], translate=str)

    assert (folder / "LY-DO.txt").exists()
    assert (folder / "0001.tif").read_bytes() == b"copy"


def test_setting_up_twice_makes_nothing_twice(tmp_path):
    """The second time nothing is made, and an edited plan stays as it was edited."""
    office = Workspace(tmp_path / "office")
    made = list(set_up(office, template=Workspace(CHECKOUT)))
    office.plan_path.write_text("# mine\n")

    assert office.development_key_path in made
    assert office.development_key_path.stat().st_mode & 0o077 == 0
    assert list(set_up(office, template=Workspace(CHECKOUT))) == []
    assert office.plan_path.read_text() == "# mine\n"
