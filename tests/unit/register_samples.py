"""Registers as offices write them: merged titles, old encodings, sums, sections, typed dates."""

from __future__ import annotations

import datetime as dt
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.tabular import legacy

CONFIG = Path(__file__).resolve().parents[2] / "config"
TOURISM = "Phòng Quản lý Du lịch"
CULTURE = "Phòng Nghiệp vụ Văn hóa"
KARAOKE = "Giấy phép karaoke"

HEADING = ("STT", "Phòng", "Loại giấy tờ", "Số, ký hiệu", "Ngày cấp", "Trích yếu")
ROW = (1, TOURISM, KARAOKE, "12/GP-SVHTTDL", "5/3/2012", "Cấp phép kinh doanh")

PROSE = "Quyết định công nhận hạng cơ sở lưu trú du lịch"

Value = str | int | float | bool | dt.date | dt.datetime | None


def rooms() -> RoomTable:
    """The rooms that the project delivers."""
    return RoomTable.model_validate(_config("rooms.toml"))


def record_types() -> RecordTypeTable:
    """The types of paper that the project delivers."""
    return RecordTypeTable.model_validate(_config("record_types.toml"))


def _config(name: str) -> dict[str, object]:
    return tomllib.loads((CONFIG / name).read_text(encoding="utf-8"))


def write_xlsx(
    path: Path,
    rows: Iterable[Sequence[Value]],
    *,
    merged: Iterable[str] = (),
    title: str = "Sổ",
    more: Iterable[tuple[str, Iterable[Sequence[Value]]]] = (),
) -> Path:
    """Write sheets of rows; text that starts with `=` is a formula, as in any spreadsheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    for name, further in more:
        extra = book.create_sheet(name)
        for row in further:
            extra.append(list(row))
    book.save(path)
    return path


def write_csv(
    path: Path, rows: Iterable[Sequence[object]], *, separator: str = ",", encoding: str = "utf-8"
) -> Path:
    """Write rows as text; cells must not need quotes."""
    lines = [separator.join(str(cell) for cell in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def ugly_register(path: Path) -> Path:
    """Everything at once: three merged titles, sections, merged rooms, sums, a second heading,
    Excel dates, decomposed Unicode, trailing spaces, numbers of columns, signatures."""
    heading = ("STT", "PHÒNG\nchuyên môn", "Loại hồ sơ ", "Số/Ký hiệu", "Ngày, tháng, năm",
               "TRICH YEU NOI DUNG", "Tổ chức, cá nhân", "Hộp số", "Giá", "Số tờ",
               "Tình trạng hiệu lực", "Ghi chú")  # fmt: skip
    decomposed = unicodedata.normalize("NFD", "Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke")
    rows: list[Sequence[Value]] = [
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH",),
        ("SỔ THEO DÕI KẾT QUẢ GIẢI QUYẾT",),
        ("(Số liệu đến 31/12/2022)",),
        heading,
        tuple(f"({number})" for number in range(1, 13)),
        ("I", "PHÒNG NGHIỆP VỤ VĂN HÓA"),
        (1, None, decomposed, " 12/GP-SVHTTDL  ", dt.date(2012, 3, 5), "Quán Ánh Sao", "Lê Văn Á",
         3, "A", 2, "Còn hiệu lực", None),
        (2, "", "GP karaoke", "13/GP-SVHTTDL", "03/2012", "Quán Hồng", "", 3, "A", 1.0, "", "mờ"),
        (3, None, "GP karaoke", "13/GP-SVHTTDL", "03/2012 ", "QUÁN HỒNG", "", 3, "A", 1, "x", None),
        (None, "Cộng Phòng Nghiệp vụ Văn hóa", None, None, None, None, None, None, None, 4),
        heading,
        (4, "P. QLDL", "Thẻ HDV nội địa", "274001", 2016, "Cấp thẻ", "Trần B", 5, "B", "3 tờ",
         "có giá trị đến 31/12/2025", None),
        (5, None, "Thẻ HDV nội địa", "274002", "5/3/16", "Cấp thẻ", "Trần C", 5, "B", 1,
         "Hết hạn", None),
        (6, "Phòng Tuyên truyền", "Cờ lưu niệm", "7/TB", "31/02/2012", "Tặng cờ", "", 1, "C", "vài",
         "tạm", None),
        (7,),
        ("TỔNG CỘNG", None, None, None, None, None, None, None, None, "=SUM(J7:J14)"),
        (None, "Người lập biểu", None, None, None, "Bình Dương, ngày 5 tháng 1 năm 2023"),
        (None, "Nguyễn Thị Mai"),
    ]  # fmt: skip
    return write_xlsx(path, rows, merged=["A1:L1", "A2:L2", "A3:L3", "B12:B13"])


def in_tcvn3(text: str) -> str:
    """Write a text as .VnTime stores it: no capitals with tone marks."""
    letters = dict(zip(legacy._TCVN3_LETTERS, legacy._TCVN3_STORED, strict=True))
    return "".join(letters.get(letter) or letters.get(letter.lower(), letter) for letter in text)


def in_vni(text: str) -> str:
    """Write a text as VNI-Times stores it: a base letter, then its marks."""
    table, _pattern = legacy._tables()["VNI"]
    stored: dict[str, str] = {}
    for sequence, letter in table.items():
        stored.setdefault(letter, sequence)
    return "".join(stored.get(letter, letter) for letter in text)
