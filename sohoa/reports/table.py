"""A table of a report: built once, drawn twice, in HTML and in a workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

Cell = str | int | float | dt.date | None
#: A longer list is shown in its first part on the page; the workbook has all of it.
MOST_ON_PAGE = 300


class Kind(StrEnum):
    """The kind of a column: how its cells are written and aligned; a path may be broken."""

    TEXT = "text"
    CODE = "code"
    PATH = "path"
    COUNT = "count"
    PERCENT = "percent"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how to write what stands below it."""

    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report.

    Attributes:
        key: Its name in addresses: ASCII, without spaces.
        note: One sentence that says what stands in it, and why.
        total: A last row that sums the others up.
        in_workbook_only: Too long to be read on paper; the workbook has it for checking.
    """

    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    in_workbook_only: bool = False

    @property
    def is_long(self) -> bool:
        """Say whether the page shows its first part only."""
        return len(self.rows) > MOST_ON_PAGE
