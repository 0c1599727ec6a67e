"""The first catalogue: register, documents, reservations, texts and search."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ARCHIVED = sa.text("state = 'archived'")
_ARCHIVED_RECORD = sa.text("state = 'archived' AND record_id IS NOT NULL")


def upgrade() -> None:
    """Make all tables, those of the search too."""
    _register()
    _documents()
    _archive()
    for name in ("document_search", "register_search"):
        op.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5("
            "exact, folded, content='', tokenize=\"unicode61 remove_diacritics 0\")"
        )


def _register() -> None:
    op.create_table(
        "register_imports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("unused", sa.JSON, nullable=False),
        sa.Column("legacy_encoding", sa.String(16), nullable=False),
        sa.Column("imported_at", sa.String(25), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_imports"),
        sa.UniqueConstraint("sha256", name="uq_register_imports_sha256"),
    )
    op.create_table(
        "register_records",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("record_id", sa.String(16), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("record_type", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("number_key", sa.Text, nullable=False),
        sa.Column("formed", sa.String(10), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("sheets", sa.Integer),
        sa.Column("validity", sa.String(16), nullable=False),
        sa.Column("valid_until", sa.String(10)),
        sa.Column("exclusion", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_register_records"),
        sa.UniqueConstraint("record_id", name="uq_register_records_record_id"),
        sa.UniqueConstraint("key", name="uq_register_records_key"),
    )
    op.create_index("ix_register_records_number_key", "register_records", ["number_key"])
    _register_rows()


def _register_rows() -> None:
    outcomes = "outcome IN ('accepted', 'duplicate', 'error', 'corrected', 'subtotal')"
    op.create_table(
        "register_rows",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False),
        sa.Column("row_number", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("cells", sa.JSON, nullable=False),
        sa.Column("problems", sa.JSON, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("record_id", sa.String(16)),
        sa.Column("replaced_by", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_register_rows"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_imports.id"], name="fk_register_rows_import_id"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["register_records.record_id"], name="fk_register_rows_record_id"
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["register_rows.id"], name="fk_register_rows_replaced_by"
        ),
        sa.UniqueConstraint(
            "import_id", "sheet", "row_number", name="uq_register_rows_import_id_sheet_row_number"
        ),
        sa.CheckConstraint(outcomes, name=op.f("ck_register_rows_outcome")),
    )
    op.create_index("ix_register_rows_record_id", "register_rows", ["record_id"])


def _documents() -> None:
    states = "state IN ('in_progress', 'archived', 'quarantined', 'set_aside')"
    op.create_table(
        "documents",
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("batch", sa.Text, nullable=False),
        sa.Column("phase", sa.Integer),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("source_name", sa.Text, nullable=False),
        sa.Column("source_paths", sa.JSON, nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("reason_code", sa.String(32), nullable=False),
        sa.Column("reason_details", sa.JSON, nullable=False),
        sa.Column("record_id", sa.String(16)),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("number_key", sa.Text, nullable=False),
        sa.Column("formed", sa.String(10), nullable=False),
        sa.Column("record_type", sa.Text, nullable=False),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("sheets", sa.Integer),
        sa.Column("page_count", sa.Integer),
        sa.Column("confidence", sa.Float),
        *_place_in_archive(),
        sa.Column("withdrawn_at", sa.String(25)),
        sa.Column("updated_at", sa.String(25), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name="pk_documents"),
        sa.ForeignKeyConstraint(
            ["record_id"], ["register_records.record_id"], name="fk_documents_record_id"
        ),
        sa.UniqueConstraint("archive_path", name="uq_documents_archive_path"),
        sa.CheckConstraint(states, name=op.f("ck_documents_state")),
    )
    for column in ("batch", "number_key", "archive_name"):
        op.create_index(f"ix_documents_{column}", "documents", [column])


def _place_in_archive() -> list[sa.Column[Any]]:
    return [
        sa.Column("file_code", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer),
        sa.Column("archive_path", sa.Text),
        sa.Column("archive_name", sa.Text),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.Integer),
        sa.Column("kept_original", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("signatures", sa.JSON, nullable=False),
        sa.Column("archived_at", sa.String(25)),
    ]


def _archive() -> None:
    op.create_index(
        "uq_documents_archived_content",
        "documents",
        ["content_sha256"],
        unique=True,
        sqlite_where=_ARCHIVED,
        postgresql_where=_ARCHIVED,
    )
    op.create_index(
        "uq_documents_archived_record",
        "documents",
        ["record_id"],
        unique=True,
        sqlite_where=_ARCHIVED_RECORD,
        postgresql_where=_ARCHIVED_RECORD,
    )
    op.create_table(
        "reservations",
        sa.Column("file_code", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("file_code", "ordinal", name="pk_reservations"),
        sa.UniqueConstraint(
            "document_id", "file_code", name="uq_reservations_document_id_file_code"
        ),
    )
    op.create_index("ix_reservations_document_id", "reservations", ["document_id"])
    op.create_table(
        "document_texts",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_document_texts"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.document_id"], name="fk_document_texts_document_id"
        ),
        sa.UniqueConstraint("document_id", name="uq_document_texts_document_id"),
    )
