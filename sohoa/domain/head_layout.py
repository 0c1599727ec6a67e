"""Where the parts of a paper's head stand, and how its lines are parted into columns.

Decree 30/2020/NĐ-CP, annex I: the issuing body, number and symbol in the left column; the national
title, and place and day, in the right one; the type of the paper below both. Places are shares of
the page's height or width, gaps are in heights of a word (the median of its line).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from sohoa.domain.stage_results import Word

#: The whole head with the title, if no line that cites a basis ends it before.
HEAD_ENDS = 0.55
#: Number line and date line, where figures are filled in by hand.
FORM_ENDS = 0.4
#: The national title.
NATIONAL_TITLE_ENDS = 0.35
#: The left column, in which the name of the issuing body stands.
LEFT_COLUMN_ENDS = 0.5
#: Papers are dated at the right; what stands left of this is read with more care.
DATE_BEGINS_AT = 0.3

#: Words of one line further apart than this belong to different columns of the head.
COLUMN_GAP = 2.2
#: And to different strips for a line reader, which any gap misleads, all over the page.
STRIP_GAP = 2.0
#: Words that belong to a symbol stand no further from it than this.
WORD_GAP = 1.0


def word_height(words: Sequence[Word]) -> int:
    """Give the median height of a line's words, in pixels."""
    heights = sorted(word.height for word in words)
    return heights[len(heights) // 2]


def space_between(before: Word, word: Word) -> float:
    """Give the room between two words, in pixels; below zero where they overlap."""
    return word.left - before.left - before.width


def gap_places(words: Sequence[Word], gap: float = COLUMN_GAP) -> Iterator[int]:
    """Give the number of each word that has a wider gap than `gap` heights before it."""
    most = gap * word_height(words)
    for place, (before, word) in enumerate(pairwise(words), start=1):
        if space_between(before, word) > most:
            yield place


def parted(
    words: Sequence[Word], is_new: Callable[[Sequence[Word], Word], bool]
) -> Iterator[tuple[Word, ...]]:
    """Part a line before each word that, with the piece before it, `is_new` says begins one."""
    piece: list[Word] = []
    for word in words:
        if piece and is_new(piece, word):
            yield tuple(piece)
            piece = []
        piece.append(word)
    yield tuple(piece)


def words_within(words: Sequence[Word], start: int, end: int) -> tuple[Word, ...]:
    """Give the words on which the letters `start` to `end` of their joined text lie."""
    own, at = [], 0
    for word in words:
        if at < end and at + len(word.text) > start:
            own.append(word)
        at += len(word.text) + 1
    return tuple(own)
