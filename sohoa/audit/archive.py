"""Verifies the archive of a workspace against its catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sohoa.audit.records import ArchivedFile, Verdict, strangers, verify_record
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import NotFoundError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.outcome import DocumentState
from sohoa.settings import load_settings
from sohoa.sign.keys import trusted_roots
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ArchiveVerdict:
    """What was found: each record, and files that no record accounts for."""

    verdicts: tuple[Verdict, ...]
    strangers: tuple[Path, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether everything held."""
        return not self.strangers and all(verdict.is_whole for verdict in self.verdicts)


def verify_archive(office: Workspace, *, identity: str | None = None) -> ArchiveVerdict:
    """Verify every archived record, or the one that `identity` names; offline, read-only.

    Raises:
        NotFoundError: No archived record has that identity.
        SettingsError: The configuration, which names the trusted roots, cannot be used.
        KeyUnusableError: A trusted root cannot be read.
    """
    settings = load_settings(office.config_dir)
    roots = trusted_roots(settings.sign, default_path=office.development_key_path)
    files = [_archived(office, row) for row in _rows(office, identity)]
    verdicts = tuple(verify_record(file, trusted=roots) for file in files)
    if identity is not None:
        return ArchiveVerdict(verdicts, ())
    known = (file.path for file in files)
    return ArchiveVerdict(verdicts, tuple(strangers(office.archive_dir, known)))


def _rows(office: Workspace, identity: str | None) -> tuple[DocumentRow, ...]:
    with CatalogueReader.open(office.catalogue_path) as reader:
        if identity is None:
            return tuple(reader.list_documents(state=DocumentState.ARCHIVED))
        row = reader.document(identity)
    if row is None or row.archive_path is None:
        raise NotFoundError(name=identity)
    return (row,)


def _archived(office: Workspace, row: DocumentRow) -> ArchivedFile:
    path = office.archive_dir / (row.archive_path or "")
    return ArchivedFile(row.document_id, path, row.sha256, row.kept_original)
