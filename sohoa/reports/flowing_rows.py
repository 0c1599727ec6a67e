"""Long lists on paper: their rows are made as the pages need them, and never all at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from reportlab.platypus import Flowable, LongTable, TableStyle

#: So many rows are made for the first page; for each other, some more than the one before has had.
_FIRST = 16
#: Higher than any page: what is so high is asked for the part that fits.
_HIGH = 1e6

DrawnRow = Sequence[Any]


class FlowingRows(Flowable):  # type: ignore[misc]
    """A table over many pages, with its headings on each; `rows` are taken one page at a time."""

    def __init__(
        self,
        headings: DrawnRow,
        rows: Iterable[DrawnRow],
        *,
        widths: Sequence[float],
        style: TableStyle,
    ) -> None:
        super().__init__()
        self._headings, self._widths, self._style = headings, widths, style
        self._rows = iter(rows)
        #: What did not fit on the page before: whole rows, and the end of one.
        self._left: list[DrawnRow] = []
        self._taken = _FIRST

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take whatever there is."""
        return width, _HIGH

    def split(self, width: float, height: float) -> list[Flowable]:
        """Give the rows that fit on what is left of a page, and what comes behind."""
        table = self._filling(width, height)
        is_last = table.wrap(width, height)[1] <= height
        parts = [table] if is_last else table.splitOn(self.canv, width, height)
        if not parts:
            return []
        self._taken = len(parts[0]._cellvalues) + 1
        # It had to wait for a new page, maybe, and has got on: the next time is no second one.
        self.__dict__.pop("_postponed", None)
        self._left = parts[1]._cellvalues[1:] if len(parts) > 1 else []
        return [parts[0], self] if self._left else [parts[0]]

    def _filling(self, width: float, height: float) -> LongTable:
        """A table of more rows than have room; of all that are left, where they have."""
        while True:
            more = islice(self._rows, max(0, self._taken - len(self._left)))
            self._left += more
            table = self._table()
            is_all = len(self._left) < self._taken
            if is_all or table.wrap(width, height)[1] > height:
                return table
            self._taken *= 2

    def _table(self) -> LongTable:
        return LongTable(
            [self._headings, *self._left],
            colWidths=self._widths,
            repeatRows=1,
            splitInRow=1,
            style=self._style,
        )


class Following(Flowable):  # type: ignore[misc]
    """Parts of a document, one behind the other, each made when the one before it is drawn."""

    def __init__(self, parts: Iterator[Callable[[], list[Flowable]]]) -> None:
        super().__init__()
        self._parts = parts
        self._next = next(parts, None)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Take whatever there is, while there is a part."""
        return width, _HIGH if self._next else 0.0

    def draw(self) -> None:
        """Draw nothing: there is no part."""

    def split(self, _width: float, _height: float) -> list[Flowable]:
        """Give the next part, and what comes behind."""
        if self._next is None:
            return []
        self.__dict__.pop("_postponed", None)
        part, self._next = self._next(), next(self._parts, None)
        return [*part, self] if self._next else part
