"""Boxes of words on a line: between the letters' places that a CTC reader tells, on the ink.

A CTC reader tells where the middle of a letter is, not where it ends. Between two words the widest
room without ink is looked for; a word's box is what is inked between two such rooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from sohoa.ocr.interface import Strip
from sohoa.ocr.raster import Grey, levels_of

#: Left, top, width, height in pixels.
Box: TypeAlias = tuple[int, int, int, int]
_Mask: TypeAlias = npt.NDArray[np.bool_]

#: Room about a found line in which its letters may end, in its heights.
_ABOVE, _BESIDE = 0.12, 0.3
#: So much of that height, above and below, is shared with the lines next to it: it says nothing of
#: where a word ends.
_SHARED = 0.2
#: The middle of an outer letter is no further than this from its end, in heights of the line.
_HALF_LETTER = 0.9
#: Ink is darker than this share of the way from the paper to the darkest of the line.
_INK = 0.45
_DARKEST_SHARE = 0.02
#: A column or row inked over this share is a rule of a table or a line under words, no letter.
_RULE = 0.9
#: Ink of less contrast than so many grey levels is none.
_LEAST_CONTRAST = 12


def word_boxes(grey: Grey, strip: Strip, middles: Sequence[tuple[float, float]]) -> list[Box]:
    """Give the box of each word of a line by the middles of its outer letters, left to right.

    Boxes lie inside the picture and have a size; where nothing is inked, they are the line's.
    """
    top, bottom, left, right = room_about(strip, grey, above=_ABOVE, below=_ABOVE, beside=_BESIDE)
    ink = _ink(grey[top:bottom, left:right])
    shared = round(_SHARED * strip.height)
    columns = ink[shared : max(shared + 1, len(ink) - shared)].sum(axis=0)
    ends = _ends(columns, strip, left, middles)
    boxes = []
    for (begin, end), (first, last) in zip(ends, middles, strict=True):
        own = begin + np.flatnonzero(columns[begin:end])
        if not len(own):
            boxes.append(_plain(grey, strip, first, last))
            continue
        across, wide = int(own[0]), int(own[-1] - own[0]) + 1
        down, high = _own_rows(ink[:, across : across + wide])
        boxes.append((left + across, top + down, wide, high))
    return boxes


def _own_rows(ink: _Mask) -> tuple[int, int]:
    """First row and number of rows that are the word's own: not those that run into the line above
    or below, unless most of its ink is there."""
    counts = ink.sum(axis=1)
    turns = _turns(counts > 0)
    runs = list(zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True))
    main = max(runs, key=lambda run: int(counts[run[0] : run[1]].sum()))
    own = [run for run in runs if run == main or (run[0] > 0 and run[1] < len(counts))]
    return own[0][0], own[-1][1] - own[0][0]


def room_about(
    strip: Strip, grey: Grey, *, above: float, below: float, beside: float
) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of a line with room about it, which is in heights of the line.

    Inside the picture, never empty.
    """
    (high, wide), tall = grey.shape, strip.height
    top = min(max(0, round(strip.top - above * tall)), high - 1)
    left = min(max(0, round(strip.left - beside * tall)), wide - 1)
    bottom = max(top + 1, min(high, round(strip.bottom + below * tall)))
    right = max(left + 1, min(wide, round(strip.right + beside * tall)))
    return top, bottom, left, right


def _ink(piece: Grey) -> _Mask:
    """What is inked on a piece of a page, dark on light or light on dark, without rules."""
    counts = np.cumsum(levels_of(piece))
    low, middle, high = (
        int(np.searchsorted(counts, share * counts[-1]))
        for share in (_DARKEST_SHARE, 0.5, 1 - _DARKEST_SHARE)
    )
    if high - low < _LEAST_CONTRAST:
        return np.zeros(piece.shape, bool)
    if high - middle > middle - low:
        ink = piece > middle + (1 - _INK) * (high - middle)
    else:
        ink = piece < middle - _INK * (middle - low)
    ink[:, ink.sum(axis=0) / len(ink) > _RULE] = False
    return ink


def _ends(
    columns: npt.NDArray[np.int_], strip: Strip, left: int, middles: Sequence[tuple[float, float]]
) -> list[tuple[int, int]]:
    """Between which columns of the piece each word lies."""
    far = _HALF_LETTER * strip.height
    first, last = middles[0][0] - left, middles[-1][1] - left
    parts = [max(0, round(first - far))]
    for (_begin, before), (after, _end) in pairwise(middles):
        parts.append(_between(columns, round(before - left), round(after - left)))
    parts.append(min(len(columns), round(last + far)))
    return [(begin, max(begin, end)) for begin, end in pairwise(parts)]


def _between(columns: npt.NDArray[np.int_], begin: int, end: int) -> int:
    """The middle of the widest room between two letters; where there is none, the least ink."""
    begin = min(max(0, begin), len(columns) - 1)
    end = min(max(begin + 1, end), len(columns))
    turns = _turns(columns[begin:end] == 0)
    if not len(turns):
        return begin + int(columns[begin:end].argmin())
    starts, stops = turns[::2], turns[1::2]
    widest = int((stops - starts).argmax())
    return begin + int(starts[widest] + stops[widest]) // 2


def _turns(holds: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Where a condition begins to hold and where it ends to, in turn."""
    padded = np.zeros(len(holds) + 2, bool)
    padded[1:-1] = holds
    return np.flatnonzero(padded[1:] != padded[:-1])


def _plain(grey: Grey, strip: Strip, first: float, last: float) -> Box:
    """The word's share of the line, where no ink tells more."""
    high, wide = grey.shape
    left = min(max(0, round(first - strip.height / 4)), wide - 1)
    right = max(left + 1, min(wide, round(last + strip.height / 4)))
    top = min(max(0, round(strip.top)), high - 1)
    bottom = max(top + 1, min(high, round(strip.bottom)))
    return left, top, right - left, bottom - top
