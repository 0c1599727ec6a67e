"""List the pages of a batch that have to be scanned again: what its reading has found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.custody_errors import UnreadBoxError
from sohoa.domain.errors import explain
from sohoa.domain.facts import described
from sohoa.domain.finding_kind import Need
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.outcome import DocumentState
from sohoa.domain.places import page_of_file
from sohoa.domain.sides import SheetSide, Sides, side_of
from sohoa.domain.stage_results import Finding, ReadDocument, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.durable import write_durably
from sohoa.journal import Journal
from sohoa.language import _
from sohoa.reports.rescan_slip import FaultyDocument, FaultyPage, rescan_slip
from sohoa.settings import load_settings
from sohoa.use_cases.boxes import require_box
from sohoa.workspace import BatchFolder, Workspace


def write_rescan_slip(workspace: Workspace, *, batch: str, target: Path | None) -> tuple[Path, int]:
    """Write the slip of one box, and say where it lies and how many documents are on it.

    Raises:
        UnknownBoxError: There is no box of this name.
        UnreadBoxError: No phase has read it yet.
        SettingsError: The settings cannot be used.
        ToolMissingError: The font is not installed.
        DiskFullError: No room is left.
    """
    folders = [
        folder
        for phase in sorted((workspace.data_dir / "batches").glob("phase-*"))
        if (
            folder := phase / BatchFolder(workspace, 0, batch).path.name / Station.OCR.value
        ).is_dir()
    ]
    if not folders:
        require_box(workspace, batch)
        raise UnreadBoxError(name=batch)
    settings = load_settings(workspace.config_dir)
    rules, sides = settings.ocr.quality.needs, settings.intake.sides
    reasons = rules.codes(Need.RESCAN)
    standing = _standing(workspace, batch)
    documents = [one for folder in folders for one in _faulty(folder, reasons, sides, standing)]
    documents += [_contested(row) for row in standing.contested]
    documents += [one for folder in folders for one in _to_be_read_anew(folder, standing)]
    # What must be scanned again is scanned whole: it stands on the slip once.
    named = {one.source_name for one in documents}
    if_can = [
        one
        for folder in folders
        for one in _faulty(folder, rules.codes(Need.RESCAN_IF_CAN), sides, standing)
        if one.source_name not in named
    ]
    path = target or workspace.reports_dir / f"rescan-{BatchFolder(workspace, 0, batch).slug}.pdf"
    write_durably(path, rescan_slip(batch, documents, if_can=if_can))
    return path, len(documents)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the catalogue says of a box's documents: out of it by now, or waiting for a word.

    `archived` is what it says of those in the archive: a register or a list that came after the
    reading may count more sheets than were scanned, or fewer.
    """

    gone: frozenset[str]
    contested: tuple[DocumentRow, ...]
    archived: Mapping[str, tuple[Finding, ...]]


def _standing(workspace: Workspace, batch: str) -> _Standing:
    """Documents that were replaced, withdrawn or taken away have nothing to be scanned again."""
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        rows = reader.list_documents(batch=batch)
        gone = reader.absent_documents(batch)
    retired = {row.document_id for row in rows if row.state.is_retired}
    contested = tuple(row for row in rows if row.state is DocumentState.CONTESTED)
    archived = {
        row.document_id: row.findings for row in rows if row.state is DocumentState.ARCHIVED
    }
    return _Standing(frozenset({*gone, *retired}), contested, archived)


def _contested(row: DocumentRow) -> FaultyDocument:
    """Another scan has come for an archived document: not the scanner's turn, but a person's."""
    what, remedy = explain(row.reason_code, row.reason_details, _)
    return FaultyDocument(row.source_name, row.number, (), note=f"{what} {remedy}")


def _to_be_read_anew(folder: Path, standing: _Standing) -> Iterator[FaultyDocument]:
    """What was taken in anew since it was read: its reading says nothing of it as it lies now."""
    intake = Journal(folder.with_name(Station.INTAKE.value), Station.INTAKE, ScannedDocument)
    for identity in _read_in(folder, standing):
        taken = intake.last(identity)
        if taken is None or taken.result is None:
            continue
        if Journal(folder, Station.OCR, ReadDocument).last(identity) is None:
            scanned = taken.result
            note = _("Changed since it was read: run the box, then write this slip again.")
            yield FaultyDocument(scanned.source_name, scanned.description.number, (), note=note)


def _read_in(folder: Path, standing: _Standing) -> list[str]:
    """The documents of a box that were read, but for those that have nothing to be scanned."""
    outcomes = sorted(path.stem for path in (folder / "outcomes").glob("*.json"))
    return [identity for identity in outcomes if identity not in standing.gone]


def _faulty(
    folder: Path, reasons: frozenset[str], sides: Sides, standing: _Standing
) -> Iterator[FaultyDocument]:
    journal = Journal(folder, Station.OCR, ReadDocument)
    for identity in _read_in(folder, standing):
        settled = journal.last(identity)
        read = settled.result if settled else None
        if read is None:
            continue
        found = standing.archived.get(identity, read.all_findings)
        if pages := tuple(_pages(read, found, reasons, sides)):
            yield FaultyDocument(read.scanned.source_name, described(read).number, pages)


def _pages(
    read: ReadDocument, found: Sequence[Finding], reasons: frozenset[str], sides: Sides
) -> Iterator[FaultyPage]:
    for number in sorted({one.page for one in found if one.code in reasons}):
        findings: tuple[Finding, ...] = tuple(
            one for one in found if one.page == number and one.code in reasons
        )
        if not number:
            yield FaultyPage(number, findings)
            continue
        page = read.pages[number - 1]
        yield FaultyPage(
            number,
            findings,
            page.image.path,
            page.turn,
            side=_side(read.scanned, number, sides),
            file_name=_file_name(read.scanned, number),
            in_file=page_of_file(read.scanned.source_name, number, pages=len(read.pages)),
        )


def _side(scanned: ScannedDocument, page: int, sides: Sides) -> SheetSide | None:
    """On which sheet a page lies; a file that came in signed may never have been paper."""
    if scanned.kept_original:
        return None
    sheets = scanned.description.sheets
    return side_of(page, pages=len(scanned.pages), sheets=sheets, sides=sides)


def _file_name(scanned: ScannedDocument, page: int) -> str:
    """The page's own file, where a document is a folder of them."""
    files = scanned.sources
    return files[page - 1].path.name if len(files) == len(scanned.pages) > 1 else ""
