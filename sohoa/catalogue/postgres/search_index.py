"""Feeds the index of words of a PostgreSQL catalogue; its tables stand here too (see `search`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import SmallInteger, Text

from sohoa.catalogue.letters import WORD, exact_form, folded_form
from sohoa.catalogue.postgres.entries import EXACT, FOLDED, cut, pairs_of, together
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
) + tuple(f"CREATE INDEX ix_{table}_words ON {table} USING gin (words)" for table in SearchTable)


def add(connection: Connection, table: SearchTable, texts: Iterable[tuple[int, str]]) -> None:
    """Index texts by their serial, which must be new to the table."""
    insert = text(
        f"INSERT INTO {table} (serial, words, often, times, length, exact, folded)"  # noqa: S608 - the table is one of ours
        " VALUES (:serial, :words, :often, :times, :length, :exact, :folded)"
    ).bindparams(
        bindparam("words", type_=ARRAY(Text)),
        bindparam("often", type_=ARRAY(Text)),
        bindparam("times", type_=ARRAY(SmallInteger)),
    )
    write_many(connection, insert, (_row(serial, content) for serial, content in texts))


def remove(connection: Connection, table: SearchTable, serial: int, content: str) -> None:
    """Take a text out of the index again."""
    del content
    connection.execute(text(f"DELETE FROM {table} WHERE serial = :serial"), {"serial": serial})  # noqa: S608 - the table is one of ours


def _row(serial: int, content: str) -> dict[str, Any]:
    """The row of a text: words and pairs, how often what stands there often does, all in order."""
    words, pairs, length = Counter[str](), dict[str, None](), 0
    in_order = dict[str, str]()
    for mark, form in ((EXACT, exact_form(content)), (FOLDED, folded_form(content))):
        found = cut(WORD.findall(form))
        words.update(f"{mark}{word}" for word in found)
        pairs.update(dict.fromkeys(pairs_of(mark, found)))
        length = len(found)
        in_order[mark] = together(found)
    often = {word: min(time, _MOST_TIMES) for word, time in words.items() if time > 1}
    return {
        "serial": serial,
        "words": [*words, *pairs],
        "often": list(often),
        "times": list(often.values()),
        "length": length,
        "exact": in_order[EXACT],
        "folded": in_order[FOLDED],
    }
