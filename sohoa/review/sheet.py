"""The review sheet: what waits for a person, a row each, to be answered in a spreadsheet.

It is read back by `sohoa.review.answers`; the two share `sohoa.review.columns`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
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
from sohoa.review.guide import LINES
from sohoa.tabular import form_sheet
from sohoa.tabular.cells import sheet_text
from sohoa.tabular.form_sheet import LINE_PT, lines_of

_TITLE_ROW, _PERSON, _MINUTES, _KEYS, _HEADINGS, _FIRST = 1, 2, 3, 4, 5, 6
_PLACES = {(column.key, column.number): at for at, column in enumerate(COLUMNS, start=1)}
_PICTURES = {
    Key.NUMBER_AND_DAY: (PictureKind.NUMBER, PictureKind.DATE),
    Key.HEADING: (PictureKind.HEADING, PictureKind.OWNER),
    Key.SIGNATURE: (PictureKind.SIGNATURE,),
}
_RED = "C00000"
_AGAINST = InlineFont(color=_RED)
_NOTED = PatternFill("solid", fgColor="DDE6F0")
_POINTS_PER_PX = 0.75
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
    form_sheet.write_guide(book.create_sheet(_("Guide")), LINES)
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
        form_sheet.dress_asked(sheet.cell(row, _at(Key.WHY)))
    for place, column in enumerate(COLUMNS, start=1):
        sheet.cell(_KEYS, place, column.name)
        if column.is_hidden:
            continue
        heading = sheet.cell(_HEADINGS, place, _(column.heading).format(number=column.number))
        form_sheet.dress_heading(heading)
    sheet.cell(_HEADINGS, _at(Key.DOCUMENT), HEADING_ROW)
    sheet.row_dimensions[_KEYS].hidden = True
    sheet.row_dimensions[_HEADINGS].height = 2 * LINE_PT + 4


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
        lines_of(str(text), COLUMNS[_at(key, place) - 1].width)
        for (key, place), text in texts.items()
    )
    points = max(pictured * _POINTS_PER_PX, written * LINE_PT) + 4
    sheet.row_dimensions[row].height = min(form_sheet.HIGHEST_PT, points)


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


def _dress_cell(sheet: Worksheet, row: int, column: SheetColumn) -> None:
    cell = sheet.cell(row, _at(column.key, column.number))
    form_sheet.dress_text(cell)
    if column.is_asked:
        form_sheet.dress_asked(cell)
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
    form_sheet.protect(sheet)
    form_sheet.print_on_a4(sheet, wide=2, headings=_HEADINGS)
    sheet.print_title_cols = f"A:{_letter(Key.SOURCE)}"
    sheet.print_area = f"A{_TITLE_ROW}:{ends}{last}"


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
