"""The completion report: its figures, its lists, and its two forms."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pytest
from catalogue_samples import (
    accepted,
    archive,
    at_hand,
    in_error,
    note,
    paper,
    reading,
    register,
    sha,
)

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.plan import Phase, PhaseKind, Plan, YearRange
from sohoa.domain.register import Validity
from sohoa.domain.stage_results import Description, Finding
from sohoa.reports.completion import CompletionReport, build_report
from sohoa.reports.html import render_html, write_html
from sohoa.reports.numbers_and_dates import (
    count_text,
    decimal_text,
    floor_text,
    formed_text,
    rate_text,
)
from sohoa.reports.tables import report_tables
from sohoa.reports.wording import verdict
from sohoa.reports.workbook import sheet_name, write_xlsx

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

pytestmark = pytest.mark.usefixtures("english")

AS_OF = dt.date(2023, 12, 31)
JUNE = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
NEXT_YEAR = dt.datetime(2024, 2, 1, tzinfo=dt.UTC)
HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script>\x0b.pdf'

PLAN = Plan(
    "Kế hoạch số hóa",
    (
        Phase(1, "Thống kê", PhaseKind.INVENTORY, dt.date(2021, 1, 1), dt.date(2022, 12, 31)),
        Phase(
            2,
            "Số hóa 2016-2023",
            PhaseKind.DIGITIZE,
            dt.date(2023, 1, 1),
            dt.date(2023, 12, 31),
            (YearRange(2016, 2023),),
        ),
        Phase(
            3,
            "Số hóa trước 2016",
            PhaseKind.DIGITIZE,
            dt.date(2024, 1, 1),
            dt.date(2024, 12, 31),
            (YearRange(None, 2015),),
        ),
    ),
    {2023: 70},
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Six papers in the register, some digitized, and documents in every state."""
    folder = tmp_path_factory.mktemp("report")
    papers = [
        paper("1/QĐ", "01/02/2018"),
        paper("2/QĐ", "01/02/2019", room=""),
        paper("3/QĐ", "01/02/2020", validity=Validity.REVOKED),
        paper("4/GP", "01/02/2010", record_type="Giấy phép"),
        paper("5/GP", "01/02/2021", exclusion="mật"),
        paper("6/GP", "01/02/2022", room="=cmd|' /C calc'!A0"),
    ]
    with Catalogue.open(f"sqlite:///{folder}/catalogue.sqlite3") as catalogue:
        read = [accepted(one, line) for line, one in enumerate(papers, start=2)]
        catalogue.store_import(register(*read, in_error(9)), imported_at=JUNE)
        for number, at in ((1, JUNE), (3, JUNE), (4, JUNE), (6, NEXT_YEAR)):
            said = catalogue.link(Description(record_id=f"SO-{number:06d}"))
            archive(catalogue, folder, f"d{number}", description=said, archived_at=at)
        loose = Description(number="99/GP", formed=PartialDate(2017))
        unread = (Finding("no-text", 2),)
        archive(catalogue, folder, "loose", description=loose, archived_at=JUNE, findings=unread)
        states = [
            note("bad", DocumentState.QUARANTINED, source_name=HOSTILE, reason_code="INTAKE-001"),
            note("whose", DocumentState.ASKED, reason_code="MATCH-005"),
            note("other", DocumentState.SET_ASIDE, reason_code="PHASE-001"),
            note("slow"),
        ]
        catalogue.note_states(batch="Hộp 02", phase=2, states=states)
    with reading(folder) as reader:
        return at_hand(reader.report_rows())


@pytest.fixture
def report(rows):
    """The report of phase 2 at the end of 2023."""
    return build_report(rows, PLAN, phase=2, as_of=AS_OF, office="Sở VHTTDL", rules=DECLARED)


# --- figures and lists ------------------------------------------------------------------


def test_figures_of_the_phase(report):
    """Phase 2 has five papers: two lapsed or excluded, one done, two missing."""
    share = report.share

    assert (share.registered, share.lapsed, share.excluded) == (5, 1, 1)
    assert (share.denominator, share.digitized, share.missing) == (3, 1, 2)
    assert (share.unlinked, share.digitized_uncounted) == (1, 1)


def test_lists_name_every_record_behind_the_figures(report):
    """Each figure is the length of a list that names its records."""
    share = report.share

    assert first_cells(report, "missing") == ["SO-000002", "SO-000006"]
    assert report.count("uncounted") == share.registered - share.denominator
    assert first_cells(report, "unlinked") == ["loose"]
    assert report.count("archived") == share.digitized + share.digitized_uncounted + share.unlinked
    assert first_cells(report, "asked") == ["whose"]
    assert first_cells(report, "quarantined") == ["bad"]
    assert first_cells(report, "set-aside") == ["other"]
    assert first_cells(report, "in-progress") == ["slow"]


