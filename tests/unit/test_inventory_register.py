"""The register: every row with one outcome, nothing guessed, nothing lost."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_samples import (
    CULTURE,
    HEADING,
    KARAOKE,
    ROW,
    TOURISM,
    in_tcvn3,
    record_types,
    rooms,
    ugly_register,
    write_csv,
    write_xlsx,
)

from sohoa.domain.errors import ColumnDoubtError, RegisterColumnsError, RegisterFileError
from sohoa.domain.register import RowOutcome, Validity
from sohoa.inventory.register_file import UnreadSheet, read_register

pytestmark = pytest.mark.usefixtures("english")

ROOMS, TYPES = rooms(), record_types()
FULL_KARAOKE = TYPES.match(KARAOKE).name


@pytest.fixture
def read(tmp_path):
    """Read a register of these rows."""

    def make(*rows, heading=HEADING, **more):
        path = write_xlsx(tmp_path / "so.xlsx", [heading, *rows], **more)
        return read_register(path, rooms=ROOMS, record_types=TYPES)

    return make


def outcomes(register):
    """Row number → outcome."""
    return {row.row_number: row.outcome.value for row in register.rows}


def problems(register):
    """Row number → what was expected, of rows in error."""
    return {
        row.row_number: [problem.expected for problem in row.problems]
        for row in register.rows
        if row.outcome is RowOutcome.ERROR
    }


def test_a_real_register_is_read_row_by_row(tmp_path):
    """Each row of an ugly sheet is what a careful clerk would say it is."""
    register = read_register(ugly_register(tmp_path / "so.xlsx"), rooms=ROOMS, record_types=TYPES)

    assert outcomes(register) == {
        5: "subtotal",  # the numbers of the columns
        6: "subtotal",  # I. PHÒNG NGHIỆP VỤ VĂN HÓA
        7: "accepted",
        8: "accepted",
        9: "duplicate",  # an x under "Tình trạng" is not understood; the paper stands above
        10: "subtotal",
        11: "subtotal",  # the heading again
        12: "accepted",
        13: "error",  # a two-digit year
        14: "error",  # 31 February, "vài" sheets, "tạm"
        15: "subtotal",  # a serial number and nothing else
        16: "subtotal",
        17: "subtotal",  # signatures
        18: "subtotal",
    }


def test_what_the_real_register_says_of_its_papers(tmp_path):
    """Section titles, merged rooms, Excel dates and other names for rooms and types."""
    register = read_register(ugly_register(tmp_path / "so.xlsx"), rooms=ROOMS, record_types=TYPES)

    first, second, again, card = [row.record for row in register.rows if row.record]
    assert (first.room, first.record_type, first.number) == (CULTURE, FULL_KARAOKE, "12/GP-SVHTTDL")
    assert (first.formed.iso, first.location, first.sheets) == ("2012-03-05", "Hộp 3, Giá A", 2)
    assert first.validity is Validity.IN_FORCE
    assert (second.formed.iso, second.room) == ("2012-03", CULTURE)
    assert second.validity is Validity.UNKNOWN
    assert (again.key, again.validity) == (second.key, Validity.UNKNOWN)
    assert (card.room, card.record_type) == (TOURISM, "Thẻ hướng dẫn viên du lịch nội địa")
    assert (card.validity, card.valid_until) == (Validity.IN_FORCE, dt.date(2025, 12, 31))
    assert register.unused == ("STT",)


def test_every_problem_of_a_row_is_told_at_once(tmp_path):
    """One correction is enough: nothing comes to light only at the second try."""
    register = read_register(ugly_register(tmp_path / "so.xlsx"), rooms=ROOMS, record_types=TYPES)

    (row,) = [row for row in register.rows if row.row_number == 14]
    assert [(one.column, one.value) for one in row.problems] == [
        ("Ngày, tháng, năm", "31/02/2012"),
        ("Số tờ", "vài"),
    ]


def test_what_was_assumed_is_said(tmp_path):
    """Titles, merged cells and rows that are no papers stand in the remarks."""
    register = read_register(ugly_register(tmp_path / "so.xlsx"), rooms=ROOMS, record_types=TYPES)

    told = "\n".join(register.remarks)
    assert f"3 rows take “{CULTURE}” from a title" in told
    assert "1 rows take a value from a merged cell" in told
    assert "2 rows are no papers (a sum of rows): Sổ:10, Sổ:16" in told


def test_the_same_paper_twice_is_a_duplicate(read):
    """Case and spaces do not make another paper; the second row names the first."""
    register = read(ROW, (2, TOURISM.upper(), "GP  karaoke", "12/gp-svhttdl ", *ROW[4:]))

    assert outcomes(register) == {2: "accepted", 3: "duplicate"}
    assert register.rows[1].problems[0].expected == "the same paper as Sổ, row 2"


@pytest.mark.parametrize(
    ("place", "expected"),
    [(1, "the room"), (2, "the type"), (4, "the date or the year")],
)
def test_an_empty_cell_is_not_filled_from_above(read, place, expected):
    """A value that only stands above may be another row's; it is asked for."""
    row = tuple(None if at == place else value for at, value in enumerate(ROW))

    register = read(ROW, row)

    assert expected in problems(register)[3][0]


