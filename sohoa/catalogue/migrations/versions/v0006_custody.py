"""Custody: records that were replaced or withdrawn, who decided it, and the archive's own id."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BEFORE = "state IN ('in_progress', 'archived', 'quarantined', 'set_aside')"
_STATES = (
    "state IN ('in_progress', 'archived', 'quarantined', 'set_aside', 'arriving', 'contested', "
    "'replaced', 'withdrawn')"
)
_RARE = (
    ("ix_documents_retired_content", "content_sha256", "retired_at IS NOT NULL"),
    ("ix_documents_due_trail", "document_id", "trail_kept = 0"),
    ("ix_documents_waiting", "state", "state IN ('arriving', 'contested')"),
)


def upgrade() -> None:
    """Add columns and tables, and let the state be one of the new ones too."""
    for column in _columns():
        op.add_column("documents", column)
    for name, of, rule in _RARE:
        where = sa.text(rule)
        op.create_index(name, "documents", [of], sqlite_where=where, postgresql_where=where)
    _decisions()
    _record_events()
    op.create_table(
        "office_facts",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_office_facts"),
    )
    _widen_check_of_sqlite()


def _columns() -> list[sa.Column[Any]]:
    return [
        _text("predecessor_id", sa.Text()),
        _text("successor_id", sa.Text()),
        sa.Column("retired_at", sa.String(25)),
        _text("retired_by", sa.Text()),
        _text("retired_reason", sa.Text()),
        _text("events_sha256", sa.String(64)),
        sa.Column("trail_kept", sa.Integer, nullable=False, server_default="1"),
        sa.Column("digitized_since", sa.String(25)),
    ]


def _text(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default="")


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("successor_id", sa.Text, nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_at", sa.String(25), nullable=False),
        sa.Column("closed_at", sa.String(25)),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_decisions"),
    )
    for column in ("document_id", "successor_id"):
        op.create_index(f"ix_decisions_{column}", "decisions", [column])


def _record_events() -> None:
    op.create_table(
        "record_events",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("event_type", sa.String(32), nullable=False),
        sa.Column("detail", sa.String(16), nullable=False),
        sa.Column("at", sa.String(25), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("related_document", sa.Text, nullable=False),
        sa.Column("related_sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_record_events"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.document_id"], name="fk_record_events_document_id"
        ),
    )
    op.create_index("ix_record_events_document_id", "record_events", ["document_id"])


def _widen_check_of_sqlite() -> None:
    """Change the rule where SQLite keeps it: no row is touched, whatever columns there are.

    A table cannot be made anew here: others refer to it, and references cannot be switched off
    inside a transaction. Widening a CHECK is what SQLite's documentation allows this way
    (https://sqlite.org/lang_altertable.html, section 7).
    """
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) "
        "WHERE type = 'table' AND name = 'documents'",
        (_BEFORE, _STATES),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
    made = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE name = 'documents'"
    ).scalar_one()
    if _STATES not in made:
        raise RuntimeError("the states of a document could not be widened")
