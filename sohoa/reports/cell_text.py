"""A cell of a table as people read it, on a page and on paper."""

from __future__ import annotations

import datetime as dt

from sohoa.domain.vietnam_time import day_shown
from sohoa.reports.numbers_and_dates import NOTHING, count_text, points_text, rate_text
from sohoa.reports.table import Cell, Kind


def cell_text(value: Cell, kind: Kind) -> str:
    """Write one cell."""
    if kind is Kind.PERCENT:
        return rate_text(value if isinstance(value, int | float) else None)
    if kind is Kind.POINTS:
        return points_text(value if isinstance(value, int | float) else None)
    if value is None:
        return NOTHING
    if isinstance(value, dt.date):
        return day_shown(value)
    if kind is Kind.COUNT and isinstance(value, int):
        return count_text(value)
    return str(value)
