"""A register in memory, looked up and weighed as the catalogue's is: for `bench.matching`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from bench.registers import Rows
from sohoa.domain.identifiers import number_key
from sohoa.domain.register import RegisterRecord
from sohoa.matching.blocking import Wanted
from sohoa.matching.comparing import Comparing
from sohoa.matching.order import Standing
from sohoa.matching.weights import usual_weights
from sohoa.matching.words import WordCounts

#: The words of so many papers say how rare a word is.
_COUNTED = 5_000


class Index:
    """A register in memory, looked up as the catalogue looks it up."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._of_figures: defaultdict[str, list[str]] = defaultdict(list)
        self._of_day: defaultdict[str, list[str]] = defaultdict(list)
        self._ids, self._places = list(rows), {at: place for place, at in enumerate(rows)}
        for at, row in rows.items():
            self._of_figures[number_key(row.number).partition("/")[0]].append(at)
            self._of_day[row.formed.iso].append(at)

    def alike(self, asked: Sequence[Wanted]) -> Iterator[Mapping[str, RegisterRecord]]:
        """Give the papers that are worth comparing with each scan."""
        for one in asked:
            ids = [at for figures in one.figures for at in self._of_figures.get(figures, ())]
            of_year = [at for at in ids if self._rows[at].formed.year == one.year]
            ids = of_year or ids
            if one.day:
                ids += self._of_day.get(one.day, ())
            if one.record_id in self._rows:
                ids.append(one.record_id)
            yield {at: self._rows[at] for at in ids}

    def behind(self, record_id: str, count: int) -> Sequence[str]:
        """Give the next papers, in the order of the rows."""
        first = self._places[record_id] + 1
        return self._ids[first : first + count]

    def standing_in(self, _boxes: Collection[str]) -> Sequence[Standing]:
        """Nothing is known but what is asked."""
        return ()


def comparing_of(rows: Rows) -> Comparing:
    """Weigh by the usual weights, and by the words of a register."""
    every = max(1, len(rows) // _COUNTED)
    texts = (f"{row.subject} {row.owner}" for row in list(rows.values())[::every])
    return Comparing(usual_weights(), WordCounts(texts))
