"""Registers as offices write them: ditto marks, short years, marked rows, names nobody knows."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tomllib

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from register_samples import (
    CULTURE,
    HEADING,
    KARAOKE,
    ROW,
    TOURISM,
    record_types,
    rooms,
    write_csv,
    write_xlsx,
)

from sohoa.domain.errors import ColumnDoubtError, FileThereError, NewNamesError, NoRoomError
from sohoa.domain.register import RowOutcome, Validity
from sohoa.inventory.confirmed import ConfirmedNames
from sohoa.inventory.numbers import question_about
from sohoa.inventory.register_file import Leave, read_register
from sohoa.inventory.tables import RoomTable
from sohoa.inventory.words import RegisterWords
from sohoa.owner_key import KEY_VARIABLE
from sohoa.tabular.columns import Column
from sohoa.use_cases.register import (
    confirm_names,
    read_office_register,
    store_register,
    write_template,
)
from sohoa.workspace import CHECKOUT, Workspace

pytestmark = pytest.mark.usefixtures("english")

ROOMS, TYPES = rooms(), record_types()
FULL_KARAOKE = TYPES.match(KARAOKE).name


@pytest.fixture
def read(tmp_path):
    """Read a register of these rows."""

    def make(*rows, heading=HEADING, titles=(), title="Sổ", tables=None, change=None, **more):
        path = write_xlsx(tmp_path / "so.xlsx", [*titles, heading, *rows], title=title)
        if change:
            book = openpyxl.load_workbook(path)
            change(book.active)
            book.save(path)
        return read_register(path, rooms=tables or ROOMS, record_types=TYPES, **more)

    return make


def outcomes(register):
    """Row number → outcome."""
    return {row.row_number: row.outcome.value for row in register.rows}


def problems(register, row_number):
    """What was expected in a row, by column."""
    (row,) = [row for row in register.rows if row.row_number == row_number]
    return {one.column: one.expected for one in row.problems}


# --- ditto marks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark",
    ["nt", "-nt-", "NT.", "n.t", '"', "''", "”", "〃", "//", "- // -", "như trên", "-Nhu tren-"],
)
def test_a_ditto_mark_means_the_cell_above(read, mark):
    """In every column where that makes sense, through several rows, and it is told."""
    register = read(ROW, (2, mark, mark, "13/GP", mark, mark), (3, mark, mark, "14/GP", mark, mark))

    last = register.rows[2].record
    assert (last.room, last.record_type, last.number) == (TOURISM, FULL_KARAOKE, "14/GP")
    assert (last.formed.iso, last.subject) == ("2012-03-05", ROW[5])
    assert register.rows[1].cells[1] == TOURISM
    assert "8 ditto marks were read as the cell above them: Sổ:3, Sổ:4" in register.remarks


def test_a_ditto_mark_with_nothing_above_it_is_asked_about(read):
    """In the first row, and below an empty cell: nothing is guessed."""
    register = read((1, "nt", *ROW[2:]), (2, None, *ROW[2:]), (3, "nt", *ROW[2:]))

    assert outcomes(register) == dict.fromkeys((2, 3, 4), "error")
    assert "nothing above it" in problems(register, 2)["Phòng"]
    assert "nothing above it" in problems(register, 4)["Phòng"]


def test_a_number_is_a_papers_own(read):
    """Two papers cannot have one number by a mark."""
    register = read(ROW, (2, TOURISM, KARAOKE, "-nt-", 2012, "Quán"))

    assert "of its own" in problems(register, 3)["Số, ký hiệu"]


# --- years around -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "titles"),
    [
        ("Sổ 2018", ()),
        ("2018", ()),
        ("Sổ", [("SỔ THEO DÕI NĂM 2018",)]),
        ("Năm 2018", [("SỔ NĂM 2018",), ("(Số liệu đến ngày 31 tháng 12 năm 2022)",)]),
    ],
)
@pytest.mark.parametrize(
    ("written", "formed"),
    [("5/3/18", "2018-03-05"), ("12/3", "2018-03-12"), ("tháng 3", "2018-03")],
)
def test_the_year_of_the_sheet_completes_a_date(read, title, titles, written, formed):
    """A century, a year that everybody in the office knew."""
    register = read((*ROW[:4], written, ROW[5]), title=title, titles=titles)

    assert register.rows[-1].record.formed.iso == formed


@pytest.mark.parametrize(
    ("title", "titles", "written"),
    [
        ("Sổ", (), "5/3/18"),
        ("Sổ 2019", (), "5/3/18"),
        ("2015-2018", (), "12/3"),
        ("2017", [("SỔ NĂM 2018",)], "12/3"),
        ("Sổ 2012", (), "3/12"),
        ("Sổ", [("Lập ngày 5 tháng 1 năm 2023",)], "12/3"),
    ],
)
def test_where_the_year_is_not_sure_it_is_asked_for(read, title, titles, written):
    """No year, another year, two years, a month that may be a day: nothing is guessed."""
    register = read((*ROW[:4], written, ROW[5]), title=title, titles=titles)

    assert register.rows[-1].outcome is RowOutcome.ERROR


def test_a_title_between_rows_sets_the_year_too(read):
    """`Năm 2017` above its rows, then `Năm 2018`."""
    short = (*ROW[:3], "1/GP", "5/3", "Quán")
    register = read(("Năm 2017",), short, ("NĂM 2018",), (*short[:3], "2/GP", *short[4:]))

    years = [row.record.formed.iso for row in register.rows if row.record]
    assert years == ["2017-03-05", "2018-03-05"]


@pytest.mark.parametrize(
    ("year", "formed"),
    [(2.023, 2023), (2.02, 2020), (2.01, 2010), ("2.023", 2023), ("2,019", 2019), (2019, 2019)],
)
def test_a_year_with_the_mark_of_thousands_is_a_year(read, year, formed):
    """1,044 of 1,465 rows of a real register."""
    heading = ("Phòng", "Loại", "Số", "Năm", "Trích yếu")
    register = read((TOURISM, KARAOKE, "5/GP", year, "Quán"), heading=heading)

    assert register.rows[0].record.formed.iso == str(formed)


def test_the_column_that_is_wrong_is_named(read):
    """A date and a year apart: the message names the one that cannot be read."""
    heading = ("Phòng", "Loại", "Số", "Ngày cấp", "Năm", "Trích yếu")
    register = read(
        (TOURISM, KARAOKE, "5/GP", "5/3/2018", "2,5", "Quán"),
        (TOURISM, KARAOKE, "6/GP", "31/2/2018", 2018, "Quán"),
        (TOURISM, KARAOKE, "7/GP", "5/3/2000", 2, "Quán"),
        heading=heading,
    )

    assert list(problems(register, 2)) == ["Năm"]
    assert list(problems(register, 3)) == ["Ngày cấp"]
    assert register.rows[2].record.formed.iso == "2000-03-05"


# --- numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    ["15-20/GP", "15 – 20/GP", "15/GP-20/GP", "15 đến 20/GP", "từ 15 đến 20", "21, 22/GP",
     "21/GP, 22/GP", "21;22/GP", "21 và 22/GP", "GP 12, 13", "43164", "nt"],
)  # fmt: skip
def test_several_numbers_and_days_are_asked_about(number):
    """One row is one paper."""
    assert question_about(number)


@pytest.mark.parametrize(
    "number",
    ["15/GP-SVHTTDL", "23a/GP", "24bis/GP", "15-2018/GP", "123-QĐ/TU", "274001", "12345",
     "TCVN 8215:2021", "QCVN 04-05:2022/BNNPTNT", "5/3", "1", "01.TCCB"],
)  # fmt: skip
def test_one_number_is_taken(number):
    """Letters behind it, a year in it, a card's six digits."""
    assert question_about(number) is None


