"""Marks of urgency and of secrecy: stamps that stand alone, on the first page.

Decree 30/2020/NĐ-CP, annex I, part II, point 10; Law 29/2018/QH14 on state secrets, article 8.
"""

from __future__ import annotations

from collections.abc import Sequence

from sohoa.describe.pieces import Piece

_URGENCY = frozenset(("hoa toc", "hoa toc hen gio", "thuong khan", "khan"))
_SECRECY = frozenset(("tuyet mat", "toi mat", "mat"))
_DIRT = " .,:;-_*'\"|()[]"


def urgency_mark(pieces: Sequence[Piece]) -> Piece | None:
    """Find the mark of a degree of urgency; `None` if there is none."""
    return _mark(pieces, _URGENCY)


def secrecy_mark(pieces: Sequence[Piece]) -> Piece | None:
    """Find the mark of a degree of secrecy; `None` if there is none."""
    return _mark(pieces, _SECRECY)


def _mark(pieces: Sequence[Piece], marks: frozenset[str]) -> Piece | None:
    alone = (one for one in pieces if one.is_capitals and one.bare.strip(_DIRT) in marks)
    return next(alone, None)
