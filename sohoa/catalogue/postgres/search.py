"""Search in a PostgreSQL catalogue: words, and pairs that stand together, in a GIN index.

Not its own text search: that finds no phrase behind the 256th time a word stands in a text, or
behind the 16,383rd word, and says nothing of it (its manual, 12.11). Each text is a row of its
words in both forms, as they are (`=điều`) and folded (`dieu`), and of all pairs (`dieu 1`). A
phrase of two words is a pair; of more words, all its pairs, in a text in which they stand one
behind the other.

Ranked as SQLite's FTS5 ranks (BM25, k1 = 1.2, b = 0.75), by the rarer words alone: see there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import psycopg

from sohoa.catalogue.database import LOOKED_AT, Hits, Narrowed, Phrase
from sohoa.catalogue.postgres.entries import EXACT, FOLDED, cut, pairs_of, together
from sohoa.catalogue.postgres.translation import all_storable, as_psycopg
from sohoa.catalogue.search_table import SearchTable

_K1, _B = 1.2, 0.75
#: Words of a usual text; FTS5 takes the mean, which would cost reading all.
_USUAL_LENGTH = 400
#: Words beside each other that the index knows.
_PAIR = 2

# An expression: the index of serials would lead through rows that lack the words.
_FIRST = """SELECT s.serial FROM {table} s {joined} WHERE s.words @> :every{phrases}{narrowed}
    ORDER BY s.serial + 0 DESC LIMIT :most"""
_COUNTED = """SELECT count(*) FROM (
    SELECT 1 FROM {table} s WHERE s.words @> :every{phrases} LIMIT :most) AS found"""
_HAVING = """SELECT s.serial FROM {table} s
    WHERE s.serial = ANY(:serials) AND s.words @> :every{phrases}"""
#: Of each of the newest: how often each of the rare words stands in it, and how long it is.
_TIMES = """SELECT serial, length, ARRAY(
        SELECT coalesce(times[array_position(often, word)], 1)
        FROM unnest(%(asked)s::text[]) WITH ORDINALITY AS a (word, place) ORDER BY place)
    FROM {table} WHERE serial = ANY(%(serials)s)"""
_IN_ALL = "SELECT coalesce(max(next), 1) FROM counters WHERE name = 'text'"

_Connection = psycopg.Connection[tuple[Any, ...]]


def best_hits(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed
) -> Hits:
    """As `ReadDatabase.best_hits`."""
    with connection.transaction():
        # To look into each row for its words costs more than it is taken for: the index knows.
        connection.execute("SET LOCAL enable_seqscan = off")
        found = _ranked(connection, table, phrases, narrowed)
    return Hits(found, is_all=len(found) <= LOOKED_AT)


def having(
    connection: _Connection,
    table: SearchTable,
    phrases: Sequence[Phrase],
    serials: Sequence[int],
    *,
    most: int,
) -> list[int]:
    """As `ReadDatabase.having`."""
    condition, asked = _having(phrases)
    sql = as_psycopg(_HAVING.format(table=table, phrases=condition))
    rows = connection.execute(sql, {**asked, "serials": list(serials)})
    found = {serial for (serial,) in rows}
    return [serial for serial in serials if serial in found][:most]


def _ranked(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed
) -> list[int]:
    first = _first(connection, table, phrases, narrowed)
    if len(first) < _PAIR:
        return first
    rare = dict[str, int]()
    for phrase in phrases:
        count = _count(connection, table, phrase)
        if count <= LOOKED_AT:
            rare[_words_of(phrase)[0]] = count
    if not rare:
        return first
    found = connection.execute(
        _TIMES.format(table=table), {"asked": list(rare), "serials": first}
    ).fetchall()
    in_all = connection.execute(_IN_ALL).fetchone()
    weights = [_weight(count, in_all[0] if in_all else 1) for count in rare.values()]
    scores = {serial: _score(times, length, weights) for serial, length, times in found}
    return sorted(first, key=lambda serial: (-scores.get(serial, 0.0), -serial))


def _first(
    connection: _Connection, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed
) -> list[int]:
    condition, asked = _having(phrases)
    sql = _FIRST.format(
        table=table,
        joined=f"CROSS JOIN {narrowed.joined}" if narrowed.joined else "",
        phrases=condition,
        narrowed=narrowed.condition.format(serial="s.serial", within="s.serial"),
    )
    asked = {**narrowed.parameters, **asked, "most": LOOKED_AT + 1}
    rows = connection.execute(as_psycopg(sql), {**all_storable(asked), "every": asked["every"]})
    return [serial for (serial,) in rows]


def _count(connection: _Connection, table: SearchTable, phrase: Phrase) -> int:
    condition, asked = _having([phrase])
    sql = _COUNTED.format(table=table, phrases=condition)
    found = connection.execute(as_psycopg(sql), {**asked, "most": LOOKED_AT + 1}).fetchone()
    return int(found[0]) if found else 0


def _having(phrases: Sequence[Phrase]) -> tuple[str, dict[str, object]]:
    """The condition that long phrases stand in a text, and all that is asked of the index."""
    conditions, asked = list[str](), dict[str, object]()
    for number, phrase in enumerate(phrases):
        if len(phrase.words) > _PAIR:
            form = "exact" if phrase.is_exact else "folded"
            conditions.append(f" AND strpos(s.{form}, :phrase_{number}) > 0")
            asked[f"phrase_{number}"] = together(cut(phrase.words))
    every = [entry for one in phrases for entry in _entries(one)]
    return "".join(conditions), {**asked, "every": every}


def _weight(count: int, in_all: int) -> float:
    return max(1e-6, math.log((in_all - count + 0.5) / (count + 0.5))) if in_all > count else 1e-6


def _score(times: Sequence[int], length: int, weights: Sequence[float]) -> float:
    of_length = _K1 * (1 - _B + _B * length / _USUAL_LENGTH)
    return sum(
        weight * time * (_K1 + 1) / (time + of_length)
        for time, weight in zip(times, weights, strict=True)
    )


def _entries(phrase: Phrase) -> list[str]:
    """What a text must have in the index to have a phrase.

    >>> _entries(Phrase(("giay", "phep"), is_exact=False))
    ['giay phep']
    """
    words = cut(phrase.words)
    mark = EXACT if phrase.is_exact else FOLDED
    return list(pairs_of(mark, words)) or _words_of(phrase)


def _words_of(phrase: Phrase) -> list[str]:
    mark = EXACT if phrase.is_exact else FOLDED
    return [f"{mark}{word}" for word in cut(phrase.words)]
