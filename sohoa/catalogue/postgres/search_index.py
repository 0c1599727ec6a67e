"""Feeds the index of words of a PostgreSQL catalogue; its tables stand here too (see `search`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, text

from sohoa.catalogue.letters import words_of
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.postgres import copied_in, word_rows
from sohoa.catalogue.postgres.entries import (
    cut,
    entries_in_order,
    marked_entries,
    together,
)
from sohoa.catalogue.search_table import SearchTable

#: Times of one word in one text that are told apart.
_MOST_TIMES = 999
#: Texts that are indexed together.
_TOGETHER = 4_096
COLUMNS = ("serial", "often", "times", "length", "exact", "folded")
#: What is long lies beside the table: a search goes through rows that it does not read. Rows of
#: words do not: they are what it reads. No plan asks how often a number comes.
TABLES = tuple(
    statement
    for table in SearchTable
    for statement in (
        f"""CREATE TABLE {table} (serial bigint PRIMARY KEY,
        often bigint[] NOT NULL, times smallint[] NOT NULL, length integer NOT NULL,
        exact text COLLATE "C" NOT NULL, folded text COLLATE "C" NOT NULL)
        WITH (toast_tuple_target = 128)""",
        f"ALTER TABLE {table} ALTER often SET STORAGE EXTERNAL, ALTER often SET STATISTICS 0",
        f"""CREATE TABLE {table}_words (size integer NOT NULL, first bigint NOT NULL,
        part integer NOT NULL, content bytea NOT NULL, PRIMARY KEY (size, first, part))
        WITH (toast_tuple_target = 8160)""",
        f"ALTER TABLE {table}_words ALTER content SET STORAGE EXTERNAL,"
        " ALTER content SET STATISTICS 0",
    )
)


def add(connection: Connection, table: SearchTable, texts: Iterable[tuple[int, str]]) -> None:
    """Index texts by their serial, which must be new to the table."""
    for some in in_parts(texts, _TOGETHER):
        entries = list[tuple[int, list[int]]]()
        rows = (_row(serial, content, entries) for serial, content in some)
        copied_in.copy_fields(copied_in.cursor_of(connection), table, COLUMNS, rows)
        word_rows.add_words(connection, table, entries)


def remove(connection: Connection, table: SearchTable, serial: int, content: str) -> None:
    """Take a text out of the index again."""
    connection.execute(text(f"DELETE FROM {table} WHERE serial = :serial"), {"serial": serial})  # noqa: S608 - the table is one of ours
    word_rows.change_words(connection, table, serial, gone=_entries(content))


def change(
    connection: Connection, table: SearchTable, serial: int, *, before: str, after: str
) -> None:
    """Index a text as it is now: of its words, those that came and went."""
    connection.execute(text(f"DELETE FROM {table} WHERE serial = :serial"), {"serial": serial})  # noqa: S608 - the table is one of ours
    entries = list[tuple[int, list[int]]]()
    row = _row(serial, after, entries)
    copied_in.copy_fields(copied_in.cursor_of(connection), table, COLUMNS, [row])
    was, now = _entries(before), set(entries[0][1])
    word_rows.change_words(connection, table, serial, added=now - was, gone=was - now)


def index_words(connection: Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Index the words of texts whose rows are there: serial, exact words, folded ones."""
    texts = [
        (serial, [*marked_entries(exact.split()), *chain(*entries_in_order(folded.split()))])
        for serial, exact, folded in rows
    ]
    word_rows.add_words(connection, SearchTable(table), texts)


def _entries(content: str) -> set[int]:
    entries = list[tuple[int, list[int]]]()
    _row(0, content, entries)
    return set(entries[0][1])


def _row(serial: int, content: str, entries: list[tuple[int, list[int]]]) -> list[bytes]:
    """The row of a text: how often what stands there often does, all in order; adds its entries."""
    exact, folded = map(cut, words_of(content))
    words, pairs = entries_in_order(folded)
    times = Counter([*marked_entries(exact), *words])
    entries.append((serial, [*times, *pairs]))  # the index takes each once
    often = {entry: count for entry, count in times.items() if count > 1}
    return [
        copied_in.large(serial),
        copied_in.larges(often),
        copied_in.smalls([min(count, _MOST_TIMES) for count in often.values()]),
        copied_in.integer(len(folded)),
        together(exact).encode(),
        together(folded).encode(),
    ]
