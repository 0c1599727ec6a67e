"""What a paper is about: below its title, or of a letter in the left column behind `V/v`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sohoa.describe.pieces import Piece
from sohoa.describe.titles import type_in_title
from sohoa.domain.grammar.dates import DAY_BEGINS
from sohoa.domain.grammar.numbers import SUBJECT

#: With these words a paper's own text begins, or whom it is for; and, below the first line of its
#: subject, with these.
_TEXT_BEGINS = re.compile(r"(?:can cu|theo de nghi|kinh gui|dieu \d|chuong [ivx\d]|phan [ivx\d])\b")
_TEXT_GOES_ON = re.compile(
    r"(?:xet (?:de nghi|don|ho so|to trinh|bao cao|cong van|y kien)|thuc hien (?:nghi|quyet|luat|"
    r"ke hoach|chi thi|cong|thong|chuong trinh|y kien|theo|van ban)|[i1]\.|cap cho|chung nhan|"
    r"cho phep)\b"
)
#: In whose name a paper is issued: capitals below what it is about.
_AUTHORITY = re.compile(
    r"(?:(?:pho )?(?:chu tich|thu tuong|bo truong|thu truong|giam doc|hieu truong|vien truong|"
    r"cuc truong|chi cuc truong|tong cuc truong|truong (?:ban|phong|doan|khoa)|chanh |"
    r"tong giam doc|thong doc|chu nhiem|vu truong)|hoi dong|quoc hoi|uy ban|"
    r"ban (?:chi dao|thuong vu|chap hanh|quan ly|to chuc)|chinh phu|toa an|tong cuc|cuc )"
)
#: Before it a bracket may stand.
_SUBJECT_BEGINS = re.compile(rf"\W{{0,2}}(?:{SUBJECT.pattern})")
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
    found = _behind_type(title)
    for piece in below:
        if not piece.left < title.middle < piece.right:
            continue
        line = _without_stamp(piece, title.middle)
        last = found[-1] if found else title
        is_text = _is_of_text(line, is_first=not found)
        if _is_apart(last, line, found) or is_text or len(found) == _MOST_LINES:
            break
        found.append(line)
    return tuple(found)


def _behind_type(title: Piece) -> list[Piece]:
    """What stands behind the type on the title's own line."""
    words = len(type_in_title(title.text).split())
    rest = title.words[words:]
    return [Piece(rest)] if rest and not Piece(rest).is_capitals else []


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
            if _SUBJECT_BEGINS.match(piece.bare):
                found.append(piece)
        elif _is_apart(found[-1], piece, found) or _is_of_text(piece, is_first=False):
            break
        else:
            found.append(piece)
    return tuple(found)


def _is_of_text(piece: Piece, *, is_first: bool) -> bool:
    if piece.is_capitals and _AUTHORITY.match(piece.bare):
        return True
    if not piece.text[:1].isupper():
        return False
    if _TEXT_BEGINS.match(piece.bare):
        return True
    return not is_first and bool(_TEXT_GOES_ON.match(piece.bare) or DAY_BEGINS.match(piece.bare))


def _is_apart(last: Piece, piece: Piece, found: Sequence[Piece]) -> bool:
    """Say whether a line stands further below the last one than lines of one text do."""
    pitches = [second.top - first.top for first, second in pairwise(found)]
    height = max(last.height, piece.height)
    pitch = min(pitches, default=_PITCH * height)
    return piece.top - last.top > _GAP * max(pitch, _LEAST_PITCH * height)
