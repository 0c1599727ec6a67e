"""Give a proven file its final name, once, with its receipt."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sohoa.archive.receipt import (
    FORMAT,
    Generation,
    Origin,
    Reason,
    Receipt,
    encode_receipt,
    read_receipt,
    receipt_path,
)
from sohoa.domain.errors import ArchiveConflictError, FixityError, YearUnknownError
from sohoa.domain.identifiers import FileUnitCode, reading_name, slug
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.proof_errors import StoredBytesError
from sohoa.domain.stage_results import (
    CatalogueRecord,
    Description,
    ScannedDocument,
    SignedPdf,
)
from sohoa.domain.trust import Proof
from sohoa.domain.vietnamese import fold
from sohoa.durable import (
    copy_durably,
    digest_of_bytes,
    protect,
    sha256_of,
    write_durably,
)

#: The notation where neither the register nor the page names a room.
UNSORTED = "CHUNG"


class CatalogueWriter(Protocol):
    """The part of the catalogue that gives out places and takes in records."""

    def reserve(self, document_id: str, *, file_unit: FileUnitCode) -> int:
        """The document's ordinal in its file unit; asked again, the same one."""

    def commit(self, record: CatalogueRecord, *, text: str) -> None:
        """Enter the record; asked again, nothing changes."""


@dataclass(frozen=True, slots=True)
class Maker:
    """The software that archives, and its settings; stands in every receipt."""

    agent: str
    settings_sha256: str


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a record in the archive."""

    file_code: str
    ordinal: int
    path: Path


def archive_document(
    signed: SignedPdf,
    proof: Proof,
    *,
    known: Description,
    catalogue: CatalogueWriter,
    archive_dir: Path,
    agency: Callable[[PartialDate], str],
    codes: Mapping[str, str],
    text: str,
    archived_at: dt.datetime,
    maker: Maker,
    require_archive: Callable[[], object] = lambda: None,
) -> CatalogueRecord:
    """Store the proven bytes under the name the circular prescribes, then enter the record.

    What was copied is read back from the disk and must be what was proven; the reading copy of a
    kept original is put beside it, then the receipt, which knows both; the catalogue entry, with
    which the record counts, comes last. Killed at any point and asked again, the same document
    gets the same name.

    `known` is what the paper is by register, list and page: it decides on the place.
    `require_archive` makes sure that the archive's disk is there; it is asked before anything is
    placed, and again before the entry, for a disk may go while it is written to.

    Raises:
        YearUnknownError: Nobody gives a year; routing refuses such a document earlier.
        FixityError: The signed file is not the one that was signed, or not the one proven.
        StoredBytesError: What the disk gives back is not what was written; it is taken away.
        ArchiveConflictError: The name is taken by other bytes; nothing is overwritten.
    """
    document = signed.archival.read.scanned.document_id
    if proof.sha256 != signed.sha256:
        raise FixityError(document, name=signed.path.name)
    if known.formed is None:
        raise YearUnknownError(document)
    unit = file_unit_of(known, known.formed, agency=agency, codes=codes)

    require_archive()
    ordinal = catalogue.reserve(document, file_unit=unit)
    target = archive_dir / str(unit.year) / str(unit) / unit.archive_name(ordinal)
    held = _held_receipt(target, signed)
    archived_at = held.generations[0].made_at if held else archived_at
    signed, proof = _as_receipted(signed, proof, held)
    _place(signed, target, document)
    place = Place(str(unit), ordinal, target)
    receipt = _first_receipt(signed, proof, place=place, archived_at=archived_at, maker=maker)
    digest = _keep_receipt(receipt, target)
    require_archive()
    record = _record_of(signed, proof, place=place, archived_at=archived_at, receipt_sha256=digest)
    catalogue.commit(record, text=text)
    return record


def _record_of(
    signed: SignedPdf,
    proof: Proof,
    *,
    place: Place,
    archived_at: dt.datetime,
    receipt_sha256: str,
) -> CatalogueRecord:
    return CatalogueRecord(
        signed,
        place.file_code,
        place.ordinal,
        place.path,
        archived_at,
        receipt_sha256,
        proof.provable_until,
        proof.reading.sha256 if proof.reading else "",
        proof.reading.size_bytes if proof.reading else None,
    )


def restore_document(
    signed: SignedPdf, proof: Proof, *, place: Place, archived_at: dt.datetime, maker: Maker
) -> str:
    """Put a lost archived file back from the working file that it was copied from; its receipt.

    The bytes are the archived ones, or nothing is written. A receipt that is there is kept; a lost
    one is made from a new proof of the same bytes.

    Raises:
        FixityError: The working file is not the one that was signed, or not the one proven.
        StoredBytesError: What the disk gives back is not what was written; it is taken away.
        ArchiveConflictError: Other bytes stand in its place; they stay.
    """
    document = signed.archival.read.scanned.document_id
    if proof.sha256 != signed.sha256:
        raise FixityError(document, name=signed.path.name)
    _place(signed, place.path, document)
    receipt = _first_receipt(signed, proof, place=place, archived_at=archived_at, maker=maker)
    return _keep_receipt(receipt, place.path)


def reading_path(file: Path) -> Path:
    """Return the path of a kept original's reading copy: beside it, under its name."""
    return file.with_name(reading_name(file.name))


