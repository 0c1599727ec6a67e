"""Sheets that people fill in and hand back: read by the keys of their columns, not their places.

A hidden row names each column by its key, and one of them by the sheet's format. Rows may be
sorted, columns moved, the sheet copied in its workbook, another program may have saved it. Each row
is judged for itself: one that cannot be taken is named, and costs no other.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sohoa.domain.errors import RegisterFileError
from sohoa.domain.failure import BatchError
from sohoa.domain.vietnamese import squeeze
from sohoa.language import _
from sohoa.tabular.cells import spreadsheet_plain
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.sheet import Cell, Sheet

#: A name and a reason are kept; a whole letter is not.
_LONGEST = 1000


class RowFault(StrEnum):
    """Why a row was not taken; the value stands in `--json`. Each kind of sheet has its own.

    Attributes:
        what: What is wrong with it (a message id); `{value}` is what stands there.
        remedy: What to do (a message id).
    """

    what: str
    remedy: str

    def __new__(cls, value: str, what: str, remedy: str) -> RowFault:
        """Make a member that is its value, with its words beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.what, member.remedy = what, remedy
        return member


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken; `document_id` is empty where it cannot be told."""

    sheet: str
    row: int
    fault: RowFault
    value: str = ""
    document_id: str = ""


def fault_text(row: BadRow) -> str:
    """Say what is wrong with a row, and what to do, in the language in force."""
    return f"{_(row.fault.what).format(value=row.value)} {_(row.fault.remedy)}"


@dataclass(frozen=True, slots=True)
class Refusals:
    """The errors by which a kind of sheet is refused.

    Attributes:
        foreign: Another file, or one that lacks what is needed: with `file` and `problem`.
        damaged: It cannot be read: with `file` and `problem`.
        newer: A later program has made it: with `file` and `format`.
    """

    foreign: type[BatchError]
    damaged: type[BatchError]
    newer: type[BatchError]


@dataclass(frozen=True, slots=True)
class KeyedSheet:
    """A sheet that was found, and the place of each of its columns by its key."""

    sheet: Sheet
    columns: Mapping[str, int]

    def rows(self) -> Iterator[KeyedRow]:
        """Give all its rows, those above the key row, too."""
        for number, cells in self.sheet.numbered():
            marks = self.sheet.marks.get(number)
            held = (place - self.sheet.first_column for place in marks.formulas) if marks else ()
            yield KeyedRow(self.sheet.name, number, cells, self.columns, frozenset(held))


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """A row with its columns known; `formulas` are the places of cells that hold one."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]
    columns: Mapping[str, int]
    formulas: frozenset[int]

    def cell(self, name: str) -> Cell:
        """The cell of a column by its key."""
        place = self.columns[name]
        return self.cells[place] if place < len(self.cells) else Cell()

    def text(self, name: str) -> str:
        """What a cell says, on one line."""
        return squeeze(spreadsheet_plain(self.cell(name).text))[:_LONGEST]

    def has_formula(self, names: Collection[str]) -> bool:
        """Say whether a formula stands in one of some columns."""
        return any(self.columns[name] in self.formulas for name in names)


def read_keyed(
    path: Path, *, formats: str, needed: Collection[str], refusals: Refusals
) -> tuple[list[KeyedSheet], tuple[Sheet, ...]]:
    """Find the sheets of a format (`sohoa-review/1`) in a workbook; and give all its sheets.

    `needed` are the keys of columns without which nothing can be read back.

    Raises:
        BatchError: One of `refusals`.
    """
    try:
        sheets = read_sheets(path, tell_formulas=True)
        is_xlsx = _is_xlsx(path)
    except RegisterFileError as error:
        raise refusals.damaged(file=path.name, problem=error.details["problem"]) from error
    except (OSError, zipfile.BadZipFile) as error:
        raise refusals.damaged(file=path.name, problem=str(error)) from error
    if not is_xlsx:  # of other kinds it is not told which cells hold formulas
        raise refusals.foreign(file=path.name, problem=_("it is not saved as .xlsx"))
    found = [KeyedSheet(one, columns) for one in sheets if (columns := _columns(one, formats))]
    for one in found:
        if formats not in one.columns:
            newer = next(name for name in one.columns if name.startswith(_any(formats)))
            raise refusals.newer(file=path.name, format=newer)
        if missing := [name for name in needed if name not in one.columns]:
            text = _("columns are missing: {names}").format(names=", ".join(missing))
            raise refusals.foreign(file=path.name, problem=text)
    if not found:
        problem = _("its hidden row of keys is not there")
        raise refusals.foreign(file=path.name, problem=problem)
    return found, sheets


def _any(formats: str) -> str:
    """What a format begins with, whatever its number."""
    return formats[: formats.index("/") + 1]


def _columns(sheet: Sheet, formats: str) -> dict[str, int]:
    """The keys of a sheet's columns and where they are; nothing if it is another sheet."""
    for _number, cells in sheet.numbered():
        texts = [cell.text.strip() for cell in cells]
        if any(text.startswith(_any(formats)) for text in texts):
            return {text: place for place, text in enumerate(texts) if text}
    return {}


def _is_xlsx(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as package:
        return "xl/workbook.xml" in package.namelist()
