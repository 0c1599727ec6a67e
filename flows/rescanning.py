"""Which pages of a batch have to be scanned again: what its reading has found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sohoa.domain.batons import Finding, ReadDocument
from sohoa.domain.errors import NotFoundError
from sohoa.domain.stations import Station
from sohoa.durable import write_durably
from sohoa.journal import Journal
from sohoa.reports.rescan_slip import FaultyDocument, FaultyPage, rescan_slip
from sohoa.settings import load_settings
from sohoa.workspace import BatchFolder, Workspace


def write_rescan_slip(office: Workspace, *, batch: str, target: Path | None) -> tuple[Path, int]:
    """Write the slip of one box, and say where it lies and how many documents are on it.

    Raises:
        NotFoundError: No phase has read a batch of this name.
        SettingsError: The settings cannot be used.
        ToolMissingError: The font is not installed.
        DiskFullError: No room is left.
    """
    folders = [
        folder
        for phase in sorted((office.data_dir / "batches").glob("phase-*"))
        if (folder := phase / BatchFolder(office, 0, batch).path.name / Station.OCR.value).is_dir()
    ]
    if not folders:
        raise NotFoundError(name=batch)
    reasons = load_settings(office.config_dir).ocr.quality.rescan
    documents = [one for folder in folders for one in _faulty(folder, frozenset(reasons))]
    path = target or office.reports_dir / f"rescan-{BatchFolder(office, 0, batch).slug}.pdf"
    write_durably(path, rescan_slip(batch, documents))
    return path, len(documents)


def _faulty(folder: Path, reasons: frozenset[str]) -> Iterator[FaultyDocument]:
    journal = Journal(folder, Station.OCR, ReadDocument)
    for outcome in sorted((folder / "outcomes").glob("*.json")):
        settled = journal.last(outcome.stem)
        read = settled.baton if settled else None
        if read is not None and (pages := tuple(_pages(read, reasons))):
            number = read.scanned.description.number or read.header.number
            yield FaultyDocument(read.scanned.source_name, number, pages)


def _pages(read: ReadDocument, reasons: frozenset[str]) -> Iterator[FaultyPage]:
    found = [*read.scanned.findings, *read.findings]
    for number in sorted({one.page for one in found if one.code in reasons}):
        findings: tuple[Finding, ...] = tuple(
            one for one in found if one.page == number and one.code in reasons
        )
        page = read.pages[number - 1] if number else None
        path = page.image.path if page else None
        yield FaultyPage(number, findings, path, page.turn if page else 0)
