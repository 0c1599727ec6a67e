"""What waits for a signature in the morning: not what has to be scanned again first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

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
from sohoa.journal import Journal, Settled
from sohoa.line.waiting import items_of
from sohoa.ocr.settings import QualitySettings
from sohoa.workspace import BatchFolder, Workspace

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
SHORT = (Finding("missing-pages", value="1 < 2"),)


def archival(name: str, findings: tuple[Finding, ...]) -> ArchivalPdf:
    scanned = ScannedDocument(name, "b", name, (), name, (), Description())
    read = ReadDocument(scanned, (), HeaderFields(), 99.0, findings)
    return ArchivalPdf(read, Path(name), "0" * 64, 1, "PDF/A-2b")


def settled(name: str, baton) -> Settled:
    return Settled(name, name, NOW, "Sohoa test", "0" * 64, baton)


def test_a_document_that_lacks_sheets_does_not_wait(tmp_path: Path):
    """It may have passed the line before the office held such documents; signed ones stay."""
    folder = BatchFolder(Workspace(tmp_path), 2, "b")
    made = {"short": SHORT, "whole": (), "signed": SHORT}
    outcomes = [settled(name, archival(name, found)) for name, found in made.items()]
    journal = Journal(folder.station_dir(Station.PDFA), Station.PDFA, ArchivalPdf)
    for one in outcomes:
        journal.settle(one)
    journal.close(outcomes, made_from="x", at=NOW)
    signed = SignedPdf(outcomes[-1].baton, Path("s"), "0" * 64, ())
    done = Settled("signed", outcomes[-1].digest, NOW, "Sohoa test", "0" * 64, signed)
    Journal(folder.station_dir(Station.SIGN), Station.SIGN, SignedPdf).settle(done)

    waiting = {item.item_id for item in items_of(folder, QualitySettings())}
    assert waiting == {"whole", "signed"}
    everything = {item.item_id for item in items_of(folder, QualitySettings(hold=()))}
    assert everything == set(made)
