"""Which hits of a search come first, without reading them all.

A word that thousands of records have tells none of them from the others, and reckoning how often
it stands where costs more than finding it. So the hits are ranked by the rarer words of a query
alone; of a query of common words only, the newest come first. Of more hits than are looked at, the
newest are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sohoa.catalogue.search_table import SearchTable

#: So many of the newest hits are looked at; a word in more records than that is a common one.
LOOKED_AT = 2_000

_NEWEST = "SELECT rowid FROM {table} WHERE {table} MATCH :every ORDER BY rowid DESC LIMIT :most"
_RANKED = """SELECT rowid FROM {table} WHERE {table} MATCH :rare AND rowid IN ({newest})
    ORDER BY rank, rowid DESC"""
_COUNTED = """SELECT count(*) FROM (
    SELECT 1 FROM {table} WHERE {table} MATCH :every LIMIT :most)"""


def best_hits(
    connection: sqlite3.Connection, table: SearchTable, phrases: Sequence[str]
) -> list[int]:
    """Give the serials of what has all phrases, the best first: at most `LOOKED_AT`."""
    every = " AND ".join(phrases)
    rare = [
        phrase
        for phrase in phrases
        if count_hits(connection, table, [phrase], most=LOOKED_AT + 1) <= LOOKED_AT
    ]
    newest = _NEWEST.format(table=table)
    sql = _RANKED.format(table=table, newest=newest) if rare else newest
    asked = {"every": every, "most": LOOKED_AT, **({"rare": " AND ".join(rare)} if rare else {})}
    return [serial for (serial,) in connection.execute(sql, asked)]


def count_hits(
    connection: sqlite3.Connection, table: SearchTable, phrases: Sequence[str], *, most: int
) -> int:
    """Count what has all phrases, up to a number."""
    asked = {"every": " AND ".join(phrases), "most": most}
    found = connection.execute(_COUNTED.format(table=table), asked).fetchone()
    return int(found[0])
