"""Makes of texts what is entered of them: their rows, and the entries of their words.

Many texts are made together, by numpy: word by word in Python it takes twice as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sohoa.catalogue.postgres import copied_in
from sohoa.catalogue.postgres.entries import marked_entry, numbers_of
from sohoa.catalogue.postgres.parted_texts import Parted, part, part_again

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


def all_of(every: Sequence[Entries]) -> Entries:
    """The entries of some texts and of others, as those of all."""
    import numpy as np  # noqa: PLC0415 - who writes no text does without it

    before = np.cumsum([0, *(len(some.serials) for some in every)])
    return Entries(
        [serial for some in every for serial in some.serials],
        np.concatenate(
            [some.texts + first for some, first in zip(every, before[:-1], strict=True)]
        ),
        np.concatenate([some.entries for some in every]),
    )


def made_of(texts: Sequence[tuple[int, str]]) -> tuple[Iterator[list[bytes]], Entries]:
    """The rows of texts in the order of `search_index.COLUMNS`, and their entries."""
    return _made([serial for serial, _text in texts], part([content for _serial, content in texts]))


def made_again(rows: Sequence[tuple[int, str, str]]) -> tuple[Iterator[list[bytes]], Entries]:
    """The same of what stands in rows: serial, exact words, folded ones."""
    parted = part_again((exact, folded) for _serial, exact, folded in rows)
    return _made([serial for serial, _exact, _folded in rows], parted)


def _made(serials: Sequence[int], parted: Parted) -> tuple[Iterator[list[bytes]], Entries]:
    import numpy as np  # noqa: PLC0415 - who writes no text does without it

    exact, folded = parted.exact, parted.folded
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
    lengths = np.bincount(folded.texts, minlength=len(serials))
    return _rows(serials, lengths.tolist(), parted.written, often), entries


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
    serials: Sequence[int],
    lengths: Sequence[int],
    written: Iterable[tuple[bytes, bytes]],
    often: _Often,
) -> Iterator[list[bytes]]:
    for text, (serial, length, (exact, folded)) in enumerate(
        zip(serials, lengths, written, strict=True)
    ):
        yield [
            copied_in.large(serial),
            *often.of(text),
            copied_in.integer(length),
            exact,
            folded,
        ]
