"""Separator sheets: told by their code, on a page that shows hardly anything else.

Looked at is the page as a small grey picture, where a module of the code has three pixels or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageOps

from sohoa.domain.separator_sheets import (
    BETWEEN_CODES_MM,
    CODE_MM,
    NEW_DOCUMENT,
    PAPER_WIDTH_MM,
    WORDS_MM,
)

#: Long side of the picture that is looked at, at least: 34 dpi of A4, a module of the code 3.7 px.
SMALL_PX = 400
#: The same for the side behind a separator: faint pencil has to show.
BACK_PX = 800
#: A code is so large beside the page, whatever paper the scanner took the sheet for; a printed
#: picture of one, or a label, is not.
_LEAST_WIDTH = 0.6 * CODE_MM / PAPER_WIDTH_MM
#: Around a code there is nothing for so much of its side (QR: 4 of its 25 modules).
_QUIET = 0.16
#: What lies so near to the edges is the scanner's: shadows, holes, a dark lid.
_EDGE = 0.05
#: What is so much darker than the paper, as a share of its brightness, is ink.
_DARKER = 0.15
#: The most ink beside what the sheet itself shows, as a share of all that could be: a stamp beside
#: the codes has 0.003, three lines of a letter 0.004, six 0.009. From behind the paper's grain is
#: made strong with the code: 0.012.
_MOST_INK, _MOST_GRAIN = 0.007, 0.02
#: A tile with something on it differs in itself by so much of the paper's brightness: so many times
#: as much as the quietest tiles, within these bounds. On a blank page fewer than this share do.
_TILE, _STIR_OVER_NOISE, _LEAST_STIR, _SURE_STIR, _MOST_STIRRED = 16, 3.0, 0.018, 0.04, 0.002
_QUIETEST = 10

#: A page from behind is looked at so much smaller, against its grain.
_STRONGER = 2

Grey: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"
#: The corners of a code, clockwise from its own top left: four rows of two.
Corners: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.floating[Any]]]"


def is_separator(picture: Image.Image) -> bool:
    """Say whether a small grey picture of a page, however it is turned, shows a separator sheet."""
    return _is_alone(_codes(picture), picture, from_behind=False, most=_MOST_INK)


def bears_the_code(picture: Image.Image) -> bool:
    """Say whether a page shows a separator's code in its size, whatever else is on it."""
    return bool(_codes(picture))


def is_back_of_separator(picture: Image.Image) -> bool:
    """Say whether a page behind a separator is its back: blank, or with the code shining through.

    What stands on it faintly, in pencil or from a worn stamp, makes it a page.
    """
    if is_blank(picture):
        return True
    strong = ImageOps.autocontrast(picture.reduce(_STRONGER), cutoff=1)
    return _is_alone(_codes(strong), strong, from_behind=True, most=_MOST_GRAIN)


def is_blank(picture: Image.Image) -> bool:
    """Say whether nothing is on a page but the paper's own grain."""
    grey, _left, _top = _within_edges(picture)
    rows, columns = (side // _TILE * _TILE for side in grey.shape)
    if not rows or not columns:
        return False
    tiles = grey[:rows, :columns].reshape(rows // _TILE, _TILE, columns // _TILE, _TILE)
    stir = tiles.std(axis=(1, 3)) / max(float(np.median(grey)), 1.0)
    noise = float(np.percentile(stir, _QUIETEST))
    least = min(max(_LEAST_STIR, _STIR_OVER_NOISE * noise), _SURE_STIR)
    return bool((stir > least).mean() < _MOST_STIRRED)


def _codes(picture: Image.Image) -> list[Corners]:
    """The codes on a picture that are a separator's, by their text and size."""
    least = _LEAST_WIDTH * min(picture.size)
    # Made anew each time: one that outlives the module makes the library complain at the end.
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(picture, formats=formats)
    codes = [_corners(one.position) for one in found if one.text == NEW_DOCUMENT]
    return [one for one in codes if min(map(np.linalg.norm, _axes(one))) >= least]


def _corners(position: zxingcpp.Position) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([(point.x, point.y) for point in points], dtype=np.float32)


def _axes(corners: Corners) -> tuple[Corners, Corners]:
    """The upper and the left side of a code, as they are read: from behind they are exchanged."""
    return corners[1] - corners[0], corners[3] - corners[0]


def _sheet_of(middle: Corners, across: Corners, down: Corners) -> list[Corners]:
    """Give what a sheet shows, by one of its codes: both codes, and the words between them.

    Which of the two it is, nobody knows: the other is looked for above it and below.
    """
    unit = down / CODE_MM
    room = 0.5 + _QUIET
    wide, high = WORDS_MM[0] / CODE_MM / 2, WORDS_MM[1] / CODE_MM / 2
    codes = (0, BETWEEN_CODES_MM, -BETWEEN_CODES_MM)
    words = (BETWEEN_CODES_MM / 2, -BETWEEN_CODES_MM / 2)
    shown = [_around(middle + unit * away, across * room, down * room) for away in codes]
    return shown + [_around(middle + unit * away, across * wide, down * high) for away in words]


def _around(middle: Corners, across: Corners, down: Corners) -> Corners:
    return np.stack(
        [
            middle - across - down,
            middle + across - down,
            middle + across + down,
            middle - across + down,
        ]
    )


def _is_alone(
    codes: Sequence[Corners], picture: Image.Image, *, from_behind: bool, most: float
) -> bool:
    """Say whether there is a code, and hardly any ink beside what a sheet shows."""
    if not codes:
        return False
    grey, left, top = _within_edges(picture)
    beside = np.ones(grey.shape, dtype=np.uint8)
    for code in codes:
        across, down = reversed(_axes(code)) if from_behind else _axes(code)
        for place in _sheet_of(code.mean(axis=0), across, down):
            cv2.fillConvexPoly(beside, np.round(place - (left, top)).astype(np.int32), 0)
    if not beside.any():
        return False
    rest = grey[beside > 0]
    paper = max(float(np.median(rest)), 1.0)
    ink = np.clip((paper - rest) / paper, 0, 1)
    return bool(ink[ink > _DARKER].sum() / ink.size <= most)


def _within_edges(picture: Image.Image) -> tuple[Grey, int, int]:
    """The picture without its edges, and how much was taken off at the left and the top."""
    left, top = (round(side * _EDGE) for side in picture.size)
    inner = picture.crop((left, top, picture.width - left, picture.height - top))
    return np.asarray(inner, dtype=np.float32), left, top
