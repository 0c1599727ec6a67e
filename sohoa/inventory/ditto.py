"""Marks that mean "the same as above": `nt`, `-nt-`, `"`, `//`, `như trên`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sohoa.domain.vietnamese import fold
from sohoa.tabular.columns import Column
from sohoa.tabular.heading import Heading
from sohoa.tabular.sheet import EMPTY, Cell, CellKind
from sohoa.tabular.table import TableRow

_MARK = re.compile(
    r"^[\-–—(\[\s.]*(?:n[.\s]?t|nhu tren|tuong tu(?: tren)?|cung tren|giong tren|ditto"
    r"|[\"“”„″〃‟]+|''|’’|``|´´|//+|\\\\|/\s/)[\-–—)\]\s.]*$"
)
#: A number is a paper's own; what a person confirms and where a row comes from is the row's own.
_NEVER = frozenset({Column.NUMBER, Column.ORIGIN, Column.FAULT, Column.CONFIRMED})
_LONGEST_MARK = 24


@lru_cache(maxsize=1 << 12)
def is_ditto(text: str) -> bool:
    """Say whether a text means the cell above it.

    >>> [is_ditto(text) for text in ("nt", "-nt-", '"', "//", "Như trên", "-", "NT-01")]
    [True, True, True, True, True, False, False]
    """
    return len(text) <= _LONGEST_MARK and bool(_MARK.match(fold(text).strip()))


@dataclass
class Above:
    """The value above in each column, as the rows go by."""

    heading: Heading
    cells: dict[int, Cell] = field(default_factory=dict)

    def filled(self, row: TableRow) -> tuple[TableRow, tuple[Column, ...], tuple[Column, ...]]:
        """The row with what its marks mean; the columns that were filled, and those that failed.

        A mark with nothing above it stays: it is a problem of its row.
        """
        done, failed = list[Column](), list[Column]()
        cells = list(row.cells)
        for column, place in self.heading.places.items():
            cell = row.at(place)
            if cell.kind is CellKind.TEXT and cell.text and is_ditto(cell.text):
                if column in _NEVER:
                    continue
                above = self.cells.get(place, EMPTY)
                (done if above.text else failed).append(column)
                cells[place] = above if above.text else cell
        if done:
            row = replace(row, cells=tuple(cells))
        self.cells = dict(enumerate(row.cells))
        return row, tuple(done), tuple(failed)

    def forget(self, *columns: Column) -> None:
        """A title begins anew: what stood above it for these columns no longer holds."""
        for column in columns:
            self.cells.pop(self.heading.places.get(column, -1), None)
