"""The parts of a head: left column, right column, title, and what stands below it.

Decree 30/2020/NĐ-CP, annex I: at the left the issuing body, number and symbol, and of a letter its
subject; at the right the national title, place and day; below both the type of the paper, what it
is about, and in whose name it is issued.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sohoa.describe.pieces import Piece, pieces_of
from sohoa.describe.titles import type_in_title
from sohoa.domain.grammar.numbers import NUMBER_LINE
from sohoa.domain.head_layout import HEAD_ENDS, LEFT_COLUMN_ENDS, NATIONAL_TITLE_ENDS
from sohoa.domain.stage_results import PageText

#: Stamps of whoever signed or received stand above the national title by more than this, in
#: heights of its letters; names of bodies do not.
_ABOVE = 1.5
#: The left column ends so far before the national title, in heights of its letters.
_BEFORE_TITLE = 0.3
#: The head ends at the first line that cites a basis, if not before; bare.
TEXT_BEGINS = ("can cu", "xet ", "theo de nghi", "kinh gui", "dieu 1")


@dataclass(frozen=True, slots=True)
class HeadParts:
    """A head in its parts, each from top to bottom.

    Attributes:
        pieces: All of the page.
        national_title: Its first line; `None` where it was cut off or not read.
        title: What names the type; `None` where nothing does.
        left: What stands in the left column, above the title and below the page's stamps.
        right: What stands beside it.
        below: What stands below the title, in both columns; without one, below the head.
        number_line: What would bear the number, in the left column.
    """

    pieces: tuple[Piece, ...]
    national_title: Piece | None
    title: Piece | None
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    below: tuple[Piece, ...]
    number_line: Piece | None


def head_parts(
    page: PageText, names_type: Callable[[Piece], str] = lambda one: type_in_title(one.text)
) -> HeadParts:
    """Take the head of a page apart.

    The title stands above the text and below the number; without one, not in the left column: names
    of bodies and projects begin like types, too. `names_type` says which type a line names.
    """
    pieces = pieces_of(page)
    upper = NATIONAL_TITLE_ENDS * page.height_px
    national = next((one for one in pieces if one.is_national_title and one.top < upper), None)
    begins = national.top - _ABOVE * national.height if national else 0
    column = LEFT_COLUMN_ENDS * page.width_px
    if national is not None:
        column = national.left - _BEFORE_TITLE * national.height
    ends = min(_text_begins(pieces), HEAD_ENDS * page.height_px)
    within = [one for one in pieces if begins <= one.top < ends]
    titles = [one for one in within if names_type(one)]
    centred = next((one for one in titles if _is_centred(one, national, column)), None)
    number_line = _number_line(within, column, above=centred.top if centred else math.inf)
    title = centred
    if number_line is not None:
        title = next((one for one in titles if one.top > number_line.bottom), None)
    ends = title.top if title else ends
    above = [one for one in within if one.top < ends and one is not title]
    left = tuple(one for one in above if one.middle < column)
    return HeadParts(
        pieces,
        national,
        title,
        left,
        tuple(one for one in above if one.middle >= column),
        tuple(one for one in pieces if one.top >= ends and one is not title),
        number_line if number_line in left else None,
    )


def _text_begins(pieces: Sequence[Piece]) -> float:
    """Where the text begins: with what the paper is based on, or whom it is for."""
    return next((one.top for one in pieces if one.bare.startswith(TEXT_BEGINS)), math.inf)


def _number_line(pieces: Sequence[Piece], column: float, *, above: float) -> Piece | None:
    """What would bear the number: the first such line of the left column above a height."""
    left = (one for one in pieces if one.middle < column and one.top < above)
    return next((one for one in left if NUMBER_LINE.search(one.bare)), None)


def _is_centred(piece: Piece, national: Piece | None, column: float) -> bool:
    return national is None or (piece.right > column and piece.top > national.top)
