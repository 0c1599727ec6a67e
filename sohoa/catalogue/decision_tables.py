"""The tables of what people are asked, and of what they decide."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from sohoa.catalogue.column_types import LARGE, STORED, TEXT, short
from sohoa.catalogue.schema_metadata import metadata

#: What is asked of a document that may be one paper or another: put, while its state is `asked`.
paper_questions = Table(
    "paper_questions",
    metadata,
    Column("document_id", TEXT, ForeignKey("documents.document_id"), primary_key=True),
    Column("outcome", short(16), nullable=False),
    Column("papers", STORED, nullable=False),
    Column("version", short(16), nullable=False),
    Column("asked_at", short(25), nullable=False),
    # To whom it was shown last, and when: how long a person needs is counted from there.
    Column("shown_at", short(25)),
    Column("shown_to", TEXT, nullable=False, server_default=""),
)

#: Every word on which paper a document is, before it is archived; the last one counts. Never
#: changed, never taken back. `record_id` is empty for none of the register.
paper_decisions = Table(
    "paper_decisions",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("document_id", TEXT, nullable=False, index=True),
    Column("record_id", short(16), nullable=False),
    # Of which scan: of other bytes it says nothing.
    Column("content_sha256", short(64), nullable=False),
    Column("decided_by", short(16), nullable=False),
    Column("person", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
    Column("decided_at", short(25), nullable=False),
    Column("seen", short(16), nullable=False),
    Column("seconds", Integer),
)

#: What a person has decided about an archived record; open until its successor is archived.
decisions = Table(
    "decisions",
    metadata,
    Column("serial", LARGE, primary_key=True, autoincrement=False),
    Column("document_id", TEXT, nullable=False, index=True),
    Column("successor_id", TEXT, nullable=False, index=True),
    Column("content_sha256", short(64), nullable=False),
    Column("person", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
    Column("decided_at", short(25), nullable=False),
    Column("closed_at", short(25)),
    Column("outcome", short(16), nullable=False),
)
