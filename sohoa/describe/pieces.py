"""A page's lines as pieces: words of one line that stand in one column, with where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from sohoa.domain.head_layout import COLUMN_GAP, parted, space_between, word_height
from sohoa.domain.stage_results import PageText, Word
from sohoa.domain.vietnamese import fold, squeeze

#: What stands above the head of every paper: of an authority of the state, and of the Party.
NATIONAL_TITLES = (
    "cong hoa xa hoi chu nghia viet nam",
    "dang cong san viet nam",
)
#: As alike as a title that was read with slips.
LIKE_TITLE = 80.0
#: Of so many words it is at most: it has eight, and one may be parted.
_LONGEST_TITLE = 10
_TITLE_BEGINS = frozenset(title[0] for title in NATIONAL_TITLES)
_LEAST_CAPITALS = 0.8


@dataclass(frozen=True)
class Piece:
    """Words of one line in one column."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words joined by single spaces."""
        return squeeze(" ".join(word.text for word in self.words))

    @cached_property
    def bare(self) -> str:
        """The same without marks and capitals."""
        return fold(self.text)

    @property
    def left(self) -> int:
        """Left edge, in pixels."""
        return self.words[0].left

    @property
    def right(self) -> int:
        """Right edge, in pixels."""
        return self.words[-1].left + self.words[-1].width

    @property
    def middle(self) -> float:
        """The middle between the edges, in pixels."""
        return (self.left + self.right) / 2

    @cached_property
    def top(self) -> int:
        """Upper edge of the words, in pixels: the median one, as marks reach higher."""
        tops = sorted(word.top for word in self.words)
        return tops[len(tops) // 2]

    @cached_property
    def height(self) -> int:
        """Median height of the words, in pixels."""
        return word_height(self.words)

    @property
    def bottom(self) -> int:
        """Lower edge of the words, in pixels."""
        return self.top + self.height

    @cached_property
    def is_capitals(self) -> bool:
        """True if it is written in capitals, as names of bodies and titles are."""
        letters = [letter for letter in self.text if letter.isalpha()]
        capitals = sum(map(str.isupper, letters))
        return bool(letters) and capitals >= _LEAST_CAPITALS * len(letters)

    @cached_property
    def is_national_title(self) -> bool:
        """True if it is the first line of the national title, or the Party's."""
        return like_national_title(self.bare) >= LIKE_TITLE


def like_national_title(bare: str) -> float:
    """Say how far a bare text is a national title, 0 to 100."""
    return max(fuzz.ratio(title, bare) for title in NATIONAL_TITLES)


def pieces_of(page: PageText) -> tuple[Piece, ...]:
    """Part the lines of a page into pieces, from top to bottom and left to right."""
    lines = (line.words for line in page.lines if line.words)
    pieces = [Piece(words) for line in lines for words in _parted(line)]
    return tuple(sorted(pieces, key=lambda piece: (piece.top + piece.height / 2, piece.left)))


def _parted(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Part at wide gaps, and before a national title however near it stands."""
    gap = COLUMN_GAP * word_height(words)
    for piece in parted(words, lambda before, word: space_between(before[-1], word) > gap):
        place = _title_begins(piece)
        if place:
            yield piece[:place]
        yield piece[place:]


def _title_begins(words: Sequence[Word]) -> int:
    """Give the place at which a national title begins that ends a line; 0 if none does."""
    first = max(0, len(words) - _LONGEST_TITLE)
    texts = [fold(word.text) for word in words[first:]]
    likeness = {
        first + place: like_national_title(" ".join(texts[place:]))
        for place in range(len(texts))
        if texts[place][:1] in _TITLE_BEGINS
    }
    best = max(likeness, key=lambda place: likeness[place], default=0)
    return best if likeness.get(best, 0.0) >= LIKE_TITLE else 0
