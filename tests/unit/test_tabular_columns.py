"""Headings: found wherever they stand, in any order and spelling, and never by a data row."""

from __future__ import annotations

import unicodedata

import pytest
from register_samples import in_tcvn3, in_vni

from sohoa.tabular.columns import Column, HeadingNames, column_of
from sohoa.tabular.heading import find_heading
from sohoa.tabular.sheet import Cell, CellKind, Sheet, Span, column_letters
from sohoa.tabular.table import read_table

NEEDED = ((Column.NUMBER, Column.SUBJECT), (Column.DATE, Column.YEAR))
ALL = frozenset(Column)


def sheet_of(*rows: str, spans: tuple[Span, ...] = ()) -> Sheet:
    """A sheet whose cells are parted by `|`."""
    cells = tuple(tuple(Cell(text) for text in row.split("|")) for row in rows)
    return Sheet("s", cells, spans=spans)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Số, ký hiệu", Column.NUMBER),
        ("SO KY HIEU VAN BAN", Column.NUMBER),
        ("Số\nGP", Column.NUMBER),
        ("Phòng chuyên môn", Column.ROOM),
        ("Loại hồ sơ:", Column.RECORD_TYPE),
        ("Ngày, tháng, năm văn bản", Column.DATE),
        ("Năm hình thành", Column.YEAR),
        ("Trích yếu nội dung văn bản", Column.SUBJECT),
        ("Tổ chức/cá nhân", Column.OWNER),
        ("Hộp/giá", Column.LOCATION),
        ("Số tờ", Column.SHEETS),
        ("Có giá trị đến ngày", Column.VALID_UNTIL),
        ("Lý do không số hóa", Column.EXCLUSION),
        ("Tên tệp", Column.FILE),
        ("Room", Column.ROOM),
    ],
)
def test_headings_are_known_by_many_names(heading, column):
    """Case, marks, punctuation and line breaks do not matter, nor does decomposed Unicode."""
    assert column_of(heading)[0] is column
    assert column_of(unicodedata.normalize("NFD", heading))[0] is column


@pytest.mark.parametrize(
    "heading",
    ["STT", "Số trang", "Số tờ/số trang", "Đơn vị tính", "Thời hạn bảo quản", "Ngày tháng năm sinh",
     "Phòng Nghiệp vụ Văn hóa", "Ngày cấp căn cước công dân", "Tên tổ chức phát hành",
     "Tình trạng vật lý", "Người ký", "Họ và tên người ký"],
)  # fmt: skip
def test_headings_of_other_things_are_not_taken(heading):
    """What only looks like one of ours is left unused, and shown."""
    assert column_of(heading) is None


def test_the_heading_is_the_row_that_names_most():
    """Titles above and data below are not it; unused headings are kept."""
    heading = find_heading(
        sheet_of("SỞ VĂN HÓA", "", "STT|Số|Ngày cấp|Trích yếu|Ghi chú", "1|5/GP|2012|Quán|"), ALL
    )

    assert heading.row == 2
    assert heading.places == {
        Column.NUMBER: 1,
        Column.DATE: 2,
        Column.SUBJECT: 3,
        Column.REMARKS: 4,
    }
    assert heading.unused == {0: "STT"}


def test_two_lines_make_one_heading():
    """A merged upper line is read together with the line below it."""
    sheet = sheet_of(
        "STT|Văn bản||Trích yếu|Hiệu lực", "|Số|Ngày tháng||Còn|Hết", "1|5/GP|2012|Quán|x|",
        spans=(Span(0, 1, 0, 2), Span(0, 4, 0, 5)),
    )  # fmt: skip

    heading = find_heading(sheet, ALL, needed=NEEDED)

    assert heading.row == 1
    assert heading.places == {
        Column.NUMBER: 1,
        Column.DATE: 2,
        Column.SUBJECT: 3,
        Column.IN_FORCE_TICK: 4,
        Column.EXPIRED_TICK: 5,
    }


