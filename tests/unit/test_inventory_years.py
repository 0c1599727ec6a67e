"""Papers of years that cannot be right: asked about by row and column, and never lost."""

from __future__ import annotations

import datetime as dt
import shutil

import openpyxl
import pytest
from register_samples import HEADING, ROW, record_types, rooms, write_xlsx

from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.inventory.register_file import read_register
from sohoa.use_cases.register import read_office_register, store_register
from sohoa.workspace import CHECKOUT

pytestmark = pytest.mark.usefixtures("english")

ROOMS, TYPES = rooms(), record_types()
TODAY = dt.date(2026, 11, 28)
#: Both columns: the day, and the year beside it.
BOTH = (*HEADING, "Năm")


def row(formed, year=None, number="12/GP"):
    return (*ROW[:3], number, formed, ROW[5], year)


@pytest.mark.parametrize(
    ("formed", "year", "column"),
    [
        ("5/3/2081", None, "Ngày cấp"),
        ("3/2081", None, "Ngày cấp"),
        (dt.date(2081, 3, 5), 2081, "Ngày cấp"),
        (None, 2081, "Năm"),
        (None, "2.081", "Năm"),
        (None, 2028, "Năm"),
        (None, 1944, "Năm"),
        ("5/3/1918", None, "Ngày cấp"),
    ],
)
def test_a_year_that_cannot_be_right_is_asked_about(tmp_path, formed, year, column):
    """The row is in error with its column and its year; the rows around it are taken."""
    rows = [BOTH, row("5/3/2018", 2018), row(formed, year), row("2/9/1945", None, "13/GP")]
    path = write_xlsx(tmp_path / "so.xlsx", rows)
    register = read_register(path, rooms=ROOMS, record_types=TYPES, today=TODAY)

    assert [one.outcome.value for one in register.rows] == ["accepted", "error", "accepted"]
    (problem,) = register.rows[1].problems
    assert problem.column == column
    assert "year" in problem.expected


@pytest.mark.parametrize("year", [1945, 1975, 2026, 2027])
def test_years_that_can_be_right_are_taken(tmp_path, year):
    """From the first year of this state to the end of next year."""
    path = write_xlsx(tmp_path / "so.xlsx", [BOTH, row(None, year)])
    register = read_register(path, rooms=ROOMS, record_types=TYPES, today=TODAY)

    assert [one.outcome.value for one in register.rows] == ["accepted"]


def test_the_year_of_a_title_is_asked_about_too(tmp_path):
    """`Năm 2081` above the rows completes their days: each row says so."""
    path = write_xlsx(tmp_path / "so.xlsx", [("SỔ CẤP PHÉP NĂM 2081",), HEADING, row("5/3")[:6]])
    register = read_register(path, rooms=ROOMS, record_types=TYPES, today=TODAY)

    assert [one.outcome.value for one in register.rows] == ["error"]


def test_the_question_is_answered_by_row(office, tmp_path, capsys):
    """Exit code 5, the row in the error sheet; `x` beside it takes it as it stands."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    path = write_xlsx(tmp_path / "so.xlsx", [BOTH, row("5/3/2018"), row("5/3/2081", None, "13/GP")])
    assert run(["inventory", "import", str(path)]) == ExitCode.DONE_WITH_REJECTIONS
    said = capsys.readouterr()
    assert "2081" in said.out + said.err
    (sheet_path,) = office.reports_dir.rglob("*loi*.xlsx")

    sheet = openpyxl.load_workbook(sheet_path).active
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("Xác nhận") + 1).value = "x"
    sheet.parent.save(sheet_path)
    register, _preview = read_office_register(office, sheet_path)

    assert store_register(office, register).counts.accepted == 1
