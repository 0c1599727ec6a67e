"""The writing door of the catalogue: SQLAlchemy, one transaction per call.

Importing this module costs half a second; what only reads takes `CatalogueReader`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Column, Connection, func, select

from sohoa.catalogue import (
    answering,
    batch_documents,
    custody_store,
    decision_store,
    document_seals,
    document_store,
    facts_of_office,
    inventory_facts,
    ledger_store,
    listing_store,
    owner_masking,
    owner_store,
    paper_changes,
    paper_decisions,
    paper_questions,
    record_store,
    secrecy_store,
    tally_store,
)
from sohoa.catalogue.completing import complete_description
from sohoa.catalogue.database import WriteDatabase
from sohoa.catalogue.double_documents import find_same_papers
from sohoa.catalogue.instants import from_text
from sohoa.catalogue.linking import link_to_register
from sohoa.catalogue.makers import database_of
from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.paper_store import all_listed
from sohoa.catalogue.proofs import note_proofs
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.register_store import store_register
from sohoa.catalogue.schema import documents
from sohoa.catalogue.schema_version import version_of
from sohoa.domain.errors import BatchBusyError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.proof_errors import RenewalBusyError
from sohoa.domain.stage_results import Description, Finding, HeaderFields
from sohoa.domain.vietnamese import nfc

P = ParamSpec("P")
T = TypeVar("T")
_IS_ARCHIVED = documents.c.state == DocumentState.ARCHIVED.value


def _method(
    function: Callable[Concatenate[Connection, P], T], *, writes: bool = False
) -> Callable[Concatenate[Catalogue, P], T]:
    """Make a method of `Catalogue`, one transaction long, of a function of a connection."""

    @wraps(function)
    def method(self: Catalogue, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self._write() if writes else self._read() as connection:
            return function(connection, *args, **kwargs)

    return method


class Catalogue:
    """The office's catalogue, open for writing; a context manager.

    Every method is one transaction, on the disk when it returns, and may raise
    `CatalogueBusyError` (another program held it for 30 seconds), `CatalogueDamagedError`,
    `CatalogueAccessError`, `CatalogueServerError` or `DiskFullError`. May be shared by
    threads. What stands below as `_method(function)` takes the arguments of that function, without
    its connection.
    """

    def __init__(self, database: WriteDatabase) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> Catalogue:
        """Open a catalogue by its address (`sohoa.catalogue.address`), made or upgraded if need be.

        Raises:
            CatalogueVersionError: A later program made it.
            CatalogueMovedError: It is kept elsewhere now.
            PasswordInAddressError, UnfitServerError, CatalogueServerError, CatalogueBusyError,
            CatalogueDamagedError, CatalogueAccessError: As named.
        """
        with ExitStack() as when_it_fails:
            database = database_of(url)
            when_it_fails.callback(database.close)
            database.bring_to_head()
            with database.reading() as connection:
                facts_of_office.refuse_moved(connection)
            when_it_fails.pop_all()
        return cls(database)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def holding_batch(self, batch: str) -> AbstractContextManager[None]:
        """Hold a batch as `WriteDatabase.holding` says.

        Raises:
            BatchBusyError: Another run has it.
        """
        name = nfc(batch)
        return self._database.holding(f"batch {name}", lambda who: BatchBusyError(name, holder=who))

    def holding_archive(self) -> AbstractContextManager[None]:
        """Hold the archive for a renewal, as `WriteDatabase.holding` says.

        Raises:
            RenewalBusyError: Another renewal has it.
        """
        return self._database.holding("archive", lambda _who: RenewalBusyError())

    @property
    def schema_version(self) -> str:
        """The revision of the schema."""
        with self._read() as connection:
            return version_of(connection)

    # --- the register -------------------------------------------------------------------

    store_import = _method(store_register, writes=True)
    link = _method(link_to_register)
    all_listed = _method(all_listed)
    listed_papers = _method(paper_changes.listed_papers)
    edit_papers = _method(paper_changes.edit_papers, writes=True)
    withdraw_papers = _method(paper_changes.withdraw_papers, writes=True)
    restore_papers = _method(paper_changes.restore_papers, writes=True)
    merge_papers = _method(paper_changes.merge_papers, writes=True)
    split_paper = _method(paper_changes.split_paper, writes=True)
    link_document = _method(paper_changes.link_document, writes=True)
    unlink_document = _method(paper_changes.unlink_document, writes=True)

    declare_papers = _method(inventory_facts.declare_papers, writes=True)
    close_inventory = _method(inventory_facts.close_inventory, writes=True)
    count_anew = _method(tally_store.count_anew, writes=True)

    @contextmanager
    def tried(self, *, rehearse: bool) -> Iterator[Trial]:
        """Work in one transaction that can be looked at from within, and is taken back if asked.

        What is called on the `Trial` is what is called on a catalogue; its reader sees what was
        changed so far.
        """
        with self._write() as connection:
            yield Trial(connection, self._database)
            if rehearse:
                connection.rollback()

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

    def is_stored(self, document_id: str) -> bool:
        """Say whether a document has a file in the archive."""
        with self._read() as connection:
            row = document_store.find_document(connection, document_id)
        return row is not None and DocumentState(row["state"]).is_stored

    def archived_by_content(self, content_sha256: str) -> str | None:
        """The document that has brought this scan into the archive."""
        return self._archived(documents.c.content_sha256, content_sha256)

    def archived_by_record(self, record_id: str) -> str | None:
        """The document that has brought this paper of the register into the archive."""
        return self._archived(documents.c.record_id, record_id)

    archived_with = _method(batch_documents.archived_with)
    archived_contents = _method(batch_documents.archived_contents)
    archived_places = _method(batch_documents.archived_places)
    open_places = _method(batch_documents.open_places)
    archived_page_counts = _method(batch_documents.archived_page_counts)
    findings = _method(batch_documents.findings)

    def is_archived(self, document_id: str) -> bool:
        """Say whether a document is archived."""
        query = select(documents.c.document_id).where(
            documents.c.document_id == document_id, _IS_ARCHIVED
        )
        with self._read() as connection:
            return connection.execute(query).first() is not None

    def newest_archived_at(self, *, before: dt.date | None = None) -> dt.datetime | None:
        """Return when the newest record was archived; of those before a day, if one is given."""
        query = select(func.max(documents.c.archived_at)).where(_IS_ARCHIVED)
        if before is not None:
            query = query.where(documents.c.archived_at < before.isoformat())
        with self._read() as connection:
            return from_text(connection.execute(query).scalar())

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

    @contextmanager
    def looked_at(self) -> Iterator[Connection]:
        """Look through the catalogue as long as it takes; nobody who writes waits for it."""
        with self._read() as connection:
            yield connection

    def told(self, batch: str) -> dict[str, tuple[Finding, ...]]:
        """Give the notes of each document of a batch, whatever its state."""
        query = select(documents.c.document_id, documents.c.findings).where(
            documents.c.batch == nfc(batch), documents.c.withdrawn_at.is_(None)
        )
        with self._read() as connection:
            stored = connection.execute(query).tuples().all()
        return {name: tuple(Finding(**one) for one in found) for name, found in stored}

    decided_descriptions = _method(paper_decisions.decided_descriptions)
    standing_decisions = _method(paper_decisions.standing_decisions)
    last_words = _method(paper_decisions.last_words)
    decide_by_pages = _method(paper_decisions.decide_by_pages, writes=True)
    keep_questions = _method(paper_questions.keep_questions, writes=True)
    asked_in = _method(paper_questions.asked_in)
    open_questions = _method(paper_questions.open_questions)
    note_shown = _method(paper_questions.note_shown, writes=True)
    decisions_of = _method(paper_decisions.decisions_of)
    answer_question = _method(answering.answer_question, writes=True)
    take_back = _method(answering.take_back, writes=True)
    marked_documents = _method(secrecy_store.marked_documents)
    secret_papers = _method(secrecy_store.secret_papers)
    secrets_digest = _method(secrecy_store.secrets_digest)
    turned_out_secret = _method(secrecy_store.turned_out_secret)

    def forget_documents(self, identities: Collection[str]) -> int:
        """Let go of all that was read or said of documents that may be secret.

        As far as this database can, what stood there is written over. Returns how many had
        anything left.
        """
        with self._database.overwriting() as connection:
            facts_of_office.refuse_moved(connection)
            return secrecy_store.forget_documents(connection, identities)

    same_papers = _method(find_same_papers)
    note_proofs = _method(note_proofs, writes=True)
    note_lookup = _method(owner_store.note_lookup, writes=True)
    owner_check = _method(facts_of_office.owner_check)
    require_owner_key = _method(facts_of_office.require_owner_key, writes=True)
    renew_owner_key = _method(owner_store.renew_key, writes=True)
    mask_texts = _method(owner_masking.mask_texts, writes=True)
    mask_papers = _method(owner_masking.mask_papers, writes=True)
    mask_documents = _method(owner_masking.mask_documents, writes=True)

    def leave_nothing_behind(self) -> None:
        """Write the whole catalogue anew, as `WriteDatabase.leave_nothing_behind` says."""
        self._database.leave_nothing_behind()

    # --- the archive --------------------------------------------------------------------

    reserve = _method(record_store.reserve_place, writes=True)
    reserve_many = _method(record_store.reserve_places, writes=True)
    commit = _method(record_store.enter_record, writes=True)
    commit_many = _method(record_store.enter_records, writes=True)

    # --- the ledger ---------------------------------------------------------------------

    head = _method(ledger_store.head_of, writes=True)
    last_event = _method(ledger_store.last_event)
    note_event = _method(ledger_store.note_event, writes=True)
    events_of = _method(ledger_store.events_of)
    note_once = _method(ledger_store.note_once, writes=True)

    # --- what becomes of a record later -------------------------------------------------

    held_versions = _method(custody_store.held_versions)
    retired_by_content = _method(custody_store.retired_by_content)
    open_decisions = _method(decision_store.open_decisions)
    decide = _method(decision_store.decide, writes=True)
    withdraw = _method(custody_store.withdraw, writes=True)
    release_masters = _method(custody_store.release_masters, writes=True)

    def note_restored(
        self, document_id: str, receipt_sha256: str, *, person: str, detail: str = "restored"
    ) -> None:
        """Enter that a record was put right, by which event, and its receipt now."""
        with self._write() as connection:
            custody_store.note_restored(
                connection, document_id, receipt_sha256, person=person, at=_now(), detail=detail
            )

    due_trails = _method(custody_store.due_trails)
    trails_kept = _method(custody_store.trails_kept, writes=True)
    archive_id = _method(facts_of_office.archive_id)
    set_archive_id = _method(facts_of_office.set_archive_id, writes=True)
    stored_files = _method(custody_store.stored_files)
    renew = _method(record_store.renew_record, writes=True)
    file_unit_members = _method(listing_store.file_unit_members)
    unlisted = _method(listing_store.unlisted)
    note_listed = _method(listing_store.note_listed, writes=True)

    def _archived(self, column: Column[Any], value: str) -> str | None:
        query = select(documents.c.document_id).where(_IS_ARCHIVED, column == value)
        with self._read() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._database.writing() as connection:
            facts_of_office.refuse_moved(connection)
            yield connection
            if connection.in_transaction():  # not rolled back
                document_seals.seal_changed(connection, at=_now())
                ledger_store.settle(connection)

    def _read(self) -> AbstractContextManager[Connection]:
        return self._database.reading()


class Trial:
    """A transaction that is still open: what is done in it, and how the catalogue looks then."""

    def __init__(self, connection: Connection, database: WriteDatabase) -> None:
        self.connection = connection
        self._database = database

    @property
    def reader(self) -> CatalogueReader:
        """The catalogue with all that was done so far; closed with the transaction."""
        return CatalogueReader(self._database.seen_from_within(self.connection))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
