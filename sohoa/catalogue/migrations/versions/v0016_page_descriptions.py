"""What the pages of documents say of them, field by field."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sohoa.catalogue.column_types import STORED, TEXT

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was archived before has no entry."""
    op.create_table(
        "page_descriptions",
        sa.Column("document_id", TEXT, sa.ForeignKey("documents.document_id"), primary_key=True),
        sa.Column("layout", TEXT, nullable=False),
        sa.Column("fields", STORED, nullable=False),
    )
