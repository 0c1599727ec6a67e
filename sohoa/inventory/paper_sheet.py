"""The sheet of papers: exported with their ids, changed by hand, and imported again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.domain.identifiers import record_id_of
from sohoa.domain.register import RegisterRecord
from sohoa.inventory.paper_edit import texts_of
from sohoa.tabular.cells import spreadsheet_safe
from sohoa.tabular.columns import Column

#: The heading that makes a register a sheet of papers: its rows say which paper they mean.
#: No office has it for codes of its own.
ID_HEADING = "Mã giấy tờ (Sohoa)"
#: Says in every row what the sheet was exported from: the number of the last act by then.
EXPORT_HEADING = "Bản xuất (Sohoa)"
_COLUMNS: tuple[tuple[Column, str, int], ...] = (
    (Column.PAPER, ID_HEADING, 13),
    (Column.ROOM, "Phòng", 28),
    (Column.RECORD_TYPE, "Loại giấy tờ", 30),
    (Column.NUMBER, "Số, ký hiệu", 18),
    (Column.DATE, "Ngày cấp", 13),
    (Column.SUBJECT, "Trích yếu", 40),
    (Column.OWNER, "Tổ chức, cá nhân được cấp", 30),
    (Column.SHEETS, "Số tờ", 8),
    (Column.LOCATION, "Vị trí lưu", 20),
    (Column.VALIDITY, "Tình trạng hiệu lực", 20),
    (Column.VALID_UNTIL, "Có giá trị đến", 16),
    (Column.EXCLUSION, "Lý do không số hóa", 22),
    (Column.EXPORTED, EXPORT_HEADING, 10),
)
#: With its hyphen: `Số 12` may be the number of a paper.
_PAPER_ID = re.compile(r"so-\d{1,9}", re.IGNORECASE)
_HEADER_FILL = PatternFill("solid", fgColor="DDE6F0")


def paper_meant(text: str) -> str:
    """The paper that a cell names by its id, however it is typed; empty for anything else.

    >>> paper_meant("SO-000012"), paper_meant("so-12"), paper_meant("Số 12")
    ('SO-000012', 'SO-000012', '')
    """
    plain = text.strip()
    return (record_id_of(plain) or "") if _PAPER_ID.fullmatch(plain) else ""


def export_meant(text: str) -> int:
    """The act that a cell says its row was exported after; 0 where it says none.

    >>> export_meant("12"), export_meant("12.0"), export_meant("")
    (12, 0, 0)
    """
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() else 0


def paper_sheet(papers: Iterable[tuple[str, RegisterRecord]], *, last_change: int) -> bytes:
    """Write papers into a workbook that the import reads back as they are.

    `last_change` is the last act whose outcome the papers show; what is said of them later is not
    taken back by the sheet.
    """
    book = Workbook(write_only=False)
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = "So giay to"
    sheet.append([heading for _column, heading, _width in _COLUMNS])
    for record_id, record in papers:
        exported = {Column.EXPORTED: str(last_change)}
        texts = {Column.PAPER: record_id, **texts_of(record), **exported}
        sheet.append([spreadsheet_safe(texts[one]) or None for one, *_rest in _COLUMNS])
        for cell in sheet[sheet.max_row]:
            cell.number_format = "@"  # as text a program leaves `12-3` and `5/3/2018` as they are
    for place, (_column, _heading, width) in enumerate(_COLUMNS, start=1):
        cell = sheet.cell(1, place)
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
