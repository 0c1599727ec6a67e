"""Search by words: as they were typed, then without their marks; in documents, then in papers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import NamedTuple

from sohoa.catalogue import search_queries as queries
from sohoa.catalogue.database import Hits, Phrase, ReadDatabase
from sohoa.catalogue.query_words import Term, match_phrases
from sohoa.catalogue.rows import HitKind
from sohoa.catalogue.search_keys import KeyRow
from sohoa.catalogue.search_leads import few_texts
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.search_wanted import Wanted
from sohoa.domain.partial_date import PartialDate


class Part(NamedTuple):
    """Words that must all be in a text of one table, compared in one way.

    Attributes:
        dates: Days of which it must be, if there are any.
    """

    terms: list[Term]
    dates: tuple[PartialDate, ...]
    compared: HitKind
    table: SearchTable

    @property
    def kind(self) -> HitKind:
        """What its hits are."""
        return HitKind.DATE if self.dates else self.compared

    @property
    def phrases(self) -> list[Phrase]:
        """What a text must have."""
        return match_phrases(self.terms, self.compared)


def parts_of(terms: list[Term], dates: tuple[PartialDate, ...] = ()) -> list[Part]:
    """What is looked for one after the other; words are compared first as they were typed."""
    kinds = [HitKind.FOLDED] if terms else []
    if any(term.is_marked for term in terms):
        kinds.insert(0, HitKind.EXACT)
    return [Part(terms, dates, kind, table) for kind in kinds for table in SearchTable]


@dataclass(slots=True)
class WordSearch:
    """Looks for words in what is wanted."""

    database: ReadDatabase
    wanted: Wanted
    _left: dict[tuple[SearchTable, bool], list[int] | None] = field(default_factory=dict)

    def hits(self, part: Part) -> Hits:
        """What has the words and was not found before, if it could be told from all others."""
        table, dates = part.table, part.dates
        place = table, bool(dates)
        if place not in self._left:
            self._left[place] = few_texts(self.database, table, self.wanted, dates)
        within = self._left[place]
        if within == []:
            return Hits([])
        narrowed = self.wanted.narrowed(table, dates, within)
        hits = self.database.best_hits(table, part.phrases, narrowed)
        if within is not None:
            self._left[place] = sorted(set(within).difference(hits.serials))
        return hits

    def keys(self, table: SearchTable, serials: list[int]) -> list[KeyRow]:
        """What texts are of, in their order."""
        if not serials:
            return []
        return self.database.rows(queries.BY_SERIAL[table], {"serials": json.dumps(serials)})
