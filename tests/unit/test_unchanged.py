"""What was made of a scan is signed and archived only while the scan is what was taken in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.unchanged import refuse_changed
from sohoa.domain.batons import Description, ScannedDocument
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stations import Station
from sohoa.intake.inbox import list_candidates
from sohoa.intake.masters import content_sha256, read_master
from sohoa.journal import Journal
from sohoa.work.station import Piece, Stamp, StationRun
from sohoa.workspace import Workspace


@dataclass
class Line:
    """As much of a batch's line as is asked."""

    workspace: Workspace
    batch: str


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """A box with a file and a folder of two pages."""
    box = tmp_path / "data/inbox/Hop"
    (box / "d").mkdir(parents=True)
    for name in ("1.pdf", "d/1.jpg", "d/2.jpg"):
        (box / name).write_bytes(name.encode())
    return Line(Workspace(tmp_path), "Hop")


def _taken(line: Line) -> list[ScannedDocument]:
    found = []
    for candidate in list_candidates(line.workspace.batch_inbox("Hop")):
        masters = [read_master(path) for path in candidate.paths]
        sources, content = tuple(one.source for one in masters), content_sha256(masters)
        name = candidate.source_name
        found.append(ScannedDocument(name, "Hop", name, sources, content, (), Description()))
    return found


def _refused(line: Line, taken: list[ScannedDocument]) -> dict[str, str]:
    """Ask before signing: who is refused, and with which code."""
    folder = line.workspace.data_dir / "sign"
    pieces = [Piece(one.document_id, one.source_name, "0", one) for one in taken]
    journal = Journal(folder, Station.SIGN, ScannedDocument)
    run = StationRun("Hop", Station.SIGN, journal=journal, pieces=pieces, stamp=Stamp("t", "s"))
    refuse_changed(line, run, lambda scanned: scanned)
    still_open = {piece.item_id for piece in run.open()}
    outcome = run.pause()
    assert still_open.isdisjoint(one.item_id for one in outcome.rejected)
    assert all(one.state is DocumentState.QUARANTINED for one in outcome.rejected)
    return {one.item_id: one.code for one in outcome.rejected}


def test_what_lies_as_it_was_goes_on(line):
    """Touched or not: the bytes decide."""
    taken = _taken(line)
    os.utime(line.workspace.batch_inbox("Hop") / "1.pdf", (1, 1))

    assert _refused(line, taken) == {}


@pytest.mark.parametrize(
    "change", ["longer", "same size", "gone", "page added", "page gone", "box"]
)
def test_what_changed_is_neither_signed_nor_archived(line, change):
    """A longer scan, one of the same size and time, a page more or less, all of it gone."""
    taken, box = _taken(line), line.workspace.batch_inbox("Hop")
    if change == "longer":
        (box / "1.pdf").write_bytes(b"1.pdf and more")
    elif change == "same size":
        (box / "1.pdf").write_bytes(b"2.pdf")
    elif change == "gone":
        (box / "1.pdf").unlink()
    elif change == "page added":
        (box / "d/3.jpg").write_bytes(b"x")
    elif change == "page gone":
        (box / "d/2.jpg").unlink()
    else:
        box.rename(box.with_name("elsewhere"))

    refused = _refused(line, taken)

    expected = {"1.pdf", "d"} if change == "box" else {"d" if "page" in change else "1.pdf"}
    assert refused == dict.fromkeys(expected, "INTAKE-053")