def first_cells(report: CompletionReport, key: str) -> list[object]:
    """What a list names in its first column."""
    return [row[0] for row in report.lists[key].rows]


def test_a_figure_that_is_not_the_length_of_its_list_is_not_said(rows):
    """A document that no list has, of a paper that is counted: there is no report."""
    (archived,) = rows.archived
    fewer = archived.chosen([identity != "d1" for identity in archived.document_id])
    broken = replace(rows, archived=(fewer,))

    with pytest.raises(RuntimeError, match="archived: 2 are listed, and 3 are counted"):
        build_report(broken, PLAN, phase=2, as_of=AS_OF, office="", rules=DECLARED)


def test_documents_to_look_at_are_listed(report):
    """An archived document with a page that nobody could read is listed with the reason."""
    table = next(one for one in report_tables(report) if one.key == "to-review")

    [row] = table.rows
    assert row[0] == "loose"
    assert row[-2] == "Look at it"
    assert row[-1].startswith("page 2: could not be read")


def test_later_day_sees_later_work(rows):
    """What was archived in February 2024 counts from then on, not at the end of 2023."""
    later = build_report(rows, PLAN, phase=2, as_of=dt.date(2024, 2, 1), office="", rules=DECLARED)

    assert later.share.digitized == 2
    assert "d6" in first_cells(later, "archived")


def test_tables_by_room_type_and_year_sum_to_the_phase(report):
    """Whichever way the phase is cut, its papers are all there."""
    for lines in (report.rooms, report.record_types, report.years):
        assert sum(one.share.registered for one in lines) == report.share.registered
        assert sum(one.share.digitized for one in lines) == report.share.digitized


def test_totals_of_the_tables_are_sums_of_their_columns(rows):
    """Every total below a column of counts is the sum of the column."""
    for phase in (1, 2, 3):
        report = build_report(rows, PLAN, phase=phase, as_of=AS_OF, office="", rules=DECLARED)
        for table in (one for one in report_tables(report) if one.total):
            for number, column in enumerate(table.columns):
                if column.kind == "count":
                    assert table.total[number] == sum(row[number] for row in table.rows)


def test_inventory_covers_the_whole_register(rows):
    """The report of phase 1 is about all papers, the files they came from, and open errors."""
    report = build_report(rows, PLAN, phase=1, as_of=AS_OF, office="", rules=DECLARED)

    assert report.share.registered == 6
    keys = [table.key for table in report_tables(report)]
    lists = ["phases", "rooms", "types", "years", "imports", "errors", "withdrawn", "papers"]
    assert keys[-len(lists) :] == lists
    imports = next(table for table in report_tables(report) if table.key == "imports")
    assert imports.total[2:] == (7, 6, 0, 1, 0, 0)


def test_unknown_phase(rows):
    """A phase that the plan does not have is the caller's mistake."""
    with pytest.raises(ValueError, match="no phase 9"):
        build_report(rows, PLAN, phase=9, as_of=AS_OF, office="", rules=DECLARED)


def test_empty_catalogue_has_a_report(tmp_path):
    """Before the first import there is a report too: nothing to do, nothing done."""
    with reading(tmp_path) as reader:
        report = build_report(
            reader.report_rows(), PLAN, phase=2, as_of=AS_OF, office="Sở", rules=DECLARED
        )

    assert report.known_at is None
    assert "Phase 2: nothing is to be digitized" in render_html(report)
    write_xlsx(report, tmp_path / "r.xlsx")


def test_the_verdict_of_phase_and_plan(report):
    """Each stands against its floor, in papers and in points; what is not judged leaves a range."""
    of_phase, of_plan = verdict(report)

    assert of_phase.startswith(
        "Phase 2: NOT REACHED the 100\u202f% due by 31/12/2023: 33.3\u202f%, "
        "behind by 2 papers (66.7 points); 2 of 3 papers have no document yet; "
    )
    assert of_plan == (
        "The whole plan: NOT REACHED the 70\u202f% due by 31/12/2023: 50.0\u202f%, "
        "behind by 1 papers (20.0 points); 2 of 4 papers have no document yet; "
        "the window ended on 31/12/2023; not judged yet: 1 rows that are not understood, "
        "0 papers of unknown validity; the true rate lies between 40.0\u202f% and 60.0\u202f%."
    )


# --- HTML -------------------------------------------------------------------------------


class Page(HTMLParser):
    """Collects what a page refers to, and whether its elements are closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.targets += [values[name] for name in ("href", "src") if name in values]
        if tag not in {"meta", "link", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Close the innermost element."""
        assert self.open.pop() == tag


