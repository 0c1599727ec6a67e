"""What two databases say alike: conditions of indexes, the day of archiving, numbers counted on."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

from sohoa.domain.vietnam_time import day_of

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_CHANGED = (
    (
        "ix_documents_bare_number",
        "number_key",
        "number_key > '' AND length(formed) = 10 AND ltrim(number_key, '0123456789') = ''",
    ),
    ("ix_documents_before_formed", "document_id", "formed > archived_on"),
)
_COUNTED = (
    ("import", "register_imports", "id"),
    ("change", "changes", "id"),
    ("fact", "facts", "serial"),
    ("text", "document_texts", "serial"),
    ("decision", "decisions", "serial"),
    ("event", "record_events", "serial"),
)


def upgrade() -> None:
    """Add the day, tell it of what is archived, and count on from what there is."""
    op.add_column("documents", sa.Column("archived_on", sa.String(10)))
    connection = op.get_bind()
    stored = connection.exec_driver_sql(
        "SELECT DISTINCT archived_at FROM documents WHERE archived_at IS NOT NULL"
    ).scalars()
    told = [
        {"at": at, "day": day_of(dt.datetime.fromisoformat(at)).isoformat()} for at in stored.all()
    ]
    if told:
        connection.execute(
            sa.text("UPDATE documents SET archived_on = :day WHERE archived_at = :at"), told
        )
    for name, column, rule in _CHANGED:
        op.drop_index(name, "documents")
        op.create_index(name, "documents", [column], sqlite_where=sa.text(rule))
    for name, table, column in _COUNTED:
        connection.exec_driver_sql(
            f"INSERT INTO counters (name, next) SELECT '{name}', 1 + max({column}) FROM {table}"  # noqa: S608 - from above
            f" HAVING max({column}) IS NOT NULL"
        )
    connection.exec_driver_sql(
        "INSERT INTO counters (name, next)"
        " SELECT 'place ' || file_code, 1 + max(ordinal) FROM reservations GROUP BY file_code"
    )
