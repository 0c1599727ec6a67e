"""Inserts many rows of a table in little memory: a register has a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert

T = TypeVar("T")
_AT_ONCE = 5_000


def insert_many(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows that name the same columns; they are asked for as they are needed."""
    for some in in_parts(rows):
        connection.execute(insert(table), some)


def in_parts(values: Iterable[T]) -> Iterator[list[T]]:
    """Give values in lists of a few thousand."""
    waiting = iter(values)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some
