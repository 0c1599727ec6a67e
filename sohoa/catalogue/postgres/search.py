"""Search in a PostgreSQL catalogue: words, and pairs that stand together, in a GIN index.

Not its own text search: that finds no phrase behind the 256th time a word stands in a text, or
behind the 16,383rd word, and says nothing of it (its manual, 12.11). Each text is a row of its
words in both forms, as they are (`=điều`) and folded (`dieu`), and of all pairs (`dieu 1`), each
as a number (`entries`). A phrase of two folded words is a pair; any other has all its pairs, in a
text in which its words stand one behind the other.

GIN gives all that has some words, and in no order. So one goes from the last block of texts on
(`entries.BLOCK`), block by block, until there are enough hits; where the first blocks show that
few texts have the words, these are asked for at once: two hundred times as fast as 480 blocks.

Ranked as SQLite's FTS5 ranks (BM25, k1 = 1.2, b = 0.75), by the rarer words alone: see there.
"""
# ruff: noqa: S608 - the statements are ours; what comes from outside is always a parameter

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from sohoa.catalogue.database import ENOUGH, LOOKED_AT, Hits, Narrowed, Phrase
from sohoa.catalogue.postgres.entries import (
    BLOCK,
    BLOCK_ENTRY,
    INDEXED,
    cut,
    entries_of,
    entry_of,
    is_told_by_entries,
    marked_entries,
    together,
)
from sohoa.catalogue.postgres.translation import all_storable, as_psycopg
from sohoa.catalogue.search_table import SearchTable

_K1, _B = 1.2, 0.75
#: Words of a usual text; FTS5 takes the mean, which would cost reading all.
_USUAL_LENGTH = 400
#: One hit is the best.
_RANKS = 2
#: Blocks that are looked through first, then twice as many each time; texts of a list at a time.
_FIRST_BLOCKS, _TOGETHER = 2, 500
#: After so many blocks it is told whether few texts have the words: so many are few.
_TELLING, _FEW = 6, 2 * LOOKED_AT

#: The index knows what is where: to look into each row for its words costs more than the server
#: takes it for, and to read whole tables for a join, or to compile the statement, more than it is.
_PLANNED = tuple(
    f"SET LOCAL {one} = off"
    for one in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
)
#: `OFFSET 0`: the words are looked up in the index, never in rows to which a join leads.
_IN_BLOCKS = f"""SELECT s.serial
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS b (block)
    CROSS JOIN LATERAL (SELECT * FROM {{table}} AS o
        WHERE {INDEXED.format("o")} @> array_append(CAST(:every AS bigint[]),
            {BLOCK_ENTRY.format("b.block")}) OFFSET 0) AS s
    {{joined}} WHERE true{{phrases}}{{narrowed}}
    ORDER BY s.serial + 0 DESC LIMIT :most"""
_BEFORE = f"""SELECT s.serial
    FROM (SELECT * FROM {{table}} AS o
        WHERE {INDEXED.format("o")} @> CAST(:every AS bigint[]) OFFSET 0) AS s
    {{joined}} WHERE s.serial < :before{{phrases}}{{narrowed}}
    ORDER BY s.serial + 0 DESC LIMIT :most"""
_LAST_BLOCK = f"SELECT coalesce(max(serial), 0) / {BLOCK} FROM {{table}}"
_AMONG = """SELECT s.serial FROM {table} s {joined} WHERE true{phrases}{narrowed}"""
_HAVING = "SELECT s.serial FROM {table} s WHERE s.serial = ANY(:serials){phrases}"
_COUNTED = f"""SELECT count(*) FROM (
    SELECT 1 FROM {{table}} AS o
    WHERE {INDEXED.format("o")} @> CAST(:every AS bigint[]) LIMIT :most) AS found"""
#: Of each of the newest: how often each of the rare words stands in it, and how long it is. What
#: lies beside the table is fetched once, whatever the number of words (`|| '{}'`, `OFFSET 0`).
_TIMES = """SELECT serial, length, ARRAY(
        SELECT coalesce(t.times[array_position(t.often, entry)], 1)
        FROM unnest(%(asked)s::bigint[]) WITH ORDINALITY AS a (entry, place) ORDER BY place)
    FROM (SELECT serial, length, often || '{{}}'::bigint[] AS often,
            times || '{{}}'::smallint[] AS times
        FROM {table} WHERE serial = ANY(%(serials)s) OFFSET 0) AS t"""
_IN_ALL = "SELECT coalesce(max(next), 1) FROM counters WHERE name = 'text'"

_Connection = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def planned(connection: _Connection) -> Iterator[None]:
    """While it looks, the server plans as `_PLANNED` says."""
    with connection.transaction():
        for one in _PLANNED:
            connection.execute(one)
        yield


def best_hits(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed
) -> Hits:
    """As `ReadDatabase.best_hits`."""
    look = _among_few if "within" in narrowed.parameters else _in_blocks
    found = look(connection, table, phrases, narrowed)
    if not found.is_all or len(found.serials) < _RANKS:
        return found
    return Hits(_ranked(connection, table, phrases, found.serials))


def having(
    connection: _Connection,
    table: SearchTable,
    phrases: Sequence[Phrase],
    serials: Sequence[int],
    *,
    most: int,
) -> list[int]:
    """As `sohoa.catalogue.database.Having`."""
    condition, asked = _standing(phrases)
    sql = as_psycopg(_HAVING.format(table=table, phrases=condition))
    rows = connection.execute(sql, {**asked, "serials": list(serials)})
    found = {serial for (serial,) in rows}
    return [serial for serial in serials if serial in found][:most]


