"""What an office hands over: the minute, the list of files, the lists of their documents."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook
from package_samples import MIXED, RENEWED, SAID, office_with_words
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, TableStyle

from sohoa.domain.holdings import DocumentRow
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.paper_findings import BODY_UNSURE, SUBJECT_UNSURE
from sohoa.reports.flowing_rows import FlowingRows
from sohoa.reports.handover import Handover, handover_of
from sohoa.reports.handover_pdf import write_handover_pdf
from sohoa.reports.handover_sheets import write_handover_sheets
from sohoa.reports.print_fonts import PLAIN, load_print_fonts
from sohoa.use_cases.handing_over import write_handover

BODY = FieldRead(FieldName.ISSUING_BODY, "SỞ VĂN HÓA", 1, Box(0, 0, 1, 1), 99.0, "network", "x")
SUBJECT = FieldRead(FieldName.SUBJECT, "công nhận hạng", 1, Box(0, 0, 1, 1), 99.0, "network", "x")


def archived(name: str, *, unit: str = "H09.2018.QD", **fields) -> DocumentRow:
    """A document in the archive."""
    values = {
        "number": "1/QĐ", "formed": "2018-03-05", "record_type": "Quyết định", "room": "QLDL",
        "year": 2018, "subject": "=HYPERLINK(1)", "sheets": 2, "page_count": 3,
        "archive_path": f"2018/{unit}/{unit}.{name}.pdf", "file_code": unit,
    }  # fmt: skip
    values = {"batch": "Hộp 1", **values, **fields}
    return DocumentRow(
        document_id=name, phase=2, state=DocumentState.ARCHIVED, source_name=f"{name}.tif", **values
    )


def handover(*rows: DocumentRow, paper: PaperDescription | None = None) -> Handover:
    said = paper or PaperDescription()
    return handover_of(
        ((row, said) for row in rows), office="Sở VHTTDL", scope="Hộp 1", aside=BytesIO()
    )


def text_of(given: Handover, tmp_path: Path) -> str:
    write_handover_pdf(given, tmp_path / "a.pdf")
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True
    )
    return done.stdout.decode()


def test_documents_stand_in_their_file_with_their_sheets():
    """Each begins where the one before ended; a file is titled by what is in it."""
    rows = archived("1"), archived("2", sheets=3, formed="2018-11"), archived("3", sheets=1)
    given = handover(*rows)
    (one,) = given.files

    assert [of.places for of in one.documents] == ["tờ 1–2", "tờ 3–5", "tờ 6"]
    assert (one.count, one.sheets_counted, one.is_part) == (6, True, False)
    assert one.period == "05/03/2018 – 11/2018"
    assert one.title == "Quyết định, QLDL, năm 2018"
    assert (given.documents, given.boxes) == (3, ("Hộp 1",))


def test_what_the_archivist_says_of_a_file_is_in_the_lists(tmp_path):
    """The same title and term as in its package; of another file nothing is said."""
    own = f'[[file_units]]\ncode = "{RENEWED}"\ntitle = "Tập quyết định"\nmaintenance = "01"\n'
    office = office_with_words(tmp_path / "office", f"{SAID}\n{own}")
    made = write_handover(office)
    rows = list(load_workbook(made.xlsx)["Hồ sơ"].values)
    said = {row[1]: (row[2], row[4]) for row in rows if row[1] in (RENEWED, MIXED)}
    assert said[RENEWED] == ("Tập quyết định", "Vĩnh viễn")
    assert said[MIXED][1] == "20 năm"


def test_a_box_hands_over_a_part_of_a_file_with_its_places_in_it():
    """The third document of a file is not its first because it lies alone in a box."""
    rows = archived("1"), archived("2"), archived("3", batch="Hộp 2", formed="2018-12-01")
    given = handover_of(
        ((row, PaperDescription()) for row in rows),
        office="Sở",
        scope="Hộp 2",
        batch="Hộp 2",
        aside=BytesIO(),
    )
    (one,) = given.files

    assert [of.places for of in one.documents] == ["tờ 5–6"]
    assert (one.count, one.period, one.is_part) == (2, "01/12/2018", True)
    assert (given.documents, given.boxes) == (1, ("Hộp 2",))


def test_where_not_every_sheet_is_counted_pages_are():
    """No number of sheets is made up; the list says in what it counts."""
    (one,) = handover(archived("1"), archived("2", sheets=None, page_count=4)).files

    assert [of.places for of in one.documents] == ["trang 1–3", "trang 4–7"]
    assert (one.count, one.sheets_counted) == (7, False)


def test_what_the_page_says_fills_what_nobody_else_does():
    """Who issued it, and what it is about; that a subject was read off the page is said."""
    paper = PaperDescription("decree-30", (BODY, SUBJECT))
    (one,) = handover(archived("1", subject=""), archived("2"), paper=paper).files
    read, said = one.documents

    assert (read.author, read.title) == ("SỞ VĂN HÓA", "Quyết định: công nhận hạng")
    assert read.note == "H09.2018.QD.1.pdf; trích yếu đọc từ bản quét"
    doubt = SUBJECT_UNSURE.at(1, "công nhận hạng")
    (one,) = handover(archived("1", subject="", findings=(doubt,)), paper=paper).files
    assert next(iter(one.documents)).note == "H09.2018.QD.1.pdf; trích yếu đọc chưa chắc"
    doubt = BODY_UNSURE.at(1, "SỞ VĂN HÓA")
    (one,) = handover(archived("1", findings=(doubt,)), paper=paper).files
    assert next(iter(one.documents)).note == "H09.2018.QD.1.pdf; cơ quan ban hành đọc chưa chắc"
    assert (said.title, said.note) == ("Quyết định: =HYPERLINK(1)", "H09.2018.QD.2.pdf")
    (old,) = handover(archived("1", page_says={"issuing_body": "UBND TỈNH"})).files
    assert next(iter(old.documents)).author == "UBND TỈNH"


@pytest.mark.parametrize("state", [DocumentState.REPLACED, DocumentState.WITHDRAWN])
def test_what_does_not_count_is_not_handed_over(state):
    """A record that another has replaced, or that was withdrawn."""
    retired = replace(archived("2"), state=state)
    assert handover(archived("1"), retired).documents == 1


def test_the_workbook_has_all_of_it_and_no_formula(tmp_path):
    """Two sheets; every document of every file, and texts that stay texts."""
    odd = archived("2", unit="H09.2019.GP", number="#N/A", subject="\ud800")
    given = handover(archived("1", number="=1+1"), archived("1", unit="H09.2019.GP"), odd)
    write_handover_sheets(given, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")

    assert book.sheetnames == ["Hồ sơ", "Văn bản"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = {cell.value for cell in cells}
    assert {"'=1+1", "#N/A", "H09.2019.GP", "Mục lục văn bản, tài liệu: hồ sơ H09.2019.GP"} <= texts


def test_a_row_of_the_workbook_is_as_high_as_its_texts(tmp_path):
    """LibreOffice prints it so; else a long subject is cut off, or lies over the next one."""
    given = handover(archived("1", subject="ngắn"), archived("2", subject="công nhận hạng " * 30))
    write_handover_sheets(given, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["Văn bản"]
    heights = {
        cell.value: sheet.row_dimensions[cell.row].height
        for (cell,) in sheet["D4:D5"]
        if cell.value
    }
    short, long = sorted(heights, key=len)
    assert heights[short] <= 15 * 3
    assert heights[long] >= 15 * 8


def test_the_minute_says_what_is_known_and_leaves_the_rest_to_the_pen(tmp_path):
    """Both lists follow it; a text from a page is no markup of ours."""
    given = handover(
        archived("1", subject="A & B <b>", unit="H09.2018.A"), archived("2", unit="H09.2019.B")
    )
    text = text_of(given, tmp_path)

    for said in (
        "BIÊN BẢN", "BÊN GIAO: Sở VHTTDL", "Tên khối tài liệu giao nộp: Hộp 1", "tổng số hộp: 1",
        "tổng số hồ sơ: 2; tổng số tệp tin trong hồ sơ: 2", "A & B <b>", "chưa xác định",
        "Mục lục hồ sơ, tài liệu nộp lưu", "hồ sơ H09.2018.A", "hồ sơ H09.2019.B",
    ):  # fmt: skip
        assert said in text
    assert text.count("BÊN NHẬN: ....") == 1


def test_a_cell_longer_than_a_page_is_parted(tmp_path):
    """A subject of whatever length costs no hand-over."""
    text = text_of(handover(archived("1", subject="công nhận " * 900)), tmp_path)
    assert text.count("nhận") >= 900


def test_a_long_list_goes_over_many_pages(tmp_path):
    """Its heading stands on each; every document is on one of them."""
    rows = [archived(f"{number:03}", number=f"{number}/QĐ") for number in range(1, 181)]
    text = text_of(handover(*rows), tmp_path)

    pages = text.count("\f")
    assert pages > 5
    assert text.count("Tác giả") == pages - 2
    assert all(f" {number}/QĐ" in text for number in range(1, 181))


def test_rows_are_made_as_their_pages_are_drawn(tmp_path):
    """Of a hundred thousand documents some pages' rows are at hand, never all of them."""
    load_print_fonts()
    made, before_page, style = 0, [], ParagraphStyle("cell", fontName=PLAIN)

    def rows():
        nonlocal made
        for number in range(400):
            made += 1
            yield [str(number), Paragraph("công nhận hạng " * (1 + number % 9), style)]

    def note(_canvas, _document) -> None:
        before_page.append(made)

    table = FlowingRows(["STT", "Trích yếu"], rows(), widths=(40, 120), style=TableStyle())
    SimpleDocTemplate(str(tmp_path / "a.pdf")).build([table], note, note)

    assert made == 400
    assert len(before_page) > 20
    steps = [after - before for before, after in pairwise(before_page)]
    assert max(steps) <= 40, steps
