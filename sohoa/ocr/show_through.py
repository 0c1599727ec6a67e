"""A blank side through which the other side's print shines: told by looking at both sides.

What shines through is the other side mirrored, paler and softer. A page is called blank only if
that explains every mark on it, place by place and in strength: one further mark, and it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sohoa.domain.stage_results import PageImage
from sohoa.ocr.ink import (
    LEAST_CONTRAST,
    MM_PER_INCH,
    Ink,
    has_light_marks,
    has_marks,
    is_light_paper,
)
from sohoa.ocr.raster import Grey, Turn, best_match, moved, similarity, softened, widened

#: What shines through is at most this share as dark as what is printed; more is print itself.
_MOST_STRENGTH = 0.5
_DARKEST_PERCENT = 90
#: Pages with darker marks are print whatever lies behind: nobody need look.
_PRINT = 128
#: On larger sheets, about A3, nobody looks: it would take seconds and hundreds of megabytes.
_LARGEST_MM2 = 1.1 * 297 * 420
#: Both sides are laid over each other piece by piece.
_PIECE_MM = 40.0
_FEWEST_PIECES = 3
#: Pieces of unrelated pages of text are alike by 0.2 to 0.4 wherever they fit best.
_ALIKE = 0.5
#: Paper scatters light: print shines through softer, and a little wider.
_SOFT_MM = 0.4
_WIDER_MM = 0.4
#: What is left of the page beyond that is a mark of its own if it is so dark, in grey levels.
_LEFT_OVER = 18
_PRINTED_PERCENT = 90
_GAIN_PERCENT = 95


@dataclass(frozen=True, slots=True)
class _Step:
    """How finely the sides are compared: every so many pixels, within what, and how exactly."""

    every: int
    within_mm: float
    tolerance_mm: float


#: What paper moves and turns in a feeder; then what is left of it.
_ROUGHLY, _CLOSELY = _Step(3, 15.0, 1.5), _Step(1, 2.0, 0.5)


def may_have_other_side(page: PageImage) -> bool:
    """Say that a page is no larger than about A3: the other side of larger ones is not looked at.

    Plans and posters take seconds and hundreds of megabytes, and seldom have a back at all.
    """
    wide, high = page.width_px / page.dpi_x, page.height_px / page.dpi_y
    return wide * high * MM_PER_INCH**2 <= _LARGEST_MM2


def may_shine_through(ink: Ink) -> bool:
    """Say that a page is faint enough that the other side of its sheet is worth a look.

    Where the paper is dark or of two shades, nothing stands out from it, or something lighter than
    it does, nothing is said.
    """
    seen = bool(ink.darkness.max() > _LEFT_OVER) and not has_light_marks(ink)
    return seen and is_light_paper(ink) and _darkest(ink) < _PRINT


def shines_through(ink: Ink, other: Ink) -> bool:
    """Say that all that is seen on a page is the other side of its sheet.

    The other side is tried as it lies when the sheet is turned over its long or its short edge.
    It costs a tenth of a second.
    """
    if not may_shine_through(ink) or _darkest(ink) > _MOST_STRENGTH * _darkest(other):
        return False
    return any(_is_explained(ink, behind) for behind in _mirrored(ink, other))


def _darkest(ink: Ink) -> float:
    """How dark the darkest tenth of the ink is; 0 without any."""
    inked = ink.darkness[ink.darkness > LEAST_CONTRAST]
    return float(np.percentile(inked, _DARKEST_PERCENT)) if inked.size else 0.0


def _mirrored(ink: Ink, other: Ink) -> Iterator[Grey]:
    """The other side as it would shine through, in the page's own size."""
    high, wide = ink.darkness.shape
    for turned in (np.fliplr(other.darkness), np.flipud(other.darkness)):
        laid = np.zeros((high, wide), np.uint8)
        part = turned[:high, :wide]
        laid[: part.shape[0], : part.shape[1]] = part
        yield laid


def _is_explained(ink: Ink, behind: Grey) -> bool:
    """Lay the other side over the page, first roughly, then closely, and look what is left."""
    px = ink.dpi / MM_PER_INCH
    page = softened(ink.darkness, radius=_SOFT_MM * px)
    placed = softened(behind, radius=_SOFT_MM * px)
    for step in (_ROUGHLY, _CLOSELY):
        by = _movement(page, placed, step, px=px)
        if by is None:
            return False
        placed = moved(placed, by, (page.shape[1], page.shape[0]))
    if not _alike(placed, page) >= _ALIKE:
        return False
    expected = widened(placed, by=round(_WIDER_MM * px)) * np.float32(_gain(placed, page))
    left = np.clip(ink.darkness - expected, 0, 255).astype(np.uint8)
    return not has_marks(left, ink, faintest=_LEFT_OVER)


def _alike(placed: Grey, page: Grey) -> float:
    """How alike both are as a whole, -1 to 1; not a number if nothing is on one of them."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.corrcoef(placed.ravel(), page.ravel())[0, 1])


def _gain(placed: Grey, page: Grey) -> float:
    """How much of the other side's print is seen on the page; 0 if nothing is printed there."""
    printed = placed >= max(1, np.percentile(placed, _PRINTED_PERCENT))
    if not printed.any():
        return 0.0
    return float(np.percentile(page[printed] / placed[printed], _GAIN_PERCENT))


def _movement(page: Grey, behind: Grey, step: _Step, *, px: float) -> Turn | None:
    """The movement that lays the other side over the page, from the pieces that fit."""
    size, reach = round(_PIECE_MM * px / step.every), round(step.within_mm * px / step.every)
    within = np.pad(behind[:: step.every, :: step.every], reach)
    small = np.ascontiguousarray(page[:: step.every, :: step.every])
    pairs = list(_pieces(small, within, size=size, reach=reach))
    if len(pairs) < _FEWEST_PIECES:
        return None
    there, here = (np.array(points, np.float32) * step.every for points in zip(*pairs, strict=True))
    return similarity(there, here, tolerance=step.tolerance_mm * px)


def _pieces(
    page: Grey, behind: Grey, *, size: int, reach: int
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The middles of pieces that fit: where they are on the other side, and on the page."""
    high, wide = page.shape
    for top in range(0, high - size // 2, size):
        for left in range(0, wide - size // 2, size):
            piece = page[top : top + size, left : left + size]
            bottom, right = top + piece.shape[0] + 2 * reach, left + piece.shape[1] + 2 * reach
            x, y, alike = best_match(piece, behind[top:bottom, left:right])
            if alike >= _ALIKE:
                middle = left + piece.shape[1] / 2, top + piece.shape[0] / 2
                yield (middle[0] + x - reach, middle[1] + y - reach), middle