def _in_blocks(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed
) -> Hits:
    """Look through the last blocks, then through those before, until there are enough hits."""
    condition, asked = _standing([one for one in phrases if not is_told_by_entries(one)])
    sql = _statement(_IN_BLOCKS, table, condition, narrowed)
    every = list(dict.fromkeys(entry for one in phrases for entry in entries_of(one)))
    asked |= all_storable(narrowed.parameters) | {"every": every}
    is_narrowed = bool(condition or narrowed.condition)
    ((last,),) = connection.execute(_LAST_BLOCK.format(table=table))
    found, some, newest = list[int](), _FIRST_BLOCKS, last
    while True:
        first = max(0, last - some + 1)
        part = {"first": first, "last": last, "most": LOOKED_AT + 1 - len(found)}
        found += [serial for (serial,) in connection.execute(sql, {**asked, **part})]
        if first == 0 or len(found) > LOOKED_AT:
            return Hits(found, is_all=len(found) <= LOOKED_AT)
        if len(found) >= ENOUGH and is_narrowed:
            return Hits(found, is_all=False)
        seen = newest - first + 1
        if seen == _TELLING:
            having_words = len(found)
            if is_narrowed:
                having_words = _count_in(connection, table, every, first, newest)
            if having_words * first <= _FEW * seen:
                before = _statement(_BEFORE, table, condition, narrowed)
                part = {"before": first * BLOCK, "most": LOOKED_AT + 1 - len(found)}
                found += [serial for (serial,) in connection.execute(before, {**asked, **part})]
                return Hits(found, is_all=len(found) <= LOOKED_AT)
        last, some = first - 1, 2 * some


def _count_in(
    connection: _Connection, table: SearchTable, every: list[int], first: int, last: int
) -> int:
    """How many texts of some blocks have the words, whatever else is wanted."""
    sql = _statement(_IN_BLOCKS, table, "", Narrowed())
    part = {"every": every, "first": first, "last": last, "most": LOOKED_AT + 1}
    return len(connection.execute(sql, part).fetchall())


def _among_few(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed
) -> Hits:
    """Look into the texts among which all hits are, the last first."""
    condition, asked = _standing(phrases)
    sql = _statement(_AMONG, table, condition, narrowed)
    asked |= all_storable(narrowed.parameters)
    left = sorted(json.loads(str(narrowed.parameters["within"])), reverse=True)
    found = list[int]()
    while left and len(found) < ENOUGH:
        part = {"within": json.dumps(left[:_TOGETHER])}
        rows = connection.execute(sql, {**asked, **part})
        found += sorted((serial for (serial,) in rows), reverse=True)
        del left[:_TOGETHER]
    return Hits(found, is_all=not left)


def _statement(sql: str, table: SearchTable, phrases: str, narrowed: Narrowed) -> str:
    return as_psycopg(
        sql.format(
            table=table,
            joined=f"CROSS JOIN {narrowed.joined}" if narrowed.joined else "",
            phrases=phrases,
            narrowed=narrowed.condition.format(serial="s.serial", within="s.serial"),
        )
    )


def _standing(phrases: Sequence[Phrase]) -> tuple[str, dict[str, Any]]:
    """The condition that the words of phrases stand in a text as they stand in them."""
    conditions, asked = list[str](), dict[str, Any]()
    for number, phrase in enumerate(phrases):
        form = "exact" if phrase.is_exact else "folded"
        conditions.append(f" AND strpos(s.{form}, :phrase_{number}) > 0")
        asked[f"phrase_{number}"] = together(cut([*phrase.words]))
    return "".join(conditions), asked


def _ranked(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], found: list[int]
) -> list[int]:
    """Hits by what they say of the rarer words, the newest first of those that say as much."""
    rare = dict[int, int]()
    for phrase in phrases:
        asked = {"every": entries_of(phrase), "most": LOOKED_AT + 1}
        sql = as_psycopg(_COUNTED.format(table=table))
        ((count,),) = connection.execute(sql, asked)
        if count <= LOOKED_AT:
            rare[_first_word(phrase)] = count
    if not rare:
        return found
    asked = {"asked": list(rare), "serials": found}
    rows = connection.execute(_TIMES.format(table=table), asked).fetchall()
    in_all = connection.execute(_IN_ALL).fetchone()
    weights = [_weight(count, in_all[0] if in_all else 1) for count in rare.values()]
    scores = {serial: _score(times, length, weights) for serial, length, times in rows}
    return sorted(found, key=lambda serial: (-scores.get(serial, 0.0), -serial))


def _first_word(phrase: Phrase) -> int:
    """The entry by which it is counted how often a phrase stands in a text."""
    (word,) = cut([*phrase.words[:1]])
    marked = marked_entries([word]) if phrase.is_exact else []
    return marked[0] if marked else entry_of(word)


def _weight(count: int, in_all: int) -> float:
    return max(1e-6, math.log((in_all - count + 0.5) / (count + 0.5))) if in_all > count else 1e-6


def _score(times: Sequence[int], length: int, weights: Sequence[float]) -> float:
    of_length = _K1 * (1 - _B + _B * length / _USUAL_LENGTH)
    return sum(
        weight * time * (_K1 + 1) / (time + of_length)
        for time, weight in zip(times, weights, strict=True)
    )
