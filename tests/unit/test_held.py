"""What the archive has under a name, and what a run makes of the scan that lies there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from catalogue_samples import archive, paper, store

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import Decision
from sohoa.domain.errors import MissingFileError
from sohoa.domain.identifiers import document_id
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.intake.inbox import Candidate, list_candidates
from sohoa.intake.masters import content_sha256, read_master
from sohoa.line.held import keep_what_is_done, left_to_others, refuse_doubles
from sohoa.line.station import WorkItem
from sohoa.work.arrival import Arrival
from sohoa.workspace import BatchFolder, Workspace

BOX = "Hộp 01"
FIRST = document_id(BOX, "1.png")
UNKNOWN = Description()
NOW = dt.datetime(2023, 6, 2, tzinfo=dt.UTC)


@dataclass
class Line:
    """A box, its folder, and the catalogue."""

    root: Path
    catalogue: Catalogue
    number: int = 2

    @property
    def folder(self) -> BatchFolder:
        return BatchFolder(Workspace(self.root), self.number, BOX)

    def left_to_others(self) -> set[str]:
        return left_to_others(self.folder, self.catalogue, self.items())

    def items(self, description: Description = UNKNOWN) -> list[WorkItem[Arrival]]:
        found = []
        for candidate in list_candidates(self.root / "box"):
            arrival = Arrival(candidate, description)
            made_from = arrival.digest(phase=2)
            place = document_id(BOX, candidate.source_name)
            found.append(
                WorkItem(place, candidate.source_name, made_from, arrival, candidate.paths)
            )
        return found

    def kept(self, description: Description = UNKNOWN) -> list[WorkItem[Arrival]]:
        return list(keep_what_is_done(self.folder, self.catalogue, self.items(description)))


def content(path: Path) -> str:
    return content_sha256([read_master(path)])


def scanned(identity: str, digest: str, record_id: str = "") -> ScannedDocument:
    known = Description(record_id=record_id)
    return ScannedDocument(identity, BOX, "1.png", (), digest, (), known)


@pytest.fixture
def line(catalogue, tmp_path) -> Line:
    """A box with one scan that is archived and tied to the only paper of the register."""
    (tmp_path / "box").mkdir()
    path = tmp_path / "box" / "1.png"
    path.write_bytes(b"first")
    store(catalogue, paper())
    tied = Description(record_id="SO-000001")
    archive(catalogue, tmp_path, FIRST, content=content(path), description=tied)
    return Line(tmp_path, catalogue)


def deliver(line: Line, scan: bytes) -> str:
    path = line.root / "box" / "1.png"
    path.write_bytes(scan)
    return content(path)


def judged(line: Line, identity: str, digest: str, record_id: str = "") -> str:
    """The code of what is against a scan."""
    refused = refuse_doubles(line.folder, line.catalogue, [scanned(identity, digest, record_id)])
    return refused[identity].code if refused else ""


def test_the_archived_scan_makes_no_new_document(line):
    """Its own bytes lie there: nothing to do, and a slip of another scan is lifted."""
    slip = line.folder.quarantine_dir(f"{FIRST}.2")
    slip.mkdir(parents=True)

    assert line.kept() == []
    assert not slip.exists()


def test_masters_that_only_look_changed_are_compared_once(line, monkeypatch):
    """Copied back from a backup: hashed by the first run, known by the next, until they change."""
    assert line.kept() == []
    hashed = []
    monkeypatch.setattr(
        "sohoa.line.held.read_master", lambda path, _pages: hashed.append(path) or read_master(path)
    )

    assert line.kept() == []
    assert hashed == []
    deliver(line, b"better")
    assert [item.item_id for item in line.kept()] == [f"{FIRST}.2"]


def test_other_bytes_are_the_next_version_and_wait(line):
    """A word about these very bytes lets them in; about others it does not."""
    digest = deliver(line, b"better")
    (item,) = line.kept()
    assert item.item_id == f"{FIRST}.2"
    assert judged(line, item.item_id, digest) == "INTAKE-050"

    line.catalogue.decide(Decision(FIRST, item.item_id, digest, "lan", "x", NOW))

    assert judged(line, item.item_id, digest) == ""
    assert judged(line, item.item_id, "other bytes") == "INTAKE-050"


def test_what_is_decided_keeps_the_paper_unless_the_list_names_one(line):
    """The old one's paper goes over, with the register's words."""
    digest = deliver(line, b"better")
    line.catalogue.decide(Decision(FIRST, f"{FIRST}.2", digest, "lan", "x", NOW))

    (item,) = line.kept()
    (listed,) = line.kept(Description(number="99/QĐ"))

    assert item.source.description.record_id == "SO-000001"
    assert item.source.description.number == "12/QĐ-SVHTTDL"
    assert listed.source.description.record_id == ""
    assert judged(line, item.item_id, digest, "SO-000001") == ""


def test_a_withdrawn_scan_waits_and_another_does_not(line):
    """By its bytes it is known, under this name or any."""
    line.catalogue.withdraw(FIRST, person="lan", reason="nhầm", at=NOW)
    same = content(line.root / "box" / "1.png")
    (item,) = line.kept()

    assert item.item_id == f"{FIRST}.2"
    assert judged(line, item.item_id, same) == "INTAKE-054"
    assert judged(line, "hop-01.aaaaaaaaaaaa", same) == "INTAKE-054"
    assert judged(line, item.item_id, "another scan") == ""


def test_a_list_that_names_what_the_archive_has_misses_nothing(line):
    """The master may have left the box: it is not missing."""
    gone = Arrival(Candidate("1.png", ()), Description(), MissingFileError(name="1.png"))
    item = WorkItem(FIRST, "1.png", "0", gone)

    assert list(keep_what_is_done(line.folder, line.catalogue, [item])) == []


def test_another_phase_passes_over_what_waits_here(line):
    """Its run of the box neither takes the scan in nor takes it off the lists."""
    deliver(line, b"better")
    line.number = 3

    assert line.kept() == []
    assert line.left_to_others() == {f"{FIRST}.2"}
