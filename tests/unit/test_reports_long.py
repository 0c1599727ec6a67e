"""Reports of many papers: the page shows the first part, workbook and CSV have all."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from sohoa.domain.holdings import ProgressRows, RegisteredPaper
from sohoa.domain.needs import NeedRules
from sohoa.domain.register import Validity
from sohoa.plan_file import load_plan
from sohoa.reports import table as limits
from sohoa.reports import wording, workbook
from sohoa.reports.completion import CompletionReport, build_report
from sohoa.reports.csv_files import write_csv_files
from sohoa.reports.html import render_html
from sohoa.reports.table import Each
from sohoa.reports.workbook import write_xlsx
from sohoa.workspace import CHECKOUT, Workspace

pytestmark = pytest.mark.usefixtures("english")
COUNT = 1_200


def paper(number: int) -> RegisteredPaper:
    """A paper, every other one digitized."""
    at = dt.datetime(2023, 5, 1, tzinfo=dt.UTC) if number % 2 else None
    return RegisteredPaper(
        record_id=f"SO-{number:06d}",
        number=f"={number}&<x>" if number == 900 else f"{number}/QĐ",
        formed="2018-03-05",
        year=2018,
        record_type="Quyết định",
        room="Quản lý văn hóa",
        location="Kệ 2",
        sheets=None,
        validity=Validity.IN_FORCE,
        valid_until=None,
        exclusion="",
        document_id=f"d{number}" if at else "",
        digitized_at=at,
        archive_path=f"2018/u/{number}.pdf" if at else "",
    )


@pytest.fixture(scope="module")
def report() -> CompletionReport:
    """A phase with twelve hundred papers."""
    papers = tuple(paper(number) for number in range(1, COUNT + 1))
    return build_report(
        ProgressRows(papers, ()),
        load_plan(Workspace(CHECKOUT).plan_path),
        phase=2,
        as_of=dt.date(2023, 12, 31),
        office="Sở",
        rules=NeedRules.of({}),
    )


def sheets(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each sheet."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.values) for sheet in book.worksheets}


def test_the_page_shows_the_first_part(report):
    """And says how many more there are, and where."""
    page = render_html(report)

    assert page.count('<th scope="row" class="code">SO-') == 2 * limits.MOST_ON_PAGE
    assert "The first 300 of 600 rows; 300 more stand in the workbook" in page
    assert "(600)" in page


def test_the_workbook_has_all(report, tmp_path):
    """Rows drawn one by one and rows added read alike, in value, look and order."""
    write_xlsx(report, tmp_path / "r.xlsx")
    found = sheets(tmp_path / "r.xlsx")["Every paper"]

    assert [row[0] for row in found[1:]] == [one.paper.record_id for one in report.papers]
    assert [row[2:6] for row in found[1:]] == [found[1][2:6]] * COUNT
    assert found[900][1] == "'=900&<x>"
    assert found[1][11] == found[1101][11] == dt.datetime(2023, 5, 1)  # noqa: DTZ001 - as sheets have it
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    sheet = book["Every paper"]
    assert sheet["L2"].number_format == sheet["L1102"].number_format == "dd/mm/yyyy"
    assert sheet.auto_filter.ref == f"A1:N{COUNT + 1}"


def test_a_very_long_list_is_a_file_of_its_own(report, tmp_path, monkeypatch):
    """The workbook has its first part and says so; the file has every row."""
    monkeypatch.setattr(limits, "MOST_IN_WORKBOOK", 1_000)
    for module in (workbook, wording):
        monkeypatch.setattr(module, "MOST_IN_WORKBOOK", 1_000)
    stem = tmp_path / "giai-doan-2-2023-12-31"
    stale = stem.with_name(f"{stem.name}.missing.csv")
    stale.write_text("x")
    write_xlsx(report, tmp_path / "r.xlsx")
    (path,) = write_csv_files(report, stem)

    found = sheets(tmp_path / "r.xlsx")["Every paper"]
    assert len(found) == 1 + 1_000 + 1
    assert found[-1][0].startswith("The first 1,000 of 1,200 rows; all stand in the file")
    assert path.name == "giai-doan-2-2023-12-31.papers.csv"
    assert not stale.exists()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[0] for row in rows[1:]] == [one.paper.record_id for one in report.papers]
    assert rows[900][1] == "'=900&<x>"


def test_rows_that_are_made_when_asked_for():
    """A sequence like any other."""
    rows = Each([1, 2, 3], lambda number: (number, number * 2))

    assert (len(rows), rows[1], list(rows[:2])) == (3, (2, 4), [(1, 2), (2, 4)])
    assert list(rows) == [(1, 2), (2, 4), (3, 6)]


def test_a_total_stays_below_the_rows(tmp_path):
    """Its row is numbered anew, whatever was added before it."""
    from sohoa.reports.sheet_rows import add_rows

    book = openpyxl.Workbook()
    for row in (["a", "b"], [1, None], [2, "x"], ["total", 3]):
        book.active.append(row)
    book.save(tmp_path / "drawn.xlsx")
    with (tmp_path / "drawn.xlsx").open("rb") as drawn:
        add_rows(drawn, tmp_path / "r.xlsx", [(2, 2, [[3, "y"], [None, dt.date(2023, 1, 2)]])])
    (found,) = sheets(tmp_path / "r.xlsx").values()

    assert found[0] == ("a", "b")
    assert found[-1] == ("total", 3)
    assert found[3:5] == [(3, "y"), (None, 44928)]
