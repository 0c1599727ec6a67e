"""What an office's own pages teach: which syllables follow one another in its papers.

Nothing is kept but pairs of syllables and how often each was read, and only of pairs that stand in
several documents: no text, no number and no name can be put together from them again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sohoa.domain.batons import PageText, Word
from sohoa.ocr.page import is_read_twice
from sohoa.ocr.syllable_model import Pairs, tokens

#: Words of this confidence that both readers saw alike are right 997 times in a thousand.
_SURE = 95.0
#: A pair has to stand in so many documents: fewer would be about one case, not about the office.
FEWEST_DOCUMENTS = 5


class PairTally:
    """Counts pairs over documents."""

    def __init__(self) -> None:
        self.documents = 0
        self.pages = 0
        self._times: Pairs = Counter()
        self._documents: Pairs = Counter()

    def add(self, texts: Sequence[PageText]) -> None:
        """Count what the pages of one more document say beyond doubt."""
        own: Pairs = Counter()
        for text in texts:
            for run in sure_runs(text):
                own.update(pairwise(tokens(run)))
        self.documents += 1
        self.pages += len(texts)
        self._times.update(own)
        self._documents.update(own.keys())

    def common(self, *, fewest_documents: int = FEWEST_DOCUMENTS) -> Pairs:
        """The pairs that stand in enough documents, and how often each was read."""
        return Counter(
            {
                pair: self._times[pair]
                for pair, documents in self._documents.items()
                if documents >= fewest_documents
            }
        )


def sure_runs(text: PageText) -> Iterator[str]:
    """Neighbours on a line that two readers saw alike and were sure of; none on other pages."""
    if not is_read_twice(text):
        return
    for line in text.lines:
        yield from _runs(line.words)


def _runs(words: Iterable[Word]) -> Iterator[str]:
    run: list[str] = []
    for word in words:
        if word.confidence >= _SURE and not word.readings:
            run.append(word.text)
            continue
        yield " ".join(run)
        run = []
    yield " ".join(run)
