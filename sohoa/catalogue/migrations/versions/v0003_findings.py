"""Findings: what a person may want to know of a document that went on all the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of documents noted before, no findings were kept."""
    column = sa.Column("findings", sa.JSON, nullable=False, server_default="[]")
    op.add_column("documents", column)
