"""Search in an SQLite catalogue: FTS5 (`search_index` feeds it).

A word that thousands of records have tells none of them from the others, and reckoning how often
it stands where costs more than finding it. So the hits are ranked by the rarer words of a query
alone; of a query of common words only, the newest come first. Of more hits than are looked at, the
newest are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sohoa.catalogue.database import LOOKED_AT, Phrase
from sohoa.catalogue.search_table import SearchTable

_NEWEST = "SELECT rowid FROM {table} WHERE {table} MATCH :every ORDER BY rowid DESC LIMIT :most"
_RANKED = """SELECT rowid FROM {table} WHERE {table} MATCH :rare AND rowid IN ({newest})
    ORDER BY rank, rowid DESC"""
_COUNTED = """SELECT count(*) FROM (
    SELECT 1 FROM {table} WHERE {table} MATCH :every LIMIT :most)"""


def best_hits(
    connection: sqlite3.Connection, table: SearchTable, phrases: Sequence[Phrase]
) -> list[int]:
    """Give the serials of what has all phrases, the best first: at most `LOOKED_AT`."""
    written = [_written(phrase) for phrase in phrases]
    rare = [
        phrase
        for phrase in written
        if _count(connection, table, [phrase], most=LOOKED_AT + 1) <= LOOKED_AT
    ]
    newest = _NEWEST.format(table=table)
    sql = _RANKED.format(table=table, newest=newest) if rare else newest
    asked = {
        "every": " AND ".join(written),
        "most": LOOKED_AT,
        **({"rare": " AND ".join(rare)} if rare else {}),
    }
    return [serial for (serial,) in connection.execute(sql, asked)]


def _count(
    connection: sqlite3.Connection, table: SearchTable, written: Sequence[str], *, most: int
) -> int:
    """Count what has all phrases, up to a number."""
    asked = {"every": " AND ".join(written), "most": most}
    found = connection.execute(_COUNTED.format(table=table), asked).fetchone()
    return int(found[0])


def _written(phrase: Phrase) -> str:
    """Write a phrase for FTS5; what a person typed is never its syntax: only words are in it.

    >>> _written(Phrase(("giay", "phep"), is_exact=False))
    'folded : "giay phep"'
    """
    return f'{"exact" if phrase.is_exact else "folded"} : "{" ".join(phrase.words)}"'
