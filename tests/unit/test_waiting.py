"""What waits for a signature in the morning: not what has to be scanned again first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from line_samples import leave_results

from sohoa.domain.stage_results import (
    ArchivalPdf,
    Description,
    Finding,
    HeaderFields,
    ReadDocument,
    ScannedDocument,
    SignedPdf,
)
from sohoa.domain.stations import Station
from sohoa.line.station import journal_of
from sohoa.line.waiting import items_of
from sohoa.ocr.settings import QualitySettings
from sohoa.workspace import BatchFolder, Workspace

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
SHORT = (Finding("missing-pages", value="1 < 2"),)


def archival(name: str, findings: tuple[Finding, ...]) -> ArchivalPdf:
    scanned = ScannedDocument(name, "b", name, (), name, (), Description())
    read = ReadDocument(scanned, (), HeaderFields(), 99.0, findings)
    return ArchivalPdf(read, Path(name), "0" * 64, 1, "PDF/A-2b")


def test_a_document_that_lacks_sheets_does_not_wait(tmp_path: Path):
    """It may have passed the line before the office held such documents; signed ones stay."""
    folder = BatchFolder(Workspace(tmp_path), 2, "b")
    made = {"short": SHORT, "whole": (), "signed": SHORT}
    converted = {name: archival(name, found) for name, found in made.items()}
    outcomes = [leave_results(folder, one, at=NOW) for one in converted.values()]
    journal_of(folder, Station.PDFA, ArchivalPdf).close(outcomes, made_from="x", at=NOW)
    leave_results(folder, SignedPdf(converted["signed"], Path("s"), "0" * 64, ()), at=NOW)

    waiting = {item.item_id for item in items_of(folder, QualitySettings(), ())}
    assert waiting == {"whole", "signed"}
    everything = {item.item_id for item in items_of(folder, QualitySettings(hold=()), ())}
    assert everything == set(made)


def test_what_was_taken_in_anew_does_not_wait(tmp_path: Path):
    """The box's list was corrected and its run stopped: what is signed is what it says now."""
    folder = BatchFolder(Workspace(tmp_path), 2, "b")
    whole = leave_results(folder, archival("whole", ()), at=NOW)
    journal_of(folder, Station.PDFA, ArchivalPdf).close([whole], made_from="x", at=NOW)
    assert len(items_of(folder, QualitySettings(), ())) == 1

    leave_results(folder, whole.result.read.scanned, at=NOW, made_from="another row of the list")

    assert items_of(folder, QualitySettings(), ()) == []
