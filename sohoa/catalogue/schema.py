"""The tables of the catalogue, as SQLAlchemy sees them.

What a column means stands here, for SQLite and PostgreSQL alike; how an SQLite file of an earlier
version gets there stands in `migrations/versions`, and a test compares the two. The search tables
are each database's own: `sqlite/search_index.py`, `postgres/search_index.py`.

Text is compared letter by letter, in both: in the order of its code points (collation C).

Instants are text, ISO 8601 in UTC with seconds, always of the same length: they sort as they
follow, in any database, and the reading door needs no driver to understand them.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)

from sohoa.catalogue.column_types import LARGE, STORED, TEXT, short
from sohoa.catalogue.decision_tables import decisions, paper_decisions, paper_questions
from sohoa.catalogue.document_indexes import FEW, ORDERED, RARE
from sohoa.catalogue.ledger_tables import (
    document_seals,
    ledger_entries,
    ledger_peaks,
    office_events,
)
from sohoa.catalogue.schema_metadata import metadata
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_facts import Listing
from sohoa.domain.register import RowOutcome

#: The tables, those that stand in modules of their own too.
__all__ = [
    "changes",
    "counters",
    "decisions",
    "document_seals",
    "document_texts",
    "documents",
    "facts",
    "ledger_entries",
    "ledger_peaks",
    "lookups",
    "metadata",
    "office_events",
    "office_facts",
    "page_descriptions",
    "paper_decisions",
    "paper_owners",
    "paper_questions",
    "record_events",
    "register_imports",
    "register_records",
    "register_rows",
    "reservations",
    "tallies",
]

_ARCHIVED = text("state = 'archived'")
_FULL_DATE = text("number_key <> '' AND length(formed) = 10")
_UNLISTED = text(f"listing <> '{Listing.LISTED.value}'")
_ARCHIVED_RECORD = text("state = 'archived' AND record_id IS NOT NULL")
_ALIKE = (
    "year", "room", "record_type", "validity", "valid_until", "is_excluded", "is_digitized",
    "is_proven", "is_born_digital",
)  # fmt: skip
_QUESTIONS = ("day", "person", "locked", "record_type", "purpose", "at", "found")
_TOLD_OF = ("state", "year", "room", "digitized_since", "archived_at")
_UNTIED = text("state = 'archived' AND record_id IS NULL AND (kept_original OR signatures <> '[]')")


def one_of(column: str, values: type[StrEnum]) -> str:
    """SQL saying that a column holds one of an enumeration's values."""
    listed = ", ".join(f"'{value.value}'" for value in values)
    return f"{column} IN ({listed})"


register_imports = Table(
    "register_imports",
    metadata,
    Column("id", LARGE, primary_key=True, autoincrement=False),
    Column("file_name", TEXT, nullable=False),
    Column("sha256", short(64), nullable=False, unique=True),
    Column("columns", STORED, nullable=False),
    Column("unused", STORED, nullable=False),
    Column("legacy_encoding", short(16), nullable=False),
    Column("imported_at", short(25), nullable=False),
    # Whose register it is, where an office has several; each says what it says.
    Column("source", TEXT, nullable=False, server_default=""),
)

