"""The newest of very many hits: what was formed last is looked at first, for its words.

Where all hits are at hand they are sorted; of common words they are too many for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sohoa.catalogue import search_queries as queries
from sohoa.catalogue.database import Phrase, ReadDatabase
from sohoa.catalogue.query_words import match_phrases
from sohoa.catalogue.rows import HitKind
from sohoa.catalogue.search_keys import Gathered, Key, KeyRow, newest_first
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.search_wanted import Wanted, dates_of
from sohoa.catalogue.search_words import Part, Words, by_words, keys_of

#: Texts that are looked at first; then twice as many each time, up to the most.
_FIRST, _MOST = 64, 8_192
#: What a table's texts are of, by day: the statement, and whose day it is.
_BY_DAY = {
    SearchTable.DOCUMENTS: ((queries.TEXTS_BY_DAY, "d"),),
    SearchTable.REGISTER: ((queries.DIGITIZED_BY_DAY, "d"), (queries.PAPERS_BY_DAY, "r")),
}


@dataclass(frozen=True, slots=True)
class Newest:
    """Looks for the hits that were formed last, for no more of them than are asked for."""

    database: ReadDatabase
    wanted: Wanted
    most: int

    def of(self, others: Iterable[Key], searched: Iterable[Words]) -> list[Key]:
        """Of those that were found otherwise, and of all that has some words."""
        found = Gathered()
        for key in others:
            found.add(key.kind, [key[1:]])
        for words in searched:
            for part in by_words(self.database, words, self.wanted):
                for rows in self._newest_of(part, words, found):
                    found.add(HitKind.DATE if words.dates else part.kind, rows)
        return newest_first(found.keys)[: self.most]

    def _newest_of(self, part: Part, words: Words, found: Gathered) -> Iterator[list[KeyRow]]:
        """All of a part, if it is at hand, or that of it which was formed last."""
        if part.hits.is_all:
            yield keys_of(self.database, part.table, part.hits.serials)
            return
        phrases = match_phrases(words.terms, part.kind)
        for sql, of in _BY_DAY[part.table]:
            formed, days = dates_of(f"{of}.formed", words.dates)
            wanted = self.wanted
            condition, asked = wanted.of_documents() if of == "d" else wanted.of_papers()
            statement = sql.format(formed + condition)
            since = {"since": self._since(found)}
            yield self._walked(part.table, phrases, statement, {**asked, **days, **since})

    def _since(self, found: Gathered) -> str:
        """The day before which nothing is shown any more."""
        newest = newest_first(found.keys)[: self.most]
        return newest[-1].formed if len(newest) == self.most else ""

    def _walked(
        self,
        table: SearchTable,
        phrases: list[Phrase],
        statement: str,
        asked: dict[str, object],
    ) -> list[KeyRow]:
        found, looked_at, some = list[KeyRow](), 0, _FIRST
        while len(found) < self.most:
            part = {"some": some, "looked_at": looked_at}
            rows = self.database.rows(statement, {**asked, **part})
            having = self.database.having(table, phrases, [serial for serial, *_key in rows])
            found += [row[1:] for row in rows if row[0] in having]
            if len(rows) < some:
                break
            looked_at, some = looked_at + some, min(2 * some, _MOST)
        return found[: self.most]
