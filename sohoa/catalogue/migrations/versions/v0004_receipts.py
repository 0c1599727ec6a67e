"""Receipts: their digest, which form of the file stands in the archive, and how long it proves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; records archived before have no receipt yet."""
    op.add_column(
        "documents",
        sa.Column("receipt_sha256", sa.String(64), nullable=False, server_default=""),
    )
    op.add_column(
        "documents", sa.Column("generation", sa.Integer, nullable=False, server_default="1")
    )
    op.add_column("documents", sa.Column("provable_until", sa.String(25)))