def test_page_is_whole_and_alone(report, tmp_path):
    """Well-formed, every link leads somewhere in the page, and nothing is loaded from outside."""
    write_html(report, tmp_path / "out" / "r.html")
    page = Page((tmp_path / "out" / "r.html").read_text(encoding="utf-8"))

    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {target.removeprefix("#") for target in page.targets} <= set(page.ids)
    assert all(target.startswith("#") for target in page.targets)
    assert not {"script", "img", "iframe", "link"} & set(page.tags)


def test_nothing_from_outside_is_markup(report):
    """A file's name with a script in it is shown, not run."""
    html = render_html(report)

    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_page_names_records_and_digests(report):
    """Missing papers by record id, archived documents by path and SHA-256."""
    html = render_html(report)

    assert "SO-000002" in html
    for *_others, path, sha256 in report.lists["archived"].rows:
        assert sha256 in html
        assert path in html


def test_no_names_of_people_in_the_report(report, tmp_path):
    """Owners and subjects of papers, which name people, stay out of both forms."""
    write_xlsx(report, tmp_path / "r.xlsx")
    texts = [cell for rows in _sheets(tmp_path / "r.xlsx").values() for row in rows for cell in row]

    assert "Trần Văn Đông" not in render_html(report)
    assert not any("Trần Văn Đông" in str(text) for text in texts)


def test_same_rows_same_report(report, rows):
    """The report depends on its input alone: made twice, it is the same."""
    again = build_report(rows, PLAN, phase=2, as_of=AS_OF, office="Sở VHTTDL", rules=DECLARED)

    assert render_html(again) == render_html(report)


# --- workbook ---------------------------------------------------------------------------


def _sheets(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_workbook_has_a_sheet_per_table(report, tmp_path):
    """Each table is a sheet with frozen headings and a filter; counts are numbers."""
    write_xlsx(report, tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")

    tables = report_tables(report)
    assert book.sheetnames == ["Summary", *(sheet_name(table.title) for table in tables)]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
    rooms = book["By room"]
    assert [cell.value for cell in rooms[rooms.max_row]][1:4] == [5, 3, 1]
    assert rooms.cell(2, 2).number_format == "#,##0"


def test_workbook_holds_no_formula(report, tmp_path):
    """What looks like a formula in a name or a cell of the register is text."""
    write_xlsx(report, tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row]

    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in cells)
    assert any(str(cell.value).startswith("'=cmd") for cell in cells)


def test_every_figure_can_be_counted_again(report, tmp_path):
    """Filtering the sheet of single papers gives the figures of the phase."""
    write_xlsx(report, tmp_path / "r.xlsx")
    heading, *papers = _sheets(tmp_path / "r.xlsx")["Every paper"]
    counted, digitized = heading.index("Counted"), heading.index("Digitized")

    assert len(papers) == report.share.registered
    assert sum(row[counted] == "yes" for row in papers) == report.share.denominator
    done = [row for row in papers if row[counted] == row[digitized] == "yes"]
    assert len(done) == report.share.digitized


def test_days_and_rates_are_values(report, tmp_path):
    """Days can be sorted and rates be computed with: they are no texts."""
    write_xlsx(report, tmp_path / "r.xlsx")
    sheets = _sheets(tmp_path / "r.xlsx")

    archived = sheets["Documents archived"]
    assert archived[1][archived[0].index("Archived on")].date() == dt.date(2023, 6, 1)
    assert sheets["By room"][-1][-1] == pytest.approx(0.333)


@pytest.mark.parametrize("title", ["a/b:c*[d]", "x" * 60, "Documents in quarantine"])
def test_sheet_names_are_what_excel_takes(title):
    """A sheet's name has at most 31 characters and none that Excel refuses."""
    name = sheet_name(title)

    assert 0 < len(name) <= 31
    assert not re.search(r"[\[\]:*?/\\]", name)


# --- how numbers are written ------------------------------------------------------------


def test_vietnamese_numbers(monkeypatch):
    """Thousands with a point, decimals with a comma, a dash for no rate, days first."""
    monkeypatch.setenv("SOHOA_LANG", "vi")

    assert (count_text(1234567), decimal_text(1234.56)) == ("1.234.567", "1.234,6")
    assert (rate_text(56.7), rate_text(100.0), rate_text(None)) == (
        "56,7\u202f%",
        "100,0\u202f%",
        "–",
    )
    assert (floor_text(70), floor_text(79.2)) == ("70\u202f%", "79,2\u202f%")
    assert formed_text("2018-03-05") == "05/03/2018"


def test_english_numbers():
    """In English the marks are the other way round."""
    assert (count_text(1234), decimal_text(56.7), formed_text("")) == ("1,234", "56.7", "")


def test_digests_in_the_report_are_those_of_the_files(report):
    """The SHA-256 listed for a document is that of its archived bytes."""
    row = next(one for one in report.lists["archived"].rows if one[0] == "d1")

    assert row[-1] == sha("%PDF of d1")