def test_a_register_of_cards_has_long_numbers(read):
    """Where most numbers are five plain digits none of them is a day."""
    register = read(*[(1, TOURISM, KARAOKE, f"{40100 + n}", 2012, f"Thẻ {n}") for n in range(4)])

    assert set(outcomes(register).values()) == {"accepted"}


# --- marked rows ------------------------------------------------------------------------

REMARKED = (*HEADING, "Tình trạng", "Ghi chú")


def _strike(active):
    for cell in active[3]:
        cell.font = Font(strike=True)


def _note(active):
    active["D3"].comment = Comment("đã thu hồi", "Lan")


def _hide(active):
    active.row_dimensions[3].hidden = True


@pytest.fixture
def marked(tmp_path):
    """An office, and a register of three papers whose second row was marked by a function."""

    def make(change, remark=""):
        rows = [(n, *ROW[1:3], f"{n}/GP", 2012, f"Quán {n}", "còn", "") for n in (1, 2, 3)]
        rows[1] = (*rows[1][:-1], remark)
        path = write_xlsx(tmp_path / "so.xlsx", [REMARKED, *rows])
        if change:
            book = openpyxl.load_workbook(path)
            change(book.active)
            book.save(path)
        office = Workspace(tmp_path / "office")
        if not office.config_dir.exists():
            shutil.copytree(CHECKOUT / "config", office.config_dir)
            shutil.copy(CHECKOUT / "phases.yaml", office.plan_path)
        return office, path

    return make


