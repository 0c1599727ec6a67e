"""The issuing body and the one above it: the capitals above the number, in the left column.

Decree 30/2020/NĐ-CP, annex I, part II, point 2: the body above (cơ quan chủ quản) stands over the
body that issues (cơ quan ban hành); either may take several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sohoa.describe.head_parts import HeadParts
from sohoa.describe.pieces import Piece
from sohoa.domain.grammar.dates import DATE_FORM
from sohoa.domain.vietnamese import fold

_FEWEST_LETTERS = 4
#: What a rule or a stamp leaves at the ends of a line.
_DIRT = " .,:;-_*'\""
#: Words with which the name of a body begins: a line with one of them is another body's, unless
#: the line before it is not a name yet.
_BEGINS = tuple(
    f"{word} "
    for word in (
        "bo", "so", "cuc", "chi cuc", "tong cuc", "vu", "ban", "phong", "truong", "trung tam",
        "vien", "hoi", "uy ban", "ubnd", "hdnd", "ubmttq", "chinh phu", "thu tuong", "quoc hoi",
        "chu tich", "van phong", "thanh tra", "cong an", "cong ty", "tong cong ty", "dai hoc",
        "hoc vien",
        "benh vien", "bao tang", "thu vien", "nha", "doan", "lien doan", "lien hiep", "hiep hoi",
        "toa an", "kho bac", "ngan hang", "bao hiem", "thue", "hai quan", "dang uy", "dang bo",
        "dang doan", "tinh uy", "thanh uy", "huyen uy", "quan uy", "nha xuat ban", "dai", "bao",
        "tap chi", "khu", "doi", "chi nhanh", "quy", "mat tran",
    )
)  # fmt: skip
#: Names that are none without the place that follows them.
_OPEN = re.compile(
    r"(?:(?:uy ban|hoi dong) nhan dan|ubnd|hdnd|va|cua|-|\b(?:tinh|thanh pho|huyen|quan|thi xa|xa|"
    r"phuong|thi tran|thpt|thcs|tieu hoc|mam non|cuc|so|phong|ban|truong|quan ly))$"
)
#: Lines of capitals in the left column that are no body's name: stamps of who received or signed.
_NO_BODY = re.compile(
    r"(?:(?:cong van )?den(?: so.*)?|(?:ky boi|nguoi ky|co quan|email|thoi gian)\b.*|"
    r"hoa toc.*|(?:thuong )?khan|(?:tuyet |toi )?mat)"
)


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who issued a paper, each line of the names; `above` is empty where none is named."""

    issuing: tuple[Piece, ...]
    above: tuple[Piece, ...] = ()


def find_bodies(parts: HeadParts) -> Bodies:
    """Find who issued a paper: what stands in the left column above the number, or the day."""
    line = parts.number_line or next((one for one in parts.right if _is_day(one)), None)
    if line is None:
        return Bodies(())
    names = list(_names(_capitals(parts.left, line.top)))
    if not names:
        return Bodies(())
    above = tuple(piece for name in names[:-1] for piece in name)
    return Bodies(tuple(names[-1]), above)


def issuing_body_of(parts: HeadParts) -> str:
    """The name as it is written, that of the body above it first; empty where none is found."""
    bodies = find_bodies(parts)
    return " ".join(written(piece) for piece in (*bodies.above, *bodies.issuing))


def written(piece: Piece) -> str:
    """A line of a name without what a rule or a stamp left at its ends."""
    return piece.text.strip(_DIRT)


def _is_day(piece: Piece) -> bool:
    return bool(DATE_FORM.search(piece.bare))


def _capitals(column: Sequence[Piece], ends: int) -> Iterator[Piece]:
    for piece in column:
        letters = sum(map(str.isalpha, piece.text))
        if piece.top >= ends or not piece.is_capitals or letters < _FEWEST_LETTERS:
            continue
        if not _NO_BODY.fullmatch(fold(written(piece))):
            yield piece


def _names(lines: Iterator[Piece]) -> Iterator[list[Piece]]:
    """Join lines to names: one that begins like a body begins another."""
    name: list[Piece] = []
    for line in lines:
        bare = fold(written(line)) + " "
        is_open = bool(name) and _OPEN.search(fold(written(name[-1])))
        if name and not is_open and bare.startswith(_BEGINS):
            yield name
            name = []
        name.append(line)
    if name:
        yield name
