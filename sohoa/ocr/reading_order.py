"""The order in which found lines are read, and the blocks they form."""

from __future__ import annotations

from collections.abc import Sequence

from sohoa.domain.batons import Line
from sohoa.ocr.interface import SeenWord, Strip
from sohoa.ocr.line_finder import LineFinder


def in_order(
    lines: Sequence[tuple[Strip, tuple[SeenWord, ...]]], finder: LineFinder, size: tuple[int, int]
) -> tuple[Line, ...]:
    """Lines in reading order."""
    if not lines:
        return ()
    strips = [strip for strip, _words in lines]
    texts = [" ".join(word.text for word in words) for _strip, words in lines]
    order = finder.order(strips, texts, size)
    return tuple(Line(1, 1, lines[at][1]) for at in order)