@pytest.mark.parametrize(
    ("change", "remark", "told"),
    [
        (_strike, "", "struck through"),
        (_hide, "", "hidden"),
        (_note, "", "a note on a cell: đã thu hồi"),
        (None, "Thu hồi theo QĐ 15/2019", "revoked"),
        (None, "GP này đã bị thay thế", "revoked"),
    ],
)
def test_a_marked_row_counts_only_after_a_word(marked, change, remark, told):
    """In the error sheet with its reason; `x` beside it counts it, and so does the option."""
    office, path = marked(change, remark)
    register, _preview = read_office_register(office, path)
    stored = store_register(office, register)
    assert outcomes(register) == {2: "accepted", 3: "error", 4: "accepted"}
    assert told in register.rows[1].problems[0].expected
    assert any(one.endswith("Sổ:3") for one in register.remarks)

    sheet = openpyxl.load_workbook(stored.error_sheet).active
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("Xác nhận") + 1).value = "x"
    sheet.parent.save(stored.error_sheet)
    said, _preview = read_office_register(office, stored.error_sheet)
    again = store_register(office, said)

    assert (stored.counts.errors, again.counts.accepted, again.counts.replaced) == (1, 1, 1)


def test_the_option_counts_marked_rows_of_a_file_that_was_imported(marked):
    """`--accept-marked` after the first import takes what waited; nothing is counted twice."""
    office, path = marked(_strike)
    first = store_register(office, read_office_register(office, path)[0])

    leave = Leave(marked=True)
    late = store_register(office, read_office_register(office, path, leave=leave)[0])

    assert (first.counts.accepted, late.counts.taken_late, late.counts.accepted) == (2, 1, 3)


@pytest.mark.parametrize(
    ("state", "remark"),
    [("còn", "Thay thế GP số 1"), ("còn", "Cấp lại lần 2"), ("thu hồi", "Thu hồi theo QĐ 15")],
)
def test_a_remark_that_changes_nothing_holds_nothing(read, state, remark):
    """The paper replaces another, or its row says itself that it was revoked."""
    register = read((*ROW, state, remark), heading=REMARKED)

    assert outcomes(register) == {2: "accepted"}


# --- names that nobody knows ------------------------------------------------------------


