"""Search in an SQLite catalogue: FTS5 (`search_index` feeds it).

A word that thousands of records have tells none of them from the others, and reckoning how often
it stands where costs more than finding it. So the hits are ranked by the rarer words of a query
alone; of a query of common words only, the newest come first. Of more hits than are looked at, the
newest are.

FTS5 goes through the texts that have all words in the order of their serials, 0.1 µs each; to join
the rows of one costs ten times that, and to ask whether one given text has them, a thousand times.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from sohoa.catalogue.asked import among, each_of
from sohoa.catalogue.database import ENOUGH, LOOKED_AT, Hits, Narrowed, Phrase
from sohoa.catalogue.search_table import SearchTable

#: Texts with the words that are gone through before it may be enough: joined, or from a list.
_JOINED, _LISTED = 10_000, 120_000
#: To ask about so many texts one by one costs as much as to go through all that have the words.
_MOST_ASKED = 250
_LAST = 2**63 - 1
#: One hit is the best.
_RANKS = 2

_FIRST = """SELECT s.rowid FROM {table} s {joined}
    WHERE {table} MATCH :every AND s.rowid BETWEEN :lowest AND :highest{narrowed}
    ORDER BY s.rowid DESC LIMIT :most"""
_NTH = """SELECT rowid FROM {table}
    WHERE {table} MATCH :every AND rowid BETWEEN :lowest AND :highest
    ORDER BY rowid DESC LIMIT 1 OFFSET :n"""
#: FTS5 would look for all words anew for each serial of a list; so it goes through a stretch once.
_IN_ONE_WALK = "s.rowid + 0"
_RANKED = """SELECT rowid FROM {table} WHERE {table} MATCH :rare AND rowid + 0 {among}
    ORDER BY rank, rowid DESC"""
_EACH = """SELECT s.rowid FROM {each} f CROSS JOIN {table} s
    WHERE {table} MATCH :every AND s.rowid = f.value ORDER BY f.key LIMIT :most"""
_EVERY = "SELECT rowid FROM {table} WHERE {table} MATCH :every ORDER BY rowid DESC"


def best_hits(
    connection: sqlite3.Connection,
    table: SearchTable,
    phrases: Sequence[Phrase],
    narrowed: Narrowed,
) -> Hits:
    """As `ReadDatabase.best_hits`."""
    written = [_written(phrase) for phrase in phrases]
    found = _newest(connection, table, " AND ".join(written), narrowed)
    if not found.is_all or len(found.serials) < _RANKS:
        return found
    rare = [one for one in written if not _is_common(connection, table, one, LOOKED_AT)]
    if not rare:
        return found
    asked = {"rare": " AND ".join(rare), "first": json.dumps(found.serials)}
    ranked = connection.execute(_RANKED.format(table=table, among=among("first")), asked)
    return Hits([serial for (serial,) in ranked])


class TextsWith:
    """Texts that have some phrases: what `ReadDatabase.having` asks.

    Some are asked about one by one. Where so few of these have the words that too many more would
    have to be asked about, all that have them are gone through, once for the whole search.
    """

    def __init__(
        self, connection: sqlite3.Connection, table: SearchTable, phrases: Sequence[Phrase]
    ) -> None:
        self._connection, self._table = connection, table
        self._every = " AND ".join(map(_written, phrases))
        self._asked = self._found = 0
        #: By its serial, whether a text has them: a byte each, however many do.
        self._all: bytearray | None = None

    def are_any(self) -> bool:
        """Say whether any text has them."""
        return _is_common(self._connection, self._table, self._every, 0)

    def among(self, serials: Sequence[int], *, most: int) -> list[int]:
        """As `sohoa.catalogue.database.Having`."""
        if not serials:
            return []
        if self._all is None and most * self._asked > _MOST_ASKED * max(self._found, 1):
            self._all = self._gone_through()
        if self._all is None:
            return self._asked_about(serials, most)
        known = len(self._all)
        return [one for one in serials if one < known and self._all[one]][:most]

    def _asked_about(self, serials: Sequence[int], most: int) -> list[int]:
        asked = {"every": self._every, "serials": json.dumps(serials), "most": most}
        sql = _EACH.format(table=self._table, each=each_of("serials"))
        found = [serial for (serial,) in self._connection.execute(sql, asked)]
        is_full = found and len(found) == most  # behind the last of them none was asked about
        self._asked += serials.index(found[-1]) + 1 if is_full else len(serials)
        self._found += len(found)
        return found

    def _gone_through(self) -> bytearray:
        every = bytearray()
        found = self._connection.execute(_EVERY.format(table=self._table), {"every": self._every})
        for (serial,) in found:  # the last first
            every = every or bytearray(serial + 1)
            every[serial] = 1
        return every


def _newest(
    connection: sqlite3.Connection, table: SearchTable, every: str, narrowed: Narrowed
) -> Hits:
    """Go through the texts with the words from the last one on, until there are enough hits."""
    first = _FIRST.format(
        table=table,
        joined=f"CROSS JOIN {narrowed.joined}" if narrowed.joined else "",
        narrowed=narrowed.condition.format(serial="s.rowid", within=_IN_ONE_WALK),
    )
    asked: dict[str, Any] = {"lowest": 0, "highest": _LAST, **narrowed.parameters, "every": every}
    some = _LISTED if "within" in asked else _JOINED
    found, lowest = list[int](), asked["lowest"]
    while True:
        end = _end(connection, table, {**asked, "n": some}) if narrowed.condition else lowest
        asked |= {"lowest": end, "most": LOOKED_AT + 1 - len(found)}
        found += [serial for (serial,) in connection.execute(first, asked)]
        if end == lowest or len(found) > LOOKED_AT:
            return Hits(found, is_all=len(found) <= LOOKED_AT)
        if len(found) >= ENOUGH:
            return Hits(found, is_all=False)
        asked |= {"lowest": lowest, "highest": end - 1}
        some *= 2


def _end(connection: sqlite3.Connection, table: SearchTable, asked: dict[str, Any]) -> int:
    """The last of so many texts that have all words, or the lowest where there are no more."""
    lowest: int = asked["lowest"]
    if asked["highest"] - lowest < asked["n"]:
        return lowest
    found = connection.execute(_NTH.format(table=table), asked).fetchone()
    return found[0] if found else lowest


def _is_common(connection: sqlite3.Connection, table: SearchTable, every: str, most: int) -> bool:
    """Say whether more texts than so many have all words."""
    asked = {"every": every, "lowest": 0, "highest": _LAST, "n": most}
    return connection.execute(_NTH.format(table=table), asked).fetchone() is not None


def _written(phrase: Phrase) -> str:
    """Write a phrase for FTS5; what a person typed is never its syntax: only words are in it.

    >>> _written(Phrase(("giay", "phep"), is_exact=False))
    'folded : "giay phep"'
    """
    return f'{"exact" if phrase.is_exact else "folded"} : "{" ".join(phrase.words)}"'
