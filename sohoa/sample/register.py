"""The paper register as clerks keep it: one sheet, everything in it, nothing quite regular."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from sohoa.domain.register import RegisterRecord, RowOutcome, Validity
from sohoa.sample.chance import Chance

_TITLES = (
    "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH TỈNH BÌNH DƯƠNG",
    "SỔ THỐNG KÊ KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH BẰNG GIẤY",
    "(Số liệu đến ngày 31/12/2023, hồ sơ mẫu)",
)
#: Heading and width of each column.
_COLUMNS = (
    ("STT", 6), ("Phòng chuyên môn", 26), ("Loại hồ sơ", 34), ("Số, ký hiệu", 18),
    ("Ngày, tháng, năm", 15), ("Trích yếu nội dung", 52), ("Tổ chức, cá nhân", 34),
    ("Hộp, kệ", 14), ("Số tờ", 7), ("Tình trạng hiệu lực", 16), ("Có giá trị đến", 14),
    ("Lý do không số hóa", 22),
)  # fmt: skip
_DATE, _SHEETS = 4, 8
_FIRST_ROW = len(_TITLES) + 3

VALIDITY_WORDS = {
    Validity.IN_FORCE: "Còn hiệu lực",
    Validity.EXPIRED: "Hết hiệu lực",
    Validity.REPLACED: "Bị thay thế",
    Validity.REVOKED: "Bị thu hồi",
    Validity.USED: "Đã sử dụng",
    Validity.UNKNOWN: "Chưa xác định",
}

Cell = str | int | dt.date | None


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One row below the heading, and what a careful reader makes of it.

    `record` is the paper it describes; a bad row has none.
    """

    outcome: RowOutcome
    cells: tuple[Cell, ...]
    record: RegisterRecord | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register; line 0 stands in row `first_row` of the sheet."""

    lines: tuple[RegisterLine, ...]
    first_row: int = field(default=_FIRST_ROW)

    def count(self, outcome: RowOutcome) -> int:
        """Count the rows with this outcome."""
        return sum(line.outcome is outcome for line in self.lines)


def keep_register(
    scanned: Sequence[RegisterRecord], others: Sequence[RegisterRecord], *, seed: int
) -> Register:
    """Write all records into a register, room after room, with a subtotal below each.

    What was scanned has its full date; of the others some are known to the month or the year
    only, then `RegisterRecord.formed` of the line says so. One row stands twice, one is
    decomposed Unicode, two cannot be used.
    """
    chance = Chance(seed, "register")
    known = [(record, True) for record in scanned] + [
        (_as_remembered(record, chance), False) for record in others
    ]
    known.sort(key=lambda pair: (pair[0].room, pair[0].formed.iso, pair[0].number))
    lines: list[RegisterLine] = []
    for room, pairs in itertools.groupby(known, key=lambda pair: pair[0].room):
        of_room = [_line(record, chance, exact=exact) for record, exact in pairs]
        lines += [*of_room, _subtotal(f"Cộng {room}", of_room)]
    total = _subtotal("TỔNG CỘNG", lines)
    _spoil(lines, chance)
    lines.append(total)
    return Register(tuple(_numbered(lines)))


def workbook(register: Register) -> bytes:
    """The register as .xlsx; the same register gives the same bytes."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one sheet
    sheet.title = "Sổ đăng ký"
    _write_head(sheet)
    for row, line in enumerate(register.lines, start=register.first_row):
        for column, value in enumerate(line.cells, start=1):
            cell = sheet.cell(row, column, value)
            if isinstance(value, dt.date):
                cell.number_format = "dd/mm/yyyy"
        if line.outcome is RowOutcome.SUBTOTAL:
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=_SHEETS)
            sheet.cell(row, 1).font = sheet.cell(row, _SHEETS + 1).font = Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue())


def _as_remembered(record: RegisterRecord, chance: Chance) -> RegisterRecord:
    """Of an old paper the clerk may have noted only the month or the year."""
    known = chance.pick(("day", "day", "day", "day", "month", "year"))
    if known == "day":
        return record
    month = record.formed.month if known == "month" else None
    return replace(record, formed=replace(record.formed, month=month, day=None))


