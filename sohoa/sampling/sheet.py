"""The sample's sheet: a row a document that was drawn, to be filled in beside its paper.

It is read back by `sohoa.sampling.answers`; the two share `sohoa.sampling.columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.domain.owner_numbers import masked
from sohoa.domain.vietnam_time import day_of, day_shown
from sohoa.domain.vietnamese import squeeze
from sohoa.durable import written_durably
from sohoa.language import _
from sohoa.sampling import columns as of
from sohoa.sampling.columns import COLUMNS, FIELDS, Key
from sohoa.sampling.guide import LINES
from sohoa.sampling.origin import DrawnRow, Origin, Stratum, check_of, check_of_all
from sohoa.tabular import form_sheet
from sohoa.tabular.cells import sheet_text, spreadsheet_plain

_TITLE, _PERSON, _DAY, _KEYS, _HEADINGS, _FIRST = 1, 2, 3, 4, 5, 6
_PLACES = {column.key: at for at, column in enumerate(COLUMNS, start=1)}
_ZOOM = 85
_LONGEST = 300
#: Paths and codes break where they must, and take more lines than words do.
_BROKEN = 0.8


@dataclass(frozen=True, slots=True)
class SampledRecord:
    """A document of the sample and what the catalogue says of it; nothing of any person.

    Attributes:
        stratum: The number of its stratum.
        shelf: Where its paper lies, as the register says.
        note: What became of it since the head was made; empty if nothing.
    """

    document_id: str
    stratum: int
    room: str
    box: str
    shelf: str
    file_code: str
    ordinal: int
    path: str
    number: str
    formed: str
    record_type: str
    note: str = ""

    def shown(self) -> Mapping[Key, str]:
        """What each column shows, on one line, without numbers of owners."""
        texts = {
            Key.ROOM: self.room,
            Key.BOX: self.box,
            Key.ON_SHELF: self.shelf,
            Key.FILE: self.file_code,
            Key.ORDINAL: str(self.ordinal),
            Key.PATH: f"{self.path} ({self.document_id})",
            Key.SAID_NUMBER: self.number,
            Key.SAID_DATE: self.formed,
            Key.SAID_TYPE: self.record_type,
            Key.NOTE: self.note,
        }
        return {key: sheet_text(masked(squeeze(text))[:_LONGEST]) for key, text in texts.items()}

    def check(self) -> str:
        """The check value of its row: of what the catalogue says, without the note."""
        shown = self.shown()
        in_order = [shown[key] for key in map(Key, of.SHOWN)]
        return row_check(self.document_id, self.stratum, in_order)


def row_check(document_id: str, stratum: int, shown: Sequence[str]) -> str:
    """Tie a row together: whose it is, and all that it shows."""
    plain = (squeeze(spreadsheet_plain(text)) for text in shown)
    return check_of([of.FORMAT, document_id, str(stratum), *plain])


def write_sheet(
    records: Sequence[SampledRecord], origin: Origin, strata: Sequence[Stratum], path: Path
) -> None:
    """Write a sheet to fill in, whole or not at all.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = _("Sample")
    _write_head(sheet, origin)
    rows = [_write_row(sheet, at, record) for at, record in enumerate(records, start=1)]
    _dress(sheet, len(records))
    form_sheet.write_guide(book.create_sheet(_("Guide")), LINES)
    _write_hidden(book.create_sheet(of.HIDDEN_SHEET), origin, strata, rows)
    book.properties.created = book.properties.modified = origin.made_at.replace(tzinfo=None)
    with written_durably(path) as part:
        book.save(part)