def test_a_merged_cell_counts_for_all_its_rows(read):
    """Merged is how a spreadsheet says "the same"."""
    register = read(ROW, (2, None, None, "13/GP", 2013, "Quán"), merged=["B2:B3", "C2:C3"])

    assert outcomes(register) == {2: "accepted", 3: "accepted"}
    assert register.rows[1].record.room == TOURISM
    assert register.rows[1].cells[1] == TOURISM


def test_a_number_or_a_subject_is_enough(read):
    """A paper without a number is known by its subject, and one without either by nothing."""
    register = read((1, *ROW[1:3], None, 2012, "Quán"), (2, *ROW[1:3], None, 2012, None))

    assert outcomes(register) == {2: "accepted", 3: "error"}


def test_a_register_of_one_room_and_type_says_so_in_its_title(tmp_path):
    """No column for them: what the title above the heading names holds, and is remarked on."""
    rows = [("PHÒNG QUẢN LÝ DU LỊCH",), ("SỔ CẤP THẺ HƯỚNG DẪN VIÊN DU LỊCH NỘI ĐỊA",),
            ("Số thẻ", "Ngày cấp", "Họ và tên", "Nội dung"),
            ("274001", 2016, "Trần B", "Cấp thẻ")]  # fmt: skip

    register = read_register(
        write_xlsx(tmp_path / "so.xlsx", rows), rooms=ROOMS, record_types=TYPES
    )

    record = register.rows[0].record
    assert (record.room, record.record_type) == (TOURISM, "Thẻ hướng dẫn viên du lịch nội địa")
    assert register.columns["room"] == "Phòng (theo tiêu đề)"
    assert len(register.remarks) == 2


def test_a_record_that_lost_its_cells_is_an_error_and_no_title(read):
    """One text in a row, of no room or type: it may be what is left of a paper."""
    register = read(ROW, (None, None, None, None, None, "tại phường Phú Lợi"))

    assert outcomes(register) == {2: "accepted", 3: "error"}


def test_a_word_that_begins_like_a_sum_is_no_sum(read):
    """`Cộng tác viên` is a person."""
    register = read((1, TOURISM, "Thẻ", "5/T", 2012, "Cộng tác viên thư viện"),
                    (None, None, None, None, None, "Cộng tác viên thư viện"),
                    (None, "Tổng cục Du lịch", None, None, None, 3),
                    (None, None, None, None, None, "12 Lê Lợi"))  # fmt: skip

    assert outcomes(register) == {2: "accepted", 3: "error", 4: "error", 5: "error"}


def test_ticks_under_headings_that_ask_are_read(read):
    """`Còn | Hết` with crosses; both crossed contradict each other."""
    heading = (*HEADING, "Còn hiệu lực", "Hết hiệu lực")
    register = read(
        (*ROW, "x", None),
        (*ROW[:3], "2", *ROW[4:], None, "X"),
        (*ROW[:3], "3", *ROW[4:], "x", "x"),
        (*ROW[:3], "4", *ROW[4:], None, None),
        heading=heading,
    )

    found = [row.record.validity.value if row.record else "error" for row in register.rows]
    assert found == ["in_force", "expired", "unknown", "unknown"]
    assert "contradict" in register.rows[2].problems[0].expected


def test_old_text_is_converted_and_said(tmp_path):
    """A CSV in TCVN3 is read like any other."""
    rows = [[in_tcvn3(str(text)) for text in row] for row in (HEADING, ROW)]
    path = write_csv(tmp_path / "so.csv", rows, separator=";", encoding="latin-1")

    register = read_register(path, rooms=ROOMS, record_types=TYPES)

    assert register.legacy_encoding == "TCVN3"
    assert register.rows[0].record.subject == "Cấp phép kinh doanh"
    assert "were in TCVN3" in register.remarks[0]


def test_old_text_that_is_legal_as_it_stands_is_left_and_told(tmp_path):
    """`Vũ An` is stored as `Vò An`, and nobody can tell; a person is asked to look."""
    heading = (*HEADING, "Tổ chức, cá nhân")
    rows = [[in_tcvn3(str(text)) for text in row] for row in (heading, (*ROW, "Vũ An"))]
    rows.append([2, *ROW[1:3], "13/GP", "6/3/2012", "Lê Thanh Hà", "Công ty An Phú"])
    path = write_xlsx(tmp_path / "so.xlsx", rows)

    register = read_register(path, rooms=ROOMS, record_types=TYPES)

    assert [row.record.owner for row in register.rows] == ["Vò An", "Công ty An Phú"]
    assert register.remarks[1].endswith("see whether it is right: 2")


