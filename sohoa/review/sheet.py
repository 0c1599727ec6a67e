"""The review sheet: what waits for a person, a row each, to be answered in a spreadsheet.

It is read back by `sohoa.review.answers`; the two share `sohoa.review.columns`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.domain.vietnam_time import day_of, day_shown
from sohoa.durable import written_durably
from sohoa.language import _
from sohoa.review import wording
from sohoa.review.asked import AskedRecord, PictureKind
from sohoa.review.cell_pictures import opened_pictures, put
from sohoa.review.columns import (
    COLUMNS,
    HEADING_ROW,
    MINUTES_ROW,
    PERSON_ROW,
    Key,
    SheetColumn,
    check_of,
)
from sohoa.review.guide import write_guide
from sohoa.tabular.cells import sheet_text

_TITLE_ROW, _PERSON, _MINUTES, _KEYS, _HEADINGS, _FIRST = 1, 2, 3, 4, 5, 6
_PLACES = {(column.key, column.number): at for at, column in enumerate(COLUMNS, start=1)}
_PICTURES = {
    Key.NUMBER_AND_DAY: (PictureKind.NUMBER, PictureKind.DATE),
    Key.HEADING: (PictureKind.HEADING, PictureKind.OWNER),
    Key.SIGNATURE: (PictureKind.SIGNATURE,),
}
_RED = "C00000"
_AGAINST = InlineFont(color=_RED)
_DARK, _ASKED, _NOTED = (
    PatternFill("solid", fgColor=colour) for colour in ("1F3A5F", "FFF2CC", "DDE6F0")
)
_THIN = Side(style="thin", color="BFBFBF")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TEXT = Alignment(wrap_text=True, vertical="top")
_OPEN = Protection(locked=False)
_POINTS_PER_PX, _LINE_PT, _HIGHEST_PT = 0.75, 15.0, 409.0
#: So many letters of text stand on a line for each letter of a column's width.
_LETTERS_ON_LINE = 1.05
_ZOOM = 85


def write_sheet(records: Iterable[AskedRecord], path: Path, *, at: dt.datetime) -> int:
    """Write a sheet to decide in, whole or not at all; gives the number of rows.

    `at` is when it was made, with its zone.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = _("To decide")
    _write_head(sheet, at)
    rows = 0
    for rows, record in enumerate(records, start=1):
        _write_row(sheet, _FIRST + rows - 1, rows, record)
    _dress(sheet, rows)
    write_guide(book.create_sheet(_("Guide")))
    with written_durably(path) as part:
        book.save(part)
    return rows


def _at(key: Key, number: int = 1) -> int:
    return _PLACES[key, number]


def _letter(key: Key, number: int = 1) -> str:
    return str(get_column_letter(_at(key, number)))


def _write_head(sheet: Worksheet, at: dt.datetime) -> None:
    """Title, who decides, minutes; the keys of the columns; the headings."""
    title = _("Which paper is it? Documents to decide, {day}").format(day=day_shown(day_of(at)))
    sheet.cell(_TITLE_ROW, _at(Key.SOURCE), title).font = Font(bold=True, size=14)
    for row, tag, label in (
        (_PERSON, PERSON_ROW, _("Who decides:")),
        (_MINUTES, MINUTES_ROW, _("Minutes spent:")),
    ):
        sheet.cell(row, _at(Key.SOURCE), label).font = Font(bold=True)
        sheet.cell(row, _at(Key.DOCUMENT), tag)
        asked = sheet.cell(row, _at(Key.WHY))
        asked.protection, asked.fill, asked.border = _OPEN, _ASKED, _FRAME
    for place, column in enumerate(COLUMNS, start=1):
        sheet.cell(_KEYS, place, column.name)
        if column.is_hidden:
            continue
        heading = sheet.cell(_HEADINGS, place, _(column.heading).format(number=column.number))
        heading.font, heading.fill = Font(bold=True, color="FFFFFF"), _DARK
        heading.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.cell(_HEADINGS, _at(Key.DOCUMENT), HEADING_ROW)
    sheet.row_dimensions[_KEYS].hidden = True
    sheet.row_dimensions[_HEADINGS].height = 2 * _LINE_PT + 4


def _write_row(sheet: Worksheet, row: int, number: int, record: AskedRecord) -> None:
    sheet.cell(row, _at(Key.PLACE), number)
    texts: dict[tuple[Key, int], str | CellRichText] = {
        (Key.SOURCE, 1): sheet_text(wording.source(record)),
        (Key.WHY, 1): sheet_text(wording.clipped(record.why)),
        (Key.READ, 1): _as_read(record),
        **{
            (Key.PROPOSED, place): _red_where(wording.of_paper(paper))
            for place, paper in enumerate(record.papers, start=1)
        },
    }
    for (key, place), text in texts.items():
        sheet.cell(row, _at(key, place), text)
    _write_hidden(sheet, row, record)
    pictured = _put_pictures(sheet, row, record)
    for column in COLUMNS:
        if not column.is_hidden:
            _dress_cell(sheet, row, column)
    written = max(
        _lines(str(text), COLUMNS[_at(key, place) - 1].width)
        for (key, place), text in texts.items()
    )
    points = max(pictured * _POINTS_PER_PX, written * _LINE_PT) + 4
    sheet.row_dimensions[row].height = min(_HIGHEST_PT, points)


