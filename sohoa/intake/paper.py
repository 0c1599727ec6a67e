"""The paper of a PDF page: its visible box, its true size, and how it is shown turned."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pikepdf

from sohoa.intake.pdf_objects import inherited

_POINTS_PER_INCH = 72.0
#: What poppler draws on when a page states no size; PDF makes /MediaBox obligatory.
_FALLBACK = (0.0, 0.0, 612.0, 792.0)
_SHORTEST_SIDE = 1.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, sides sorted."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    @property
    def area(self) -> float:
        """Zero for a box turned inside out."""
        return max(self.width, 0.0) * max(self.height, 0.0)

    def within(self, other: Box) -> Box:
        """Give the part that both have in common."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def covers(self, other: Box, *, slack: float) -> bool:
        """Say whether nothing of `other` lies further outside than `slack`."""
        return (
            self.left <= other.left + slack
            and self.bottom <= other.bottom + slack
            and self.right >= other.right - slack
            and self.top >= other.top - slack
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """A page's visible box, the inches one unit stands for, and the clockwise turn it is shown at.

    `is_assumed` when the page states no usable size.
    """

    box: Box
    inches_per_unit: float
    rotate: int
    is_assumed: bool

    @property
    def shown_inches(self) -> tuple[float, float]:
        """Width and height of the sheet as a viewer shows it."""
        sides = self.box.width * self.inches_per_unit, self.box.height * self.inches_per_unit
        return (sides[1], sides[0]) if self.rotate % 180 else sides


def paper_of(page: pikepdf.Page) -> Paper:
    """Read a page's size: /CropBox within /MediaBox, times /UserUnit (ISO 32000-1, 7.7.3.3)."""
    media = _box(inherited(page, "/MediaBox"))
    crop = _box(inherited(page, "/CropBox"))
    box = media or Box(*_FALLBACK)
    if crop:
        cropped = crop.within(box)
        box = cropped if min(cropped.width, cropped.height) >= _SHORTEST_SIDE else box
    unit = number(page.obj.get("/UserUnit")) or 1.0
    rotate = number(inherited(page, "/Rotate")) or 0.0
    return Paper(
        box=box,
        inches_per_unit=(unit if unit > 0 else 1.0) / _POINTS_PER_INCH,
        rotate=round(rotate / 90) * 90 % 360,
        is_assumed=media is None,
    )


def number(value: Any) -> float | None:
    """A finite number, or `None` for whatever else a file put in its place."""
    try:
        found = float(value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return found if math.isfinite(found) else None


def numbers(values: Iterable[Any] | None, *, count: int) -> tuple[float, ...] | None:
    """So many finite numbers, or `None`."""
    try:
        found = [number(value) for value in values or ()]
    except (TypeError, ValueError):
        return None
    known = tuple(value for value in found if value is not None)
    return known if len(known) == len(found) == count else None


def _box(values: Any) -> Box | None:
    corners = numbers(values, count=4)
    if corners is None:
        return None
    (left, right), (bottom, top) = sorted(corners[0::2]), sorted(corners[1::2])
    box = Box(left, bottom, right, top)
    return box if min(box.width, box.height) >= _SHORTEST_SIDE else None
