"""Gives a proven file its final name, once, with its receipt; keeps the file unit's manifest."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.batons import CatalogueRecord, SignedPdf
from sohoa.domain.errors import ArchiveConflictError, FixityError
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.proof_errors import StoredBytesError
from sohoa.domain.trust import Proof
from sohoa.durable import (
    copy_durably,
    digest_of_bytes,
    protect,
    remove_parts,
    sha256_of,
    write_durably,
)
from sohoa.index.file_unit import file_unit_of
from sohoa.index.interface import CatalogueWriter
from sohoa.index.receipt import (
    FORMAT,
    Generation,
    Origin,
    Reason,
    Receipt,
    encode_receipt,
    read_receipt,
    receipt_path,
)

MANIFEST_NAME = "manifest-sha256.txt"


@dataclass(frozen=True, slots=True)
class Maker:
    """Which software archives, and under which settings; stands in every receipt."""

    agent: str
    settings_sha256: str


def archive_document(
    signed: SignedPdf,
    proof: Proof,
    *,
    catalogue: CatalogueWriter,
    archive_dir: Path,
    agency: str,
    codes: Mapping[str, str],
    text: str,
    archived_at: dt.datetime,
    maker: Maker,
) -> CatalogueRecord:
    """Store the proven bytes under the name the circular prescribes, then enter the record.

    What was copied is read back from the disk and must be what was proven; the receipt is
    written beside it; the catalogue entry, with which the record counts, comes last. Killed at
    any point and asked again, the same document gets the same name.

    Raises:
        FixityError: The signed file is not the one that was signed, or not the one proven.
        StoredBytesError: What the disk gives back is not what was written; it is taken away.
        ArchiveConflictError: The name is taken by other bytes; nothing is overwritten.
    """
    read = signed.archival.read
    document = read.scanned.document_id
    if proof.sha256 != signed.sha256:
        raise FixityError(document, name=signed.path.name)
    unit = file_unit_of(read, agency=agency, codes=codes)

    ordinal = catalogue.reserve(document, file_unit=unit)
    target = archive_dir / str(unit.year) / str(unit) / unit.archive_name(ordinal)
    _place(signed, target, document)
    receipt = _first_receipt(
        signed, proof, unit=unit, ordinal=ordinal, archived_at=archived_at, maker=maker
    )
    digest = _keep_receipt(receipt, target)
    record = CatalogueRecord(
        signed, str(unit), ordinal, target, archived_at, digest, proof.provable_until
    )
    catalogue.commit(record, text=text)
    return record


def _place(signed: SignedPdf, target: Path, document: str) -> None:
    remove_parts(target)
    if target.exists():
        if sha256_of(target) != signed.sha256:
            raise ArchiveConflictError(document, name=target.name)
        return
    if sha256_of(signed.path) != signed.sha256:
        raise FixityError(document, name=signed.path.name)
    copy_durably(signed.path, target)
    _forget_cached(target)
    if sha256_of(target) != signed.sha256:
        target.unlink()
        raise StoredBytesError(document, name=target.name)
    protect(target)


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
    unit: FileUnitCode,
    ordinal: int,
    archived_at: dt.datetime,
    maker: Maker,
) -> Receipt:
    scanned = signed.archival.read.scanned
    made_at = archived_at.replace(microsecond=0)
    generation = Generation(1, Reason.ARCHIVED, made_at, proof.sha256, proof.size_bytes)
    return Receipt(
        format=FORMAT,
        file_code=str(unit),
        ordinal=ordinal,
        archive_name=unit.archive_name(ordinal),
        origin=Origin(
            document_id=scanned.document_id,
            batch=scanned.batch,
            content_sha256=scanned.content_sha256,
            masters=tuple(source.sha256 for source in scanned.sources),
            pdfa_sha256=signed.archival.sha256,
            rules=tuple(sorted({note.profile for note in signed.signatures})),
        ),
        generations=(generation,),
        proof=proof,
        agent=maker.agent,
        settings_sha256=maker.settings_sha256,
    )


def _keep_receipt(receipt: Receipt, target: Path) -> str:
    """Write the receipt beside its file, unless one for these bytes is there; its digest.

    After a kill between receipt and catalogue entry, or entry and journal, the receipt that
    stands is the one the catalogue may know already.
    """
    path = receipt_path(target)
    remove_parts(path)
    held = read_receipt(path)
    if held is not None and (held.sha256, held.origin) == (receipt.sha256, receipt.origin):
        return sha256_of(path)
    content = encode_receipt(receipt)
    write_durably(path, content)
    protect(path)
    return digest_of_bytes(content)


def manifest_content(members: tuple[tuple[str, str], ...]) -> bytes:
    """The list that `sha256sum --check manifest-sha256.txt` checks, run in the folder.

    The lines are sorted, so that the same members give the same bytes: what a manifest must
    hold can be told from the catalogue, and any changed byte in it be found.
    """
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(members)).encode()


def write_file_unit_manifest(folder: Path, members: tuple[tuple[str, str], ...]) -> Path:
    """Write the manifest of a file unit; whoever does holds the archive's lock.

    Raises:
        DiskFullError: No room is left.
    """
    path = folder / MANIFEST_NAME
    remove_parts(path)
    write_durably(path, manifest_content(members))
    return path
