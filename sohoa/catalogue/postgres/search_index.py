"""Feeds the index of words of a PostgreSQL catalogue; its tables stand here too (see `search`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, text

from sohoa.catalogue.letters import words_of
from sohoa.catalogue.postgres import copied_in
from sohoa.catalogue.postgres.entries import (
    INDEXED,
    cut,
    entries_in_order,
    marked_entries,
    together,
)
from sohoa.catalogue.search_table import SearchTable

#: Times of one word in one text that are told apart.
_MOST_TIMES = 999
COLUMNS = ("serial", "entries", "often", "times", "length", "exact", "folded")
#: What is long lies beside the table: a search goes through rows that it does not read. Numbers of
#: entries are not tried to be made shorter, nor counted how often each comes: no plan asks.
TABLES = tuple(
    statement
    for table in SearchTable
    for statement in (
        f"""CREATE TABLE {table} (serial bigint PRIMARY KEY, entries bigint[] NOT NULL,
        often bigint[] NOT NULL, times smallint[] NOT NULL, length integer NOT NULL,
        exact text COLLATE "C" NOT NULL, folded text COLLATE "C" NOT NULL)
        WITH (toast_tuple_target = 128)""",
        f"""ALTER TABLE {table}
        ALTER entries SET STORAGE EXTERNAL, ALTER often SET STORAGE EXTERNAL,
        ALTER entries SET STATISTICS 0, ALTER often SET STATISTICS 0""",
        f"CREATE INDEX ix_{table}_words ON {table} USING gin (({INDEXED.format(table)}))",
        f"ALTER INDEX ix_{table}_words ALTER 1 SET STATISTICS 0",
    )
)


def add(connection: Connection, table: SearchTable, texts: Iterable[tuple[int, str]]) -> None:
    """Index texts by their serial, which must be new to the table."""
    rows = (_row(serial, content) for serial, content in texts)
    copied_in.copy_fields(copied_in.cursor_of(connection), table, COLUMNS, rows)


def remove(connection: Connection, table: SearchTable, serial: int, content: str) -> None:
    """Take a text out of the index again."""
    del content
    connection.execute(text(f"DELETE FROM {table} WHERE serial = :serial"), {"serial": serial})  # noqa: S608 - the table is one of ours


def _row(serial: int, content: str) -> list[bytes]:
    """The row of a text: its entries, how often what stands there often does, all in order."""
    exact, folded = map(cut, words_of(content))
    entries, pairs = entries_in_order(folded)
    times = Counter([*marked_entries(exact), *entries])
    often = {entry: count for entry, count in times.items() if count > 1}
    return [
        copied_in.large(serial),
        copied_in.larges([*times, *pairs]),  # the index takes each once
        copied_in.larges(often),
        copied_in.smalls([min(count, _MOST_TIMES) for count in often.values()]),
        copied_in.integer(len(folded)),
        together(exact).encode(),
        together(folded).encode(),
    ]
