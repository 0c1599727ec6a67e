"""Words within the rim of a seal that has no colour are read, but never marked sure.

On a black-and-white scan or a copy a seal is as black as print, and cannot be taken off
(`seals.py`). Its rim is found by its shape: of 95 real and made-up pages it was found on all but
one that have a seal, and on no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sohoa.domain.stage_results import Line, Word
from sohoa.ocr.ink import MM_PER_INCH, Ink
from sohoa.ocr.prepare import PreparedPage
from sohoa.ocr.raster import Grey, circles_in, least_of

#: A rim's radius (36 mm across are most), and the least length of a mark that may have one in it.
_LEAST_MM, _MOST_MM = 13.0, 23.0
_LEAST_MARK_MM = 24.0
#: Rims are looked for at about this resolution, on the darkest of the pixels that become one.
_SEEN_AT_DPI = 67
#: Darker than this share of the paper is ink.
_DARK = 0.75
#: A circle is drawn if so many of its points are dark, this near it.
_POINTS, _DRAWN = 144, 0.75
_NEAR_MM, _STEPS = 1.2, 9
_LITTLE = 50.0


@dataclass(frozen=True, slots=True)
class Rim:
    """A circle on a page, in pixels."""

    across: float
    down: float
    radius: float

    def holds(self, word: Word) -> bool:
        """Whether a word lies within it, corner by corner."""
        right, bottom = word.left + word.width, word.top + word.height
        corners = ((x, y) for x in (word.left, right) for y in (word.top, bottom))
        return all(
            (x - self.across) ** 2 + (y - self.down) ** 2 < self.radius**2 for x, y in corners
        )


def with_doubts(lines: Sequence[Line], page: PreparedPage, ink: Ink) -> tuple[Line, ...]:
    """The same lines, words within a rim on the page no more than half sure.

    `ink` is that of the page however it lies: rims are looked for where it has a mark so large.
    """
    if not may_have_rim(ink):
        return tuple(lines)
    rims = tuple(find_rims(np.asarray(page.image), dpi=page.dpi))
    return tuple(
        replace(line, words=tuple(_doubted(word, rims) for word in line.words)) for line in lines
    )


def _doubted(word: Word, rims: Sequence[Rim]) -> Word:
    if any(rim.holds(word) for rim in rims):
        return replace(word, confidence=min(word.confidence, _LITTLE))
    return word


def may_have_rim(ink: Ink) -> bool:
    """Whether any mark on a page is large enough, both ways."""
    least = _LEAST_MARK_MM * ink.dpi / MM_PER_INCH
    return bool((np.minimum(ink.marks[:, 2], ink.marks[:, 3]) > least).any())


def find_rims(grey: Grey, *, dpi: float) -> Iterator[Rim]:
    """The round rims of a seal's size on a page."""
    by = max(1, round(dpi / _SEEN_AT_DPI))
    small = least_of(grey, over=by)
    dark = small < _DARK * float(np.percentile(small[::4, ::4], 90))
    mm = dpi / by / MM_PER_INCH
    for across, down, radius in circles_in(dark, least=_LEAST_MM * mm, most=_MOST_MM * mm):
        near = np.linspace(-_NEAR_MM, _NEAR_MM, _STEPS) * mm
        drawn, best = max((_drawn(dark, across, down, radius + one), radius + one) for one in near)
        if drawn > _DRAWN:
            yield Rim(float(by * across), float(by * down), float(by * best))


def _drawn(dark: npt.NDArray[np.bool_], across: float, down: float, radius: float) -> float:
    """How much of a circle is dark, on itself or a pixel beside it."""
    angles = np.arange(_POINTS) / _POINTS * 2 * np.pi
    hit = np.zeros(_POINTS, bool)
    high, wide = dark.shape
    for reach in (radius - 0.7, radius, radius + 0.7):
        x = np.rint(across + reach * np.cos(angles)).astype(int)
        y = np.rint(down + reach * np.sin(angles)).astype(int)
        is_on = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
        hit[is_on] |= dark[y[is_on], x[is_on]]
    return float(hit.mean())