#: One paper each, as it stands today: what `facts` say of it. `serial` counts without gaps and is
#: never given twice; `record_id` is its face.
register_records = Table(
    "register_records",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("record_id", short(16), nullable=False, unique=True),
    Column("room", TEXT, nullable=False, index=True),
    Column("record_type", TEXT, nullable=False, index=True),
    Column("number", TEXT, nullable=False),
    Column("number_key", TEXT, nullable=False, index=True),
    # Its figures and letters alone (`domain.identifiers.joined_number`).
    Column("number_joined", TEXT, nullable=False, server_default="", index=True),
    Column("formed", short(10), nullable=False, index=True),
    Column("year", Integer, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("location", TEXT, nullable=False),
    Column("sheets", Integer),
    Column("validity", short(16), nullable=False),
    Column("valid_until", short(10)),
    Column("exclusion", TEXT, nullable=False),
    # Whether it is in the inventory (`domain.paper_facts.Listing`), and what it was merged into.
    Column("listing", short(16), nullable=False, server_default=Listing.LISTED.value),
    Column("merged_into", TEXT, nullable=False, server_default=""),
    # The owner as two clerks would agree on the name.
    Column("owner_key", TEXT, nullable=False, server_default="", index=True),
    # Under which of `tallies` it is counted; none while it is not listed.
    Column("tally", LARGE),
    # What is kept of its owner's numbers (`domain.owner_numbers.as_kept`): never a number.
    Column("owner_id", TEXT, nullable=False, server_default=""),
    CheckConstraint(one_of("listing", Listing), name="listing"),
    Index(
        "ix_register_records_unlisted",
        "record_id",
        sqlite_where=_UNLISTED,
        postgresql_where=_UNLISTED,
    ),
)

#: The same hash by hash, to find an owner's papers by: those out of the inventory, too.
paper_owners = Table(
    "paper_owners",
    metadata,
    Column("locked", short(32), primary_key=True),
    Column("serial", LARGE, ForeignKey("register_records.serial"), primary_key=True,
           autoincrement=False, index=True),
)  # fmt: skip

#: How many listed papers are alike in all that progress asks about, when all that is told has
#: happened. Follows from papers and documents (`tally_store`); empty text is no day.
tallies = Table(
    "tallies",
    metadata,
    Column("id", LARGE, primary_key=True, autoincrement=False),
    Column("year", Integer, nullable=False),
    Column("room", TEXT, nullable=False),
    Column("record_type", TEXT, nullable=False),
    Column("validity", short(16), nullable=False),
    Column("valid_until", short(10), nullable=False),
    Column("is_excluded", Boolean(create_constraint=False), nullable=False),
    Column("is_digitized", Boolean(create_constraint=False), nullable=False),
    Column("is_proven", Boolean(create_constraint=False), nullable=False),
    Column("is_born_digital", Boolean(create_constraint=False), nullable=False),
    Column("count", LARGE, nullable=False),
    Index("uq_tallies_alike", *_ALIKE, unique=True),
)

#: Every row read, whatever became of it. `replaced_by` is the row of a corrected error sheet.
register_rows = Table(
    "register_rows",
    metadata,
    Column("id", LARGE, primary_key=True, autoincrement=False),
    Column("import_id", LARGE, ForeignKey("register_imports.id"), nullable=False),
    Column("sheet", TEXT, nullable=False),
    Column("row_number", Integer, nullable=False),
    Column("outcome", short(16), nullable=False),
    Column("cells", STORED, nullable=False),
    Column("problems", STORED, nullable=False),
    Column("origin", TEXT, nullable=False),
    Column("record_id", short(16), ForeignKey("register_records.record_id"), index=True),
    Column("replaced_by", LARGE, ForeignKey("register_rows.id")),
    # The room it names, whatever else is wrong with it.
    Column("room", TEXT, nullable=False, server_default=""),
    # When a row in error was corrected, or could be taken after all.
    Column("settled_at", short(25)),
    UniqueConstraint("import_id", "sheet", "row_number"),
    CheckConstraint(one_of("outcome", RowOutcome), name="outcome"),
)

documents = Table(
    "documents",
    metadata,
    Column("document_id", TEXT, primary_key=True),
    Column("batch", TEXT, nullable=False),
    Column("phase", Integer),
    Column("state", short(16), nullable=False),
    Column("source_name", TEXT, nullable=False),
    Column("source_paths", STORED, nullable=False),
    Column("content_sha256", short(64), nullable=False),
    Column("year", Integer),
    Column("reason_code", short(32), nullable=False),
    Column("reason_details", STORED, nullable=False),
    Column("record_id", short(16), ForeignKey("register_records.record_id")),
    Column("number", TEXT, nullable=False),
    Column("number_key", TEXT, nullable=False, index=True),
    Column("formed", short(10), nullable=False),
    Column("record_type", TEXT, nullable=False),
    Column("room", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("sheets", Integer),
    Column("page_count", Integer),
    Column("confidence", Float),
    Column("findings", STORED, nullable=False, server_default="[]"),
    Column("file_code", TEXT, nullable=False),
    Column("ordinal", Integer),
    Column("archive_path", TEXT, unique=True),
    Column("archive_name", TEXT, index=True),
    Column("sha256", short(64), nullable=False),
    Column("size_bytes", LARGE),
    Column("kept_original", Boolean(create_constraint=False), nullable=False),
    Column("signatures", STORED, nullable=False),
    Column("archived_at", short(25)),
    # The day of that instant in Vietnam: what is compared with the day it bears.
    Column("archived_on", short(10)),
    Column("withdrawn_at", short(25)),
    Column("updated_at", short(25), nullable=False),
    Column("receipt_sha256", short(64), nullable=False, server_default=""),
    Column("generation", Integer, nullable=False, server_default="1"),
    Column("provable_until", short(25)),
    # What each witness says: number, date (`formed`), type (`record_type`), and the page's issuer.
    Column("page_says", STORED, nullable=False, server_default="{}"),
    Column("list_says", STORED, nullable=False, server_default="{}"),
    Column("register_says", STORED, nullable=False, server_default="{}"),
    Column("born_digital", Boolean(create_constraint=False), nullable=False, server_default="0"),
    # The last `sohoa verify` since archiving, and the codes of what did not hold then.
    Column("proof_checked_at", short(25)),
    Column("proof_problem", TEXT, nullable=False, server_default=""),
    # What became of it later (`sohoa.domain.custody`); `trail_kept`: the file of events is written.
    Column("predecessor_id", TEXT, nullable=False, server_default=""),
    Column("successor_id", TEXT, nullable=False, server_default=""),
    Column("retired_at", short(25)),
    Column("retired_by", TEXT, nullable=False, server_default=""),
    Column("retired_reason", TEXT, nullable=False, server_default=""),
    Column("events_sha256", short(64), nullable=False, server_default=""),
    Column("trail_kept", Integer, nullable=False, server_default="1"),
    # When its paper was digitized first, if it took the place of another; else `archived_at` says.
    Column("digitized_since", short(25)),
    # The PDF/A beside a kept original that was never paper; empty where there is none.
    Column("reading_sha256", short(64), nullable=False, server_default=""),
    Column("reading_bytes", LARGE),
    # Who signed in which field, as STORED: the same for all that the same people have signed.
    Column("signers", TEXT, nullable=False, server_default=""),
    # Its number's figures and letters alone.
    Column("number_joined", TEXT, nullable=False, server_default="", index=True),
    # Whether its file unit's manifest lists its files as they are now.
    Column("is_listed", Integer, nullable=False, server_default="1"),
    CheckConstraint(one_of("state", DocumentState), name="state"),
    # The same number on the same day may be the same paper twice.
    Index(
        "ix_documents_same_paper",
        "number_key",
        "formed",
        sqlite_where=_FULL_DATE,
        postgresql_where=_FULL_DATE,
    ),
    # What digitizes no paper is counted without its rows.
    Index("ix_documents_untied", *_TOLD_OF, sqlite_where=_UNTIED, postgresql_where=_UNTIED),
    # One scan and one paper of the register enter the archive once.
    Index(
        "uq_documents_archived_content",
        "content_sha256",
        unique=True,
        sqlite_where=_ARCHIVED,
        postgresql_where=_ARCHIVED,
    ),
    Index(
        "uq_documents_archived_record",
        "record_id",
        unique=True,
        sqlite_where=_ARCHIVED_RECORD,
        postgresql_where=_ARCHIVED_RECORD,
    ),
    # Few rows of many are asked for, by every run: those out of the count, those that wait.
    *(
        Index(name, column, sqlite_where=text(rule), postgresql_where=text(rule))
        for name, column, rule in (*RARE, *FEW)
    ),
    # A million rows are never gone through: who asks for one finds it, who lists goes in order.
    *(Index(name, *columns) for name, columns in ORDERED.items()),
)

#: A place in a file unit, given to a document before its file is put there; never taken back.
reservations = Table(
    "reservations",
    metadata,
    Column("file_code", TEXT, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("document_id", TEXT, nullable=False, index=True),
    UniqueConstraint("document_id", "file_code"),
)

#: What a document says: its description and the text of its pages, as search shows it.
document_texts = Table(
    "document_texts",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("document_id", TEXT, ForeignKey("documents.document_id"), nullable=False, unique=True),
    Column("text", TEXT, nullable=False),
)

#: What the pages of a document say of it, field by field, with where each stands.
page_descriptions = Table(
    "page_descriptions",
    metadata,
    Column("document_id", TEXT, ForeignKey("documents.document_id"), primary_key=True),
    Column("layout", TEXT, nullable=False),
    Column("fields", STORED, nullable=False),
)

#: What happened to archived records later; never changed, never taken back.
record_events = Table(
    "record_events",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("document_id", TEXT, ForeignKey("documents.document_id"), nullable=False, index=True),
    Column("event_type", short(32), nullable=False),
    Column("detail", short(16), nullable=False),
    Column("at", short(25), nullable=False),
    Column("person", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
    Column("agent", TEXT, nullable=False),
    Column("related_document", TEXT, nullable=False),
    Column("related_sha256", short(64), nullable=False),
)

#: What is true of the office as a whole: the id of its archive.
office_facts = Table(
    "office_facts",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("value", TEXT, nullable=False),
)

#: One act of recording each: everything it records stands or falls together. `at` never goes back.
changes = Table(
    "changes",
    metadata,
    Column("id", LARGE, primary_key=True, autoincrement=False),
    Column("at", short(25), nullable=False, index=True),
    Column("act", short(16), nullable=False),
    Column("person", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
    Column("import_id", LARGE, ForeignKey("register_imports.id")),
)

#: What was said of papers, documents and inventories (`sohoa.domain.two_times`); never changed,
#: never taken back. `true_from` is a day, empty for ever since.
facts = Table(
    "facts",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("kind", short(16), nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("said", STORED, nullable=False),
    Column("true_from", short(10), nullable=False),
    Column("change_id", LARGE, ForeignKey("changes.id"), nullable=False, index=True),
    Index("ix_facts_subject", "kind", "subject", "serial"),
)

#: Every question what the office holds of an owner, before it was answered; never changed. `day` is
#: that in Vietnam; `found` papers could be used again, `apart` others were told beside them.
lookups = Table(
    "lookups",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("at", short(25), nullable=False),
    Column("day", short(10), nullable=False),
    Column("person", TEXT, nullable=False),
    Column("purpose", TEXT, nullable=False),
    Column("locked", short(32), nullable=False),
    # The type that was asked for; empty for all.
    Column("record_type", TEXT, nullable=False),
    Column("found", LARGE, nullable=False),
    Column("apart", LARGE, nullable=False),
    # A year of them is counted without its rows, in the order in which the same stand together.
    Index("ix_lookups_questions", *_QUESTIONS),
)

#: Numbers that are given one after the other: name -> the next to be given.
counters = Table(
    "counters",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("next", LARGE, nullable=False),
)
