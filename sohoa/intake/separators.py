"""Separator sheets: told by their code, on a page that shows hardly anything else.

Looked at is the page as a small grey picture, where a module of the code has three pixels or more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import cv2
import numpy as np
import zxingcpp
from PIL import Image, ImageOps

from sohoa.domain.separator_sheets import BETWEEN_CODES_MM, CODE_MM, NEW_DOCUMENT, PAPER_WIDTH_MM

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
#: The most ink beside the codes, as a share of all that could be: a separator's own words and a
#: stamp over them have 0.006 to 0.018, with six lines of a letter on it 0.026.
_MOST_INK = 0.022
#: A tile with something on it differs in itself by so much of the paper's brightness: so many times
#: as much as the quietest tiles, within these bounds. On a blank page fewer than this share do.
_TILE, _STIR_OVER_NOISE, _LEAST_STIR, _SURE_STIR, _MOST_STIRRED = 16, 3.0, 0.018, 0.04, 0.002
_QUIETEST = 10

#: A page from behind is looked at so much smaller, against its grain.
_STRONGER = 2

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

Grey: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float32]]"
#: The corners of a code, clockwise from its own top left: four rows of two.
Corners: TypeAlias = Grey


def is_separator(picture: Image.Image) -> bool:
    """Say whether a small grey picture of a page, however it is turned, shows a separator sheet.

    Also from behind: what is nearly blank and lets that code shine through is the sheet's back.
    """
    codes = _codes(picture)
    if not codes:
        return False
    grey, left, top = _within_edges(picture)
    beside = np.ones(grey.shape, dtype=np.uint8)
    for place in (place for code in codes for place in _places(code)):
        cv2.fillConvexPoly(beside, np.round(place - (left, top)).astype(np.int32), 0)
    if not beside.any():
        return False
    rest = grey[beside > 0]
    paper = max(float(np.median(rest)), 1.0)
    ink = np.clip((paper - rest) / paper, 0, 1)
    return bool(ink[ink > _DARKER].sum() / ink.size <= _MOST_INK)


def is_back_of_separator(picture: Image.Image) -> bool:
    """Say whether a page behind a separator is its back: blank, or with the code shining through.

    What stands on it faintly, in pencil or from a worn stamp, makes it a page.
    """
    strong = ImageOps.autocontrast(picture.reduce(_STRONGER), cutoff=1)
    return is_blank(picture) or is_separator(strong)


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
    found = zxingcpp.read_barcodes(picture, formats=_FORMATS)
    codes = [_corners(one.position) for one in found if one.text == NEW_DOCUMENT]
    return [one for one in codes if min(map(np.linalg.norm, _axes(one))) >= least]


def _corners(position: zxingcpp.Position) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([(point.x, point.y) for point in points], dtype=np.float32)


def _axes(corners: Corners) -> tuple[Corners, Corners]:
    """The upper and the left side of a code, as they are read: from behind they are exchanged."""
    return corners[1] - corners[0], corners[3] - corners[0]


def _places(corners: Corners) -> Iterator[Corners]:
    """Give where a code lies with the room around it, and where the sheet's other one may lie.

    That is above it or below; from behind, at one of its sides.
    """
    middle = corners.mean(axis=0)
    around = middle + (corners - middle) * (1 + 2 * _QUIET)
    yield around
    for axis in _axes(corners):
        away = axis * (BETWEEN_CODES_MM / CODE_MM)
        yield from (around + away, around - away)


def _within_edges(picture: Image.Image) -> tuple[Grey, int, int]:
    """The picture without its edges, and how much was taken off at the left and the top."""
    left, top = (round(side * _EDGE) for side in picture.size)
    inner = picture.crop((left, top, picture.width - left, picture.height - top))
    return np.asarray(inner, dtype=np.float32), left, top
