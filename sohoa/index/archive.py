"""Gives a signed file its final name, once, and keeps the manifest of its file unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from sohoa.domain.batons import CatalogueRecord, SignedPdf
from sohoa.domain.errors import ArchiveConflictError, FixityError
from sohoa.durable import copy_durably, sha256_of, write_durably
from sohoa.index.file_unit import file_unit_of
from sohoa.index.interface import CatalogueWriter

MANIFEST_NAME = "manifest-sha256.txt"
_READ_ONLY = 0o444


def archive_document(
    signed: SignedPdf,
    *,
    catalogue: CatalogueWriter,
    archive_dir: Path,
    agency: str,
    codes: Mapping[str, str],
    text: str,
    archived_at: dt.datetime,
) -> CatalogueRecord:
    """Store the signed bytes under the name the circular prescribes, then enter the record.

    Killed at any point and asked again, the same document gets the same name: the ordinal is
    reserved first, the file is put in place whole, and the catalogue entry comes last.

    Raises:
        FixityError: The signed file is not the one that was signed.
        ArchiveConflictError: The name is taken by other bytes; nothing is overwritten.
    """
    read = signed.archival.read
    document = read.scanned.document_id
    unit = file_unit_of(read, agency=agency, codes=codes)

    ordinal = catalogue.reserve(document, file_unit=unit)
    target = archive_dir / str(unit.year) / str(unit) / unit.archive_name(ordinal)
    _place(signed, target, document)
    record = CatalogueRecord(signed, str(unit), ordinal, target, archived_at)
    catalogue.commit(record, text=text)
    return record


def _place(signed: SignedPdf, target: Path, document: str) -> None:
    if target.exists():
        if sha256_of(target) != signed.sha256:
            raise ArchiveConflictError(document, name=target.name)
        return
    if sha256_of(signed.path) != signed.sha256:
        raise FixityError(document, name=signed.path.name)
    copy_durably(signed.path, target)
    target.chmod(_READ_ONLY)


def write_file_unit_manifest(folder: Path, members: tuple[tuple[str, str], ...]) -> Path:
    """Write the list that `sha256sum --check manifest-sha256.txt` checks, run in the folder.

    The lines are sorted, so that the same members give the same bytes.

    Raises:
        DiskFullError: No room is left.
    """
    lines = [f"{digest}  {name}\n" for name, digest in sorted(members)]
    path = folder / MANIFEST_NAME
    write_durably(path, "".join(lines).encode())
    return path
