"""A hand-over as a workbook: the list of files, and one of all documents, file by file."""

from __future__ import annotations

from pathlib import Path

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.durable import written_durably
from sohoa.language import _
from sohoa.reports.handover import Handover
from sohoa.reports.handover_tables import documents_table, files_table
from sohoa.reports.table import Cell, Table
from sohoa.tabular.cells import spreadsheet_safe

#: Widths of the columns of each list, in letters.
_WIDTHS = {"files": (6, 34, 60, 26, 18, 12, 20), "documents": (6, 24, 14, 64, 34, 16, 44)}
_PLAIN, _BOLD = Font(), Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_handover_sheets(handover: Handover, path: Path) -> None:
    """Write the workbook, row by row, whole or not at all; no text in it can act as a formula.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    book = Workbook(write_only=True)
    sheet = _sheet(book, _("Files"), "files")
    _put(sheet, files_table(handover))
    sheet = _sheet(book, _("Documents"), "documents")
    for one in handover.files:
        _put(sheet, documents_table(one))
        sheet.append(())
        sheet.append(())
    with written_durably(path) as part:
        book.save(part)


def _sheet(book: Workbook, title: str, key: str) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(title)
    for column, width in enumerate(_WIDTHS[key], 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def _put(sheet: WriteOnlyWorksheet, table: Table) -> None:
    """Put a table on a sheet, below what stands there."""
    sheet.append([_cell(sheet, table.title, font=_BOLD)])
    sheet.append([_cell(sheet, table.note)])
    headings = [column.heading for column in table.columns]
    sheet.append([_cell(sheet, text, font=_BOLD, alignment=_WRAPPED) for text in headings])
    for row in table.rows:
        sheet.append([_cell(sheet, value, alignment=_WRAPPED) for value in row])


def _cell(
    sheet: WriteOnlyWorksheet,
    value: Cell,
    *,
    font: Font = _PLAIN,
    alignment: Alignment | None = None,
) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _text(value))
    if isinstance(value, str):
        cell.data_type = "s"  # `#N/A` is a text as well
    cell.font = font
    if alignment:
        cell.alignment = alignment
    return cell


def _text(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    plain = value.encode("utf-8", "replace").decode()
    return spreadsheet_safe(ILLEGAL_CHARACTERS_RE.sub(" ", plain))
