"""A sheet of papers that comes back takes nothing back that others have said since its export."""

from __future__ import annotations

import json
import shutil

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.domain.paper_facts import ATTRIBUTES, said_of
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.rebasing import rebased
from sohoa.domain.register import RegisterRecord
from sohoa.inventory.paper_sheet import EXPORT_HEADING
from sohoa.workspace import CHECKOUT

TOURISM, FAMILY = "Phòng Quản lý Du lịch", "Phòng Xây dựng nếp sống văn hóa và gia đình"
_HEADINGS = ["Phòng", "Loại", "Số ký hiệu", "Ngày", "Tổ chức, cá nhân", "Số tờ"]
#: Columns of the exported sheet.
ROOM, SUBJECT, SHEETS, PLACE = "B", "F", "H", "I"


@pytest.fixture
def office(office, tmp_path):
    """An office with two papers."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    book = openpyxl.Workbook()
    book.active.append(_HEADINGS)
    for number in (11, 22):
        row = [TOURISM, "Quyết định", f"{number}/QĐ-SVHTTDL", "05/03/2018", f"Quán {number}", "3"]
        book.active.append(row)
    path = tmp_path / "so.xlsx"
    book.save(path)
    run(["inventory", "import", str(path)])
    return office


@pytest.fixture
def export(office, tmp_path):
    """Export the papers; returns the sheet's path."""

    def write(name):
        path = tmp_path / f"{name}.xlsx"
        run(["inventory", "export", str(path)])
        return path

    return write


def change(path, **cells):
    """Write other values into cells of a sheet."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.active[cell] = value
    book.save(path)
    return path


def take(capsys, path):
    """Import a sheet: exit code and the answer."""
    capsys.readouterr()
    code = run(["inventory", "import", str(path), "--reason", "bảng", "--json"])
    return code, json.loads(capsys.readouterr().out)["stored"]


def held(capsys, export, record="SO-000001"):
    """What the register has of a paper, as a new export shows it."""
    held.count = getattr(held, "count", 0) + 1
    rows = [*openpyxl.load_workbook(export(f"held{held.count}")).active.values]
    by_id = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    return by_id[record]


def edit(*assignments, record="SO-1"):
    """Another person's word."""
    sets = [part for one in assignments for part in ("--set", one)]
    assert run(["inventory", "edit", record, *sets, "--reason", "BB"]) == ExitCode.DONE


def test_a_cell_that_was_not_changed_takes_nothing_back(export, capsys):
    """Edited, moved to another room since; the sheet changes something else of the same paper."""
    sheet = export("bang")
    edit("sheets=9", f"room={FAMILY}")

    code, stored = take(capsys, change(sheet, I2="Kho 5"))

    now = held(capsys, export)
    assert code == ExitCode.DONE
    assert (now["Số tờ"], now["Phòng"], now["Vị trí lưu"]) == ("9", FAMILY, "Kho 5")
    assert [[one["field"] for one in row["values"]] for row in stored["updates"]] == [["location"]]


def test_a_sheet_that_nobody_changed_changes_nothing(export, capsys):
    """Edited, withdrawn and merged since: not a word of it is an error."""
    sheet = export("bang")
    edit("sheets=9", "location=Kho 1")
    run(["inventory", "merge", "SO-2", "--into", "SO-1", "--reason", "BB"])

    code, stored = take(capsys, sheet)

    assert (code, stored["updates"], stored["differences"]) == (ExitCode.DONE, [], [])
    assert held(capsys, export)["Số tờ"] == "9"


def test_what_two_have_changed_is_asked_about_and_can_be_insisted_on(office, export, capsys):
    """The rest of the row is entered; `x` enters the other value, and only that."""
    sheet = export("bang")
    edit("sheets=9")

    code, stored = take(capsys, change(sheet, H2="7", I2="Kho 5"))

    assert code == ExitCode.DONE_WITH_REJECTIONS
    assert held(capsys, export)["Số tờ"] == "9"
    assert held(capsys, export)["Vị trí lưu"] == "Kho 5"
    (asked,) = stored["differences"]
    assert "Xác nhận" in asked["problem"]
    edit("location=Kho 6")
    book = openpyxl.load_workbook(stored["error_sheet"])
    headings = [cell.value for cell in book.active[1]]
    book.active.cell(2, 1 + headings.index("Xác nhận")).value = "x"
    book.save(stored["error_sheet"])
    code, _stored = take(capsys, stored["error_sheet"])
    assert code == ExitCode.DONE
    assert held(capsys, export)["Số tờ"] == "7"


def test_two_that_say_the_same_agree(export, capsys):
    """Both changed the cell, to one value: nothing to ask."""
    sheet = export("bang")
    edit("sheets=9")

    code, stored = take(capsys, change(sheet, H2="9"))

    assert (code, stored["updates"]) == (ExitCode.DONE, [])