def test_unknown_names_stop_the_import_until_confirmed_once(tmp_path):
    """Nothing is stored; confirmed names are kept in the office's own file, and people edit it."""
    office = Workspace(tmp_path / "office")
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    shutil.copy(CHECKOUT / "phases.yaml", office.plan_path)
    row = (1, "Phòng Tuyên truyền", 'Cờ "lưu niệm"', "5/C", 2012, "a")
    path = write_xlsx(tmp_path / "so.xlsx", [HEADING, row])

    register, preview = read_office_register(office, path)
    with pytest.raises(NewNamesError, match=r"Phòng Tuyên truyền.*1 rows"):
        confirm_names(office, register, accept_new=False)
    assert preview.new_rooms == {"Phòng Tuyên truyền": 1}
    confirm_names(office, register, accept_new=True)

    again, _preview = read_office_register(office, path)
    assert (again.new_rooms, again.new_types) == ({}, {})
    kept = office.config_dir / "confirmed_names.toml"
    assert tomllib.loads(kept.read_text())["rooms"][0]["name"] == "Phòng Tuyên truyền"
    kept.write_text("# của chúng tôi\n" + kept.read_text())
    more = write_xlsx(tmp_path / "b.xlsx", [HEADING, (1, "Phòng Lễ hội", *row[2:])])
    confirm_names(office, read_office_register(office, more)[0], accept_new=True)
    names = [one["name"] for one in tomllib.loads(kept.read_text())["rooms"]]
    assert names == ["Phòng Tuyên truyền", "Phòng Lễ hội"]
    assert kept.read_text().startswith("# của chúng tôi\n")


@pytest.mark.parametrize("room", ["1", "...", "Công ty TNHH Hoa Mai", "Hộ kinh doanh Bé Ba"])
def test_what_is_no_room_is_asked_about_by_row(read, room):
    """A figure or a firm in one row is a slip; a name in the tables is taken whatever it is."""
    register = read(ROW, (2, room, *ROW[2:]))
    known = RoomTable.model_validate({"rooms": [{"code": "R1", "name": room}]})

    assert "a room of the office" in problems(register, 3)["Phòng"]
    again = read((2, room, *ROW[2:]), tables=known)
    assert outcomes(again) == {2: "accepted"}


@pytest.mark.parametrize(
    ("heading", "column", "values"),
    [
        ("Phòng", 1, ["1", "2", "3", "4"]),
        ("Đơn vị", 1, ["Công ty A", "Công ty TNHH B", "DNTN C", "HTX D"]),
        ("Loại", 2, ["1", "2", "3", "4"]),
        ("Số", 3, ["a", "b", "c", "d"]),
        ("Nội dung", 5, ["1", "2", "3", "4"]),
    ],
)
def test_a_column_of_other_things_is_asked_about_before_all(read, heading, column, values):
    """Not row by row: the heading is wrong, or means something else here."""
    headings = [heading if at == column else one for at, one in enumerate(HEADING)]
    rows = [
        [value if at == column else one for at, one in enumerate((*ROW[:3], f"{n}/GP", *ROW[4:]))]
        for n, value in enumerate(values)
    ]

    with pytest.raises(ColumnDoubtError) as caught:
        read(*rows, heading=headings)

    assert caught.value.details["column"] == heading


def test_a_title_line_above_the_heading_makes_no_rooms(read):
    """`Phòng Nghiệp vụ Văn hóa` above `TT`: the rows have that room, and not 1, 2, 3."""
    heading = ("TT", "Loại", "Số", "Ngày", "Trích yếu")
    rows = [(n, KARAOKE, f"{n}/GP", 2012, f"Quán {n}") for n in (1, 2, 3)]
    register = read(*rows, heading=heading, titles=[("Phòng Nghiệp vụ Văn hóa",)])

    assert {row.record.room for row in register.rows} == {"Phòng Nghiệp vụ Văn hóa"}


def test_an_office_with_one_room_needs_no_column_for_it(read):
    """Its only room; of several, the one that a person says; else it is asked for."""
    heading, row = HEADING[2:], ROW[2:]
    one = RoomTable.model_validate({"rooms": [{"code": "VP", "name": "Văn phòng"}]})

    assert read(row, heading=heading, tables=one).rows[0].record.room == "Văn phòng"
    said = read(row, heading=heading, leave=Leave(room="P. QLDL"))
    assert said.rows[0].record.room == TOURISM
    with pytest.raises(NoRoomError, match="Thanh tra"):
        read(row, heading=heading)


def test_an_undivided_office_confirms_itself_once(tmp_path):
    """`--accept-new` lets the office stand for its room, and later registers need no word."""
    office = Workspace(tmp_path / "office")
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    shutil.copy(CHECKOUT / "phases.yaml", office.plan_path)
    path = write_xlsx(tmp_path / "so.xlsx", [HEADING[2:], ROW[2:]])

    with pytest.raises(NoRoomError):
        read_office_register(office, path)
    register, _preview = read_office_register(office, path, accept_new=True)
    confirm_names(office, register, accept_new=True)
    again, _preview = read_office_register(office, path)

    assert again.rows[0].record.room.startswith("Sở Văn hóa")
    assert again.new_rooms == {}


