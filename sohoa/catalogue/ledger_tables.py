"""The tables of the ledger, and of what the office as a whole did that its numbers rest on."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from sohoa.catalogue.column_types import LARGE, STORED, TEXT, short
from sohoa.catalogue.schema_metadata import metadata

#: What happened to no single record: the plan or settings changed, a report was issued, the archive
#: was verified. Never changed, never taken back. `said` has no personal words.
office_events = Table(
    "office_events",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("kind", short(16), nullable=False, index=True),
    Column("at", short(25), nullable=False),
    Column("said", STORED, nullable=False),
    Column("person", TEXT, nullable=False),
)

#: The ledger (`sohoa.ledger`): an entry for each row of the tables that are only added to, from
#: position 0 without gaps; `body` is what was hashed. `salt` is that of what the body only seals.
ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("position", LARGE, primary_key=True, autoincrement=False),
    Column("source", short(32), nullable=False),
    Column("key", LARGE, nullable=False),
    Column("salt", short(32), nullable=False),
    Column("body", TEXT, nullable=False),
    Index("ix_ledger_entries_row", "source", "key"),
)

#: The roots of the tree's full subtrees by their heights: its size, and all that adding needs.
ledger_peaks = Table(
    "ledger_peaks",
    metadata,
    Column("height", Integer, primary_key=True, autoincrement=False),
    Column("digest", short(64), nullable=False),
)

#: What the catalogue says of archived documents beside their facts, each time it changed: a digest
#: of all of it (`sohoa.ledger.document_seal`). Only `salt` is ever taken back, with the words.
document_seals = Table(
    "document_seals",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("document_id", TEXT, nullable=False),
    Column("at", short(25), nullable=False),
    Column("salt", short(32), nullable=False),
    Column("digest", short(64), nullable=False),
    Column("marks", TEXT, nullable=False),
    Index("ix_document_seals_document", "document_id", "serial"),
)
