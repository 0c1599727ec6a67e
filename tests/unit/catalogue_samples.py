"""Made-up papers and documents for the tests of the catalogue and the reports."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.holdings import RegisteredPaper
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.judging import PaperColumns
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import (
    RegisterImport,
    RegisterRecord,
    RegisterRow,
    RowOutcome,
    RowProblem,
    Validity,
)
from sohoa.domain.report_rows import ArchivedColumns, ReportRows
from sohoa.domain.stage_results import (
    ArchivalPdf,
    CatalogueRecord,
    Description,
    HeaderFields,
    ReadDocument,
    ScannedDocument,
    SignatureNote,
    SignedPdf,
)

UNIT = FileUnitCode("H09.14", 2018, "QD.QLVH")
NOON = dt.datetime(2023, 6, 1, 5, 0, tzinfo=dt.UTC)


#: A test whose catalogue is on a server has its address in its folder.
ADDRESS = "catalogue.url"


def sha(text: str) -> str:
    """A digest that looks real and is the same for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()


def paper(number: str = "12/QĐ-SVHTTDL", formed: str = "05/03/2018", **fields) -> RegisterRecord:
    """A paper of the register, in force unless said otherwise."""
    stated = {
        "room": "Quản lý văn hóa",
        "record_type": "Quyết định",
        "subject": "Cấp giấy phép kinh doanh karaoke",
        "owner": "Trần Văn Đông",
        "location": "Kệ 2, hộp 14",
        "validity": Validity.IN_FORCE,
    }
    return RegisterRecord(number=number, formed=PartialDate.parse(formed), **{**stated, **fields})


def accepted(record: RegisterRecord, row_number: int = 2, origin: str = "") -> RegisterRow:
    """A row that the reader of registers accepted."""
    cells = (record.number, str(record.formed))
    return RegisterRow("Sổ 1", row_number, RowOutcome.ACCEPTED, cells, record, origin=origin)


def in_error(row_number: int, origin: str = "") -> RegisterRow:
    """A row without a date."""
    problem = RowProblem("formed", "31/02/2018", "a date")
    return RegisterRow(
        "Sổ 1", row_number, RowOutcome.ERROR, ("7/QĐ", "31/02/2018"), None, (problem,), origin
    )


def register(*rows: RegisterRow, name: str = "so.xlsx") -> RegisterImport:
    """A register file with these rows; its digest comes from its name."""
    return RegisterImport(name, sha(name), {"number": "Số, ký hiệu"}, (), "", rows)


def store(catalogue: Catalogue, *records: RegisterRecord, name: str = "so.xlsx"):
    """Import papers, one row each."""
    rows = [accepted(record, row_number=line) for line, record in enumerate(records, start=2)]
    return catalogue.store_import(register(*rows, name=name), imported_at=NOON)


def note(document_id: str, state: DocumentState = DocumentState.IN_PROGRESS, **fields):
    """What a station says of a document."""
    values = {"source_name": f"{document_id}.pdf", "content_sha256": sha(document_id), **fields}
    return DocumentNote(document_id=document_id, state=state, **values)


def record_of(document_id: str, archive: Path, *, content: str = "", signed: bool = True, **fields):
    """A signed document of 2018 whose file is in place at ordinal `fields["ordinal"]`."""
    ordinal, unit = fields.get("ordinal", 1), fields.get("unit", UNIT)
    path = archive / str(unit.year) / str(unit) / unit.archive_name(ordinal)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"%PDF of {document_id}".encode())
    description = fields.get("description", Description(formed=PartialDate(2018, 3, 5)))
    scanned = ScannedDocument(
        document_id,
        "Hộp 01",
        f"{document_id}.pdf",
        (),
        content or sha(document_id),
        (),
        description,
        born_digital=fields.get("born_digital", False),
    )
    header, findings = fields.get("header", HeaderFields()), fields.get("findings", ())
    read = ReadDocument(scanned, (), header, confidence=91.5, findings=findings)
    archival = ArchivalPdf(read, path, sha("unsigned"), 3, "PDF/A-2b")
    seal = SignatureNote("Signature1", "Sở VHTTDL", NOON, "PAdES-B-B", "nd30-2020-sao-y")
    signed_file = SignedPdf(archival, path, sha(path.read_text()), (seal,) if signed else ())
    archived_at = fields.get("archived_at", NOON)
    return CatalogueRecord(signed_file, str(unit), ordinal, path, archived_at)


def archive(
    catalogue: Catalogue,
    folder: Path,
    document_id: str,
    *,
    text: str = "",
    phase: int = 2,
    **fields,
) -> CatalogueRecord:
    """Take a document through note, reservation and commit, as the line does."""
    content = fields.get("content") or sha(document_id)
    description = fields.get("description", Description(formed=PartialDate(2018, 3, 5)))
    year = fields.get("unit", UNIT).year
    noted = note(document_id, content_sha256=content, description=description, year=year)
    catalogue.note_states(batch="Hộp 01", phase=phase, states=[noted])
    ordinal = catalogue.reserve(document_id, file_unit=fields.get("unit", UNIT))
    record = record_of(document_id, folder, ordinal=ordinal, **fields)
    catalogue.commit(record, text=text)
    return record


def reading(folder: Path) -> CatalogueReader:
    """The reading door on the test's catalogue: the file in its folder, or the one on a server."""
    address = folder / ADDRESS
    embedded = f"sqlite:///{folder}/catalogue.sqlite3"
    return CatalogueReader.open(address.read_text("utf-8") if address.exists() else embedded)


def report_rows(papers: Sequence[RegisteredPaper]) -> ReportRows:
    """What a report is made from, where there are papers and the documents that digitize them."""
    lines = [one.line for one in papers]
    documents = [
        (
            one.document_id, "", "", one.number, one.formed, one.room, f"SO-{place}", one.year,
            one.year, one.digitized_on, one.digitized_on, one.archive_path, "", (), "", "", "",
        )
        for place, one in enumerate(lines)
        if one.digitized_on
    ]  # fmt: skip
    archived = [ArchivedColumns._make(zip(*documents, strict=True))] if documents else []
    return ReportRows([PaperColumns.of(lines)] if lines else [], archived, ())


def at_hand(rows: ReportRows) -> ReportRows:
    """The same rows, to be gone through again, and when the catalogue is closed."""
    names = ("papers", "archived", "others", "withdrawn")
    many = {name: tuple(getattr(rows, name)) for name in names}
    return replace(rows, **many)
