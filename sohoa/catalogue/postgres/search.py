"""Search in a PostgreSQL catalogue: words, and pairs that stand together, in rows of our own.

Not its own text search: that finds no phrase behind the 256th time a word stands in a text, or
behind the 16,383rd word, and says nothing of it (its manual, 12.11). Nor a GIN index: it gives all
that has some words, and in no order, and entering a text cost it as much as all else together.
Words in both forms, as they are (`=điều`) and folded (`dieu`), and all folded pairs are numbers
(`entries`); which texts have them stands in rows, stretch by stretch (`stretches`). A phrase of two
folded words is a pair; any other has all its pairs, in a text in which its words stand one behind
the other.

Ranked as SQLite's FTS5 ranks (BM25, k1 = 1.2, b = 0.75), by the rarer words alone: see there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from sohoa.catalogue.database import ENOUGH, LOOKED_AT, Hits, Narrowed, Phrase
from sohoa.catalogue.postgres.entries import (
    cut,
    entry_of,
    is_told_by_entries,
    marked_entries,
    together,
)
from sohoa.catalogue.postgres.translation import all_storable, as_psycopg
from sohoa.catalogue.postgres.words_walk import WordsWalk
from sohoa.catalogue.search_table import SearchTable

_K1, _B = 1.2, 0.75
#: Words of a usual text; FTS5 takes the mean, which would cost reading all.
_USUAL_LENGTH = 400
#: One hit is the best.
_RANKS = 2
#: Texts with the words that are first looked at, then twice as many each time, for what else is
#: wanted of them; texts of a list at a time.
_FIRST, _TOGETHER = 4_096, 500
#: The index knows what is where: to look into each row for its words costs more than the server
#: takes it for, and to read whole tables for a join, or to compile the statement, more than it is.
_PLANNED = tuple(
    f"SET LOCAL {one} = off"
    for one in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
)
#: Of a search all is asked of one state: stretches become longer ones while others write.
_ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
#: Those of some texts that are what is wanted. Each is asked about for itself (`LIMIT`, `OFFSET`):
#: by what a server believes of conditions, it would join all of them with all documents.
_WANTED = """SELECT s.serial
    FROM (SELECT * FROM {table} WHERE serial = ANY(CAST(:some AS bigint[])) OFFSET 0) AS s
    CROSS JOIN LATERAL (SELECT 1 {joined} WHERE true{narrowed} LIMIT 1) AS w
    WHERE true{phrases}
    ORDER BY s.serial + 0 DESC LIMIT :most"""
#: The same where no words must be looked for in them: half of what it takes is to find the rows.
_TOLD = """SELECT {letter}.serial
    FROM (SELECT * FROM {told_by} WHERE serial = ANY(CAST(:some AS bigint[])) OFFSET 0) AS {letter}
    CROSS JOIN LATERAL (SELECT 1 FROM (SELECT) AS one {beside} WHERE true{narrowed} LIMIT 1) AS w
    ORDER BY {letter}.serial + 0 DESC LIMIT :most"""
_AMONG = """SELECT s.serial FROM {table} s {joined} WHERE true{phrases}{narrowed}"""
_HAVING = "SELECT s.serial FROM {table} s WHERE s.serial = ANY(:serials){phrases}"
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
    is_first = connection.info.transaction_status is TransactionStatus.IDLE
    with connection.transaction():
        for one in (_ONE_STATE, *_PLANNED) if is_first else _PLANNED:
            connection.execute(one)
        yield


def best_hits(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed
) -> Hits:
    """As `ReadDatabase.best_hits`."""
    words = WordsWalk(connection, table, phrases)
    if "within" in narrowed.parameters:
        found = _among_few(connection, table, phrases, narrowed)
    else:
        found = _newest(connection, words, narrowed)
    if not found.is_all or len(found.serials) < _RANKS:
        return found
    if "within" in narrowed.parameters:
        words.count(LOOKED_AT)
    return Hits(_ranked(connection, words, found.serials))


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


def _newest(connection: _Connection, words: WordsWalk, narrowed: Narrowed) -> Hits:
    """Look through the last texts, then through those before, until there are enough hits."""
    phrases = [one for one in words.phrases if not is_told_by_entries(one)]
    is_told = not phrases and not narrowed.condition
    found, waiting, some = list[int](), list[int](), _FIRST
    for serials in words.serials():
        waiting += serials
        if is_told:
            found, waiting = found + waiting, []
        elif len(found) >= ENOUGH:
            return Hits(found, is_all=False)
        while len(waiting) >= some and len(found) < ENOUGH:
            found += _wanted(connection, words.table, phrases, narrowed, waiting[:some])
            del waiting[:some]
            some *= 2
        if len(found) > LOOKED_AT or (len(found) >= ENOUGH and waiting):
            return Hits(found[: LOOKED_AT + 1], is_all=False)
    if waiting:
        found += _wanted(connection, words.table, phrases, narrowed, waiting)
    return Hits(found[: LOOKED_AT + 1], is_all=len(found) <= LOOKED_AT)


def _wanted(
    connection: _Connection,
    table: SearchTable,
    phrases: Sequence[Phrase],
    narrowed: Narrowed,
    some: Sequence[int],
) -> list[int]:
    """Those of some texts in which phrases stand, and that are what is wanted; the last first."""
    condition, asked = _standing(phrases)
    if narrowed.told_by and not phrases:
        sql = _told(narrowed)
    else:
        sql = _statement(_WANTED, table, condition, narrowed, joined="FROM")
    listed = f"{{{','.join(map(str, some))}}}"  # as one text: psycopg writes each item of a list
    asked |= all_storable(narrowed.parameters) | {"some": listed, "most": LOOKED_AT + 1}
    return [serial for (serial,) in connection.execute(sql, asked)]


def _told(narrowed: Narrowed) -> str:
    letter = narrowed.told_by.split()[-1]
    serial = f"{letter}.serial"
    return as_psycopg(
        _TOLD.format(
            letter=letter,
            told_by=narrowed.told_by,
            beside=narrowed.beside,
            narrowed=narrowed.condition.format(serial=serial, within=serial),
        )
    )


def _among_few(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed
) -> Hits:
    """Look into the texts among which all hits are, the last first."""
    condition, asked = _standing(phrases)
    sql = _statement(_AMONG, table, condition, narrowed, joined="CROSS JOIN")
    asked |= all_storable(narrowed.parameters)
    left = sorted(json.loads(str(narrowed.parameters["within"])), reverse=True)
    found = list[int]()
    while left and len(found) < ENOUGH:
        part = {"within": json.dumps(left[:_TOGETHER])}
        rows = connection.execute(sql, {**asked, **part})
        found += sorted((serial for (serial,) in rows), reverse=True)
        del left[:_TOGETHER]
    return Hits(found, is_all=not left)


def _statement(
    sql: str, table: SearchTable, phrases: str, narrowed: Narrowed, *, joined: str
) -> str:
    return as_psycopg(
        sql.format(
            table=table,
            joined=f"{joined} {narrowed.joined}" if narrowed.joined else "",
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


def _ranked(connection: _Connection, words: WordsWalk, found: list[int]) -> list[int]:
    """Hits by what they say of the rarer words, the newest first of those that say as much."""
    rare = {
        _first_word(phrase): count
        for phrase, count in zip(words.phrases, words.counts, strict=True)
        if count <= LOOKED_AT
    }
    if not rare:
        return found
    asked = {"asked": list(rare), "serials": found}
    rows = connection.execute(_TIMES.format(table=words.table), asked).fetchall()
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
