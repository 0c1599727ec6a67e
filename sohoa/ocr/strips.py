"""Cuts the lines of the first reader into strips for the second one, and strips into words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sohoa.domain.head_layout import STRIP_GAP, parted, space_between, word_height
from sohoa.domain.stage_results import Line, Reading, Word
from sohoa.ocr.interface import Strip

#: The reader squeezes a strip wider than 24 times its height; on 26 real pages 14 read best
#: (word recall of the second reader alone 0.890 at 22, 0.901 at 14, 0.897 at 8).
_MOST_ASPECT = 14.0
#: A found line is that of some words if it covers so much of their width and height.
_SHARED_WIDTH = 0.5
_SHARED_HEIGHT = 0.5
#: A found line is unread if words cover less than this share of its width.
_READ_SHARE = 0.3


def cut_line(line: Line) -> tuple[tuple[Word, ...], ...]:
    """The words of a line, piece by piece: parted at wide gaps, and no piece too long."""
    return tuple(part for piece in _parted(line.words) for part in _shortened(piece))


def strip_of(words: Sequence[Word], found: Sequence[Strip]) -> Strip:
    """The strip that some words lie on: as wide as they are, as high as the line found there.

    Boxes of words are only as high as their letters; how a reader sees letters depends on the
    room above and below, which a line finder gives alike for `xem` and `ĐƯỢC`.
    """
    box = around(words)
    width, height = box.width, max(box.height, 1)
    best, most = box, 0.0
    for strip in found:
        if strip.top >= box.bottom or strip.bottom <= box.top:
            continue  # most of a page
        across = min(box.right, strip.right) - max(box.left, strip.left)
        down = min(box.bottom, strip.bottom) - max(box.top, strip.top)
        fits = across > _SHARED_WIDTH * width and down > _SHARED_HEIGHT * min(height, strip.height)
        if fits and across * down > most:
            best, most = Strip(box.left, strip.top, box.right, strip.bottom), across * down
    return best


def unread_strips(lines: Sequence[Line], found: Sequence[Strip]) -> tuple[Strip, ...]:
    """Found lines that the first reader has passed over: names under a signature, mostly."""
    boxes = np.array(
        [
            (word.left, word.top, word.left + word.width, word.top + word.height)
            for line in lines
            for word in line.words
        ],
        float,
    ).reshape(-1, 4)
    return tuple(
        strip for strip in found if _covered(strip, boxes) < _READ_SHARE * max(strip.width, 1)
    )


def _covered(strip: Strip, boxes: NDArray[np.float64]) -> float:
    """How many pixels of a strip's width lie under words: left, top, right, bottom each."""
    left, top, right, bottom = boxes.T
    down = np.minimum(strip.bottom, bottom) - np.maximum(strip.top, top)
    across = np.minimum(strip.right, right) - np.maximum(strip.left, left)
    is_on = down > _READ_SHARE * np.minimum(strip.height, bottom - top)
    return float(across[is_on].clip(min=0).sum())


def _parted(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    gap = STRIP_GAP * word_height(words)
    return parted(words, lambda piece, word: space_between(piece[-1], word) > gap)


def _shortened(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Equal shares of a long piece, cut between words."""
    box = around(words)
    shares = max(1, math.ceil(box.width / max(1, box.height) / _MOST_ASPECT))
    parts: list[list[Word]] = [[] for _ in range(shares)]
    for word in words:
        place = (word.left + word.width / 2 - box.left) / max(1, box.width)
        parts[min(shares - 1, max(0, int(place * shares)))].append(word)
    return (tuple(part) for part in parts if part)


def around(words: Sequence[Word]) -> Strip:
    """The box around some words."""
    return Strip(
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.left + word.width for word in words),
        max(word.top + word.height for word in words),
    )


def spread_words(
    parts: Sequence[str], box: Strip, likely: float, readings: tuple[Reading, ...]
) -> Iterator[Word]:
    """Words in a box that only the whole of them has: each as wide as it has letters."""
    each = box.width / max(1, sum(map(len, parts)) + len(parts) - 1)
    top, height = round(box.top), max(1, round(box.height))
    at = box.left
    for part in parts:
        yield Word(part, round(at), top, max(1, round(len(part) * each)), height, likely, readings)
        at += (len(part) + 1) * each
