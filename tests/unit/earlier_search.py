"""How the index of words of a server looked before it held numbers (0015), and stretches (0018)."""

from __future__ import annotations

from sqlalchemy import Connection


def with_words(connection: Connection) -> None:
    """Give it columns of words again, as 0012 to 0014 knew them, empty."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("document_search", "register_search"):
        for statement in (
            f"DROP TABLE {table}_words",
            f"ALTER TABLE {table} DROP COLUMN often,"
            " ADD COLUMN words text[] NOT NULL DEFAULT '{}',"
            " ADD COLUMN often text[] NOT NULL DEFAULT '{}'",
            f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)",
        ):
            connection.exec_driver_sql(statement)


def with_entries(connection: Connection) -> None:
    """Give it numbers under a GIN index again, as 0015 and 0016 knew them; the entries are lost."""
    if connection.dialect.name != "postgresql":
        return
    for table in ("document_search", "register_search"):
        for statement in (
            f"DROP TABLE {table}_words",
            f"ALTER TABLE {table} ADD COLUMN entries bigint[] NOT NULL DEFAULT '{{}}'",
            f"CREATE INDEX ix_{table}_words ON {table} USING gin (entries)",
        ):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0017'")