def test_sheets_with_other_orders_share_one_heading(read):
    """Rows of a second sheet stand under the first one's headings."""
    other = ("Trích yếu", "Năm", "Số, ký hiệu", "Loại giấy tờ", "Phòng", "Người ký")
    register = read(ROW, more=[("2013", [other, ("Quán", 2013, "7/GP", KARAOKE, TOURISM, "A")])])

    assert register.headings[:7] == (*HEADING, "Năm")
    assert register.rows[1].sheet == "2013"
    assert register.rows[1].cells[:7] == ("", TOURISM, KARAOKE, "7/GP", "", "Quán", "2013")
    assert register.unused == ("STT", "Người ký")


def test_what_is_not_read_is_said(tmp_path):
    """Hidden sheets and sheets without a heading are named, with how much stands in them."""
    book = write_xlsx(
        tmp_path / "so.xlsx",
        [HEADING, ROW],
        more=[("Hướng dẫn", [("Cách ghi",)]), ("2012", [HEADING, ROW])],
    )
    workbook = openpyxl.load_workbook(book)
    workbook["2012"].sheet_state = "hidden"
    workbook.save(book)

    register = read_register(book, rooms=ROOMS, record_types=TYPES)

    assert register.unread == (
        UnreadSheet("Hướng dẫn", rows=1, hidden=False),
        UnreadSheet("2012", rows=2, hidden=True),
    )


def test_a_sheet_without_headings_is_asked_about_row_by_row(read):
    """Rows that go on from the first sheet are in error under its headings, none lost."""
    register = read(ROW, more=[("2013", [(2, *ROW[1:3], "13/GP", "6/3/2013", "Quán")])])

    assert [(row.sheet, row.outcome.value) for row in register.rows] == [
        ("Sổ", "accepted"),
        ("2013", "error"),
    ]
    assert register.rows[1].cells[3] == "13/GP"
    assert "headings" in register.rows[1].problems[0].expected
    assert register.unread == ()


def test_dates_that_may_be_turned_round_are_remarked_on(read):
    """Date cells up to the 12th beside typed dates above it: a program set to English."""
    dates = [dt.date(2012, 5, 3), dt.date(2012, 7, 4), dt.date(2012, 1, 2), "13/03/2012",
             "25/12/2012", "31/01/2012"]  # fmt: skip
    register = read(*[(n, *ROW[1:3], f"{n}/GP", date, "Quán") for n, date in enumerate(dates)])

    assert set(outcomes(register).values()) == {"accepted"}
    assert "turned round" in register.remarks[0]


def test_a_formula_without_a_result_is_an_error(read):
    """An empty cell would pass in silence; a failed one does not."""
    register = read((*ROW[:5], "=1/0"))

    assert problems(register) == {2: ["a text; the formula has no result"]}


@pytest.mark.parametrize(
    ("heading", "missing"),
    [
        (("STT", "Phòng", "Loại giấy tờ", "Trích yếu"), "date or year"),
        (("Phòng", "Ngày", "Số ký hiệu"), "record type"),
        (("a", "b"), "room, record type, number or subject, date or year"),
    ],
)
def test_missing_columns_are_named(read, heading, missing):
    """All of them at once."""
    with pytest.raises(RegisterColumnsError, match=f"still missing: {missing}"):
        read(("x",) * len(heading), heading=heading)


def test_the_columns_that_were_recognized_are_named_too(read):
    """Who has most of the headings sees at once which one is the trouble."""
    with pytest.raises(RegisterColumnsError) as caught:
        read(("x",) * 4, heading=("STT", "Phòng", "Loại giấy tờ", "Trích yếu"))

    assert caught.value.details["found"] == "Phòng, Loại giấy tờ, Trích yếu"


def test_a_file_that_is_no_register_is_refused(tmp_path):
    """With its reason."""
    (tmp_path / "so.xlsx").write_bytes(b"\x00\x01")

    with pytest.raises(RegisterFileError):
        read_register(tmp_path / "so.xlsx", rooms=ROOMS, record_types=TYPES)


words = [*ROW, *HEADING, "Tổng cộng", "I", "x", "31/02/2012"]
texts = st.one_of(st.none(), st.integers(0, 9), st.sampled_from(words))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(texts, min_size=6, max_size=6), max_size=12))
def test_every_row_that_holds_anything_has_one_outcome(tmp_path_factory, rows):
    """Whatever the rows: none is lost, none counted twice, records only where accepted."""
    path = write_xlsx(tmp_path_factory.mktemp("any") / "so.xlsx", [HEADING, *rows])

    try:
        register = read_register(path, rooms=ROOMS, record_types=TYPES)
    except ColumnDoubtError:  # nothing is stored, and the column is named
        return

    held = [at for at, row in enumerate(rows, start=2) if any(cell is not None for cell in row)]
    assert [row.row_number for row in register.rows] == held
    settled = {RowOutcome.ACCEPTED, RowOutcome.DUPLICATE}
    assert all((row.record is not None) == (row.outcome in settled) for row in register.rows)
