"""Reports of many papers: the page shows the first part, workbook and CSV have all."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import io
from pathlib import Path

import openpyxl
import pytest
from catalogue_samples import report_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from sohoa.domain.errors import DiskFullError
from sohoa.domain.holdings import RegisteredPaper
from sohoa.domain.needs import NeedRules
from sohoa.domain.register import Validity
from sohoa.plan_file import load_plan
from sohoa.reports import table as limits
from sohoa.reports import wording, workbook
from sohoa.reports.completion import CompletionReport, build_report
from sohoa.reports.csv_files import csv_text, list_files
from sohoa.reports.html import render_html
from sohoa.reports.long_list import BeginsFiles, Lists
from sohoa.reports.sheet_rows import Further, add_rows
from sohoa.reports.table import Column, Kind
from sohoa.reports.workbook import write_xlsx
from sohoa.tabular.cells import spreadsheet_safe
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


IDENTITIES = [f"SO-{number:06d}" for number in range(1, COUNT + 1)]


def made(files: BeginsFiles | None = None) -> CompletionReport:
    """The report of a phase with twelve hundred papers."""
    return build_report(
        report_rows([paper(number) for number in range(1, COUNT + 1)]),
        load_plan(Workspace(CHECKOUT).plan_path),
        phase=2,
        as_of=dt.date(2023, 12, 31),
        office="Sở",
        rules=NeedRules.of({}),
        files=files,
    )


@pytest.fixture(scope="module")
def report() -> CompletionReport:
    """Its lists in memory."""
    return made()


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

    assert [row[0] for row in found[1:]] == IDENTITIES
    assert [row[2:6] for row in found[1:]] == [found[1][2:6]] * COUNT
    assert found[900][1] == "'=900&<x>"
    assert found[1][11] == found[1101][11] == dt.datetime(2023, 5, 1)  # noqa: DTZ001 - as sheets have it
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    sheet = book["Every paper"]
    assert sheet["L2"].number_format == sheet["L1102"].number_format == "dd/mm/yyyy"
    assert sheet.auto_filter.ref == f"A1:O{COUNT + 1}"


def test_a_very_long_list_is_a_file_of_its_own(tmp_path, monkeypatch):
    """The workbook has its first part and says so; the file has every row."""
    monkeypatch.setattr(limits, "MOST_IN_WORKBOOK", 1_000)
    for module in (workbook, wording):
        monkeypatch.setattr(module, "MOST_IN_WORKBOOK", 1_000)
    stem = tmp_path / "giai-doan-2-2023-12-31"
    stale = stem.with_name(f"{stem.name}.missing.csv")
    stale.write_text("x")
    with list_files(stem) as files:
        write_xlsx(made(files), tmp_path / "r.xlsx")
        assert stale.read_text() == "x"
    (path,) = files.paths.values()

    found = sheets(tmp_path / "r.xlsx")["Every paper"]
    assert len(found) == 1 + 1_000 + 1
    assert found[-1][0].startswith("The first 1,000 of 1,200 rows; all stand in the file")
    assert path.name == "giai-doan-2-2023-12-31.papers.csv"
    assert not stale.exists()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[0] for row in rows[1:]] == IDENTITIES
    assert rows[900][1] == "'=900&<x>"


def with_an_error(stem: Path, error: Exception) -> None:
    """Make a report's lists, and fail before it is written."""
    with list_files(stem) as files:
        made(files)
        assert files.paths
        raise error


def test_a_report_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    """No file of it is there, and none of the earlier one is gone."""
    monkeypatch.setattr(limits, "MOST_IN_WORKBOOK", 1_000)
    earlier = tmp_path / "bao-cao.papers.csv"
    earlier.write_text("x")

    with pytest.raises(KeyError):
        with_an_error(tmp_path / "bao-cao", KeyError())

    assert [*tmp_path.iterdir()] == [earlier]
    assert earlier.read_text() == "x"


def test_a_full_disk_is_told_by_its_name(tmp_path, monkeypatch):
    """Where no room is left for a list, nothing of it stays."""
    monkeypatch.setattr(limits, "MOST_IN_WORKBOOK", 1_000)

    with pytest.raises(DiskFullError):
        with_an_error(tmp_path / "bao-cao", OSError(errno.ENOSPC, "no room"))

    assert [*tmp_path.iterdir()] == []


def test_a_list_gives_its_rows_again():
    """As they were added, whatever is in them; what goes to a file is all of them."""
    rows = [
        (f"a{number}\x1fb" if number == 1_500 else f"a{number}", number) for number in range(3_000)
    ]
    lists = Lists()
    table = lists.table("key", "title", "note", (Column("a"), Column("b")))
    for row in rows:
        lists.add(table, [(cell,) for cell in row])

    assert len(table.rows) == len(rows)
    assert list(table.rows) == list(table.rows) == rows


texts = st.text(st.sampled_from("aệ=+-@'\"\t\r\n, ;<&＝\x1f"), max_size=4)
cells = st.one_of(texts, st.none(), st.dates(), st.integers(-5, 5))


@given(st.lists(st.tuples(texts, cells, texts), min_size=1, max_size=30))
def test_lines_are_what_the_csv_module_writes(rows):
    """For any cells; texts that could be formulas are defused."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(
        [spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )

    assert csv_text([*zip(*rows, strict=True)]) == stream.getvalue()


def plain(text: object) -> object:
    """A cell as a workbook can hold it, and as openpyxl reads it."""
    if not isinstance(text, str):
        return text
    return (
        spreadsheet_safe(ILLEGAL_CHARACTERS_RE.sub(" ", text))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        or None
    )


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(texts, texts), min_size=1, max_size=40))
def test_rows_that_are_added_read_as_they_were(rows, tmp_path_factory):
    """For any texts, alike or all different."""
    path = tmp_path_factory.mktemp("book") / "r.xlsx"
    book = openpyxl.Workbook()
    for row in (["a", "b"], ["c", "d"]):
        book.active.append(row)
    book.save(path)
    drawn = io.BytesIO(path.read_bytes())
    add_rows(drawn, path, [Further(1, [Kind.TEXT] * 2, [[*zip(*rows, strict=True)]])])
    (found,) = sheets(path).values()

    assert found[2:] == [tuple(map(plain, row)) for row in rows]


def test_a_total_stays_below_the_rows(tmp_path):
    """Its row is numbered anew, whatever was added before it."""
    book = openpyxl.Workbook()
    for row in (["a", "b"], [1, None], [2, "x"], ["total", 3]):
        book.active.append(row)
    book.save(tmp_path / "drawn.xlsx")
    kinds = [Kind.COUNT, Kind.TEXT]
    with (tmp_path / "drawn.xlsx").open("rb") as drawn:
        add_rows(
            drawn,
            tmp_path / "r.xlsx",
            [Further(2, kinds, [[(3, None), ("y", dt.date(2023, 1, 2))]])],
        )
    (found,) = sheets(tmp_path / "r.xlsx").values()

    assert found[0] == ("a", "b")
    assert found[-1] == ("total", 3)
    assert found[3:5] == [(3, "y"), (None, 44928)]
