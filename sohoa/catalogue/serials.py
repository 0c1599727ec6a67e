"""Numbers of rows that are counted on: by the primary key's index, whatever the table holds."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select


def next_serial(connection: Connection, table: Table) -> int:
    """The number after the last one of a table."""
    return 1 + int(connection.execute(select(func.max(table.c.serial))).scalar() or 0)
