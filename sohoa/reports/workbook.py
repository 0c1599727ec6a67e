"""The report as a workbook: a sheet per table, to be filtered, summed and checked."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.durable import written_durably
from sohoa.language import _
from sohoa.reports import wording
from sohoa.reports.completion import CompletionReport
from sohoa.reports.imprint import Imprint
from sohoa.reports.sheet_cells import sheet_value
from sohoa.reports.sheet_rows import Further, add_rows
from sohoa.reports.table import MOST_IN_WORKBOOK, Columns, Kind, Table
from sohoa.reports.tables import report_tables
from sohoa.tabular.cells import sheet_text

_NUMBER_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "0.0%",
    Kind.POINTS: "+0.0;-0.0;0.0",
    Kind.DAY: "dd/mm/yyyy",
}
_WIDEST, _NARROWEST = 60, 10
#: Letters in a line of the summary, and its height in points.
_LINE, _LINE_HEIGHT = 100, 15
_HEADING = PatternFill("solid", fgColor="1F3A5F")
#: What Excel does not take in the name of a sheet.
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_SHEET_NAME = 31
#: So many rows of a sheet are drawn with openpyxl; those after them look like the second.
_FIRST_ROWS = 200


def write_xlsx(
    report: CompletionReport,
    path: Path,
    tables: Sequence[Table] | None = None,
    imprint: Imprint | None = None,
) -> None:
    """Write a report as a workbook, whole or not at all.

    `tables` are those of the report (`report_tables`), where they are at hand.
    Texts that a spreadsheet would take for a formula are defused.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    content = io.BytesIO()
    tables = report_tables(report) if tables is None else tables
    with pd.ExcelWriter(content, engine="openpyxl") as writer:
        _summary(report, imprint).to_excel(
            writer, sheet_name=sheet_name(_("Summary")), index=False, header=False
        )
        for table in tables:
            _frame(table).to_excel(writer, sheet_name=sheet_name(table.title), index=False)
        _dress(writer.book, report, tables)
    with written_durably(path) as part:
        add_rows(content, part, [Further(), *map(_further, tables)])


def sheet_name(title: str) -> str:
    """A title as Excel takes it for a sheet: no brackets and slashes, at most 31 characters."""
    return _NOT_IN_SHEET_NAME.sub(" ", title)[:_LONGEST_SHEET_NAME].strip()


def _summary(report: CompletionReport, imprint: Imprint | None) -> pd.DataFrame:
    pairs = [
        (report.office, ""),
        (wording.title(report), report.subject_name),
        *((_("Verdict"), sentence) for sentence in wording.verdict(report)),
        *wording.facts(report),
        *((figure.label, figure.value) for figure in wording.figures(report)),
        *((_("How it is counted"), rule) for rule in wording.rules(report)),
        *_said_of_itself(imprint),
    ]
    return pd.DataFrame([[sheet_text(text) for text in pair] for pair in pairs])


def _said_of_itself(imprint: Imprint | None) -> Iterator[tuple[str, str]]:
    if imprint is None:
        return
    yield from imprint.lines()
    yield from imprint.digests
    if imprint.head:
        yield _("Head of the ledger"), imprint.head


def _further(table: Table) -> Further:
    """The rows of a table after its first ones; of a very long one, as far as it goes."""
    return Further(
        drawn=min(len(table.rows), _FIRST_ROWS),
        kinds=[column.kind for column in table.columns],
        parts=_behind(table.parts(), _FIRST_ROWS),
        note=wording.further_in_workbook(table) if table.has_own_file else "",
    )


def _behind(parts: Iterable[Columns], first: int) -> Iterator[Columns]:
    """Rows after so many; of a very long list, as far as a workbook goes."""
    most = MOST_IN_WORKBOOK
    for part in parts:
        yield [column[first:most] for column in part]
        first, most = max(0, first - len(part[0])), max(0, most - len(part[0]))


def _frame(table: Table) -> pd.DataFrame:
    """The first rows of a table, and its total: what is drawn with its looks."""
    rows = [*itertools.islice(table.rows, _FIRST_ROWS), *([table.total] if table.total else [])]
    headings = [column.heading for column in table.columns]
    cells = [
        [sheet_value(value, column.kind) for value, column in zip(row, table.columns, strict=True)]
        for row in rows
    ]
    return pd.DataFrame(cells, columns=headings, dtype=object)


def _dress(book: Workbook, report: CompletionReport, tables: Sequence[Table]) -> None:
    known_at = report.known_at or dt.datetime.combine(report.as_of, dt.time(), dt.UTC)
    book.properties.creator = report.office
    book.properties.title = wording.title(report)
    book.properties.created = book.properties.modified = known_at.replace(tzinfo=None)
    first, *sheets = book.worksheets
    _dress_summary(first)
    for sheet, table in zip(sheets, tables, strict=True):
        _dress_table(sheet, table)


def _dress_summary(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, _LINE
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        row[0].font = Font(bold=True)
        # LibreOffice does not make a row as high as its text when it only converts.
        lines = -(-len(str(row[-1].value or "")) // (_LINE - _NARROWEST))
        sheet.row_dimensions[row[0].row].height = _LINE_HEIGHT * max(1, lines)
    _print_on_a4(sheet)


def _dress_table(sheet: Worksheet, table: Table) -> None:
    sheet.freeze_panes = "A2"
    last = min(len(table.rows), MOST_IN_WORKBOOK) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{last}"
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for number, column in enumerate(table.columns, start=1):
        _dress_column(sheet, number, column.kind)
    if table.total:
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
    _print_on_a4(sheet)


def _dress_column(sheet: Worksheet, number: int, kind: Kind) -> None:
    widest = _NARROWEST
    for (cell,) in sheet.iter_rows(min_col=number, max_col=number):
        widest = max(widest, len(str(cell.value or "")) + 2)
        if cell.row > 1 and kind in _NUMBER_FORMATS:
            cell.number_format = _NUMBER_FORMATS[kind]
    sheet.column_dimensions[get_column_letter(number)].width = min(widest, _WIDEST)


def _print_on_a4(sheet: Worksheet) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.right.text = _("Page {page}/{count}").format(page="&P", count="&N")
