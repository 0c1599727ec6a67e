"""Reading copies: digest and size of the PDF/A that lies beside a kept original."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was archived before has no such copy."""
    op.add_column(
        "documents",
        sa.Column("reading_sha256", sa.String(64), nullable=False, server_default=""),
    )
    op.add_column("documents", sa.Column("reading_bytes", sa.Integer))
