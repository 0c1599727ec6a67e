"""How the index of words of a server looked before it held numbers (0015)."""

from __future__ import annotations

from sqlalchemy import Connection


def with_words(connection: Connection) -> None:
    """Give it columns of words again, as 0012 to 0014 knew them, empty."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("document_search", "register_search"):
        for statement in (
            f"DROP INDEX ix_{table}_words",
            f"ALTER TABLE {table} DROP COLUMN entries, DROP COLUMN often,"
            " ADD COLUMN words text[] NOT NULL DEFAULT '{}',"
            " ADD COLUMN often text[] NOT NULL DEFAULT '{}'",
            f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)",
        ):
            connection.exec_driver_sql(statement)
