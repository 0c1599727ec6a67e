"""Goes through the index of words for a search, from the texts that were entered last on."""
# ruff: noqa: S608 - the tables are ours

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import groupby, islice
from operator import and_
from typing import Any

import psycopg

from sohoa.catalogue.database import Phrase
from sohoa.catalogue.postgres.entries import entries_of
from sohoa.catalogue.postgres.packed_words import part_of, texts_with
from sohoa.catalogue.postgres.stretches import LONGEST, SIZES, Stretch, last_first
from sohoa.catalogue.search_table import SearchTable

#: Where the last stretch of each size ends; nothing, if there is none.
_END = "SELECT " + ", ".join(
    f"(SELECT max(first) + {size} FROM {{0}}_words WHERE size = {size})" for size in SIZES
)
#: Each row is found by its key: between two stretches lie all parts of those between them.
_ROWS = """SELECT w.first, w.part, w.content
    FROM generate_series(%(lowest)s::bigint, %(highest)s::bigint, %(size)s::bigint) AS g (first)
    CROSS JOIN LATERAL (SELECT * FROM {0}_words AS o
        WHERE o.size = %(size)s AND o.first = g.first AND o.part = ANY(%(parts)s::int[])
        OFFSET 0) AS w"""


class WordsWalk:
    """The texts that have some phrases, as far as entries tell.

    Attributes:
        counts: How many texts have each phrase, of those that were gone through so far.
    """

    def __init__(
        self,
        connection: psycopg.Connection[tuple[Any, ...]],
        table: SearchTable,
        phrases: Sequence[Phrase],
    ) -> None:
        self.table, self.phrases = table, phrases
        self.counts = [0] * len(phrases)
        self._connection = connection
        self._entries = [entries_of(phrase) for phrase in phrases]

    def serials(self) -> Iterator[list[int]]:
        """The serials of what has all phrases, the last first, of one stretch after the other."""
        self.counts = [0] * len(self.phrases)
        for some in self._together():
            rows = self._rows(some)
            for stretch in some:
                having = [self._having(rows, stretch, entries) for entries in self._entries]
                self.counts = [
                    count + bits.bit_count()
                    for count, bits in zip(self.counts, having, strict=True)
                ]
                if every := reduce(and_, having):
                    yield _downwards(every, stretch.first)

    def count(self, most: int) -> list[int]:
        """How many texts have each phrase; of all more than so many, no more are looked for."""
        for _serials in self.serials():
            if min(self.counts) > most:
                break
        return self.counts

    def _together(self) -> Iterator[list[Stretch]]:
        """Stretches of one length that are asked for at once: of long ones, more each time."""
        found = self._connection.execute(_END.format(self.table)).fetchone() or ()
        end = max((one for one in found if one is not None), default=0)
        for size, same in groupby(last_first(end), key=lambda one: one.size):
            some = 1 if size == LONGEST else LONGEST
            while together := list(islice(same, some)):
                yield together
                some *= 2

    def _rows(self, some: list[Stretch]) -> dict[tuple[int, int], bytes]:
        entries = {entry for of_phrase in self._entries for entry in of_phrase}
        asked = {
            "lowest": some[-1].first,
            "highest": some[0].first,
            "size": some[0].size,
            "parts": sorted({part_of(entry, some[0]) for entry in entries}),
        }
        rows = self._connection.execute(_ROWS.format(self.table), asked, binary=True)
        return {(first, part): content for first, part, content in rows}

    @staticmethod
    def _having(
        rows: dict[tuple[int, int], bytes], stretch: Stretch, entries: Sequence[int]
    ) -> int:
        """The places of what has all entries of a phrase, as bits of a number."""
        every = -1
        for entry in entries:
            content = rows.get((stretch.first, part_of(entry, stretch)))
            every &= texts_with(content, entry) if content else 0
            if not every:
                break
        return every


def _downwards(bits: int, first: int) -> list[int]:
    """The numbers for which bits stand, the largest first.

    >>> _downwards(0b101, 32)
    [34, 32]
    """
    shown = f"{bits:b}"
    highest = first + len(shown) - 1
    return [highest - at for at, bit in enumerate(shown) if bit == "1"]