def _write_hidden(sheet: Worksheet, row: int, record: AskedRecord) -> None:
    options = [sheet_text(one) for one in wording.options(record)]
    ids = [one.record_id for one in record.papers]
    sheet.cell(row, _at(Key.DOCUMENT), record.document_id)
    sheet.cell(row, _at(Key.VERSION), record.version)
    sheet.cell(row, _at(Key.CHECK), check_of(record.document_id, record.version, ids, options))
    sheet.cell(row, _at(Key.COUNT), len(options))
    for key, values in ((Key.RECORD, ids), (Key.OPTION, options)):
        for place, value in enumerate(values, start=1):
            sheet.cell(row, _at(key, place), value)


def _put_pictures(sheet: Worksheet, row: int, record: AskedRecord) -> int:
    """Put the pictures into their cells, a word where there is none; the height in pixels."""
    highest = 0
    for key, kinds in _PICTURES.items():
        paths = [record.pictures[kind] for kind in kinds if kind in record.pictures]
        pictures = opened_pictures(paths)
        place = _at(key)
        if not pictures:
            sheet.cell(row, place, _("(no picture: open the scan)"))
        width = COLUMNS[place - 1].width
        highest = max(highest, put(sheet, pictures, row=row, column=place, letters=width))
    return highest


def _as_read(record: AskedRecord) -> CellRichText | str:
    lines = [
        (f"{said} ({mark})" if mark else said, bool(mark)) for said, mark in wording.as_read(record)
    ]
    return _red_where(lines)


def _red_where(lines: Iterable[tuple[str, bool]]) -> CellRichText | str:
    """Lines of a cell, some of them red; a cell with nothing red is plain."""
    told = [(sheet_text(text), is_red) for text, is_red in lines]
    if not any(is_red for _text, is_red in told):
        return sheet_text("\n".join(text for text, _red in told))
    parts: list[str | TextBlock] = []
    for place, (text, is_red) in enumerate(told):
        line = text if place == len(told) - 1 else f"{text}\n"
        parts.append(TextBlock(_AGAINST, line) if is_red else line)
    return CellRichText(*parts)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    on_line = max(1.0, width * _LETTERS_ON_LINE)
    return sum(max(1, math.ceil(len(line) / on_line)) for line in text.split("\n"))


def _dress_cell(sheet: Worksheet, row: int, column: SheetColumn) -> None:
    cell = sheet.cell(row, _at(column.key, column.number))
    cell.alignment, cell.border = _TEXT, _FRAME
    if column.is_asked:
        cell.protection, cell.fill = _OPEN, _ASKED
        cell.number_format = "@"  # a paper's number typed as a reason is no date
    elif column.key is Key.PROPOSED:
        cell.fill = _NOTED


def _dress(sheet: Worksheet, rows: int) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = column.width or 12, column.is_hidden
    last = _FIRST + max(rows, 1) - 1
    seen = [place for place, column in enumerate(COLUMNS, start=1) if not column.is_hidden]
    ends = get_column_letter(seen[-1])
    sheet.freeze_panes = sheet.cell(_FIRST, _at(Key.WHY))
    sheet.auto_filter.ref = f"A{_HEADINGS}:{ends}{last}"
    sheet.sheet_view.zoomScale = _ZOOM
    sheet.add_data_validation(_drop_down(last))
    _protect(sheet)
    _print_on_a4(sheet, ends, last)


def _drop_down(last: int) -> DataValidation:
    """Offer each row its own options: they stand hidden in it, so that they are sorted with it.

    An inline list could hold 255 letters for all rows alike, and no comma within a choice.
    """
    first = f"${_letter(Key.OPTION)}{_FIRST}"
    count = f"${_letter(Key.COUNT)}{_FIRST}"
    offered = DataValidation(
        type="list",
        formula1=f"OFFSET({first},0,0,1,{count})",
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=_("Not among the choices"),
        error=_("Choose from the list. Another paper's id goes into the next column."),
    )
    offered.add(f"{_letter(Key.DECISION)}{_FIRST}:{_letter(Key.DECISION)}{last}")
    return offered


def _protect(sheet: Worksheet) -> None:
    """Only what is asked can be written; no password. To filter and to resize stays allowed."""
    protection = sheet.protection
    protection.sheet, protection.objects = True, True
    for allowed in ("autoFilter", "formatColumns", "formatRows"):
        setattr(protection, allowed, False)  # the format says what is locked


def _print_on_a4(sheet: Worksheet, ends: str, last: int) -> None:
    """Two sheets of A4 side by side: what the paper says, and what is proposed and decided."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 2, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEADINGS}:{_HEADINGS}"
    sheet.print_title_cols = f"A:{_letter(Key.SOURCE)}"
    sheet.print_area = f"A{_TITLE_ROW}:{ends}{last}"
