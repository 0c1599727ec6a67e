"""Which paper a document is: what is asked, what was decided, and the state of what is asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sohoa.catalogue.column_types import LARGE, STORED, TEXT, short

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BEFORE = (
    "state IN ('in_progress', 'archived', 'quarantined', 'set_aside', 'arriving', 'contested', "
    "'replaced', 'withdrawn')"
)
_STATES = (
    "state IN ('in_progress', 'archived', 'quarantined', 'set_aside', 'arriving', 'contested', "
    "'asked', 'replaced', 'withdrawn')"
)
_WAITING = "state IN ('arriving', 'contested', 'asked')"


def upgrade() -> None:
    """Make the tables; nothing was asked or decided before."""
    op.create_table(
        "paper_questions",
        sa.Column("document_id", TEXT, sa.ForeignKey("documents.document_id"), primary_key=True),
        sa.Column("outcome", short(16), nullable=False),
        sa.Column("papers", STORED, nullable=False),
        sa.Column("version", short(16), nullable=False),
        sa.Column("asked_at", short(25), nullable=False),
        sa.Column("shown_at", short(25)),
        sa.Column("shown_to", TEXT, nullable=False, server_default=""),
    )
    op.create_table(
        "paper_decisions",
        sa.Column("serial", LARGE, nullable=False, autoincrement=False),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("record_id", short(16), nullable=False),
        sa.Column("content_sha256", short(64), nullable=False),
        sa.Column("decided_by", short(16), nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("decided_at", short(25), nullable=False),
        sa.Column("seen", short(16), nullable=False),
        sa.Column("seconds", sa.Integer),
        sa.PrimaryKeyConstraint("serial", name="pk_paper_decisions"),
    )
    op.create_index("ix_paper_decisions_document_id", "paper_decisions", ["document_id"])
    op.drop_index("ix_documents_waiting", "documents")
    op.create_index(
        "ix_documents_waiting",
        "documents",
        ["state"],
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_documents_state", "documents", type_="check")
        op.create_check_constraint("ck_documents_state", "documents", _STATES)
    else:
        _widen_check_of_sqlite()


def _widen_check_of_sqlite() -> None:
    """Change the rule where SQLite keeps it, as revision 0006 does: no row is touched.

    (https://sqlite.org/lang_altertable.html, section 7: widening a CHECK.)
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
