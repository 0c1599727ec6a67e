"""Facts apart: what page, list and register say, born digital, and the last verification."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FULL_DATE = "number_key <> '' AND length(formed) = 10"


def upgrade() -> None:
    """Add the columns; of documents noted before, only what all sources came to is known."""
    for name in ("page_says", "list_says", "register_says"):
        op.add_column("documents", sa.Column(name, sa.JSON, nullable=False, server_default="{}"))
    born_digital = sa.Boolean(create_constraint=False)
    op.add_column(
        "documents", sa.Column("born_digital", born_digital, nullable=False, server_default="0")
    )
    op.add_column("documents", sa.Column("proof_checked_at", sa.String(25)))
    op.add_column(
        "documents", sa.Column("proof_problem", sa.Text, nullable=False, server_default="")
    )
    op.create_index(
        "ix_documents_same_paper",
        "documents",
        ["number_key", "formed"],
        sqlite_where=sa.text(_FULL_DATE),
        postgresql_where=sa.text(_FULL_DATE),
    )