def _line(record: RegisterRecord, chance: Chance, *, exact: bool) -> RegisterLine:
    """A row as typed: a date in one of its many forms, blanks where a thumb slipped."""
    cells: list[Cell] = [
        None, record.room, record.record_type, record.number, _date_cell(record, chance),
        record.subject, record.owner, record.location, record.sheets,
        VALIDITY_WORDS[record.validity], record.valid_until, record.exclusion or None,
    ]  # fmt: skip
    if record.validity is Validity.UNKNOWN and chance.often(0.5):
        cells[9] = None
    for column in range(1, 8):
        value = cells[column]
        if isinstance(value, str) and chance.often(0.05 if exact else 0.12):
            cells[column] = value + " " * chance.integer(1, 2)
    return RegisterLine(RowOutcome.ACCEPTED, tuple(cells), record)


def _date_cell(record: RegisterRecord, chance: Chance) -> Cell:
    formed = record.formed
    if formed.month is None:
        return formed.year if chance.often(0.5) else str(formed.year)
    if formed.day is None:
        return f"{formed.month:02d}/{formed.year}"
    if chance.often(0.5):
        return dt.date(formed.year, formed.month, formed.day)
    return f"{formed.day}/{formed.month}/{formed.year}"


def _spoil(lines: list[RegisterLine], chance: Chance) -> None:
    """One row decomposed (as typed on a Mac), one entered twice, two that cannot be used."""
    accepted = [place for place, line in enumerate(lines) if line.outcome is RowOutcome.ACCEPTED]
    first, second = chance.some(accepted, 2)
    lines[first] = _decomposed(lines[first])
    again = lines[second]
    twice = [f"{cell}  " if isinstance(cell, str) else cell for cell in again.cells]
    lines.insert(second + 1, RegisterLine(RowOutcome.DUPLICATE, tuple(twice), again.record))
    for wrong_date, place in (("31/02/2017", accepted[-1]), (None, accepted[0])):
        cells = list(lines[place].cells)
        cells[3], cells[_DATE] = f"{chance.integer(3000, 3999)}/QĐ-SVHTTDL", wrong_date
        lines.insert(place, RegisterLine(RowOutcome.ERROR, tuple(cells)))


def _decomposed(line: RegisterLine) -> RegisterLine:
    cells = [
        unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in line.cells
    ]
    return replace(line, cells=tuple(cells))


def _subtotal(label: str, lines: Iterable[RegisterLine]) -> RegisterLine:
    sheets = [line.cells[_SHEETS] for line in lines if line.outcome is not RowOutcome.SUBTOTAL]
    total = sum(count for count in sheets if isinstance(count, int))
    cells: list[Cell] = [label, *[None] * (_SHEETS - 1), total]
    return RegisterLine(RowOutcome.SUBTOTAL, tuple(cells))


def _numbered(lines: Iterable[RegisterLine]) -> Iterable[RegisterLine]:
    """Give every row but the subtotals its STT."""
    stt = itertools.count(1)
    for line in lines:
        if line.outcome is RowOutcome.SUBTOTAL:
            yield line
        else:
            yield replace(line, cells=(next(stt), *line.cells[1:]))


def _write_head(sheet: Worksheet) -> None:
    for row, title in enumerate(_TITLES, start=1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_COLUMNS))
        cell = sheet.cell(row, 1, title)
        cell.font, cell.alignment = Font(bold=row == 2, size=13), Alignment("center")  # noqa: PLR2004
    edge = Side("thin")
    for column, (heading, width) in enumerate(_COLUMNS, start=1):
        cell = sheet.cell(_FIRST_ROW - 1, column, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", "DDE6F0")
        cell.alignment = Alignment("center", "center", wrap_text=True)
        cell.border = Border(edge, edge, edge, edge)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = sheet.cell(_FIRST_ROW, 1)


def _without_clock(content: bytes) -> bytes:
    """Take the time of saving out of a workbook: out of its core properties and ZIP entries."""
    frozen = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(frozen, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/core.xml":
                body = _CORE_PROPERTIES
            new.writestr(zipfile.ZipInfo(name, (2023, 12, 31, 8, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return frozen.getvalue()


_CORE_PROPERTIES = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties
    xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:dcterms="http://purl.org/dc/terms/"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <dc:creator>sohoa sample</dc:creator>
  <dcterms:created xsi:type="dcterms:W3CDTF">2023-12-31T08:00:00Z</dcterms:created>
  <dcterms:modified xsi:type="dcterms:W3CDTF">2023-12-31T08:00:00Z</dcterms:modified>
</cp:coreProperties>"""
