"""Marks that mean "the same as above": `nt`, `-nt-`, `"`, `//`, `như trên`."""

from __future__ import annotations

import re
import string
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
_NEVER = frozenset({Column.NUMBER, Column.ORIGIN, Column.FAULT, Column.CONFIRMED, Column.EXPORTED})
_LONGEST_MARK = 24
#: Plain letters and figures with which no mark begins: most texts begin with one of them.
_BEGINS_NO_MARK = frozenset(string.digits + string.ascii_letters) - frozenset("ntcgdNTCGD")


def is_ditto(text: str) -> bool:
    """Say whether a text means the cell above it.

    >>> [is_ditto(text) for text in ("nt", "-nt-", '"', "//", "Như trên", "-", "NT-01")]
    [True, True, True, True, True, False, False]
    """
    if len(text) > _LONGEST_MARK or (text[:1].isalnum() and text[0] in _BEGINS_NO_MARK):
        return False
    return _is_mark(text)


@lru_cache(maxsize=1 << 12)
def _is_mark(text: str) -> bool:
    return bool(_MARK.match(fold(text).strip()))


@dataclass
class Above:
    """The value above in each column, as the rows go by."""

    heading: Heading
    row: TableRow | None = None
    forgotten: set[int] = field(default_factory=set)

    def filled(self, row: TableRow) -> tuple[TableRow, tuple[Column, ...], tuple[Column, ...]]:
        """The row with what its marks mean; the columns that were filled, and those that failed.

        A mark with nothing above it stays: it is a problem of its row.
        """
        done, failed = list[Column](), list[Column]()
        cells = list[Cell]()
        for column, place in self.heading.places.items():
            cell = row.at(place)
            if cell.text and cell.kind is CellKind.TEXT and is_ditto(cell.text):
                if column in _NEVER:
                    continue
                above = self._above(place)
                (done if above.text else failed).append(column)
                if above.text:
                    cells = cells or list(row.cells)
                    cells[place] = above
        if done:
            row = replace(row, cells=tuple(cells))
        self.row = row
        self.forgotten.clear()
        return row, tuple(done), tuple(failed)

    def _above(self, place: int) -> Cell:
        return EMPTY if self.row is None or place in self.forgotten else self.row.at(place)

    def forget(self, *columns: Column) -> None:
        """A title begins anew: what stood above it for these columns no longer holds."""
        self.forgotten.update(self.heading.places.get(column, -1) for column in columns)
