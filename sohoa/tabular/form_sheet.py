"""How a sheet to be filled in looks: what is asked is yellow and open, all else is locked."""

from __future__ import annotations

import math
from collections.abc import Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.language import _

_DARK, _ASKED = (PatternFill("solid", fgColor=colour) for colour in ("1F3A5F", "FFF2CC"))
_THIN = Side(style="thin", color="BFBFBF")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TEXT = Alignment(wrap_text=True, vertical="top")
_OPEN = Protection(locked=False)
LINE_PT, HIGHEST_PT = 15.0, 409.0
#: So many letters of text stand on a line for each letter of a column's width.
_LETTERS_ON_LINE = 1.05
_GUIDE_WIDTH, _GUIDE_LINE_PT = 110, 16.0


def dress_heading(cell: Cell) -> None:
    """Make a cell the heading of its column."""
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _DARK
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def dress_text(cell: Cell) -> None:
    """Frame a cell, and show its text from the top on as many lines as it needs."""
    cell.alignment, cell.border = _TEXT, _FRAME


def dress_asked(cell: Cell) -> None:
    """Open a cell to be filled in."""
    cell.protection, cell.fill, cell.border = _OPEN, _ASKED, _FRAME


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    on_line = max(1.0, width * _LETTERS_ON_LINE)
    return sum(max(1, math.ceil(len(line) / on_line)) for line in text.split("\n"))


def protect(sheet: Worksheet) -> None:
    """Only what is asked can be written; no password. To filter and to resize stays allowed."""
    protection = sheet.protection
    protection.sheet, protection.objects = True, True
    for allowed in ("autoFilter", "formatColumns", "formatRows"):
        setattr(protection, allowed, False)  # the format says what is locked


def print_on_a4(sheet: Worksheet, *, wide: int, headings: int) -> None:
    """Print it so many sheets of A4 wide, lying, with the row of headings on each."""
    _fit_on_a4(sheet, wide=wide)
    sheet.print_title_rows = f"{headings}:{headings}"


def _fit_on_a4(sheet: Worksheet, *, wide: int) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def write_guide(sheet: Worksheet, lines: Sequence[str]) -> None:
    """Write how it is filled in: message ids, a line a row."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 4, _GUIDE_WIDTH
    for row, line in enumerate(lines, start=1):
        number, text = sheet.cell(row, 1, row), sheet.cell(row, 2, _(line))
        number.font = Font(bold=True)
        number.alignment = Alignment(vertical="top")
        text.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = _GUIDE_LINE_PT * math.ceil(
            len(text.value) / _GUIDE_WIDTH
        )
    _fit_on_a4(sheet, wide=1)
    sheet.protection.sheet = True
