"""Marks of urgency and of secrecy: stamps that stand alone, above the title.

Decree 30/2020/NĐ-CP, annex I, part II, point 10; Law 29/2018/QH14 on state secrets, article 8.
"""

from __future__ import annotations

from collections.abc import Sequence

from sohoa.describe.pieces import Piece
from sohoa.domain.vietnamese import fold, has_marks

#: As they are written: `MẮT` and `MẶT` are other words.
_URGENCY = ("HỎA TỐC", "HOẢ TỐC", "HỎA TỐC HẸN GIỜ", "HOẢ TỐC HẸN GIỜ", "THƯỢNG KHẨN", "KHẨN")
_SECRECY = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")
_DIRT = " .,:;-_*'\"|()[]"


def urgency_mark(pieces: Sequence[Piece]) -> Piece | None:
    """Find the mark of a degree of urgency; `None` if there is none."""
    return _mark(pieces, _URGENCY)


def secrecy_mark(pieces: Sequence[Piece]) -> Piece | None:
    """Find the mark of a degree of secrecy; `None` if there is none."""
    return _mark(pieces, _SECRECY)


def mark_text(mark: Piece) -> str:
    """Give a mark as it is written, without dirt around it."""
    return mark.text.strip(_DIRT)


def _mark(pieces: Sequence[Piece], marks: Sequence[str]) -> Piece | None:
    return next((one for one in pieces if one.is_capitals and _is_one(one, marks)), None)


def _is_one(piece: Piece, marks: Sequence[str]) -> bool:
    """Letter for letter; of two words and more also where no mark over a letter was read."""
    text = piece.text.strip(_DIRT)
    if has_marks(text):
        return text in marks
    return " " in text and text.casefold() in map(fold, marks)
