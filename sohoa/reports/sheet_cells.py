"""Values as a spreadsheet is given them."""

from __future__ import annotations

from sohoa.reports.table import Cell, Kind
from sohoa.tabular.cells import sheet_text


def sheet_value(value: Cell, kind: Kind) -> Cell:
    """A value as a spreadsheet counts with it: a percentage is a fraction of one."""
    if isinstance(value, str):
        return sheet_text(value)
    if kind is Kind.PERCENT and isinstance(value, int | float):
        return round(value / 100, 6)
    return value
