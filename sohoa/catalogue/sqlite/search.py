"""Search in an SQLite catalogue: FTS5 (`search_index` feeds it).

A word that thousands of records have tells none of them from the others, and reckoning how often
it stands where costs more than finding it. So the hits are ranked by the rarer words of a query
alone; of a query of common words only, the newest come first. Of more hits than are looked at, the
newest are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sohoa.catalogue.database import LOOKED_AT, Narrowed, Phrase
from sohoa.catalogue.search_table import SearchTable

_FIRST = """SELECT s.rowid FROM {table} s {joined} WHERE {table} MATCH :every{narrowed}
    ORDER BY {order} LIMIT :most"""
#: FTS5 would look for all words anew for each serial of a list; it goes through a stretch once.
_IN_ONE_WALK = "s.rowid BETWEEN :lowest AND :highest AND s.rowid + 0"
_RANKED = """SELECT rowid FROM {table} WHERE {table} MATCH :rare AND rowid IN ({first})
    ORDER BY rank, rowid DESC"""
_COUNTED = """SELECT count(*) FROM (
    SELECT 1 FROM {table} WHERE {table} MATCH :every LIMIT :most)"""


def best_hits(
    connection: sqlite3.Connection,
    table: SearchTable,
    phrases: Sequence[Phrase],
    narrowed: Narrowed,
) -> list[int]:
    """As `ReadDatabase.best_hits`."""
    written = [_written(phrase) for phrase in phrases]
    first = _FIRST.format(
        table=table,
        joined=f"CROSS JOIN {narrowed.joined}" if narrowed.joined else "",
        narrowed=narrowed.condition.format(serial="s.rowid", within=_IN_ONE_WALK),
        order=narrowed.order.format(serial="s.rowid") or "s.rowid DESC",
    )
    asked = {**narrowed.parameters, "every": " AND ".join(written), "most": LOOKED_AT + 1}
    rare = [] if narrowed.order else [one for one in written if _is_rare(connection, table, one)]
    sql = _RANKED.format(table=table, first=first) if rare else first
    if rare:
        asked["rare"] = " AND ".join(rare)
    return [serial for (serial,) in connection.execute(sql, asked)]


def _is_rare(connection: sqlite3.Connection, table: SearchTable, written: str) -> bool:
    """Say whether so few have a phrase that it tells them from the others."""
    asked = {"every": written, "most": LOOKED_AT + 1}
    found = connection.execute(_COUNTED.format(table=table), asked).fetchone()
    return int(found[0]) <= LOOKED_AT


def _written(phrase: Phrase) -> str:
    """Write a phrase for FTS5; what a person typed is never its syntax: only words are in it.

    >>> _written(Phrase(("giay", "phep"), is_exact=False))
    'folded : "giay phep"'
    """
    return f'{"exact" if phrase.is_exact else "folded"} : "{" ".join(phrase.words)}"'
