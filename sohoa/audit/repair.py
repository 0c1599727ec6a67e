"""Puts back what the archive has lost, from the working files that it was copied from.

What can be lost: a file, its reading copy or a receipt that was placed while the archive's disk
was not there, or on a disk that lost it; a file of events that a killed program did not come to
write. A reading copy in whose place other bytes lie is lost too; they are set aside first, and
kept. What cannot be put back is named by the verification that follows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from sohoa import AGENT
from sohoa.archive.manifest import MANIFEST_NAME, write_file_unit_manifest
from sohoa.archive.placing import Maker, Place, reading_path, restore_document
from sohoa.archive.receipt import receipt_path
from sohoa.audit.archive import Choice, archived_rows
from sohoa.audit.auditor import question_of
from sohoa.audit.mending import mend_receipts
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import ItemError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.stage_results import SignedPdf
from sohoa.domain.stations import Station
from sohoa.durable import copy_durably, sha256_of
from sohoa.journal import Journal
from sohoa.settings import Settings
from sohoa.sign.anchors import Anchors, anchors_of
from sohoa.sign.trust_store import TrustStore
from sohoa.work.archive_home import keep_trails, require_archive
from sohoa.work.proving import prove_signed
from sohoa.workspace import BatchFolder, Workspace

#: Folder of the quarantine for what lay in a reading copy's place; no document is called so.
_ASIDE = "reading-copies"


@dataclass(frozen=True, slots=True)
class Repair:
    """Result of a repair: files put back, records whose events were written, and failures.

    `set_aside` are files that lay in a reading copy's place, where they lie now; `mended` are
    records whose receipt was put right by the file itself (`sohoa.audit.mending`).
    """

    restored: tuple[str, ...]
    trails: tuple[str, ...]
    failures: tuple[ItemError, ...]
    set_aside: tuple[Path, ...] = ()
    mended: tuple[str, ...] = ()


def repair_archive(workspace: Workspace, settings: Settings, *, person: str) -> Repair:
    """Put back lost files and receipts whose bytes the working files still have.

    Raises:
        ArchiveAwayError, OtherArchiveError: The archive is not there; nothing is lost then.
        DiskFullError: No room is left.
    """
    restored, failures, set_aside = list[str](), list[ItemError](), list[Path]()
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        require_archive(workspace, catalogue)
        trails = keep_trails(workspace, catalogue)
        rows = archived_rows(workspace, Choice())
        for row in rows:
            other = _other_copy(workspace, row)
            if other is None and not _is_lost(workspace, row):
                continue
            signed = _working_file(workspace, row)
            if signed is None:
                continue
            if other is not None:
                set_aside.append(_put_aside(workspace, other))
            try:
                digest = _restore(workspace, row, signed, settings)
            except ItemError as error:
                failures.append(error)
                continue
            catalogue.note_restored(row.document_id, digest, person=person)
            restored.append(row.document_id)
        mended = mend_receipts(
            workspace,
            catalogue,
            archived_rows(workspace, Choice()),
            anchors=_anchors(workspace, settings),
            question=question_of(workspace, settings.pdfa, settings.sign, deep=True),
            person=person,
        )
        keep_trails(workspace, catalogue)
        _rewrite_manifests(workspace, catalogue, rows)
    return Repair(tuple(restored), trails, tuple(failures), tuple(set_aside), mended)


def _is_lost(workspace: Workspace, row: DocumentRow) -> bool:
    path = _path(workspace, row)
    receipt = receipt_path(path)
    parts = {receipt: row.receipt_sha256, reading_path(path): row.reading_sha256}
    return not path.exists() or any(sha256 and not part.exists() for part, sha256 in parts.items())


def _other_copy(workspace: Workspace, row: DocumentRow) -> Path | None:
    """What lies in the place of a record's reading copy and is not it; `None` if nothing does."""
    path = reading_path(_path(workspace, row))
    if not row.reading_sha256 or path.is_symlink() or not path.is_file():
        return None
    return path if sha256_of(path) != row.reading_sha256 else None


def _put_aside(workspace: Workspace, path: Path) -> Path:
    """Move a file out of the archive, named by its digest too: what lies there already stays."""
    target = workspace.quarantine_dir / _ASIDE / f"{sha256_of(path)[:16]}.{path.name}"
    if not target.exists():
        copy_durably(path, target)
    path.unlink()
    return target


def _working_file(workspace: Workspace, row: DocumentRow) -> SignedPdf | None:
    """The signed file of the line, if it still is what was archived; a renewed one it is not.

    With it comes the reading copy, if it has one.
    """
    folder = BatchFolder(workspace, row.phase or 0, row.batch).station_dir(Station.SIGN)
    settled = Journal(folder, Station.SIGN, SignedPdf).last(row.document_id)
    signed = settled.result if settled else None
    if signed is None or signed.sha256 != row.sha256 or not signed.path.is_file():
        return None
    if sha256_of(signed.path) != row.sha256:
        return None
    return _with_reading_copy(workspace, row, signed)


def _with_reading_copy(
    workspace: Workspace, row: DocumentRow, signed: SignedPdf
) -> SignedPdf | None:
    """The file with the copy that the catalogue knows, from where it still is; `None`: nowhere."""
    archival = signed.archival
    if not row.reading_sha256:
        return replace(signed, archival=replace(archival, reading=None))
    if archival.reading is None or archival.reading.sha256 != row.reading_sha256:
        return None
    for path in (archival.reading.path, reading_path(_path(workspace, row))):
        if path.is_file() and sha256_of(path) == row.reading_sha256:
            copy = replace(archival.reading, path=path)
            return replace(signed, archival=replace(archival, reading=copy))
    return None


def _restore(workspace: Workspace, row: DocumentRow, signed: SignedPdf, settings: Settings) -> str:
    anchors = _anchors(workspace, settings)
    now = dt.datetime.now(dt.UTC)
    proof = prove_signed(signed, anchors=anchors, pdfa=settings.pdfa, proven_at=now)
    place = Place(row.file_code, row.ordinal or 0, _path(workspace, row))
    return restore_document(
        signed,
        proof,
        place=place,
        archived_at=row.archived_at or now,
        maker=Maker(AGENT, settings.digest),
    )


def _anchors(workspace: Workspace, settings: Settings) -> Anchors:
    return anchors_of(
        TrustStore.of_office(
            settings.sign, key_path=workspace.development_key_path, trust_dir=workspace.trust_dir
        )
    )


def _rewrite_manifests(
    workspace: Workspace, catalogue: Catalogue, rows: tuple[DocumentRow, ...]
) -> None:
    """List each file unit that has lost its list; one that says something else is named instead."""
    units = {(_path(workspace, row).parent, row.file_code) for row in rows}
    with workspace.archive_lock():
        for folder, code in sorted(units):
            if folder.is_dir() and not (folder / MANIFEST_NAME).exists():
                write_file_unit_manifest(folder, catalogue.file_unit_members(code))


def _path(workspace: Workspace, row: DocumentRow) -> Path:
    return workspace.archive_dir / (row.archive_path or "")
