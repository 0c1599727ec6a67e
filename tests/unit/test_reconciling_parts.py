"""`sohoa reconcile BOX` where files hold several documents: each row and each scan in one state."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator

import pytest
import scanned_sheets as stack
from test_parts_in_the_line import BOX, HEADING, Box, pages, pool, three

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.reconciliation import Reconciled
from sohoa.line.engine import Batch
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.use_cases import reconciling
from sohoa.use_cases.reconciling import reconcile_box
from sohoa.work.pool import WorkerPool
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

__all__ = ["pool"]


@pytest.fixture
def box(tmp_path, pool: WorkerPool, monkeypatch) -> Iterator[Box]:
    """A box in an office with a catalogue of its own; the archive is no disk that could be away."""
    office = Workspace(tmp_path)
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    shutil.copy(CHECKOUT / "phases.yaml", office.plan_path)
    (office.inbox_dir / BOX).mkdir(parents=True)
    office.archive_dir.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(reconciling, "require_known_archive", lambda _workspace: None)
    plan, settings = load_plan(office.plan_path), load_settings(office.config_dir)
    with Catalogue.open(office.catalogue_url) as catalogue:
        folder = BatchFolder(office, 2, BOX)
        batch = Batch(folder, plan.phase(2), plan, settings, catalogue, pool, None, is_whole=True)
        yield Box(batch, tmp_path, {})


def found(box: Box) -> Reconciled:
    return reconcile_box(Workspace(box.root), BOX).found


def scans(box: Box) -> dict[str, str]:
    lines = found(box).scans
    assert len({one.file for one in lines}) == len(lines)
    return {one.file: one.state.value for one in lines}


def rows(box: Box) -> dict[int, tuple[str, str]]:
    lines = found(box).rows
    assert len({one.row for one in lines}) == len(lines)
    return {one.row: (one.file, one.state.value) for one in lines}


def test_separators(box):
    """Parts are scans, and their file is none beside them; the file gone, they are taken out."""
    file = three()(box)
    assert scans(box) == {"a.pdf": "not_run"}
    taken = box.taken()
    assert scans(box) == dict.fromkeys(taken, "in_progress")
    file.unlink()
    assert scans(box) == dict.fromkeys(taken, "taken_out")


def test_pages_of_the_list(box):
    """Each row has its own part, before any run, after it, and when it cannot be used."""
    stack.pdf(box.folder / "a.pdf", *pages(4))
    box.listed(["a.pdf", "1-2", "11/QĐ", 2018], ["a.pdf", "3-", "12/QĐ", 2018])
    assert set(scans(box).values()) == {"not_run"}
    assert [state for _file, state in rows(box).values()] == ["not_run", "not_run"]

    box.taken()
    parts = ["a.pdf#page=1-2", "a.pdf#page=3-4"]
    assert scans(box) == dict.fromkeys(parts, "in_progress")
    assert rows(box) == {2: (parts[0], "in_progress"), 3: (parts[1], "in_progress")}

    box.listed(["a.pdf", "1-2", "11/QĐ", 2018], ["a.pdf", "3-", "12/QĐ", "?"])
    box.taken()
    assert rows(box) == {2: ("a.pdf", "rejected"), 3: ("", "unusable_row")}
    assert scans(box) == {"a.pdf": "rejected"}


def test_joined_files(box):
    """One scan and one row; a file that is missing makes both missing."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    stack.pdf(box.folder / "b.pdf", *pages(1))
    box.listed(["a.pdf // b.pdf", "", "11/QĐ", 2018], ["c.pdf // d.pdf", "", "12/QĐ", 2018])
    box.taken()
    assert scans(box) == {"a.pdf // b.pdf": "in_progress"}
    assert rows(box) == {
        2: ("a.pdf // b.pdf", "in_progress"), 3: ("c.pdf // d.pdf", "missing")
    }  # fmt: skip


def test_archived_parts(box):
    """What is archived is whole while its file lies there, also where no survey is left."""
    three()(box)
    taken = box.taken()
    box.archive(*taken.values())
    shutil.rmtree(box.batch.folder.path)
    assert set(scans(box)) == set(taken)
    assert "master_gone" not in scans(box).values()


def test_archived_parts_of_open_rows(box):
    """`3-` is known by its first page where no survey is left."""
    stack.pdf(box.folder / "a.pdf", *pages(4))
    box.listed(["a.pdf", "1-2", "11/QĐ", 2018], ["a.pdf", "3-", "12/QĐ", 2018])
    taken = box.taken()
    box.archive(*taken.values())
    shutil.rmtree(box.batch.folder.path)
    assert set(scans(box)) == set(taken)
    assert [file for file, _state in rows(box).values()] == list(taken)


def test_a_secret_file_is_one_scan_and_each_of_its_rows_stands_by_it(box):
    """The whole of it stays shut, and a person is asked about it."""
    stack.pdf(box.folder / "a.pdf", *pages(4))
    with (box.folder / "batch.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [
                [*HEADING, "độ mật"],
                ["a.pdf", "1-2", "11/QĐ", 2018, ""],
                ["a.pdf", "3-4", "12/QĐ", 2018, "Mật"],
            ]
        )
    box.taken()
    assert scans(box) == {"a.pdf": "asked"}
    assert rows(box) == dict.fromkeys([2, 3], ("a.pdf", "asked"))
