"""Feeds SQLite's FTS5 with the two forms of a text.

The search tables keep no text of their own (`content=''`); their rowid is the serial of what they
index.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from sohoa.catalogue.letters import exact_form, folded_form
from sohoa.catalogue.parts import WRITTEN, in_parts
from sohoa.catalogue.search_table import SearchTable


def add(connection: Connection, table: SearchTable, texts: Iterable[tuple[int, str]]) -> None:
    """Index texts by their serial, which must be new to the table."""
    insert = f"INSERT INTO {table} (rowid, exact, folded) VALUES (?, ?, ?)"  # noqa: S608 - the table is one of ours
    rows = ((serial, exact_form(content), folded_form(content)) for serial, content in texts)
    for some in in_parts(rows, WRITTEN):
        connection.exec_driver_sql(insert, some)


def remove(connection: Connection, table: SearchTable, serial: int, content: str) -> None:
    """Take a text out of the index again; `content` must be what was indexed."""
    delete = f"INSERT INTO {table} ({table}, rowid, exact, folded) VALUES ('delete', ?, ?, ?)"  # noqa: S608 - the table is one of ours
    connection.exec_driver_sql(delete, (serial, exact_form(content), folded_form(content)))


def change(
    connection: Connection, table: SearchTable, serial: int, *, before: str, after: str
) -> None:
    """Index a text as it is now; `before` must be what was indexed."""
    remove(connection, table, serial, before)
    add(connection, table, [(serial, after)])