def _write_head(sheet: Worksheet, origin: Origin) -> None:
    """Title, who and when; the keys of the columns; the headings."""
    text = _("The auditor's sample of {day}: paper and file compared. Head of the ledger: {head}")
    told = text.format(day=day_shown(day_of(origin.made_at)), head=origin.head)
    sheet.cell(_TITLE, _PLACES[Key.ROOM], told).font = Font(bold=True, size=14)
    for row, tag, label in (
        (_PERSON, of.PERSON_ROW, _("Who compares:")),
        (_DAY, of.DAY_ROW, _("Day:")),
    ):
        sheet.cell(row, _PLACES[Key.ROOM], label).font = Font(bold=True)
        sheet.cell(row, _PLACES[Key.DOCUMENT], tag)
        asked = sheet.cell(row, _PLACES[Key.BOX])
        form_sheet.dress_asked(asked)
        asked.number_format = "@"
        sheet.merge_cells(
            start_row=row, end_row=row, start_column=asked.column, end_column=asked.column + 1
        )
    for place, column in enumerate(COLUMNS, start=1):
        sheet.cell(_KEYS, place, column.name)
        if not column.is_hidden:
            form_sheet.dress_heading(sheet.cell(_HEADINGS, place, _(column.heading)))
    sheet.cell(_HEADINGS, _PLACES[Key.DOCUMENT], of.HEADING_ROW)
    sheet.row_dimensions[_KEYS].hidden = True
    sheet.row_dimensions[_HEADINGS].height = 3 * form_sheet.LINE_PT + 4


def _write_row(sheet: Worksheet, number: int, record: SampledRecord) -> DrawnRow:
    row, shown = _FIRST + number - 1, record.shown()
    sheet.cell(row, _PLACES[Key.PLACE], number)
    for key, text in shown.items():
        sheet.cell(row, _PLACES[key], text)
    check = record.check()
    sheet.cell(row, _PLACES[Key.DOCUMENT], record.document_id)
    sheet.cell(row, _PLACES[Key.CHECK], check)
    lines = 1
    for place, column in enumerate(COLUMNS, start=1):
        if column.is_hidden:
            continue
        cell = sheet.cell(row, place)
        form_sheet.dress_text(cell)
        if column.is_asked:
            form_sheet.dress_asked(cell)
            cell.number_format = "@"  # a day typed stays as it was typed
        lines = max(lines, form_sheet.lines_of(str(cell.value or ""), _BROKEN * column.width))
    points = lines * form_sheet.LINE_PT + 4
    sheet.row_dimensions[row].height = min(form_sheet.HIGHEST_PT, points)
    return DrawnRow(record.document_id, record.stratum, check)


def _dress(sheet: Worksheet, rows: int) -> None:
    for place, column in enumerate(COLUMNS, start=1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = column.width or 12, column.is_hidden
    last = _FIRST + rows - 1
    seen = [place for place, column in enumerate(COLUMNS, start=1) if not column.is_hidden]
    ends = get_column_letter(seen[-1])
    sheet.freeze_panes = sheet.cell(_FIRST, _PLACES[Key.ON_SHELF])
    sheet.auto_filter.ref = f"A{_HEADINGS}:{ends}{last}"
    sheet.sheet_view.zoomScale = _ZOOM
    _offer(sheet, list(of.outcome_words().values()), [Key.OUTCOME], last)
    _offer(sheet, list(of.field_words().values()), list(FIELDS), last)
    form_sheet.protect(sheet)
    form_sheet.print_on_a4(sheet, wide=2, headings=_HEADINGS)
    sheet.print_title_cols = f"A:{get_column_letter(_PLACES[Key.BOX])}"
    sheet.print_area = f"A{_TITLE}:{ends}{last}"


def _offer(
    sheet: Worksheet, words: Sequence[str], keys: Sequence[Key | of.Field], last: int
) -> None:
    """Offer some words in some columns."""
    offered = DataValidation(
        type="list",
        formula1=f'"{",".join(words)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=_("Not among the choices"),
        error=_("Choose from the list, or leave it empty."),
    )
    for key in keys:
        letter = get_column_letter(_PLACES[key])
        offered.add(f"{letter}{_FIRST}:{letter}{last}")
    sheet.add_data_validation(offered)


def _write_hidden(
    sheet: Worksheet, origin: Origin, strata: Sequence[Stratum], rows: Sequence[DrawnRow]
) -> None:
    """Name how the sample was drawn, its strata, its rows and the words to choose, with a check."""
    told, parts = origin.to_text(), [one.to_text() for one in strata]
    sheet.append([of.ORIGIN, told])
    for part in parts:
        sheet.append([of.STRATUM, part])
    for row in rows:
        sheet.append([of.DRAWN, row.document_id, row.stratum, row.check])
    for outcome, word in of.outcome_words().items():
        sheet.append([of.CHOICE, outcome.value, word])
    for differs, word in of.field_words().items():
        sheet.append([of.CHOICE, str(int(differs)), word])
    sheet.append([of.CHECK, check_of_all(told, parts, rows)])
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
