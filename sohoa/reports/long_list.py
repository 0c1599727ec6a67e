"""The rows of a list of which there may be a million: they are made once, and never all at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, cast

from sohoa.reports import table
from sohoa.reports.table import Cell, Column, Columns, Row, Table

#: So many rows, at the least, are put away at once.
_TOGETHER = 1_000
#: What no text has, to speak of.
_BETWEEN = "\x1f"
#: Takes rows of a list to the list's own file.
Write = Callable[[Columns], object]
#: A column that is put away: its texts in one, where they are texts.
_Packed = str | tuple[Cell, ...]


class LongList:
    """Rows that are added, some at a time, in the order in which they are shown.

    The first of them, as many as the workbook takes, are kept, in a fraction of what they take as
    objects. When there are more, a file is begun that is given all of them as they come. Without a
    file all are kept.
    """

    def __init__(self, width: int, begin_file: Callable[[], Write] | None = None) -> None:
        self._begin_file = begin_file
        self._write: Write | None = None
        self._pending: list[list[Cell]] = [[] for _column in range(width)]
        self._packed = list[list[_Packed]]()
        self._kept = self._count = 0

    def __len__(self) -> int:
        return self._count + len(self._pending[0])

    def __iter__(self) -> Iterator[Row]:
        """Give the rows that are kept: those of the workbook, or all where there is no file."""
        for columns in self.parts():
            yield from zip(*columns, strict=True)

    def parts(self) -> Iterator[Columns]:
        """Give the same rows, some thousand at a time, column by column."""
        for packed in self._packed:
            yield [_unpacked(column) for column in packed]
        yield self._to_keep()

    def add(self, columns: Columns) -> None:
        """Add rows, column by column."""
        for pending, more in zip(self._pending, columns, strict=True):
            pending.extend(more)
        if len(self._pending[0]) >= _TOGETHER:
            self.settle()

    def settle(self) -> None:
        """Put away what was added; called once more when nothing is added any more."""
        if self._begin_file and len(self) > table.MOST_IN_WORKBOOK:
            if self._write is None:
                self._write = self._begin_file()
                for packed in self._packed:
                    self._write([_unpacked(column) for column in packed])
            self._write(self._pending)
        self._count += len(self._pending[0])
        kept = self._to_keep()
        if kept[0]:
            self._packed.append([_as_packed(column) for column in kept])
            self._kept += len(kept[0])
        for pending in self._pending:
            pending.clear()

    def _to_keep(self) -> Columns:
        if self._begin_file is None:
            return self._pending
        most = max(0, table.MOST_IN_WORKBOOK - self._kept)
        return [pending[:most] for pending in self._pending]


def _as_packed(column: Sequence[Cell]) -> _Packed:
    try:
        joined = _BETWEEN.join(cast("Sequence[str]", column))
    except TypeError:  # days and counts
        return tuple(column)
    return joined if joined.count(_BETWEEN) == len(column) - 1 else tuple(column)


def _unpacked(column: _Packed) -> Sequence[Cell]:
    return column.split(_BETWEEN) if isinstance(column, str) else column


class BeginsFiles(Protocol):
    """Begins the files of lists that are too long for the workbook."""

    def begin(self, key: str, columns: Sequence[Column]) -> Write:
        """Begin the file of a list, with its headings; returns what writes its rows."""


class Lists:
    """The long lists of a report while they are made: each the rows of a table."""

    def __init__(self, files: BeginsFiles | None = None) -> None:
        self._files = files
        self._lists = dict[str, LongList]()

    def table(self, key: str, title: str, note: str, columns: tuple[Column, ...]) -> Table:
        """Make a table whose rows are to be added."""
        files = self._files
        begin = (lambda: files.begin(key, columns)) if files else None
        self._lists[key] = rows = LongList(len(columns), begin)
        return Table(key, title, note, columns, rows)

    def add(self, table: Table, columns: Columns) -> None:
        """Add rows to a table, column by column."""
        self._lists[table.key].add(columns)

    def settle(self) -> None:
        """Put away what is left: nothing is added any more."""
        for one in self._lists.values():
            one.settle()
