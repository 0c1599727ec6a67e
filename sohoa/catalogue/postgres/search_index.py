"""Feeds the index of words of a PostgreSQL catalogue; its tables stand here too (see `search`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

from sohoa.catalogue.letters import WORD, exact_form, folded_form
from sohoa.catalogue.postgres.entries import (
    EXACT,
    FOLDED,
    INDEXED,
    cut,
    is_marked,
    pairs_of,
    together,
)
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.writing_many import write_many

#: Times of one word in one text that are told apart.
_MOST_TIMES = 999
#: What is long lies beside the table: a search goes through rows that it does not read.
TABLES = tuple(
    f"""CREATE TABLE {table} (serial bigint PRIMARY KEY, words text[] COLLATE "C" NOT NULL,
    often text[] COLLATE "C" NOT NULL, times smallint[] NOT NULL, length integer NOT NULL,
    exact text COLLATE "C" NOT NULL DEFAULT '', folded text COLLATE "C" NOT NULL DEFAULT '')
    WITH (toast_tuple_target = 128)"""
    for table in SearchTable
) + tuple(
    f"CREATE INDEX ix_{table}_words ON {table} USING gin (({INDEXED.format(table)}))"
    for table in SearchTable
)
#: Lists go as texts, which the server parts: psycopg would write a thousand items one by one.
_INSERT = """INSERT INTO {0} (serial, words, often, times, length, exact, folded) VALUES (:serial,
    string_to_array(:words, chr(10)), string_to_array(:often, chr(10)),
    string_to_array(:times, chr(10))::smallint[], :length, :exact, :folded)"""


def add(connection: Connection, table: SearchTable, texts: Iterable[tuple[int, str]]) -> None:
    """Index texts by their serial, which must be new to the table."""
    rows = (_row(serial, content) for serial, content in texts)
    write_many(connection, text(_INSERT.format(table)), rows)


def remove(connection: Connection, table: SearchTable, serial: int, content: str) -> None:
    """Take a text out of the index again."""
    del content
    connection.execute(text(f"DELETE FROM {table} WHERE serial = :serial"), {"serial": serial})  # noqa: S608 - the table is one of ours


def _row(serial: int, content: str) -> dict[str, Any]:
    """The row of a text: its entries, how often what stands there often does, all in order."""
    exact = cut(WORD.findall(exact_form(content)))
    folded = cut(WORD.findall(folded_form(content)))
    times = Counter(f"{EXACT}{word}" for word in exact if is_marked(word))
    times.update(f"{FOLDED}{word}" for word in folded)
    often = {word: min(time, _MOST_TIMES) for word, time in times.items() if time > 1}
    return {
        "serial": serial,
        "words": "\n".join([*times, *dict.fromkeys(pairs_of(folded))]),
        "often": "\n".join(often),
        "times": "\n".join(map(str, often.values())),
        "length": len(folded),
        "exact": together(exact),
        "folded": together(folded),
    }
