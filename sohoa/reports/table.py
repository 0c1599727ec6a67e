"""A table of a report: built once, drawn twice, in HTML and in a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar, overload

T = TypeVar("T")
Cell = str | int | float | dt.date | None
Row = tuple[Cell, ...]
#: A longer list is shown in its first part on the page; the workbook has all of it.
MOST_ON_PAGE = 300
#: A still longer one has its first part in the workbook, and all of it in a file of its own (CSV).
MOST_IN_WORKBOOK = 100_000


class Kind(StrEnum):
    """The kind of a column: how its cells are written and aligned; a path may be broken."""

    TEXT = "text"
    CODE = "code"
    PATH = "path"
    COUNT = "count"
    PERCENT = "percent"
    DAY = "day"


class Each(Sequence[Row], Generic[T]):
    """Rows that are made when they are asked for: a million of them take no memory of their own."""

    def __init__(self, source: Sequence[T], make: Callable[[T], Row]) -> None:
        self._source, self._make = source, make

    def __len__(self) -> int:
        return len(self._source)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return Each(self._source[place], self._make)
        return self._make(self._source[place])


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
    rows: Sequence[Row]
    total: Row = ()
    in_workbook_only: bool = False

    @property
    def is_long(self) -> bool:
        """Say whether the page shows its first part only."""
        return len(self.rows) > MOST_ON_PAGE

    @property
    def has_own_file(self) -> bool:
        """Say whether the workbook has its first part only, and a file of its own has all."""
        return len(self.rows) > MOST_IN_WORKBOOK