def test_two_exports_changed_side_by_side(export, capsys):
    """Each brings its own cells; where both have changed one, the second is asked about."""
    first, second = export("mot"), export("hai")
    change(first, H2="5", F2="Cấp phép", H3="6")
    change(second, I2="Kho 2", H2="8", H3="6")

    assert take(capsys, first)[0] == ExitCode.DONE
    code, stored = take(capsys, second)

    now = held(capsys, export)
    assert code == ExitCode.DONE_WITH_REJECTIONS
    assert (now["Số tờ"], now["Trích yếu"], now["Vị trí lưu"]) == ("5", "Cấp phép", "Kho 2")
    assert len(stored["differences"]) == 1
    assert held(capsys, export, "SO-000002")["Số tờ"] == "6"


def test_an_emptied_cell_clears_only_what_nobody_has_changed_since(export, capsys):
    """Emptied here and changed there is a question; emptied alone it is cleared."""
    sheet = export("bang")
    edit("sheets=9")

    _code, stored = take(capsys, change(sheet, H2=None, H3=None))

    assert held(capsys, export)["Số tờ"] == "9"
    assert held(capsys, export, "SO-000002")["Số tờ"] is None
    assert len(stored["differences"]) == 1


@pytest.mark.parametrize("cells", [{"I2": "Kho 5"}, {}], ids=["changed", "unchanged"])
def test_a_paper_that_was_withdrawn_or_merged_since(export, capsys, cells):
    """What is new of it is refused, with the id that it has now; nothing new is no error."""
    for act in (
        ["withdraw", "SO-1", "--reason", "BB"],
        ["merge", "SO-1", "--into", "SO-2", "--reason", "BB"],
    ):
        sheet = change(export(act[0]), **cells)
        run(["inventory", *act])

        code, stored = take(capsys, sheet)

        assert code == (ExitCode.DONE_WITH_REJECTIONS if cells else ExitCode.DONE)
        assert len(stored["differences"]) == len(cells)
        run(["inventory", "restore", "SO-1", "--reason", "BB"])


def test_a_sheet_that_does_not_say_what_it_was_exported_from_is_refused(export, capsys):
    """The column emptied, spoiled, or of another register: every row is in error."""
    for value in (None, "abc", "999999"):
        sheet = export(f"bang{value}")
        heading = [cell.value for cell in openpyxl.load_workbook(sheet).active[1]]
        letter = openpyxl.utils.get_column_letter(1 + heading.index(EXPORT_HEADING))

        code, stored = take(capsys, change(sheet, **{f"{letter}2": value, "I2": "Kho 9"}))

        assert code == ExitCode.DONE_WITH_REJECTIONS
        assert stored["counts"]["errors"] == 1
        assert held(capsys, export)["Vị trí lưu"] is None


records = st.builds(
    RegisterRecord,
    room=st.sampled_from(["A", "B", "C"]),
    record_type=st.sampled_from(["Quyết định", "Giấy phép"]),
    number=st.sampled_from(["1", "2"]),
    formed=st.sampled_from([PartialDate(2018), PartialDate(2018, 3, 5)]),
    location=st.sampled_from(["", "Kho 1", "Kho 2"]),
    sheets=st.sampled_from([None, 1, 2]),
)


@given(records, records, records, st.sets(st.sampled_from(ATTRIBUTES)))
def test_a_row_says_only_what_its_person_changed(row, exported, held_now, given_columns):
    """Of any three forms of a paper: untouched attributes stay, contested ones are two people's."""
    found = rebased(row, exported, held_now, given_columns)
    said, was, now = said_of(row), said_of(exported), said_of(held_now)
    meant = said_of(found.record)

    for name in ATTRIBUTES:
        if said[name] == was[name] or name not in given_columns:
            assert meant[name] == now[name]
        else:
            assert meant[name] == said[name]
        both = said[name] != was[name] and now[name] not in (was[name], said[name])
        assert (name in found.contested) == (both and name in given_columns)


def test_rows_sorted_without_the_column_of_ids_are_asked_about(office, export, capsys):
    """Every paper would become another one; `x` enters even that."""
    path = export("sheet")
    book = openpyxl.load_workbook(path)
    first, second = book.active["A2"], book.active["A3"]
    first.value, second.value = second.value, first.value
    book.save(path)
    code, stored = take(capsys, path)
    assert code == ExitCode.DONE_WITH_REJECTIONS
    assert not stored["updates"]
    assert ["SO-000002" in one["problem"] for one in stored["differences"]] == [False, True]
    assert held(capsys, export)["Số, ký hiệu"] == "11/QĐ-SVHTTDL"

    book = openpyxl.load_workbook(stored["error_sheet"])
    headings = [cell.value for cell in book.active[1]]
    for row in (2, 3):
        book.active.cell(row, 1 + headings.index("Xác nhận")).value = "x"
    book.save(stored["error_sheet"])
    code, _stored = take(capsys, stored["error_sheet"])
    assert code == ExitCode.DONE
    assert held(capsys, export)["Số, ký hiệu"] == "22/QĐ-SVHTTDL"
