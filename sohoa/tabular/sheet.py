"""A spreadsheet as it was found: cells with the type they had, and where each row stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

#: More cells than this are no register of an office; reading stops before memory does.
MAX_CELLS = 2_000_000
#: The file itself, and what a zipped one unpacks to.
MAX_FILE_BYTES = 64 << 20
MAX_UNPACKED_BYTES = 400 << 20


class CellKind(StrEnum):
    """The kind of a cell, as the spreadsheet program sees it."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TRUTH = "truth"
    #: A formula without a result: `#N/A`, `#REF!`, or never calculated.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text: `2012.0` is `2012`, a date is `05/03/2012`, an empty cell is empty."""

    text: str = ""
    kind: CellKind = CellKind.TEXT


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Span:
    """Cells merged into one; rows and columns count from 0 in the file, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class RowMarks:
    """Marks a person made on a row without changing its words.

    Attributes:
        struck: A cell of it is struck through, wholly or in part.
        hidden: The program does not show it: by hand, or by a filter.
        comments: Notes on its cells.
        formulas: Columns of its cells that hold a formula, counting from 0; told on request only.
    """

    struck: bool = False
    hidden: bool = False
    comments: tuple[str, ...] = ()
    formulas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first that holds anything.

    Attributes:
        first_row: Number of the first row in the file, counting from 1 as the program shows it.
        first_column: Number of the first column, counting from 0.
        spans: Merged cells; only .xlsx and .xls tell them.
        hidden: The program does not show this sheet.
        tells_marks: Whether the file's format tells us of formats, strokes and hidden rows.
        marks: Row number → what was done to the row.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int = 1
    first_column: int = 0
    spans: tuple[Span, ...] = ()
    hidden: bool = False
    tells_marks: bool = True
    marks: Mapping[int, RowMarks] = field(default_factory=dict)

    def numbered(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows with the numbers they have in the file, counting from 1."""
        return enumerate(self.rows, start=self.first_row)


def is_blank(row: tuple[Cell, ...]) -> bool:
    """Say whether nothing but white space stands in a row."""
    return not any(cell.text.strip() for cell in row)


def column_letters(column: int) -> str:
    """Name a column as spreadsheet programs do, counting from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
