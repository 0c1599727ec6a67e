"""What was made of a scan is signed and archived only while the scan is what was taken in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.intake.inbox import list_candidates
from sohoa.intake.masters import content_sha256, read_master
from sohoa.line.engine import changed_since
from sohoa.workspace import BatchFolder, Workspace


@pytest.fixture
def folder(tmp_path: Path) -> BatchFolder:
    """A box with a file and a folder of two pages."""
    box = tmp_path / "data/inbox/Hop"
    (box / "d").mkdir(parents=True)
    for name in ("1.pdf", "d/1.jpg", "d/2.jpg"):
        (box / name).write_bytes(name.encode())
    return BatchFolder(Workspace(tmp_path), 2, "Hop")


def _taken(folder: BatchFolder) -> list[ScannedDocument]:
    found = []
    for candidate in list_candidates(folder.workspace.batch_inbox("Hop")):
        masters = [read_master(path) for path in candidate.paths]
        sources, content = tuple(one.source for one in masters), content_sha256(masters)
        name = candidate.source_name
        found.append(ScannedDocument(name, "Hop", name, sources, content, (), Description()))
    return found


def _refused(folder: BatchFolder, taken: list[ScannedDocument]) -> dict[str, str]:
    """Ask before signing: who is refused, and with which code."""
    refused = changed_since(folder, {one.document_id: one for one in taken})
    assert all(
        error.to_rejection(name, name).state is DocumentState.QUARANTINED
        for name, error in refused.items()
    )
    return {name: error.code for name, error in refused.items()}


def test_what_lies_as_it_was_goes_on(folder):
    """Touched or not: the bytes decide."""
    taken = _taken(folder)
    os.utime(folder.workspace.batch_inbox("Hop") / "1.pdf", (1, 1))

    assert _refused(folder, taken) == {}


@pytest.mark.parametrize(
    "change", ["longer", "same size", "gone", "page added", "page gone", "box"]
)
def test_what_changed_is_neither_signed_nor_archived(folder, change):
    """A longer scan, one of the same size and time, a page more or less, all of it gone."""
    taken, box = _taken(folder), folder.workspace.batch_inbox("Hop")
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

    refused = _refused(folder, taken)

    expected = {"1.pdf", "d"} if change == "box" else {"d" if "page" in change else "1.pdf"}
    assert refused == dict.fromkeys(expected, "INTAKE-053")