# --- words and template -----------------------------------------------------------------


def test_the_office_adds_headings_and_words(read):
    """`config/register_words.toml`: known by the very words, whatever their case."""
    words = RegisterWords.model_validate(
        {"headings": {"subject": ["Diễn giải"]}, "validity": {"expired": ["Lưu trữ"]}}
    )
    heading = (*HEADING[:5], "DIỄN GIẢI", "Hiệu lực")
    register = read((*ROW, "lưu trữ"), heading=heading, words=words)

    assert register.rows[0].record.subject == ROW[5]
    assert register.rows[0].record.validity is Validity.EXPIRED


def test_confirmed_names_are_known_however_they_are_written(read):
    """Case, marks and `P.` before it do not matter."""
    names = ConfirmedNames.model_validate({"rooms": [{"name": "Phòng Tuyên truyền"}]})
    register = read((1, "P. TUYÊN TRUYỀN", *ROW[2:]), confirmed=names)

    assert register.new_rooms == {}


def test_words_about_validity_never_lose_the_row(read):
    """The paper is taken, its validity unknown, and the row is on the list of things to settle."""
    register = read((*ROW, "tạm thời"), heading=(*HEADING, "Tình trạng"))

    (row,) = register.rows
    assert (row.outcome, row.record.validity) == (RowOutcome.ACCEPTED, Validity.UNKNOWN)
    assert [(one.column, one.value) for one in row.problems] == [("Tình trạng", "tạm thời")]


def test_the_template_is_itself_importable(tmp_path, monkeypatch):
    """Filled in as its page of guidance shows, every row is taken and no sheet is left out."""
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    office = Workspace(tmp_path / "office")
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    shutil.copy(CHECKOUT / "phases.yaml", office.plan_path)
    path = write_template(office, tmp_path / "so-giay-to")
    book = openpyxl.load_workbook(path)
    guide = list(book["Huong dan"].iter_rows(min_row=4, max_row=17, max_col=3, values_only=True))
    examples = {heading: example for heading, _hint, example in guide}
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        sheet.cell(2, cell.column).value = examples[cell.value]
    book.save(path)

    register, preview = read_office_register(office, path)

    (record,) = [row.record for row in register.rows]
    assert (record.number, record.formed.iso) == ("12/GP-SVHTTDL", "2018-03-05")
    assert record.valid_until == dt.date(2025, 12, 31)
    assert record.owner_id
    assert (preview.unread, preview.unused, preview.problems) == ((), (), ())
    assert set(register.columns.values()) == set(examples)
    with pytest.raises(FileThereError):
        write_template(office, path)


def test_the_headings_of_the_guide_are_understood():
    """Every heading that `docs/registers.vi.md` lists means what its row says."""
    text = (CHECKOUT / "docs" / "registers.vi.md").read_text(encoding="utf-8")
    names = RegisterWords().heading_names
    listed = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    rows = dict(listed[listed.index(("cột", "tiêu đề")) + 1 :][: len(_GUIDE)])

    assert list(rows) == list(_GUIDE)
    for row, headings in rows.items():
        plain = re.sub(r"\(.*?\)|; |nếu không có cột nào khác", ", ", headings)
        plain = plain.replace("Tổ chức, cá nhân,", "Tổ chức cá nhân,")
        for heading in filter(None, (one.strip() for one in plain.split(","))):
            assert names.column_of(heading)[0] is _GUIDE[row], heading


