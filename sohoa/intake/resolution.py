"""The true resolution of a page: what the file states, if paper of that size can be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

_MM_PER_INCH = 25.4
#: From a guide's card (85 mm) to an A0 drawing (1189 mm), with a little room.
_SMALLEST_LONG_MM, _LARGEST_LONG_MM = 80.0, 1300.0
#: 72 and 96 dpi are what programs write when they know nothing. Nobody scans records so; they are
#: believed only where the sheet would not be larger than A3.
_UNSET_DPI, _A3_LONG_MM = 96.5, 430.0
#: Fax has 204 x 98.
_MOST_UNEQUAL = 2.5
_A4_MM = (210.0, 297.0)
#: Papers of an office, in millimetres: A0 to A7, B4 and B5, letter, legal and folio, envelopes, the
#: books of certificates, bank and name cards.
_PAPERS = (
    (841, 1189), (594, 841), (420, 594), (297, 420), _A4_MM, (148, 210), (105, 148), (74, 105),
    (250, 353), (176, 250), (216, 279), (216, 356), (210, 330), (216, 330),
    (110, 220), (162, 229), (190, 265), (54, 85.6), (55, 90),
)  # fmt: skip
#: A scan is cut a little smaller or larger than its paper.
_PAPER_SLACK, _LEAST_SLACK_MM = 0.04, 3.0
#: Sheets between A5 and A3 are trimmed to any size.
_SMALLEST_USUAL_MM = 190.0
#: The shape of A4, and of letter paper; and what resolutions scanners offer.
_SHAPES, _SHAPE_SLACK = (297 / 210, 279 / 216), 0.045
_OFFERED_DPI, _OFFERED_SLACK = (75, 100, 120, 150, 200, 240, 300, 400, 600), 0.015


@dataclass(frozen=True, slots=True)
class Resolution:
    """Pixels per inch of paper, across and down.

    `is_assumed` when nothing credible was stated; `doubt` names, without words, the sheet that the
    file's own resolution would mean, where it is an unusual one, and what may be meant instead.
    """

    x: float
    y: float
    is_assumed: bool = False
    doubt: str = field(default="", repr=False)

    @property
    def lowest(self) -> float:
        """The lesser of the two."""
        return min(self.x, self.y)

    def turned(self) -> Resolution:
        """The same after a quarter turn."""
        return Resolution(self.y, self.x, self.is_assumed, self.doubt)


def true_resolution(
    stated: tuple[float, float] | None, *, width_px: int, height_px: int
) -> Resolution:
    """Believe the stated resolution if it gives a sane sheet, else take the long edge for A4's.

    A sheet that is sane but unusual is in doubt: there are small papers, and there are programs
    that write 200 dpi into everything. Has it the shape of A4 and not the size of any such sheet,
    A4 is assumed; else the file is believed. Both are told.

    >>> true_resolution((300, 300), width_px=2480, height_px=3508)
    Resolution(x=300, y=300, is_assumed=False)
    >>> true_resolution((72, 72), width_px=2480, height_px=3508)
    Resolution(x=300.0, y=300.0, is_assumed=True)
    >>> true_resolution((200, 200), width_px=750, height_px=1034)
    Resolution(x=88.4, y=88.4, is_assumed=False)
    """
    long_px = max(width_px, height_px)
    assumed = round(long_px * _MM_PER_INCH / _A4_MM[1], 1)
    if not stated or not _is_sane(*stated, width_px=width_px, height_px=height_px):
        return Resolution(assumed, assumed, is_assumed=True)
    sides = width_px / stated[0] * _MM_PER_INCH, height_px / stated[1] * _MM_PER_INCH
    short, long = min(sides), max(sides)
    has_shape = any(abs(long / short - shape) <= _SHAPE_SLACK for shape in _SHAPES)
    if not _is_unusual(short, long, has_shape=has_shape, as_a4_dpi=assumed):
        return Resolution(*stated)
    said = f"{min(stated):.0f} dpi = {short:.0f} x {long:.0f} mm"
    if has_shape:
        return Resolution(assumed, assumed, doubt=f"{said}; A4 = {assumed:.0f} dpi")
    return Resolution(*stated, doubt=said)


def _is_unusual(short: float, long: float, *, has_shape: bool, as_a4_dpi: float) -> bool:
    if any(True for _ in _papers_like(short, long)):
        return False
    if long < _SMALLEST_USUAL_MM:
        return True
    if not has_shape:
        return False
    # Of A4's shape and another size: trimmed, or A4 at a resolution that scanners offer.
    is_offered = any(abs(as_a4_dpi / dpi - 1) <= _OFFERED_SLACK for dpi in _OFFERED_DPI)
    return is_offered or long > _A3_LONG_MM


def _papers_like(short: float, long: float) -> Iterator[tuple[float, float]]:
    for paper in _PAPERS:
        if all(
            abs(side - known) <= max(_LEAST_SLACK_MM, known * _PAPER_SLACK)
            for side, known in zip((short, long), paper, strict=True)
        ):
            yield paper


def _is_sane(x: float, y: float, *, width_px: int, height_px: int) -> bool:
    if not (math.isfinite(x) and math.isfinite(y) and x > 0 and y > 0):
        return False
    if max(x, y) / min(x, y) > _MOST_UNEQUAL:
        return False
    long_mm = max(width_px / x, height_px / y) * _MM_PER_INCH
    largest = _A3_LONG_MM if max(x, y) <= _UNSET_DPI else _LARGEST_LONG_MM
    return _SMALLEST_LONG_MM <= long_mm <= largest
