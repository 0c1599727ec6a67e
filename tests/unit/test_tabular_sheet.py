"""Reading files: by content, within limits, with what each cell was."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile

import openpyxl
import pytest
from register_samples import PROSE, in_tcvn3, write_csv, write_xlsx

from sohoa.domain.errors import RegisterFileError
from sohoa.tabular import sheet as limits
from sohoa.tabular.delimited import decode
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.sheet import CellKind, Span

pytestmark = pytest.mark.usefixtures("english")

AT_HALF_PAST_SEVEN = dt.datetime(2012, 3, 5, 7, 30)  # noqa: DTZ001 - Excel knows no zones
ROWS = [["Số", "Năm", "Trích yếu"], ["5/GP", "2012", "Quán Hồng"], ["6/GP", "2013", "Hồ sơ"]]


def texts(sheet):
    """The sheet as lists of texts."""
    return [[cell.text for cell in row] for row in sheet.rows]


def test_cells_keep_what_they_were(tmp_path):
    """Numbers lose `.0`, dates their hour; formulas without a result are marked."""
    row = ["chữ", 2012.0, 12.5, dt.date(2012, 3, 5), AT_HALF_PAST_SEVEN, True, "=1/0"]
    path = write_xlsx(tmp_path / "a.xlsx", [row, ["cuối"] * len(row)])

    first = read_sheets(path)[0].rows[0]

    assert [(cell.text, cell.kind.value) for cell in first] == [
        ("chữ", "text"),
        ("2012", "number"),
        ("12.5", "number"),
        ("05/03/2012", "date"),
        ("05/03/2012", "date"),
        ("TRUE", "truth"),
        ("#", "failed"),
    ]


def test_rows_keep_their_numbers_and_merges_their_place(tmp_path):
    """A table that begins at C5 is told so; empty rows between are counted."""
    book = openpyxl.Workbook()
    book.active["C5"], book.active["D7"] = "đầu", "cuối"
    book.active.merge_cells("C5:C7")
    book.save(tmp_path / "a.xlsx")

    sheet = read_sheets(tmp_path / "a.xlsx")[0]

    assert (sheet.first_row, sheet.first_column, sheet.spans) == (5, 2, (Span(4, 2, 6, 2),))
    assert [number for number, row in sheet.numbered()] == [5, 6, 7]


def test_the_content_decides_and_not_the_name(tmp_path):
    """A workbook called .csv is a workbook, a text called .xlsx a text."""
    book = write_xlsx(tmp_path / "a.xlsx", ROWS).rename(tmp_path / "a.csv")
    text = write_csv(tmp_path / "b.csv", ROWS).rename(tmp_path / "b.xlsx")

    assert texts(read_sheets(book)[0]) == ROWS
    assert texts(read_sheets(text)[0]) == ROWS


def _open_document(path, cells):
    """A spreadsheet of LibreOffice, as small as one can be."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sổ">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return path


def _cell(text, more=""):
    start = f'<table:table-cell office:value-type="string"{more}>'
    return f"{start}<text:p>{text}</text:p></table:table-cell>"


def test_open_document_is_read(tmp_path):
    """LibreOffice's own format is read like the others."""
    cells = "".join(
        f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in ROWS
    )

    (sheet,) = read_sheets(_open_document(tmp_path / "a.ods", cells))

    assert (sheet.name, texts(sheet)) == ("Sổ", ROWS)


