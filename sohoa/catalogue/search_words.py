"""Search by words: as they were typed, then without their marks; in documents, then in papers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from sohoa.catalogue import search_queries as queries
from sohoa.catalogue.database import Hits, ReadDatabase
from sohoa.catalogue.query_words import Term, match_phrases
from sohoa.catalogue.rows import HitKind
from sohoa.catalogue.search_keys import KeyRow
from sohoa.catalogue.search_leads import few_texts
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.search_wanted import Wanted
from sohoa.domain.dates import PartialDate


class Words(NamedTuple):
    """Words that must all be there, in what was formed on some days, if any are given."""

    terms: list[Term]
    dates: tuple[PartialDate, ...] = ()


class Part(NamedTuple):
    """What was found in one table by words compared in one way."""

    kind: HitKind
    table: SearchTable
    hits: Hits


def kinds_of(terms: list[Term]) -> tuple[HitKind, ...]:
    """How words are compared, first as they were typed."""
    if any(term.is_marked for term in terms):
        return HitKind.EXACT, HitKind.FOLDED
    return (HitKind.FOLDED,) if terms else ()


def by_words(database: ReadDatabase, words: Words, wanted: Wanted) -> Iterator[Part]:
    """What has the words, the best first; it is found when it is asked for."""
    left = dict[SearchTable, list[int] | None]()
    for kind in kinds_of(words.terms):
        for table in SearchTable:
            if table not in left:
                left[table] = few_texts(database, table, wanted, words.dates)
            within = left[table]
            hits = Hits([])
            if within != []:
                narrowed = wanted.narrowed(table, words.dates, within)
                hits = database.best_hits(table, match_phrases(words.terms, kind), narrowed)
            if within is not None:
                left[table] = sorted(set(within).difference(hits.serials))
            yield Part(kind, table, hits)


def keys_of(database: ReadDatabase, table: SearchTable, serials: list[int]) -> list[KeyRow]:
    """What texts are of, in their order."""
    if not serials:
        return []
    return database.rows(queries.BY_SERIAL[table], {"serials": json.dumps(serials)})
