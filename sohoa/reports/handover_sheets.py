"""A hand-over as a workbook: the list of files, and one of all documents, file by file."""

from __future__ import annotations

from collections.abc import Sequence
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
from sohoa.reports.table import Cell, Row, Table
from sohoa.tabular.cells import spreadsheet_safe

#: Widths of the columns of each list, in letters.
_WIDTHS = {"files": (6, 34, 60, 26, 18, 12, 20), "documents": (6, 24, 14, 64, 34, 16, 44)}
#: Points of a line and of the highest row that a sheet may have; letters that a line has less than
#: its column is wide, as words are not broken.
_LINE_HEIGHT, _HIGHEST, _SPARE_LETTERS = 15.0, 409.0, 4
_PLAIN, _BOLD = Font(), Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_handover_sheets(handover: Handover, path: Path) -> None:
    """Write the workbook, row by row, whole or not at all; no text in it can act as a formula.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    book = Workbook(write_only=True)
    files = _Sheet(book, _("Files"), _WIDTHS["files"])
    files.put(files_table(handover))
    documents = _Sheet(book, _("Documents"), _WIDTHS["documents"])
    for one in handover.files:
        documents.put(documents_table(one))
        documents.leave_empty(2)
    with written_durably(path) as part:
        book.save(part)


class _Sheet:
    """A sheet that is written from top to bottom; a row is as high as its texts need.

    LibreOffice does not see to that when it only converts or prints.
    """

    def __init__(self, book: Workbook, title: str, widths: Sequence[int]) -> None:
        self._sheet: WriteOnlyWorksheet = book.create_sheet(title)
        self._widths, self._row = widths, 0
        for column, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(column)].width = width
        self._sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
        self._sheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
        self._sheet.page_setup.fitToWidth, self._sheet.page_setup.fitToHeight = 1, 0
        self._sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def put(self, table: Table) -> None:
        """Put a table below what stands there."""
        self._append([_cell(self._sheet, table.title, font=_BOLD)])
        self._append([_cell(self._sheet, table.note)])
        headings = tuple(column.heading for column in table.columns)
        self._put_row(headings, _BOLD)
        for row in table.rows:
            self._put_row(row, _PLAIN)

    def leave_empty(self, count: int) -> None:
        """Leave rows empty."""
        for _number in range(count):
            self._append([])

    def _put_row(self, row: Row, font: Font) -> None:
        lines = max(
            -(-len(str(value or "")) // max(1, width - _SPARE_LETTERS))
            for value, width in zip(row, self._widths, strict=True)
        )
        cells = [_cell(self._sheet, value, font=font, alignment=_WRAPPED) for value in row]
        self._append(cells, height=_LINE_HEIGHT * max(1, lines))

    def _append(self, cells: Sequence[WriteOnlyCell], *, height: float | None = None) -> None:
        self._row += 1
        if height:
            self._sheet.row_dimensions[self._row].height = min(height, _HIGHEST)
        self._sheet.append(cells)
        self._sheet.row_dimensions.pop(self._row, None)  # it is written: nothing is kept of it


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
