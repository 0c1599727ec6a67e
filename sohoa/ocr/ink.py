"""Marks that stand out from the paper: the one look at a page that all cheap measures share.

Half the reading resolution is enough to tell letters from dust, rules, seals and photographs,
and finding every mark of a page at it takes about eight thousandths of a second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from sohoa.ocr.raster import Boxes, Grey, marks_in, median_of, spread

MM_PER_INCH = 25.4
#: Marks are looked for at about this resolution: a letter's parts are still apart, mostly.
_INK_DPI = 100
#: The paper's own grey: a median over cells of 2 mm, nine by nine of them.
_CELL_PX = 8
_MEDIAN_CELLS = 9
#: Ink is at least so much darker than the paper, and than this share of the darkest of the page.
#: The back's print, shining through, stays under the first (measured: 10 to 25 grey levels).
LEAST_CONTRAST = 35
_SHARE_OF_DARKEST = 0.35
_DARKEST_PERCENT = 99.7
_SAMPLED = 4

#: Letters and their joined groups, in millimetres; larger are rules, seals and pictures.
_LETTER_LONGEST = (1.2, 15.0)
_LETTER_THINNEST = (0.5, 7.6)
#: A rule or a scratch fills less of its box than a letter does.
_LETTER_FILLS = 0.12

#: Where so many letters are, nobody need look for fainter marks.
_FEW_LETTERS = 20
#: On a page called blank nothing larger than dust is so much darker than the paper. The back's
#: print shines through by 10 to 20 grey levels, a soft pencil draws with 40 and more.
_FAINTEST_MARK = 28
_DUST_MM = 1.2
_SHADOW_MM = 4.0
#: Beside a shadow the paper looks light: half the room over which its grey is a median.
_BESIDE_SHADOW_MM = 10.0
_HOLE_MM = (4.0, 8.0)
_HOLE_FROM_EDGE_MM = 25.0
_HOLE_FILLS = 0.6
_ROUND = 1.3
_DARK_PAPER = 120
#: On lighter paper nothing can be printed light that anybody could read.
_LIGHTEST_GROUND = 220
_TWO_SHADES = 60


@dataclass(frozen=True, slots=True)
class Ink:
    """The marks of a page.

    Attributes:
        darkness: How much darker each pixel is than the paper around it, at `dpi`.
        lightness: How much lighter: white letters on a coloured cover.
        paper: The grey of the paper itself, one value per cell.
        contrast: From which darkness on a pixel counts as ink on this page.
        marks: Left, top, width, height and number of pixels of each mark.
    """

    darkness: Grey
    lightness: Grey
    paper: Grey
    contrast: int
    marks: Boxes
    dpi: float

    @property
    def letters(self) -> Boxes:
        """The marks that are of a letter's size and shape."""
        width, height, area = self.marks[:, 2], self.marks[:, 3], self.marks[:, 4]
        longest = np.maximum(width, height) * MM_PER_INCH / self.dpi
        thinnest = np.minimum(width, height) * MM_PER_INCH / self.dpi
        return self.marks[
            (longest >= _LETTER_LONGEST[0])
            & (longest <= _LETTER_LONGEST[1])
            & (thinnest >= _LETTER_THINNEST[0])
            & (thinnest <= _LETTER_THINNEST[1])
            & (area >= _LETTER_FILLS * width * height)
        ]


def find_ink(image: Image.Image, *, dpi: int) -> Ink:
    """Look at a grey page once. It costs about eight milliseconds for A4."""
    by = max(1, round(dpi / _INK_DPI))
    small = image.reduce(by)
    grey = np.asarray(small)
    paper = _paper_of(small)
    around = spread(paper, (grey.shape[1], grey.shape[0]))
    darkness, lightness = np.maximum(around, grey) - grey, grey - np.minimum(around, grey)
    darkest = float(np.percentile(darkness[::_SAMPLED, ::_SAMPLED], _DARKEST_PERCENT))
    contrast = max(LEAST_CONTRAST, round(_SHARE_OF_DARKEST * darkest))
    return Ink(darkness, lightness, paper, contrast, marks_in(darkness > contrast), dpi / by)


def is_blank(ink: Ink) -> bool:
    """Say that nothing stands on a page: no mark larger than dust, however faint a pencil's.

    Nor may anything lighter than the paper stand on it: titles of covers are printed white.
    The other side's print, shining through, is no mark, nor are a binder's holes and shadows
    along the edge. Where the paper itself is dark or of two shades, nothing is said.
    """
    if len(ink.letters) > _FEW_LETTERS or not is_light_paper(ink) or has_light_marks(ink):
        return False
    return not has_marks(ink.darkness, ink, faintest=_FAINTEST_MARK)


def is_light_paper(ink: Ink) -> bool:
    """Say that the paper is light, and of one shade: on dark paper what is written may be light."""
    shades = np.percentile(ink.paper, (5, 50, 95))
    return bool(shades[1] >= _DARK_PAPER and shades[2] - shades[0] <= _TWO_SHADES)


def is_light_on_dark(ink: Ink) -> bool:
    """Say that the page is printed light on a darker ground: more letters are light than dark."""
    if np.median(ink.paper) > _LIGHTEST_GROUND:
        return False
    light = replace(ink, marks=marks_in(ink.lightness > LEAST_CONTRAST))
    return len(light.letters) > max(_FEW_LETTERS, 2 * len(ink.letters))


def has_light_marks(ink: Ink) -> bool:
    """Say whether anything lighter than the paper stands on it: white print, a pale label."""
    return has_marks(ink.lightness, ink, faintest=_FAINTEST_MARK, edge_mm=_BESIDE_SHADOW_MM)


def has_marks(standing_out: Grey, ink: Ink, *, faintest: int, edge_mm: float = _SHADOW_MM) -> bool:
    """Say whether anything larger than dust stands out, but for holes, and what is at the edge."""
    marks = marks_in(standing_out > faintest)
    return any(_is_mark(mark, ink, edge_mm=edge_mm) for mark in marks)


def _paper_of(small: Image.Image) -> Grey:
    return median_of(np.asarray(small.reduce(_CELL_PX)), over=_MEDIAN_CELLS)


def _is_mark(mark: Boxes, ink: Ink, *, edge_mm: float) -> bool:
    """Say if a mark is neither dust, nor a hole near the edge, nor wholly at the edge."""
    left, top, width, height = mark[:4] * MM_PER_INCH / ink.dpi
    high, wide = (pixels * MM_PER_INCH / ink.dpi for pixels in ink.darkness.shape)
    if max(width, height) < _DUST_MM:
        return False
    nearest = min(left, top, wide - left - width, high - top - height)
    farthest = min(left + width, top + height, wide - left, high - top)
    is_round = max(width, height) < _ROUND * min(width, height)
    is_full = mark[4] > _HOLE_FILLS * mark[2] * mark[3]
    is_hole = _HOLE_MM[0] < width < _HOLE_MM[1] and is_round and is_full
    return farthest > edge_mm and not (is_hole and nearest < _HOLE_FROM_EDGE_MM)
