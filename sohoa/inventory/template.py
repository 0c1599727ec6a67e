"""A register to fill in: a workbook with the headings that are understood, itself importable."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.inventory.section import Office
from sohoa.tabular.columns import ALIASES, Column
from sohoa.tabular.sheet import Sheet

#: The one sheet that is never a register, by its first cell; the rest of it is for people.
_GUIDANCE = "Hướng dẫn ghi sổ giấy tờ (trang này không được nhập)"

#: Heading, what stands under it, an example, and the width of the column.
_COLUMNS: tuple[tuple[Column, str, str, str, int], ...] = (
    (Column.ROOM, "Phòng", "Phòng đang giữ giấy tờ. Cơ quan chỉ có một phòng thì bỏ cột này.",
     "Phòng Quản lý Du lịch", 28),
    (Column.RECORD_TYPE, "Loại giấy tờ", "Tên loại, không viết tắt.", "Giấy phép karaoke", 30),
    (Column.NUMBER, "Số, ký hiệu", "Đúng như trên giấy; mỗi dòng một số.", "12/GP-SVHTTDL", 18),
    (Column.DATE, "Ngày cấp", "5/3/2018; không rõ ngày thì 03/2018 hoặc 2018.", "5/3/2018", 13),
    (Column.SUBJECT, "Trích yếu", "Nội dung ngắn gọn.", "Cấp phép kinh doanh karaoke", 40),
    (Column.OWNER, "Tổ chức, cá nhân được cấp", "Tên người, tổ chức được cấp.", "Quán Ánh Sao", 30),
    (Column.OWNER_ID, "Số giấy tờ định danh",
     "CCCD, CMND, hộ chiếu hoặc mã số thuế của người, tổ chức được cấp; phần mềm không lưu số này,"
     " chỉ lưu mã khóa để tra cứu.", "001099000000", 22),
    (Column.SHEETS, "Số tờ", "Số tờ giấy, không phải số trang.", "2", 8),
    (Column.BOX, "Hộp số", "", "3", 8),
    (Column.SHELF, "Giá", "", "A", 8),
    (Column.VALIDITY, "Tình trạng hiệu lực",
     "Còn hiệu lực, hết hiệu lực, đã thay thế, đã thu hồi, đã sử dụng; không rõ thì để trống.",
     "Còn hiệu lực", 20),
    (Column.VALID_UNTIL, "Có giá trị đến",
     "31/12/2025, 12/2025, 5 năm (tính từ ngày cấp) hoặc vô thời hạn.", "31/12/2025", 16),
    (Column.EXCLUSION, "Lý do không số hóa", "Ví dụ: mật, bản chụp, đã có bản điện tử.", "", 22),
    (Column.REMARKS, "Ghi chú", "", "", 24),
)  # fmt: skip
_STATES = "Còn hiệu lực,Hết hiệu lực,Đã thay thế,Đã thu hồi,Đã sử dụng"
_ROWS_LISTED = 5000
_HEADER_FILL = PatternFill("solid", fgColor="DDE6F0")


def template(office: Office) -> bytes:
    """The workbook: a sheet to fill in, and a page of guidance that no import reads."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = "So giay to"
    sheet.append([heading for _column, heading, *_rest in _COLUMNS])
    for place, (column, _heading, _hint, _example, width) in enumerate(_COLUMNS, start=1):
        letter = get_column_letter(place)
        cell = sheet.cell(1, place)
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[letter].width = width
        if column in (Column.NUMBER, Column.DATE, Column.VALID_UNTIL, Column.OWNER_ID):
            # As text a program leaves `12-3`, `5/3/2018` and zeros at the beginning as typed.
            for row in range(2, _ROWS_LISTED // 10):
                sheet.cell(row, place).number_format = "@"
        if column is Column.VALIDITY:
            states = DataValidation(type="list", formula1=f'"{_STATES}"', allow_blank=True)
            states.showErrorMessage = False
            sheet.add_data_validation(states)
            states.add(f"{letter}2:{letter}{_ROWS_LISTED}")
    sheet.freeze_panes = "A2"
    _guide(book.create_sheet("Huong dan"), office)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def is_guidance(sheet: Sheet) -> bool:
    """Say whether a sheet is the guidance of our own template."""
    return bool(sheet.rows and sheet.rows[0] and sheet.rows[0][0].text.strip() == _GUIDANCE)


def understood_headings() -> dict[Column, tuple[str, ...]]:
    """The headings of each column that registers have, as they are compared: without marks."""
    ours = {Column.PAPER, Column.EXPORTED, Column.ORIGIN, Column.FAULT, Column.CONFIRMED}
    left_out = ours | {Column.RECORD_ID, Column.FILE}
    return {column: names for column, names in ALIASES.items() if column not in left_out}


def _guide(sheet: Worksheet, office: Office) -> None:
    sheet.append([_GUIDANCE])
    sheet.append([])
    sheet.append(["Cột", "Cách ghi", "Ví dụ", "Tiêu đề khác cũng được hiểu (không cần dấu)"])
    headings = understood_headings()
    for column, heading, hint, example, _width in _COLUMNS:
        sheet.append([heading, hint, example, ", ".join(headings[column])])
    sheet.append([])
    sheet.append(["Phòng", *[room.name for room in office.rooms.rooms]])
    sheet.append(["Loại giấy tờ", *[kind.name for kind in office.record_types.types]])
    sheet["A1"].font = sheet["A3"].font = Font(bold=True)
    for letter, width in (("A", 28), ("B", 60), ("C", 30), ("D", 90)):
        sheet.column_dimensions[letter].width = width
