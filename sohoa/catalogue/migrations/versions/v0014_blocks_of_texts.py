"""On a server the index of words knows which block of texts each is of; nothing else changes."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_INDEXED = "array_append(words, '#' || (serial / 2048)::text)"


def upgrade() -> None:
    """Make the index anew."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in ("document_search", "register_search"):
        op.execute(f"DROP INDEX ix_{table}_words")
        op.execute(f"CREATE INDEX ix_{table}_words ON {table} USING gin (({_INDEXED}))")
