"""The writing door of the catalogue: SQLAlchemy, one transaction per call.

Importing this module costs half a second; what only reads takes `CatalogueReader`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from sqlalchemy import Column, Connection, Engine, func, select

from sohoa.catalogue import connections, custody_store, document_store
from sohoa.catalogue.completing import complete_description
from sohoa.catalogue.file_units import file_unit_members
from sohoa.catalogue.instants import from_text
from sohoa.catalogue.linking import RoomName, link_to_register
from sohoa.catalogue.notes import DocumentNote, ImportCounts, RenewedRecord
from sohoa.catalogue.proofs import ProofNote, note_proofs
from sohoa.catalogue.register_store import store_register
from sohoa.catalogue.same_papers import find_same_papers
from sohoa.catalogue.schema import documents
from sohoa.domain.custody import Decision, DueTrail, HeldVersions
from sohoa.domain.doubles import PaperFace
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.outcome import DocumentState
from sohoa.domain.register import RegisterImport
from sohoa.domain.stage_results import CatalogueRecord, Description, Finding, HeaderFields
from sohoa.domain.vietnamese import nfc

__all__ = ["Catalogue", "DocumentNote", "ImportCounts"]

_IS_ARCHIVED = documents.c.state == DocumentState.ARCHIVED.value


class Catalogue:
    """The office's catalogue, open for writing; a context manager.

    Every method is one transaction, on the disk when it returns, and may raise
    `CatalogueBusyError` (another program held it for 30 seconds), `CatalogueDamagedError`,
    `CatalogueAccessError` or `DiskFullError`. May be shared by threads.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Catalogue:
        """Open a catalogue by its SQLAlchemy address, made or upgraded if need be.

        Raises:
            CatalogueVersionError: A later program made it.
            CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError: As named.
        """
        with ExitStack() as when_it_fails:
            engine = connections.connect(url)
            when_it_fails.callback(engine.dispose)
            connections.bring_to_head(engine)
            when_it_fails.pop_all()
        return cls(engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    @property
    def schema_version(self) -> str:
        """The revision of the schema."""
        return connections.schema_version(self._engine)

    # --- the register -------------------------------------------------------------------

    def store_import(
        self, register_import: RegisterImport, *, imported_at: dt.datetime
    ) -> ImportCounts:
        """Store a register file: new papers, and every row read with what became of it.

        Papers get the ids `SO-000001`, `SO-000002` … in file order. The same file twice
        changes nothing. A row that names its origin replaces the row in error it corrects.
        """
        with self._write() as connection:
            return store_register(connection, register_import, imported_at=imported_at)

    def link(self, description: Description, *, room_name: RoomName = str) -> Description:
        """Complete what a batch list says of a document with what the register says.

        A description that means no paper of the register comes back unchanged. `room_name` gives
        the office's name of a room, empty for one that it does not know.

        Raises:
            UnknownRecordError: It names a record id that does not exist.
            AmbiguousRecordError: Several papers fit.
            OtherRoomOrTypeError: Papers of this number are of another room or type.
            RecordContradictionError: List and register give the paper different dates.
        """
        with self._read() as connection:
            return link_to_register(connection, description, room_name=room_name)

    # --- documents on their way ---------------------------------------------------------

    def note_states(self, *, batch: str, phase: int, states: Sequence[DocumentNote]) -> None:
        """Enter where documents of a batch stand after a station.

        An archived document stays as it is. One that is set aside for another phase keeps
        what that phase has said of it.
        """
        with self._write() as connection:
            document_store.note_states(connection, states, batch=batch, phase=phase, at=_now())

    def withdraw_absent(self, batch: str, *, present: Collection[str]) -> int:
        """Take documents off the lists whose masters are no longer in the batch's inbox.

        Only what is not archived; noted again, a document is back. Returns how many went.
        """
        with self._write() as connection:
            return document_store.withdraw_absent(connection, batch, present=present, at=_now())

    def archived_by_content(self, content_sha256: str) -> str | None:
        """The document that has brought this scan into the archive."""
        return self._archived(documents.c.content_sha256, content_sha256)

    def archived_by_record(self, record_id: str) -> str | None:
        """The document that has brought this paper of the register into the archive."""
        return self._archived(documents.c.record_id, record_id)

    def archived_contents(self, batch: str, *, phase: int) -> dict[str, str]:
        """Documents of a batch that a phase has archived → the digest of their scans."""
        query = select(documents.c.document_id, documents.c.content_sha256).where(
            documents.c.batch == nfc(batch), _IS_ARCHIVED, documents.c.phase == phase
        )
        with self._read() as connection:
            return dict(connection.execute(query).tuples().all())

    def archived_page_counts(self, batch: str, *, phase: int) -> tuple[int, ...]:
        """How many pages each document has that a phase has archived of a batch."""
        query = select(documents.c.page_count).where(
            documents.c.batch == nfc(batch), _IS_ARCHIVED, documents.c.phase == phase
        )
        with self._read() as connection:
            return tuple(connection.execute(query).scalars())

    def newest_archived_at(self, *, before: dt.date | None = None) -> dt.datetime | None:
        """When the newest record entered the archive; of those before a day, if one is given."""
        query = select(func.max(documents.c.archived_at)).where(_IS_ARCHIVED)
        if before is not None:
            query = query.where(documents.c.archived_at < before.isoformat())
        with self._read() as connection:
            return from_text(connection.execute(query).scalar())

    def findings(self, batch: str, *, phase: int) -> tuple[tuple[Finding, ...], ...]:
        """Give the findings of each document of a batch that a phase has in hand."""
        query = select(documents.c.findings).where(
            documents.c.batch == nfc(batch),
            documents.c.phase == phase,
            documents.c.withdrawn_at.is_(None),
            documents.c.retired_at.is_(None),
        )
        with self._read() as connection:
            stored = connection.execute(query).scalars().all()
        return tuple(tuple(Finding(**one) for one in of_document) for of_document in stored)

    def complete(
        self,
        document_id: str,
        description: Description,
        *,
        header: HeaderFields | None = None,
        problem: str = "",
    ) -> bool:
        """Enter what is now said of an archived document; says whether anything changed.

        What would make another paper of it (another record, another year, what its page
        contradicts), and what has a `problem`, is not entered; a finding on the document says so.
        """
        with self._write() as connection:
            return complete_description(
                connection, document_id, description, header=header, problem=problem, at=_now()
            )

    def told(self, batch: str) -> dict[str, tuple[Finding, ...]]:
        """Give the notes of each document of a batch, whatever its state."""
        query = select(documents.c.document_id, documents.c.findings).where(
            documents.c.batch == nfc(batch), documents.c.withdrawn_at.is_(None)
        )
        with self._read() as connection:
            stored = connection.execute(query).tuples().all()
        return {name: tuple(Finding(**one) for one in found) for name, found in stored}

    def same_papers(self, faces: Iterable[PaperFace]) -> dict[str, tuple[str, ...]]:
        """Documents whose paper others have brought already → those other documents."""
        with self._read() as connection:
            return find_same_papers(connection, faces)

    def note_proofs(self, proofs: Iterable[ProofNote]) -> int:
        """Enter what a verification has found of archived records; returns of how many.

        A record without a problem is proven anew: what was noted of it before is lifted.
        """
        with self._write() as connection:
            return note_proofs(connection, proofs)

    # --- the archive --------------------------------------------------------------------

    def reserve(self, document_id: str, *, file_unit: FileUnitCode) -> int:
        """Give a document its ordinal in a file unit, from 1 without gaps.

        Asked again, the same ordinal comes back, whatever happened between; an ordinal
        once given is never given to another document.

        Raises:
            DuplicateContentError, RecordTakenError: Another document has, or is about to
                have, the same scan or the same paper of the register in the archive.
            ArchiveConflictError: The document is archived, in another file unit.
        """
        with self._write() as connection:
            return document_store.reserve_place(connection, document_id, file_unit=file_unit)

    def commit(self, record: CatalogueRecord, *, text: str) -> None:
        """Enter an archived record with its text, so that it counts and is found.

        Asked again, nothing changes.

        Raises:
            DuplicateContentError, RecordTakenError: Another document has the same scan or
                the same paper of the register in the archive.
            ArchiveConflictError: The document is archived with other bytes.
            OSError: The archived file is not there.
        """
        with self._write() as connection:
            document_store.enter_record(connection, record, text=text)

    # --- what becomes of a record later -------------------------------------------------

    def held_versions(self, batch: str) -> dict[str, HeldVersions]:
        """Give the archived versions of a batch's documents, by the id of each place."""
        with self._read() as connection:
            return custody_store.held_versions(connection, batch)

    def retired_by_content(self, content_sha256: str) -> str | None:
        """A record with this scan that was taken out of the count."""
        with self._read() as connection:
            return custody_store.retired_by_content(connection, content_sha256)

    def open_decisions(self) -> dict[str, Decision]:
        """Give decisions not yet carried out, by the version that is to be archived."""
        with self._read() as connection:
            return custody_store.open_decisions(connection)

    def decide(self, decision: Decision) -> None:
        """Keep a person's decision; an earlier one about the same version lapses."""
        with self._write() as connection:
            custody_store.decide(connection, decision)

    def withdraw(self, document_id: str, *, person: str, reason: str, at: dt.datetime) -> None:
        """Take an archived record out of the count; asked again, nothing changes.

        Raises:
            NotInCountError: It is not archived.
        """
        with self._write() as connection:
            custody_store.withdraw(connection, document_id, person=person, reason=reason, at=at)

    def release_masters(
        self, document_id: str, *, person: str, reason: str, at: dt.datetime
    ) -> bool:
        """Enter that a record's masters are gone for good, by somebody's word; if that is news.

        Raises:
            NotInCountError: It is not archived, or does not count any more.
        """
        with self._write() as connection:
            return custody_store.release_masters(
                connection, document_id, person=person, reason=reason, at=at
            )

    def note_restored(
        self, document_id: str, receipt_sha256: str, *, person: str, detail: str = "restored"
    ) -> None:
        """Enter that a record was put right, by which event, and its receipt now."""
        with self._write() as connection:
            custody_store.note_restored(
                connection, document_id, receipt_sha256, person=person, at=_now(), detail=detail
            )

    def due_trails(self) -> tuple[DueTrail, ...]:
        """The files of events that have still to be written beside their records."""
        with self._read() as connection:
            return custody_store.due_trails(connection)

    def trails_kept(self, kept: Mapping[str, str]) -> None:
        """Enter that these records' files of events, by their digest, stand in the archive."""
        with self._write() as connection:
            custody_store.trails_kept(connection, kept)

    def archive_id(self) -> str:
        """The id of the archive that belongs to this catalogue; empty before there is one."""
        with self._read() as connection:
            return custody_store.archive_id(connection)

    def set_archive_id(self, archive_id: str) -> None:
        """Enter which archive belongs to this catalogue, once and for all."""
        with self._write() as connection:
            custody_store.set_archive_id(connection, archive_id)

    def stored_files(self) -> tuple[tuple[str, str], ...]:
        """Path below the archive and SHA-256 of every archived file, by path."""
        with self._read() as connection:
            return custody_store.stored_files(connection)

    def renew(self, document_id: str, renewed: RenewedRecord) -> None:
        """Enter the next form of an archived file; asked again, nothing changes.

        Raises:
            ArchiveConflictError: The catalogue knows neither the form before nor this one.
        """
        with self._write() as connection:
            document_store.renew_record(connection, document_id, renewed)

    def file_unit_members(self, file_code: str) -> tuple[tuple[str, str], ...]:
        """Name and SHA-256 of every file of a file unit: its records and their receipts."""
        with self._read() as connection:
            return file_unit_members(connection, file_code)

    def _archived(self, column: Column[Any], value: str) -> str | None:
        query = select(documents.c.document_id).where(_IS_ARCHIVED, column == value)
        with self._read() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def _write(self) -> AbstractContextManager[Connection]:
        return connections.transaction(self._engine)

    def _read(self) -> AbstractContextManager[Connection]:
        return connections.transaction(self._engine, read_only=True)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