def test_a_title_above_a_heading_makes_no_column():
    """`Phòng Nghiệp vụ Văn hóa` over `TT` heads no column of rooms, merged or not."""
    rows = ["Phòng Nghiệp vụ Văn hóa||||", "TT|Loại|Số|Ngày|Trích yếu", "1|Thẻ|5/T|2012|Quán"]
    for spans in ((), (Span(0, 0, 0, 4),)):
        heading = find_heading(sheet_of(*rows, spans=spans), ALL, needed=NEEDED)

        assert heading.row == 1
        assert Column.ROOM not in heading.places
        assert heading.unused == {0: "TT"}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Loại giấy", Column.RECORD_TYPE),
        ("Tên giấy phép", Column.RECORD_TYPE),
        ("Loại vb", Column.RECORD_TYPE),
        ("Tên vb", Column.SUBJECT),
        ("Đơn vị được cấp", Column.OWNER),
        ("Nơi ban hành", Column.ISSUER),
        ("Ngày cấp giấy phép", Column.DATE),
    ],
)
def test_headings_of_real_offices_are_known(heading, column):
    """Words that offices use and that were missing."""
    assert column_of(heading)[0] is column


def test_an_office_can_add_headings_of_its_own():
    """What the office adds is known by its very words, and wins over ours."""
    names = HeadingNames({Column.SUBJECT: ["Diễn giải"], Column.OWNER: ["Đơn vị"]})

    assert names.column_of("DIỄN GIẢI:") == (Column.SUBJECT, 0)
    assert names.column_of("Đơn vị") == (Column.OWNER, 0)
    assert column_of("Đơn vị") == (Column.ROOM, 0)


def test_the_first_row_of_data_is_not_a_second_heading():
    """Words that could be headings stand in data too, where the column has none of its own."""
    sheet = sheet_of(
        "Số ký hiệu|Năm|Trích yếu|Ghi chú|Khác", "5/GP|năm nay|Nội dung|Hết hiệu lực|Số tờ"
    )

    assert find_heading(sheet, ALL, needed=NEEDED).row == 0


def test_the_fuller_name_wins():
    """Of `Sổ` and `Số ký hiệu`, equal when folded to their first word, the second is the number."""
    heading = find_heading(sheet_of("Sổ|Số ký hiệu|Năm|Trích yếu"), ALL)

    assert heading.places[Column.NUMBER] == 1
    assert heading.unused == {0: "Sổ"}


@pytest.mark.parametrize("write", [in_tcvn3, in_vni])
def test_headings_in_old_encodings_are_found(write):
    """The sheet is brought to Unicode before its heading is looked for."""
    rows = [
        "Phòng|Loại giấy tờ|Số ký hiệu|Ngày cấp|Trích yếu",
        "Quản lý Du lịch|Thẻ|5/T|2012|Cấp thẻ",
    ]
    sheet = sheet_of(*map(write, rows))

    table = read_table(sheet, ALL, needed=NEEDED)

    assert table.legacy_encoding == {in_tcvn3: "TCVN3", in_vni: "VNI"}[write]
    assert list(table.heading.labels.values()) == rows[0].split("|")
    assert [cell.text for cell in table.rows[0].cells] == rows[1].split("|")
    assert table.converted > 5


def test_a_row_with_numbers_is_no_heading():
    """A row of figures cannot name columns."""
    row = (Cell("Số"), Cell("Năm"), Cell("2012", CellKind.NUMBER))

    assert find_heading(Sheet("s", (row,)), ALL).row == -1


def test_a_column_without_heading_is_shown_if_it_holds_something():
    """It is named by its letter, so that nothing is dropped in silence."""
    table = read_table(sheet_of("Số|Năm|Trích yếu||", "5|2012|Quán|mờ|"), ALL)

    assert table.heading.unused == {3: "(D)"}


def test_columns_have_the_letters_of_the_program():
    """After Z comes AA; the last column of Excel is XFD."""
    assert [column_letters(place) for place in (0, 25, 26, 16383)] == ["A", "Z", "AA", "XFD"]
