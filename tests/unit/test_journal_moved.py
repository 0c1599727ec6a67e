"""A workspace that is moved with a half-done batch goes on where it was."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pdfa_samples import draw_page, read_document, read_page

from sohoa.domain.stage_results import ReadDocument, ScannedDocument, SourceFile
from sohoa.domain.stations import Station
from sohoa.journal import Journal, Settled
from sohoa.line.station import Stamp, StationRun, WorkItem
from sohoa.workspace import BatchFolder, Workspace

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
TRAP = 'a "path": "data/x" in words, and "path": "'


def folder_of(root: Path) -> BatchFolder:
    return BatchFolder(Workspace(root), 2, "Hộp 1")


def journal_of(root: Path) -> Journal[ReadDocument]:
    return Journal(folder_of(root).station_dir(Station.OCR), Station.OCR, ReadDocument)


def read_in(root: Path) -> ReadDocument:
    """A document whose master, page and page text lie in a workspace."""
    texts = folder_of(root).station_dir(Station.OCR) / "texts"
    texts.mkdir(parents=True)
    read = read_document(read_page(texts, *draw_page(("Văn bản số 1",), size=(413, 585))))
    master = root / "data/inbox/Hộp 1/1.tif"
    master.parent.mkdir(parents=True)
    master.write_bytes(b"x")
    known = replace(read.scanned.description, subject=TRAP)
    scanned = replace(read.scanned, sources=(SourceFile(master, "0" * 64, 1),), description=known)
    return replace(read, scanned=scanned)


def taken_in(root: Path, read: ReadDocument) -> Settled[ScannedDocument]:
    """Leave what intake would have left of a document."""
    folder = folder_of(root).station_dir(Station.INTAKE)
    taken = Settled("d1", "as it lies", NOW, "Sohoa test", "0" * 64, read.scanned)
    Journal(folder, Station.INTAKE, ScannedDocument).settle(taken)
    return taken


def run_of(root: Path, taken: Settled[ScannedDocument]) -> StationRun:
    item = WorkItem("d1", "1.tif", taken.digest, taken.result)
    stamp = Stamp("Sohoa test", "0" * 64)
    return StationRun("Hộp 1", Station.OCR, journal=journal_of(root), items=[item], stamp=stamp)


@pytest.mark.parametrize("name", ["office", 'của "Văn thư" (1) [a+b]\\x'])
def test_a_half_done_batch_goes_on_after_the_move(tmp_path, name):
    """What was read is not read again, and every path leads to where the file lies now."""
    before = tmp_path / name
    read = read_in(before)
    taken = taken_in(before, read)
    (item,) = run_of(before, taken).open()
    run_of(before, taken).accept(item, read)
    after = tmp_path / "elsewhere" / "Không gian mới"
    after.parent.mkdir()
    before.rename(after)

    assert run_of(after, taken).open() == []
    found = journal_of(after).last("d1").result
    paths = [found.scanned.sources[0].path, *(page.text_path for page in found.pages)]
    paths += [page.image.path for page in found.pages]
    assert len(paths) == 3
    assert all(path.is_file() and path.is_relative_to(after) for path in paths)
    assert found.scanned.description.subject == TRAP
    kept = list(after.rglob("outcomes/*.json"))
    assert len(kept) == 2
    assert all(str(tmp_path) not in path.read_text() for path in kept)


def test_whole_paths_of_before_are_read_as_they_stand(tmp_path):
    """A journal that an earlier version wrote, and a file that lies outside the workspace."""
    root = tmp_path / "office"
    read = read_in(root)
    outside = replace(read.scanned.sources[0], path=tmp_path / "elsewhere.tif")
    read = replace(read, scanned=replace(read.scanned, sources=(outside,)))
    journal = journal_of(root)
    made_from = taken_in(root, read).digest
    journal.settle(Settled("d1", made_from, NOW, "Sohoa test", "0" * 64, read))
    assert journal.last("d1").result == read
    (kept,) = root.rglob("ocr/outcomes/*.json")
    plain = json.loads(kept.read_text())
    page = plain["result"]["pages"][0]
    assert page["text_path"].startswith("data/batches/")

    page["text_path"] = str(root / page["text_path"])
    kept.write_text(json.dumps(plain, indent=1), encoding="utf-8")

    assert journal.last("d1").result == read
