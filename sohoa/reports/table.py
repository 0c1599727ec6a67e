"""A table of a report: built once, drawn twice, in HTML and in a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Protocol, runtime_checkable

Cell = str | int | float | dt.date | None
Row = tuple[Cell, ...]
#: Some rows of a table, column by column.
Columns = Sequence[Sequence[Cell]]
#: A longer list is shown in its first part on the page; the workbook has all of it.
MOST_ON_PAGE = 300
#: A still longer one has its first part in the workbook, and all of it in a file of its own (CSV).
MOST_IN_WORKBOOK = 100_000


class Kind(StrEnum):
    """The kind of a column: how its cells are written and aligned; a path may be broken.

    Points are percentage points, with their sign.
    """

    TEXT = "text"
    CODE = "code"
    PATH = "path"
    COUNT = "count"
    PERCENT = "percent"
    POINTS = "points"
    DAY = "day"


class Rows(Protocol):
    """The rows of a table: a tuple, or those of a `LongList` that the workbook has."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Row]: ...


@runtime_checkable
class InParts(Protocol):
    """Rows of which there may be very many."""

    def parts(self) -> Iterator[Columns]:
        """The rows that the workbook has, some at a time, column by column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how to write what stands below it.

    `behind` is the key of the list that names what its numbers count, where there is one.
    """

    heading: str
    kind: Kind = Kind.TEXT
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report.

    Attributes:
        key: Its name in addresses: ASCII, without spaces.
        note: One sentence that says what stands in it, and why.
        total: A last row that sums the others up.
        in_workbook_only: Too long to be read on paper; the workbook has it for checking.
        behind: Row by row the key of the list that names what it counts; empty where there is none.
    """

    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: Rows
    total: Row = ()
    in_workbook_only: bool = False
    behind: tuple[str, ...] = ()

    @property
    def rows_on_page(self) -> Iterator[Row]:
        """The rows that the page shows."""
        return islice(self.rows, MOST_ON_PAGE)

    def parts(self) -> Iterator[Columns]:
        """The rows that the workbook has, some at a time, column by column."""
        if isinstance(self.rows, InParts):
            yield from self.rows.parts()
        elif rows := list(self.rows):
            yield list(zip(*rows, strict=True))

    @property
    def is_long(self) -> bool:
        """Say whether the page shows its first part only."""
        return len(self.rows) > MOST_ON_PAGE

    @property
    def has_own_file(self) -> bool:
        """Say whether the workbook has its first part only, and a file of its own has all."""
        return len(self.rows) > MOST_IN_WORKBOOK


def csv_name(key: str) -> str:
    """The end of the name of a very long table's own file."""
    return f"{key}.csv"
