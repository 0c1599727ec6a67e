"""A million records: indexes, who signed, and which records their manifest does not list yet."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FEW = (
    (
        "ix_documents_bare_number",
        "number_key",
        "number_key > '' AND length(formed) = 10 AND number_key NOT GLOB '*[^0-9]*'",
    ),
    ("ix_documents_unlisted", "file_code", "is_listed = 0"),
    (
        "ix_documents_before_formed",
        "document_id",
        "formed > substr(datetime(archived_at, '+7 hours'), 1, 10)",
    ),
    (
        "ix_documents_findings",
        "findings",
        "findings <> '[]' AND withdrawn_at IS NULL AND retired_at IS NULL",
    ),
)
_ORDERED = {
    "ix_documents_listed": ("batch", "source_name", "document_id"),
    "ix_documents_state": ("state", "batch", "source_name", "document_id"),
    "ix_documents_content_sha256": ("content_sha256",),
    "ix_documents_record_id": ("record_id",),
    "ix_documents_sha256": ("sha256",),
    "ix_documents_file_unit": ("file_code", "archive_name"),
    "ix_documents_archived_at": ("archived_at",),
    "ix_documents_signers": ("signers",),
}


def upgrade() -> None:
    """Add columns and indexes; the manifests of what was archived before list it."""
    op.add_column("documents", sa.Column("signers", sa.Text, nullable=False, server_default=""))
    op.add_column(
        "documents", sa.Column("is_listed", sa.Integer, nullable=False, server_default="1")
    )
    _tell_signers()
    for name in ("ix_documents_batch", "ix_documents_retired_content"):
        op.drop_index(name, "documents")
    for name, of, rule in _FEW:
        where = sa.text(rule)
        op.create_index(name, "documents", [of], sqlite_where=where, postgresql_where=where)
    for name, columns in _ORDERED.items():
        op.create_index(name, "documents", list(columns))


def _tell_signers() -> None:
    """Say of every archived record who signed it, from its signatures."""
    connection = op.get_bind()
    stored = connection.execute(
        sa.text("SELECT document_id, signatures FROM documents WHERE archive_path IS NOT NULL")
    ).all()
    told = [
        {
            "of": document_id,
            "signers": json.dumps(
                sorted(
                    {(one.get("field_name", ""), one.get("signer", "")) for one in json.loads(held)}
                ),
                ensure_ascii=False,
                separators=(",", ":"),
            ),
        }
        for document_id, held in stored
    ]
    if told:
        statement = "UPDATE documents SET signers = :signers WHERE document_id = :of"
        connection.execute(sa.text(statement), told)
