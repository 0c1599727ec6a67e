"""Finds the body that issued a document: the capitals above the number, in the left column.

Decree 30/2020/NĐ-CP, annex I: the name of the body stands at the top on the left, its superior's
above it, the national title beside it on the right, number and symbol below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sohoa.domain.stage_results import PageText, Word
from sohoa.domain.vietnamese import fold
from sohoa.ocr.head_layout import ISSUER_ENDS, LEFT_COLUMN_ENDS
from sohoa.ocr.strips import cut_line

_LEAST_CAPITALS = 0.8
_FEWEST_LETTERS = 4
#: The national title may reach into the left half of a narrow scan; stamps say who signed.
_NOT_A_BODY = ("cong hoa", "doc lap", "ky boi", "co quan:", "thoi gian")


def find_issuing_body(page: PageText) -> str:
    """The name as it is written, its superior first; empty where none is found.

    Only lines above the number are looked at: without a number line there is no telling a name
    from a title.
    """
    name: list[str] = []
    for line in sorted(page.lines, key=lambda line: line.words[0].top):
        if line.words[0].top > ISSUER_ENDS * page.height_px:
            return ""
        if fold(line.text).lstrip("'\"*. ").startswith(("so:", "so ", "so.")):
            return " ".join(name)
        name += _capitals(cut_line(line), page.width_px)
    return ""


def _capitals(pieces: Sequence[tuple[Word, ...]], width_px: int) -> Iterator[str]:
    for piece in pieces:
        middle = (piece[0].left + piece[-1].left + piece[-1].width) / 2
        text = " ".join(word.text for word in piece)
        letters = [letter for letter in text if letter.isalpha()]
        if middle > LEFT_COLUMN_ENDS * width_px or len(letters) < _FEWEST_LETTERS:
            continue
        capitals = sum(letter.isupper() for letter in letters) / len(letters)
        if capitals >= _LEAST_CAPITALS and not fold(text).startswith(_NOT_A_BODY):
            yield text.strip(" .,:;-_")
