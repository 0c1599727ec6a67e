"""Into the archive: once, under the right name, and never over anything."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from sohoa.domain.batons import (
    ArchivalPdf,
    Description,
    HeaderFields,
    ReadDocument,
    ScannedDocument,
    SignedPdf,
)
from sohoa.domain.dates import PartialDate
from sohoa.domain.errors import ArchiveConflictError, FixityError
from sohoa.domain.identifiers import FileUnitCode
from sohoa.index.archive import archive_document, write_file_unit_manifest

NOW = dt.datetime(2023, 5, 1, tzinfo=dt.UTC)
BYTES = b"%PDF signed"


class MemoryCatalogue:
    """A catalogue that gives out places in memory."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.records = {}

    def reserve(self, document_id: str, *, file_unit: FileUnitCode) -> int:
        return self.places.setdefault(document_id, len(self.places) + 1)

    def commit(self, record, *, text: str) -> None:
        self.records[record.archive_path.name] = text

    def file_unit_members(self, file_code: str):
        return ()


@pytest.fixture
def signed(tmp_path: Path) -> SignedPdf:
    """A signed document of 2018."""
    path = tmp_path / "d1.pdf"
    path.write_bytes(BYTES)
    known = Description(formed=PartialDate(2018), room="Quản lý Du lịch", record_type="Giấy phép")
    scanned = ScannedDocument("b.d1", "b", "d1", (), "c", (), known)
    read = ReadDocument(scanned, (), HeaderFields(), 90.0)
    digest = hashlib.sha256(BYTES).hexdigest()
    return SignedPdf(ArchivalPdf(read, path, digest, 1, "PDF/A-2b"), path, digest, ())


@pytest.fixture
def archive(tmp_path):
    """Archive a document with a fresh or a given catalogue."""

    def run(signed: SignedPdf, catalogue: MemoryCatalogue | None = None):
        return archive_document(
            signed,
            catalogue=catalogue or MemoryCatalogue(),
            archive_dir=tmp_path / "archive",
            agency="H09.14",
            codes={"quan ly du lich": "QLDL"},
            text="văn bản",
            archived_at=NOW,
        )

    return run


def test_the_file_stands_under_the_prescribed_name(archive, signed):
    """Agency, year, type and room, ordinal; read-only, with the bytes that were signed."""
    record = archive(signed)

    assert record.archive_path.name == "H09.14.2018.GP.QLDL.0000001.pdf"
    assert record.archive_path.read_bytes() == BYTES
    assert record.archive_path.stat().st_mode & 0o222 == 0


def test_asked_again_the_same_place_comes_out(archive, signed):
    """Killed after the file was placed and before the record was entered, it ends the same."""
    catalogue = MemoryCatalogue()
    first = archive(signed, catalogue)
    catalogue.records.clear()

    again = archive(signed, catalogue)

    assert again.archive_path == first.archive_path
    assert list(catalogue.records.values()) == ["văn bản"]


def test_nothing_is_ever_overwritten(archive, signed):
    """A name that is taken by other bytes is a conflict, and the bytes stay."""
    place = archive(signed).archive_path
    place.chmod(0o644)
    place.write_bytes(b"other")

    with pytest.raises(ArchiveConflictError):
        archive(signed)

    assert place.read_bytes() == b"other"


def test_a_file_that_is_not_the_signed_one_is_refused(archive, signed):
    """Between signing and archiving the bytes must not change."""
    signed.path.write_bytes(b"changed")

    with pytest.raises(FixityError):
        archive(signed)


def test_a_document_without_room_or_type_has_a_place_too(archive, signed):
    """What nobody can sort stands under one notation of its year."""
    bare = Description(formed=PartialDate(1999))
    scanned = replace(signed.archival.read.scanned, description=bare)
    read = replace(signed.archival.read, scanned=scanned)

    record = archive(replace(signed, archival=replace(signed.archival, read=read)))

    assert record.file_code == "H09.14.1999.CHUNG"


def test_the_manifest_is_one_that_sha256sum_checks(archive, signed):
    """The list beside the files is in the form of coreutils, sorted."""
    record = archive(signed)
    folder = record.archive_path.parent

    write_file_unit_manifest(folder, ((record.archive_path.name, signed.sha256),))

    command = ["sha256sum", "--check", "--strict", "manifest-sha256.txt"]
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 0
