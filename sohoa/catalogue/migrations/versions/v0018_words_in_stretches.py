"""On a server the words of texts stand in rows of our own, by stretches of texts.

Made anew of the words in their order, which stand beside the table since 0012.
"""
# ruff: noqa: S608 - the statements are ours

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sohoa.catalogue.postgres import search_index
from sohoa.catalogue.search_table import SearchTable

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TOGETHER = 4_096


def upgrade() -> None:
    """Make the rows of words; the index of before goes."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for table in ("document_search", "register_search"):
        for statement in (
            f"DROP INDEX ix_{table}_words",
            f"ALTER TABLE {table} DROP COLUMN entries",
            f"CREATE TABLE {table}_words (size integer NOT NULL, first bigint NOT NULL,"
            " part integer NOT NULL, content bytea NOT NULL, PRIMARY KEY (size, first, part))"
            " WITH (toast_tuple_target = 8160)",
            f"ALTER TABLE {table}_words ALTER content SET STORAGE EXTERNAL,"
            " ALTER content SET STATISTICS 0",
        ):
            op.execute(statement)
        page = sa.text(
            f"SELECT serial, exact, folded FROM {table}"
            " WHERE serial > :after ORDER BY serial LIMIT :most"
        )
        after = -1
        while rows := connection.execute(page, {"after": after, "most": _TOGETHER}).all():
            search_index.index_again(connection, SearchTable(table), [tuple(row) for row in rows])
            after = rows[-1][0]
