"""What a sheet shows is what is read, and what was done to its rows is known."""

from __future__ import annotations

import datetime as dt
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from sohoa.tabular.batch_list import read_batch_list
from sohoa.tabular.number_format import matters, shown
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.sheet import CellKind, RowMarks

DAY = dt.date(2018, 3, 12)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (11, '00"/GP-SVHTTDL"', "11/GP-SVHTTDL"),
        (5, '00"/GP"', "05/GP"),
        (123, '00"/GP"', "123/GP"),
        (12, "00\\/\\Q\\Đ", "12/QĐ"),
        (7, "0000", "0007"),
        (5, '"Số "General"/GP"', "Số 5/GP"),
        (1234567, "000\\-00\\-00", "123-45-67"),
        (5, '"GP-"000;;', "GP-005"),
        (12, '0/"GP"', "12/GP"),
        (3, '0" tờ"', "3 tờ"),
        (2018, '"năm "0', "năm 2018"),
        (1200, "0.0E+00", "1.2E+03"),
        ("15", '@"/GP-SVHTTDL"', "15/GP-SVHTTDL"),
        (DAY, "yyyy", "2018"),
        (DAY, '"năm "yyyy', "2018"),
        (DAY, "mm/yyyy", "03/2018"),
        (DAY, "mmm-yy", "03/2018"),
        (DAY, "d-mmm", "12/03"),
    ],
)
def test_a_format_that_adds_or_hides_is_followed(value, code, text):
    """What stands on the screen is what the clerk wrote."""
    assert matters(code)
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1234, "#,##0"),
        (12.5, "0.00"),
        (12, "General"),
        ("abc", "@"),
        (0.5, "# ?/?"),
        (1000, '#,##0 "₫"'),
        (3, "_-* #,##0_-;-* #,##0_-"),
        (DAY, "dd/mm/yyyy"),
        (DAY, "dd\\-mm\\-yyyy"),
        (DAY, '[$-42A]"Ngày" dd "tháng" mm "năm" yyyy'),
        (DAY, "m/d/yy h:mm"),
        (5, '[>=100]0"+";00'),
    ],
)
def test_a_format_that_says_no_more_than_the_value_is_left_out(value, code):
    """Groups of digits, rounding, currency, and every way to write a whole day."""
    assert shown(value, code) is None


@pytest.fixture
def sheet(tmp_path):
    """Write a workbook through a function; returns its first sheet as it is read."""

    def make(fill):
        book = openpyxl.Workbook()
        fill(book.active)
        book.save(tmp_path / "so.xlsx")
        return read_sheets(tmp_path / "so.xlsx")[0]

    return make


def test_cells_are_read_as_they_are_shown(sheet):
    """Numbers with a suffix, leading zeros, years; an apart cell of the same value is itself."""

    def fill(active):
        active.append([11, 11, dt.date(2015, 7, 1), dt.date(2015, 7, 1), 7])
        for place, code in enumerate(('00"/GP-SVHTTDL"', "General", "yyyy", "dd/mm/yyyy", "000")):
            active.cell(1, place + 1).number_format = code

    cells = sheet(fill).rows[0]

    assert [cell.text for cell in cells] == ["11/GP-SVHTTDL", "11", "2015", "01/07/2015", "007"]
    assert cells[2].kind is CellKind.DATE


def test_letters_in_a_format_are_no_date(sheet):
    """A format whose text has a D or an M in it without quotation marks."""

    def fill(active):
        active["A1"] = 5
        active["A1"].number_format = "00\\/\\G\\P\\-\\S\\V\\H\\D\\M\\Y"

    assert sheet(fill).rows[0][0].text == "05/GP-SVHDMY"


def test_a_batch_list_has_its_numbers_as_they_are_shown(tmp_path):
    """The list of a box is read by the same door."""
    book = openpyxl.Workbook()
    book.active.append(["Tên tệp", "Số ký hiệu", "Năm"])
    book.active.append(["a.jpg", 7, 2018])
    book.active["B2"].number_format = '00"/GP-SVHTTDL"'
    book.save(tmp_path / "batch.xlsx")
    (tmp_path / "a.jpg").touch()

    listed = read_batch_list(tmp_path)

    assert listed.match("a.jpg").description.number == "07/GP-SVHTTDL"


def _strike_row(active):
    for cell in active[2]:
        cell.font = Font(strike=True)


