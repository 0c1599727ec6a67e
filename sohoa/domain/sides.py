"""The sheet and side of a page: the archivist holds sheets, the scanner counts pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sides(StrEnum):
    """The sides an office scans: one of each sheet, both, or as the register's counts tell."""

    ONE = "one"
    TWO = "two"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class SheetSide:
    """One side of one sheet, counted from 1; `is_back` is `None` where only fronts are scanned."""

    sheet: int
    is_back: bool | None = None


def side_of(page: int, *, pages: int, sheets: int | None, sides: Sides) -> SheetSide | None:
    """Say on which sheet and side a page lies, `None` where nothing tells.

    With `AUTO` the register's number of sheets decides: as many pages are one side each, twice
    as many (the last back may have been left out) are both sides. Any other number says nothing.

    >>> side_of(4, pages=4, sheets=2, sides=Sides.AUTO)
    SheetSide(sheet=2, is_back=True)
    """
    if sides is Sides.AUTO:
        if sheets == pages:
            sides = Sides.ONE
        elif sheets and pages in (2 * sheets - 1, 2 * sheets):
            sides = Sides.TWO
        else:
            return None
    if sides is Sides.ONE:
        return SheetSide(page)
    return SheetSide((page + 1) // 2, is_back=page % 2 == 0)
