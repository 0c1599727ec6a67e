"""The true resolution of a page: what the file states, if paper of that size can be."""

from __future__ import annotations

import math
from dataclasses import dataclass

_MM_PER_INCH = 25.4
_A4_LONG_MM = 297.0
#: From a guide's card (85 mm) to an A0 drawing (1189 mm), with a little room.
_SMALLEST_LONG_MM, _LARGEST_LONG_MM = 80.0, 1300.0
#: 72 and 96 dpi are what programs write when they know nothing. Nobody scans records so; they are
#: believed only where the sheet would not be larger than A3.
_UNSET_DPI, _A3_LONG_MM = 96.5, 430.0
#: Fax has 204 x 98.
_MOST_UNEQUAL = 2.5


@dataclass(frozen=True, slots=True)
class Resolution:
    """Pixels per inch of paper, across and down; `is_assumed` when nothing credible was stated."""

    x: float
    y: float
    is_assumed: bool = False

    @property
    def lowest(self) -> float:
        """The lesser of the two."""
        return min(self.x, self.y)

    def turned(self) -> Resolution:
        """The same after a quarter turn."""
        return Resolution(self.y, self.x, self.is_assumed)


def true_resolution(
    stated: tuple[float, float] | None, *, width_px: int, height_px: int
) -> Resolution:
    """Believe the stated resolution if it gives a sane sheet, else take the long edge for A4's.

    >>> true_resolution((300, 300), width_px=2480, height_px=3508)
    Resolution(x=300, y=300, is_assumed=False)
    >>> true_resolution((72, 72), width_px=2480, height_px=3508)
    Resolution(x=300.0, y=300.0, is_assumed=True)
    """
    if stated and _is_sane(*stated, width_px=width_px, height_px=height_px):
        return Resolution(*stated)
    assumed = round(max(width_px, height_px) * _MM_PER_INCH / _A4_LONG_MM, 1)
    return Resolution(assumed, assumed, is_assumed=True)


def _is_sane(x: float, y: float, *, width_px: int, height_px: int) -> bool:
    if not (math.isfinite(x) and math.isfinite(y) and x > 0 and y > 0):
        return False
    if max(x, y) / min(x, y) > _MOST_UNEQUAL:
        return False
    long_mm = max(width_px / x, height_px / y) * _MM_PER_INCH
    largest = _A3_LONG_MM if max(x, y) <= _UNSET_DPI else _LARGEST_LONG_MM
    return _SMALLEST_LONG_MM <= long_mm <= largest