def _repeating_open_document(path):
    """One cell that says it is repeated over a thousand million cells."""
    many = _cell("x", ' table:number-columns-repeated="16384"')
    start = '<table:table-row table:number-rows-repeated="1000000">'
    _open_document(path, f"{start}{many}</table:table-row>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_text_of_any_unicode_form_and_separator(tmp_path, encoding, separator):
    """With a mark at its start or without."""
    path = write_csv(tmp_path / "a.csv", ROWS, separator=separator, encoding=encoding)

    assert texts(read_sheets(path)[0]) == ROWS


def test_text_of_vietnamese_windows(tmp_path):
    """Code page 1258 writes tone marks as letters of their own."""
    decomposed = "Ngươ\u0300i đươ\u0323c câ\u0301p: Lê Thi\u0323 Ha\u0309i"

    assert decode(decomposed.encode("cp1258")) == "Người được cấp: Lê Thị Hải"


def test_bytes_of_old_fonts_are_kept_for_later():
    """TCVN3 bytes come out as the Western letters that the conversion knows."""
    stored = in_tcvn3(PROSE)

    assert decode(stored.encode("latin-1")) == stored


def test_commas_in_prose_do_not_part_cells(tmp_path):
    """The separator is what cuts the text into rows of one width."""
    rows = [["Số", "Tên", "Nội dung"]] + [
        [f"{number}/GP", f"Công ty A, B, {number}", "ăn, uống, nghỉ" if number % 2 else "ở"]
        for number in range(9)
    ]

    sheet = read_sheets(write_csv(tmp_path / "a.csv", rows, separator=";"))[0]

    assert texts(sheet) == rows


def test_the_hint_of_excel_is_followed(tmp_path):
    """A first line `sep=;` names the separator and is no row."""
    (tmp_path / "a.csv").write_text("sep=;\r\nSố;Năm\r\n5,1;2012", encoding="utf-8")

    sheet = read_sheets(tmp_path / "a.csv")[0]

    assert texts(sheet) == [["Số", "Năm"], ["5,1", "2012"]]
    assert sheet.first_row == 2


def _bomb(path):
    """8 KB that ask for 512 GB: the first and the last cell there can be."""
    book = openpyxl.Workbook()
    book.active["A1"] = book.active["XFD1048576"] = 1
    book.save(path)


def _zip_bomb(path):
    """A sheet of 500 MB of spaces."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * (500 << 20))


def _lying_zip(path):
    """A member that claims to be shorter than it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"x" * 100_000)
    size = struct.pack("<I", 100_000)
    path.write_bytes(stream.getvalue().replace(size, struct.pack("<I", 10)))


def _with_password(path):
    """What Office makes of a workbook with a password: an OLE file with this stream."""
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )


def _plain_zip(path):
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "x")


def _truncated(path):
    whole = path.with_name("whole.xlsx")
    path.write_bytes(write_xlsx(whole, ROWS).read_bytes()[:3000])


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (_bomb, "far larger"),
        (_repeating_open_document, "far larger|damaged"),
        (_zip_bomb, "far larger"),
        (_lying_zip, "damaged"),
        (_with_password, "password"),
        (_plain_zip, "no spreadsheet"),
        (_truncated, "damaged"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"%PDF-1.7\n\x00\x01\x02"), "no table"),
        (lambda path: path.write_text("<html><table><tr><td>1"), "web page"),
        (lambda path: path.write_text('a,b\n"mở ra,' + "x\n" * 99), "quotation mark"),
        (lambda _path: None, "No such file"),
        (lambda path: path.mkdir(), "directory"),
    ],
)
def test_what_cannot_be_read_costs_only_itself(tmp_path, make, problem):
    """Each is refused with its reason, and this process lives on."""
    path = tmp_path / "a.xlsx"
    make(path)

    with pytest.raises(RegisterFileError, match=problem):
        read_sheets(path)


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_the_number_of_cells_is_bounded(tmp_path, monkeypatch, write):
    """One cell above the limit is refused, the limit itself is not."""
    path = write(tmp_path / "a.xlsx", [["a", "b"]] * 5)
    monkeypatch.setattr(limits, "MAX_CELLS", 10)
    assert len(read_sheets(path)[0].rows) == 5

    monkeypatch.setattr(limits, "MAX_CELLS", 9)
    with pytest.raises(RegisterFileError, match="far larger"):
        read_sheets(path)


def test_a_text_formula_may_be_empty(tmp_path):
    """`=IF(A1="","",A1)` with an empty text for a result is an empty cell, not a failure."""
    path = write_xlsx(tmp_path / "a.xlsx", [["a", "=X", "z"]])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    xml = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = xml.replace(b'<c r="B1">', b'<c r="B1" t="str">')
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)

    assert b't="str"' in parts["xl/worksheets/sheet1.xml"]
    assert read_sheets(path)[0].rows[0][1].kind is CellKind.TEXT


def test_formulas_are_told_on_request(tmp_path):
    """Where they stand, with or without a result; a register's reader does not ask."""
    book = openpyxl.Workbook()
    book.active.append(["a", "=1+1", None, '="x"'])
    book.save(tmp_path / "f.xlsx")

    (told,) = read_sheets(tmp_path / "f.xlsx", tell_formulas=True)
    (plain,) = read_sheets(tmp_path / "f.xlsx")

    assert told.marks[1].formulas == (1, 3)
    assert not any(marks.formulas for marks in plain.marks.values())