def _strike_a_word(active):
    struck = TextBlock(InlineFont(strike=True), "12")
    active["B2"] = CellRichText(struck, "13/GP")


def _hide(active):
    active.row_dimensions[2].hidden = True


def _comment(active):
    active["B2"].comment = Comment("đã thu hồi\nQĐ 15", "Lan")


@pytest.mark.parametrize(
    ("mark", "marks"),
    [
        (_strike_row, RowMarks(struck=True)),
        (_strike_a_word, RowMarks(struck=True)),
        (_hide, RowMarks(hidden=True)),
        (_comment, RowMarks(comments=("đã thu hồi QĐ 15",))),
    ],
)
def test_what_was_done_to_a_row_is_known(sheet, mark, marks):
    """Struck through wholly or in part, hidden, noted on; other rows are plain."""

    def fill(active):
        for number in range(3):
            active.append([number, f"{number}/GP", "Quán"])
        mark(active)

    assert sheet(fill).marks == {2: marks}


def test_a_font_that_says_it_does_not_strike_does_not(sheet):
    """`<strike val="0"/>` is how some programs write a plain font."""

    def fill(active):
        active.append(["a"])
        active["A1"].font = Font(strike=False, bold=True)

    assert sheet(fill).marks == {}


@pytest.mark.parametrize("stray", ["A1048576", "XFD30000", "XFD1048576", "AZ900000"])
def test_a_stray_blank_does_not_make_a_sheet(sheet, stray):
    """The filled part is the sheet, wherever a space was left."""

    def fill(active):
        active.append(["Số", "Năm"])
        active.append(["5/GP", 2012])
        active[stray] = "  "

    read = sheet(fill)

    assert [[cell.text for cell in row] for row in read.rows] == [["Số", "Năm"], ["5/GP", "2012"]]


def test_rows_of_separators_are_no_rows(tmp_path):
    """A CSV saved with a million empty rows is as long as what is filled."""
    (tmp_path / "so.csv").write_text("Số,Năm\n5/GP,2012\n" + ",\n" * 1_100_000 + " ,\n")

    assert len(read_sheets(tmp_path / "so.csv")[0].rows) == 2


SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def _cell(text, kind="string", more=""):
    start = f'<table:table-cell office:value-type="{kind}"{more}>'
    return f"{start}<text:p>{text}</text:p></table:table-cell>"


@pytest.fixture
def open_document(tmp_path):
    """Write rows of cells as LibreOffice does; returns the sheet as it is read."""

    def make(rows):
        content = (
            f"<office:document-content{SPACES}><office:automatic-styles>"
            '<style:style style:name="S" style:family="table-cell">'
            '<style:text-properties style:text-line-through-style="solid"/></style:style>'
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="Sổ">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        with zipfile.ZipFile(tmp_path / "so.ods", "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            package.writestr("META-INF/manifest.xml", manifest)
            package.writestr("content.xml", content)
        return read_sheets(tmp_path / "so.ods")[0]

    return make


def test_open_document_is_read_as_it_is_shown(open_document):
    """Numbers with a suffix, years of days; strokes, filtered rows and notes are known."""
    shown_cells = (
        _cell("11/GP-SVHTTDL", "float", ' office:value="11"')
        + _cell("2015", "date", ' office:date-value="2015-07-01"')
        + _cell("01/07/15", "date", ' office:date-value="2015-07-01"')
        + _cell("1.234", "float", ' office:value="1234"')
    )
    struck = _cell("b", more=' table:style-name="S"')
    note = "<office:annotation><text:p>đã thu hồi</text:p></office:annotation>"
    sheet = open_document(
        f"<table:table-row>{shown_cells}</table:table-row>"
        f'<table:table-row table:visibility="filter">{_cell("a")}</table:table-row>'
        f"<table:table-row>{struck}</table:table-row>"
        f'<table:table-row><table:table-cell office:value-type="string">{note}<text:p>c</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1000">'
        "<table:table-cell/></table:table-row>"
    )

    assert [cell.text for cell in sheet.rows[0]] == ["11/GP-SVHTTDL", "2015", "01/07/2015", "1234"]
    assert sheet.marks == {
        2: RowMarks(hidden=True),
        3: RowMarks(struck=True),
        4: RowMarks(comments=("đã thu hồi",)),
    }
