"""A hand-over as a workbook: the list of files, and one of all documents, file by file."""

from __future__ import annotations

from pathlib import Path

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.durable import written_durably
from sohoa.language import _
from sohoa.reports.handover import Handover
from sohoa.reports.handover_tables import documents_table, files_table
from sohoa.reports.table import Cell, Table
from sohoa.tabular.cells import spreadsheet_safe

#: Widths of the columns of each list, in letters.
_WIDTHS = {"files": (6, 34, 60, 26, 18, 12, 20), "documents": (6, 24, 14, 64, 34, 16, 44)}


def write_handover_sheets(handover: Handover, path: Path) -> None:
    """Write the workbook, whole or not at all; no text in it can act as a formula.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = _("Files")
    _put(sheet, files_table(handover), at=1)
    sheet = book.create_sheet(_("Documents"))
    at = 1
    for one in handover.files:
        at = _put(sheet, documents_table(one), at=at) + 2
    with written_durably(path) as part:
        book.save(part)


def _put(sheet: Worksheet, table: Table, *, at: int) -> int:
    """Put a table on a sheet from a row on; the row behind it."""
    for text, row in ((table.title, at), (table.note, at + 1)):
        cell = sheet.cell(row, 1, _text(text))
        cell.font = Font(bold=row == at)
    rows = [tuple(column.heading for column in table.columns), *table.rows]
    for row, values in enumerate(rows, at + 2):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, _text(value))
            if isinstance(value, str):
                cell.data_type = "s"  # `#N/A` is a text as well
            cell.font = Font(bold=row == at + 2)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, width in enumerate(_WIDTHS[table.key], 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return at + 2 + len(rows)


def _text(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    plain = value.encode("utf-8", "replace").decode()
    return spreadsheet_safe(ILLEGAL_CHARACTERS_RE.sub(" ", plain))
