"""What a paper is about: below its title, or of a letter in the left column behind `V/v`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sohoa.describe.pieces import Piece
from sohoa.domain.grammar.dates import DAY_BEGINS
from sohoa.domain.grammar.numbers import SUBJECT_SIGN

#: With these words a paper's own text begins, or whom it is for.
_TEXT_BEGINS = re.compile(
    r"(?:can cu|xet|theo de nghi|kinh gui|dieu \d|chuong [ivx\d]|phan [ivx\d]|thuc hien|"
    r"[i1]\.|cap cho|chung nhan|cho phep)\b"
)
#: In whose name a paper is issued: capitals below what it is about.
_AUTHORITY = re.compile(
    r"(?:(?:pho )?(?:chu tich|thu tuong|bo truong|thu truong|giam doc|hieu truong|vien truong|"
    r"cuc truong|chi cuc truong|tong cuc truong|truong|chanh|tong giam doc|thong doc|chu nhiem|"
    r"vu truong)|hoi dong|quoc hoi|uy ban|ban |chinh phu)"
)
#: A line further below than so many distances of lines is another part.
_GAP = 1.75
#: The distance of two lines where there is but one, in heights of its words; and the least.
_PITCH, _LEAST_PITCH = 1.5, 1.15
_MOST_LINES = 12
#: What is centred reaches as far to the left as to the right; what stands further left by so many
#: heights of its words is a stamp's.
_UNEVEN = 3.0


def below_title(title: Piece, below: Sequence[Piece]) -> tuple[Piece, ...]:
    """Give the lines that say what a paper is about, centred below the title of its type."""
    found: list[Piece] = []
    for piece in below:
        if not piece.left < title.middle < piece.right:
            continue
        line = _without_stamp(piece, title.middle)
        last = found[-1] if found else title
        if _is_apart(last, line, found) or _is_of_text(line) or len(found) == _MOST_LINES:
            break
        found.append(line)
    return tuple(found)


def _without_stamp(piece: Piece, middle: float) -> Piece:
    """Give what is centred of a line, without words of a stamp at its left."""
    edge = 2 * middle - piece.right - _UNEVEN * piece.height
    own = tuple(word for word in piece.words if word.left >= edge)
    return Piece(own) if own else piece


def beside_number(column: Sequence[Piece]) -> tuple[Piece, ...]:
    """Give the lines of a letter's subject, in the left column from `V/v` on."""
    found: list[Piece] = []
    for piece in column:
        if not found:
            if SUBJECT_SIGN.search(piece.bare[:6]):
                found.append(piece)
        elif _is_apart(found[-1], piece, found) or _is_of_text(piece):
            break
        else:
            found.append(piece)
    return tuple(found)


def _is_of_text(piece: Piece) -> bool:
    if piece.is_capitals and _AUTHORITY.match(piece.bare):
        return True
    begins = _TEXT_BEGINS.match(piece.bare) or DAY_BEGINS.match(piece.bare)
    return piece.text[:1].isupper() and bool(begins)


def _is_apart(last: Piece, piece: Piece, found: Sequence[Piece]) -> bool:
    """Say whether a line stands further below the last one than lines of one text do."""
    pitches = [second.top - first.top for first, second in pairwise(found)]
    height = max(last.height, piece.height)
    pitch = min(pitches, default=_PITCH * height)
    return piece.top - last.top > _GAP * max(pitch, _LEAST_PITCH * height)
