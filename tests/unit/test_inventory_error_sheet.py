"""The error sheet: what is wrong beside what was written, and a way back into the register."""

from __future__ import annotations

import shutil

import openpyxl
import pytest
from register_samples import HEADING, ROW, record_types, rooms, ugly_register, write_xlsx

from sohoa.domain.register import RowOutcome
from sohoa.inventory.error_sheet import write_error_sheet
from sohoa.inventory.preview import preview_of
from sohoa.inventory.register_file import read_register
from sohoa.use_cases.register import read_office_register, store_register
from sohoa.workspace import CHECKOUT, Workspace

pytestmark = pytest.mark.usefixtures("english")

ROOMS, TYPES = rooms(), record_types()


def read(path):
    """Read a register with the delivered tables."""
    return read_register(path, rooms=ROOMS, record_types=TYPES)


@pytest.fixture
def returned(tmp_path):
    """Write a register's error sheet; returns the register, the sheet and its path."""

    def make(path):
        register = read(path)
        target = tmp_path / "loi.xlsx"
        write_error_sheet(register, target)
        return register, openpyxl.load_workbook(target).active, target

    return make


def test_it_has_the_rows_in_error_and_no_others(tmp_path, returned):
    """Under the headings they had, with the fault and the place they came from."""
    register, sheet, _path = returned(ugly_register(tmp_path / "so.xlsx"))

    rows = list(sheet.iter_rows(values_only=True))
    assert [row[-1] for row in rows] == ["Dòng gốc"] + [
        f"{register.sha256[:12]}:Sổ:{number}" for number in (13, 14)
    ]
    assert "four digits" in rows[1][-2]
    assert rows[1][4] == "5/3/16"


def test_what_titles_and_merges_said_stands_in_the_row(tmp_path, returned):
    """The row is out of its place, so it must say itself what stood above it."""
    _register, sheet, _path = returned(ugly_register(tmp_path / "so.xlsx"))

    assert [sheet.cell(row, 2).value for row in (2, 3)] == ["P. QLDL", "Phòng Tuyên truyền"]


def test_corrected_rows_are_accepted_and_say_what_they_replace(tmp_path, returned):
    """The sheet is imported as any register; the origin goes with each row."""
    register, sheet, path = returned(ugly_register(tmp_path / "so.xlsx"))
    sheet["E2"], sheet["E3"], sheet["J3"], sheet["K3"] = "5/3/2016", "2012", 1, ""
    sheet.parent.save(path)

    again = read(path)

    assert [row.outcome for row in again.rows] == [RowOutcome.ACCEPTED] * 2
    assert again.rows[0].origin == f"{register.sha256[:12]}:Sổ:13"
    assert again.rows[0].record.formed.iso == "2016-03-05"
    assert "fault" in again.columns


def test_a_sheet_that_is_still_wrong_keeps_its_origin(tmp_path, returned):
    """A second error sheet has the two columns once, and the first origin."""
    first, _sheet, path = returned(ugly_register(tmp_path / "so.xlsx"))

    _again, sheet, _path = returned(path)

    headings = [cell.value for cell in sheet[1]]
    assert headings[-3:] == ["Xác nhận", "Lỗi", "Dòng gốc"]
    assert [headings.count(heading) for heading in headings[-3:]] == [1, 1, 1]
    assert sheet.cell(2, len(headings)).value == f"{first.sha256[:12]}:Sổ:13"


def test_formulas_are_harmless_and_come_back_unchanged(tmp_path, returned):
    """What would start a formula is text in the sheet, and itself again when imported."""
    row = (*ROW[:3], "-12/GP", "5/3/12", "@SUM(1)")
    register, sheet, path = returned(write_xlsx(tmp_path / "so.xlsx", [HEADING, row]))

    assert {cell.data_type for cell in sheet[2] if cell.value is not None} == {"s"}
    assert [sheet["D2"].value, sheet["F2"].value] == ["'-12/GP", "'@SUM(1)"]
    sheet["E2"] = "5/3/2012"
    sheet.parent.save(path)
    record = read(path).rows[0].record
    assert (record.number, record.subject) == ("-12/GP", "@SUM(1)")
    assert register.rows[0].cells[3] == "-12/GP"


def test_a_room_from_a_title_has_a_column_of_its_own(tmp_path, returned):
    """A register without a column for the room can still be corrected row by row."""
    rows = [
        ("PHÒNG QUẢN LÝ DU LỊCH",),
        ("Loại", "Số", "Ngày", "Nội dung"),
        ("Thẻ", "5", "5/3/16", "a"),
    ]
    _register, sheet, path = returned(write_xlsx(tmp_path / "so.xlsx", rows))
    sheet["C2"] = "5/3/2016"
    sheet.parent.save(path)

    (row,) = read(path).rows

    assert row.record.room == "Phòng Quản lý Du lịch"


def test_the_preview_adds_up(tmp_path):
    """Outcomes add up to the rows read; problems, doubles, new names and remarks are listed."""
    preview = preview_of(read(ugly_register(tmp_path / "so.xlsx")))

    assert sum(preview.outcomes.values()) == preview.rows_read == 14
    assert [report.row_number for report in preview.problems] == [13, 14]
    assert preview.columns["number"] == "Số/Ký hiệu"
    assert [report.row_number for report in preview.duplicates] == [9]
    assert preview.new_rooms == {}
    assert len(preview.remarks) > 4


def test_the_preview_names_what_the_office_tables_do_not_know(tmp_path):
    """A new room or type is kept as written, and shown."""
    row = (1, "Phòng Tuyên truyền", "Cờ lưu niệm", "5", 2012, "a")
    register = read(write_xlsx(tmp_path / "so.xlsx", [HEADING, row, row]))

    preview = preview_of(register)

    assert preview.new_rooms == {"Phòng Tuyên truyền": 2}
    assert preview.new_types == {"Cờ lưu niệm": 2}
    assert [report.problem for report in preview.duplicates] == ["the same paper as Sổ, row 2"]


@pytest.fixture
def imported(tmp_path):
    """Import a file into an office as the command does; gives the error sheet."""
    office = Workspace(tmp_path / "office")
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    shutil.copy(CHECKOUT / "phases.yaml", office.plan_path)

    def make(path):
        register, _preview = read_office_register(office, path)
        return store_register(office, register).error_sheet

    return make


def test_a_sheet_that_is_being_corrected_is_never_overwritten(tmp_path, imported):
    """Neither the same file again nor another of its name writes over the clerk's work."""
    register = write_xlsx(tmp_path / "so.xlsx", [HEADING, (*ROW[:4], "31/02/2012")])
    sheet = imported(register)
    corrected = sheet.read_bytes() + b"\n"
    sheet.write_bytes(corrected)

    again = imported(register)
    other = imported(write_xlsx(register, [HEADING, (*ROW[:4], "30/02/2012")]))

    assert again == sheet
    assert other not in (None, sheet)
    assert sheet.read_bytes() == corrected


def test_a_sheet_that_came_back_wrong_keeps_its_first_name(tmp_path, imported):
    """Names do not grow with every round."""
    sheet = imported(write_xlsx(tmp_path / "so.xlsx", [HEADING, (*ROW[:4], "31/02/2012")]))

    again = imported(sheet)

    assert again != sheet
    assert len(again.name) == len(sheet.name) == len("so-loi-1a2b3c4d.xlsx")
