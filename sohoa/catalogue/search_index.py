"""The writing side of search: each database has an index of its own for the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from sohoa.catalogue.postgres import search_index as postgres
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.sqlite import search_index as sqlite

_INDEXES = {"sqlite": sqlite, "postgresql": postgres}


def add_to_search(
    connection: Connection, table: SearchTable, texts: Mapping[int, str] | Iterable[tuple[int, str]]
) -> None:
    """Index texts by their serial, which must be new to the table."""
    pairs = texts.items() if isinstance(texts, Mapping) else texts
    _INDEXES[connection.dialect.name].add(connection, table, pairs)


def remove_from_search(
    connection: Connection, table: SearchTable, serial: int, content: str
) -> None:
    """Take a text out of the index again; `content` must be what was indexed."""
    _INDEXES[connection.dialect.name].remove(connection, table, serial, content)


def change_in_search(
    connection: Connection, table: SearchTable, serial: int, *, before: str, after: str
) -> None:
    """Index a text as it is now; `before` must be what was indexed."""
    index = _INDEXES[connection.dialect.name]
    index.change(connection, table, serial, before=before, after=after)
