"""Values as a spreadsheet is given them."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from sohoa.reports.table import Cell, Kind
from sohoa.tabular.cells import spreadsheet_safe


def sheet_value(value: Cell, kind: Kind) -> Cell:
    """A value as a spreadsheet counts with it: a percentage is a fraction of one."""
    if isinstance(value, str):
        return sheet_text(value)
    if kind is Kind.PERCENT and isinstance(value, int | float):
        return round(value / 100, 6)
    return value


def sheet_text(value: str) -> str:
    """A text without what XML cannot hold, and never a formula."""
    # What can be printed has none of those.
    return spreadsheet_safe(value if value.isprintable() else ILLEGAL_CHARACTERS_RE.sub(" ", value))