def _place(signed: SignedPdf, target: Path, document: str) -> None:
    """Put a document's files in place: what counts first, then what is read."""
    _place_file(signed.path, signed.sha256, target, document)
    if copy := signed.archival.reading:
        _place_file(copy.path, copy.sha256, reading_path(target), document)


def _place_file(source: Path, sha256: str, target: Path, document: str) -> None:
    if target.exists():
        if sha256_of(target) != sha256:
            raise ArchiveConflictError(document, name=target.name)
        return
    if sha256_of(source) != sha256:
        raise FixityError(document, name=source.name)
    copy_durably(source, target)
    _forget_cached(target)
    if sha256_of(target) != sha256:
        target.unlink()
        raise StoredBytesError(document, name=target.name)
    protect(target)


def _held_receipt(target: Path, signed: SignedPdf) -> Receipt | None:
    """The receipt that a run left which was killed before the catalogue entry: it stands.

    Catalogue and receipt must say one time, and the same of the reading copy.
    """
    held = read_receipt(receipt_path(target))
    return held if held and held.sha256 == signed.sha256 else None


def _as_receipted(signed: SignedPdf, proof: Proof, held: Receipt | None) -> tuple[SignedPdf, Proof]:
    """The document without its reading copy where a receipt stands that knows of none.

    What was archived before there were such copies gets none when its box is run again.

    Raises:
        ArchiveConflictError: The receipt knows another copy.
    """
    known = held.proof.reading if held else proof.reading
    if known is None:
        archival = replace(signed.archival, reading=None)
        return replace(signed, archival=archival), replace(proof, reading=None)
    if proof.reading is None or known.sha256 != proof.reading.sha256:
        document = signed.archival.read.scanned.document_id
        raise ArchiveConflictError(document, name=reading_name(held.archive_name if held else ""))
    return signed, proof


def _forget_cached(path: Path) -> None:
    """Let the kernel forget the file's pages, so that the next reading asks the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def _first_receipt(
    signed: SignedPdf,
    proof: Proof,
    *,
    place: Place,
    archived_at: dt.datetime,
    maker: Maker,
) -> Receipt:
    scanned = signed.archival.read.scanned
    made_at = archived_at.replace(microsecond=0)
    generation = Generation(1, Reason.ARCHIVED, made_at, proof.sha256, proof.size_bytes)
    return Receipt(
        format=FORMAT,
        file_code=place.file_code,
        ordinal=place.ordinal,
        archive_name=place.path.name,
        origin=Origin(
            document_id=scanned.document_id,
            batch=scanned.batch,
            content_sha256=scanned.content_sha256,
            masters=tuple(source.sha256 for source in scanned.sources),
            pdfa_sha256=signed.archival.sha256,
            pages=_pages_of(scanned),
            rules=tuple(sorted({note.profile for note in signed.signatures})),
        ),
        generations=(generation,),
        proof=proof,
        agent=maker.agent,
        settings_sha256=maker.settings_sha256,
    )


def _pages_of(scanned: ScannedDocument) -> tuple[str, ...]:
    """Which pages of each master a record is; nothing where it is all of all of them."""
    pages = tuple(source.pages for source in scanned.sources)
    return pages if any(pages) else ()


def _keep_receipt(receipt: Receipt, target: Path) -> str:
    """Write the receipt beside its file, unless one for these bytes is there; its digest.

    After a kill between receipt and catalogue entry, or entry and journal, the receipt that
    stands is the one the catalogue may know already.
    """
    path = receipt_path(target)
    held = read_receipt(path)
    if held is not None and (held.sha256, held.origin) == (receipt.sha256, receipt.origin):
        return sha256_of(path)
    content = encode_receipt(receipt)
    write_durably(path, content)
    protect(path)
    return digest_of_bytes(content)


def file_unit_of(
    known: Description,
    formed: PartialDate,
    *,
    agency: Callable[[PartialDate], str],
    codes: Mapping[str, str],
) -> FileUnitCode:
    """Place a record: agency, year formed, and a notation of record type and room.

    Decree 30/2020, annex V, writes a file's notation as `01.TCCB` (number and room). Until an
    office gives its own list of files, one file unit holds a year's records of one type and
    room: `GPKR.NVVH`. `codes` gives the office's code for a folded name; a name without one is
    abbreviated by its initials. `agency` gives the identifier of the agency whose fonds a paper of
    a date is of.
    """
    names = [known.record_type, known.room]
    parts = [codes.get(fold(name)) or _initials(name) for name in names if name]
    return FileUnitCode(agency(formed), formed.year, ".".join(parts) or UNSORTED)


def _initials(name: str) -> str:
    """A short code for a name the office has given none: its words' first letters.

    >>> _initials("Giấy xác nhận thông báo")
    'GXNTB'
    """
    return "".join(word[0] for word in slug(name).split("-")).upper()