_GUIDE = {
    "Phòng": Column.ROOM,
    "Loại giấy tờ": Column.RECORD_TYPE,
    "Số ký hiệu": Column.NUMBER,
    "Ký hiệu (khi tách khỏi số)": Column.NOTATION,
    "Ngày": Column.DATE,
    "Năm": Column.YEAR,
    "Trích yếu": Column.SUBJECT,
    "Tổ chức, cá nhân được cấp": Column.OWNER,
    "Số CCCD": Column.CITIZEN_ID,
    "Số CMND": Column.CARD_ID,
    "Số CMND, CCCD chung một cột": Column.PERSON_ID,
    "Mã số thuế": Column.BUSINESS_ID,
    "Số hộ chiếu": Column.PASSPORT_ID,
    "Số định danh chung một cột": Column.OWNER_ID,
    "Nơi lưu": Column.LOCATION,
    "Hộp": Column.BOX,
    "Giá": Column.SHELF,
    "Số tờ": Column.SHEETS,
    "Hiệu lực": Column.VALIDITY,
    "Đánh dấu còn hiệu lực": Column.IN_FORCE_TICK,
    "Đánh dấu hết hiệu lực": Column.EXPIRED_TICK,
    "Có giá trị đến, thời hạn": Column.VALID_UNTIL,
    "Lý do không số hóa": Column.EXCLUSION,
    "Độ mật": Column.SECRECY,
    "Nơi ban hành": Column.ISSUER,
    "Ghi chú": Column.REMARKS,
}


# --- what says "no", "nothing", or something of another paper ------------------------------


@pytest.mark.parametrize("said", ["Không", "không có", "0", "FALSE", "chưa", "-"])
def test_no_reason_is_no_reason(read, said):
    """`Không` under "Lý do không số hóa" leaves no paper out of what is to be digitized."""
    register = read((*ROW, said), heading=(*HEADING, "Lý do không số hóa"))

    assert register.rows[0].record.exclusion == ""


@pytest.mark.parametrize("said", ["Mật", "Bản photo", "x", "Không thuộc diện"])
def test_a_reason_stays_one(read, said):
    """Anything else is why it is not digitized."""
    register = read((*ROW, said), heading=(*HEADING, "Lý do không số hóa"))

    assert register.rows[0].record.exclusion == said


@pytest.mark.parametrize(
    "said", ["Thay thế QĐ 15", "Bãi bỏ Quyết định số 3/2017", "Đã thay thế giấy phép số 12"]
)
def test_what_a_paper_did_to_another_is_asked_about(read, said):
    """It is the other one that has ended; this one is not taken out of the count for it."""
    register = read((*ROW, said), heading=(*HEADING, "Tình trạng"))
    (row,) = register.rows

    assert (row.outcome.value, row.record.validity) == ("accepted", Validity.UNKNOWN)
    assert [one.value for one in row.problems] == [said]


@pytest.mark.parametrize("number", ["-", "…", "--", "/"])
def test_a_dash_is_no_number(read, number):
    """It would stand before the number that the batch list gives, and never fit the page's."""
    register = read((*ROW[:3], number, *ROW[4:]))

    assert register.rows[0].record.number == ""


def test_a_failed_formula_in_a_text_file_is_no_number(tmp_path):
    """A spreadsheet saved as CSV keeps `#REF!` as a text."""
    path = write_csv(tmp_path / "so.csv", [[f'"{one}"' for one in HEADING], ROW, ROW])
    path.write_text(path.read_text().replace("12/GP-SVHTTDL", "#REF!", 1))
    register = read_register(path, rooms=ROOMS, record_types=TYPES)

    assert outcomes(register) == {2: "error", 3: "accepted"}


def test_a_room_begins_anew_after_the_signatures_of_the_one_before(read):
    """Each room's part of a register is signed; the next room's papers are not the first one's."""
    heading = ("STT", "Loại giấy tờ", "Số, ký hiệu", "Ngày cấp", "Trích yếu")
    register = read(
        ("I", CULTURE),
        (1, KARAOKE, "1/GP", "5/3/2012", "a"),
        (None, "NGƯỜI LẬP", None, None, "TRƯỞNG PHÒNG"),
        (None, "Nguyễn Văn An"),
        (None, "TRƯỞNG PHÒNG QUẢN LÝ DU LỊCH"),
        ("II", TOURISM),
        (1, KARAOKE, "2/GP", "5/3/2012", "b"),
        heading=heading,
    )

    assert [row.record.room for row in register.rows if row.record] == [CULTURE, TOURISM]
