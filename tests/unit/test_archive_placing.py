"""Into the archive: once, under the right name, and never over anything."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from killed_writer import leave_part

from sohoa.archive.manifest import MANIFEST_NAME, write_file_unit_manifest
from sohoa.archive.placing import Maker, archive_document
from sohoa.archive.receipt import (
    decode_receipt,
    encode_receipt,
    read_receipt,
    receipt_path,
)
from sohoa.domain.errors import ArchiveConflictError, FixityError
from sohoa.domain.facts import described
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.proof_errors import StoredBytesError
from sohoa.domain.stage_results import (
    ArchivalPdf,
    Description,
    HeaderFields,
    ReadDocument,
    ScannedDocument,
    SignedPdf,
)
from sohoa.domain.trust import PdfaProof, Proof

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


def proof_of(signed: SignedPdf) -> Proof:
    """A proof of the signed bytes, as the pool gives it."""
    pdfa = PdfaProof("PDF/A-2b", "validator 1", "valid")
    return Proof(signed.sha256, signed.path.stat().st_size, NOW, (), pdfa)


@pytest.fixture
def archive(tmp_path):
    """Archive a document with a fresh or a given catalogue."""

    def run(signed: SignedPdf, catalogue: MemoryCatalogue | None = None, proof=None):
        return archive_document(
            signed,
            proof or proof_of(signed),
            known=described(signed.archival.read),
            catalogue=catalogue or MemoryCatalogue(),
            archive_dir=tmp_path / "archive",
            agency=lambda _formed: "H09.14",
            codes={"quan ly du lich": "QLDL"},
            text="văn bản",
            archived_at=NOW,
            maker=Maker("Sohoa test", "5" * 64),
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

    receipt = receipt_path(record.archive_path)
    members = (
        (record.archive_path.name, signed.sha256),
        (receipt.name, record.receipt_sha256),
    )
    write_file_unit_manifest(folder, members)

    command = ["sha256sum", "--check", "--strict", "manifest-sha256.txt"]
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 0
    assert receipt.name in (folder / MANIFEST_NAME).read_text()


def test_the_receipt_says_what_was_proven(archive, signed):
    """Beside the file, read-only, naming the file's digest, its origin and its maker."""
    record = archive(signed)
    receipt = read_receipt(receipt_path(record.archive_path))

    assert receipt is not None
    assert (receipt.sha256, receipt.proof.pdfa.result) == (signed.sha256, "valid")
    assert (receipt.origin.document_id, receipt.agent) == ("b.d1", "Sohoa test")
    assert receipt_path(record.archive_path).stat().st_mode & 0o222 == 0
    content = receipt_path(record.archive_path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == record.receipt_sha256


def test_asked_again_the_receipt_stays(archive, signed):
    """A later try, with a later proof, leaves the receipt that the catalogue may know."""
    first = archive(signed)
    later = replace(proof_of(signed), proven_at=NOW + dt.timedelta(days=1))

    assert archive(signed, proof=later).receipt_sha256 == first.receipt_sha256


def test_what_was_not_proven_is_not_archived(archive, signed):
    """A proof of other bytes is no proof."""
    with pytest.raises(FixityError):
        archive(signed, proof=replace(proof_of(signed), sha256="0" * 64))


def test_a_disk_that_gives_back_other_bytes_is_found(archive, signed, monkeypatch):
    """What was written is read again before it counts; what is wrong does not stay."""

    def copy_badly(source: Path, target: Path) -> str:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes()[:-1] + b"X")
        return signed.sha256

    monkeypatch.setattr("sohoa.archive.placing.copy_durably", copy_badly)
    with pytest.raises(StoredBytesError):
        archive(signed)
    assert not list(signed.path.parent.joinpath("archive").rglob("*.pdf"))


def test_a_receipt_is_written_in_one_way_only(archive, signed):
    """A receipt with a space more, or that disagrees with itself, is none."""
    content = receipt_path(archive(signed).archive_path).read_bytes()

    assert encode_receipt(decode_receipt(content, path=Path("r.json"))) == content
    for changed in (content + b" ", content.replace(b'"number": 1', b'"number": 2')):
        with pytest.raises(ValueError, match="receipt"):
            decode_receipt(changed, path=Path("r.json"))


def test_what_a_killed_run_left_is_taken_away(archive, signed):
    """Parts of the file, its receipt and its file unit's manifest, by the next run alone."""
    catalogue = MemoryCatalogue()
    path = archive(signed, catalogue).archive_path
    names = [path, receipt_path(path), path.with_name(MANIFEST_NAME)]
    parts = [leave_part(name) for name in names]
    assert all(part.exists() for part in parts)

    archive(signed, catalogue)
    write_file_unit_manifest(path.parent, ())
    assert sorted(path.parent.iterdir()) == sorted(names)
