"""Makes of texts what is entered of them: their rows, and the entries of their words.

Many texts are made together, by numpy: word by word in Python it takes twice as long.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sohoa.catalogue.letters import words_of
from sohoa.catalogue.postgres import copied_in
from sohoa.catalogue.postgres.entries import cut, marked_entry, numbers_of, together

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Times of one word in one text that are told apart.
_MOST_TIMES = 999
#: Behind a text's place in one number: that of a word among all words.
_WORD_BITS = 32
_WORD = (1 << _WORD_BITS) - 1


class Entries(NamedTuple):
    """What the index has of some texts, in any order and some of it twice.

    Attributes:
        serials: The texts.
        texts: Of each entry, the place of its text among them.
        entries: As `sohoa.catalogue.postgres.entries` makes them.
    """

    serials: Sequence[int]
    texts: NDArray[np.int64]
    entries: NDArray[np.int64]


class _Places(dict[str, int]):
    """Words by the order in which they came."""

    def __missing__(self, word: str) -> int:
        found = self[word] = len(self)
        return found


class _Form:
    """One form of some texts: words one after the other, by their places, and whose they are."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        import numpy as np  # noqa: PLC0415 - who writes no text does without it

        known, places, lengths = _Places(), array("q"), array("q")
        for words in texts:
            places.extend(map(known.__getitem__, words))
            lengths.append(len(words))
        self.words = list(known)
        self.places = np.array(places, dtype=np.int64)
        self.texts = np.repeat(np.arange(len(lengths)), np.array(lengths, dtype=np.int64))


def made_of(texts: Sequence[tuple[int, str]]) -> tuple[Iterator[list[bytes]], Entries]:
    """The rows of texts in the order of `search_index.COLUMNS`, and their entries."""
    forms = [words_of(content) for _serial, content in texts]
    return _made([serial for serial, _content in texts], forms)


def made_again(rows: Sequence[tuple[int, str, str]]) -> tuple[Iterator[list[bytes]], Entries]:
    """The same of what stands in rows: serial, exact words, folded ones."""
    forms = [(exact.split(), folded.split()) for _serial, exact, folded in rows]
    return _made([serial for serial, _exact, _folded in rows], forms)


def _made(
    serials: Sequence[int], forms: Sequence[tuple[list[str], list[str]]]
) -> tuple[Iterator[list[bytes]], Entries]:
    import numpy as np  # noqa: PLC0415 - as above

    exact, folded = (_Form(form[which] for form in forms) for which in range(2))
    if any(cut(form.words) is not form.words for form in (exact, folded)):  # rare, and seen here
        return _made(serials, [(cut(exact_words), cut(words)) for exact_words, words in forms])
    numbers = np.array(list(map(numbers_of, folded.words)), dtype=np.int64).reshape(-1, 3)
    marked = list(map(marked_entry, exact.words))
    is_marked = np.array([one is not None for one in marked], dtype=bool)[exact.places]
    alone = np.append(numbers[:, 0], np.array([one or 0 for one in marked], dtype=np.int64))
    # A word behind its text, of both forms: sorted, what stands often stands together.
    standing = np.append(
        folded.texts << _WORD_BITS | folded.places,
        (exact.texts << _WORD_BITS | (exact.places + len(numbers)))[is_marked],
    )
    standing.sort()
    firsts = np.flatnonzero(np.append(True, standing[1:] != standing[:-1])[: len(standing)])
    times = np.diff(np.append(firsts, len(standing)))
    texts, words = standing[firsts] >> _WORD_BITS, alone[standing[firsts] & _WORD]
    pairs = numbers[:, 1][folded.places[:-1]] ^ numbers[:, 2][folded.places[1:]]
    is_pair = folded.texts[:-1] == folded.texts[1:]
    entries = Entries(
        serials,
        np.append(texts, folded.texts[:-1][is_pair]),
        np.append(words, pairs[is_pair]),
    )
    often = _Often(texts[times > 1], words[times > 1], times[times > 1], len(serials))
    return _rows(serials, forms, often), entries


class _Often:
    """Of each text what stands there more than once, and how often: as fields of a row."""

    def __init__(
        self,
        texts: NDArray[np.int64],
        words: NDArray[np.int64],
        times: NDArray[np.int64],
        count: int,
    ) -> None:
        import numpy as np  # noqa: PLC0415 - as above

        self._ends = np.searchsorted(texts, np.arange(count + 1)).tolist()
        self._words = copied_in.large_items(words)
        self._times = copied_in.small_items(np.minimum(times, _MOST_TIMES))

    def of(self, text: int) -> list[bytes]:
        """The two fields of a text."""
        begin, end = self._ends[text : text + 2]
        return [
            copied_in.larges(self._words, begin, end),
            copied_in.smalls(self._times, begin, end),
        ]


def _rows(
    serials: Sequence[int], forms: Sequence[tuple[list[str], list[str]]], often: _Often
) -> Iterator[list[bytes]]:
    for text, (serial, (exact, folded)) in enumerate(zip(serials, forms, strict=True)):
        yield [
            copied_in.large(serial),
            *often.of(text),
            copied_in.integer(len(folded)),
            together(exact).encode(),
            together(folded).encode(),
        ]
