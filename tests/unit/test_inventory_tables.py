"""The office's tables and the words for validity: known, or not guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError
from register_samples import KARAOKE, TOURISM, record_types, rooms

from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import Validity
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.inventory.validity import Standing, parse_validity, read_standing
from sohoa.inventory.words import RegisterWords
from sohoa.tabular.columns import Column
from sohoa.tabular.sheet import Cell, CellKind

ROOMS, TYPES = rooms(), record_types()
FORMED = PartialDate(2018, 3, 5)


@pytest.mark.parametrize(
    "text", [TOURISM, "QUẢN LÝ DU LỊCH", "P. QLDL", "P.QLDL", "phong quan ly du lich", "qldl"]
)
def test_a_room_is_known_by_every_way_to_write_it(text):
    """By name, code or other name; with or without "phòng", marks and case."""
    assert ROOMS.match(text).code == "QLDL"


@pytest.mark.parametrize("text", ["", "Phòng", "Quản lý Du lịch và Thể thao", "Phòng A"])
def test_an_unknown_room_is_nobody(text):
    """Nothing near is taken for it."""
    assert ROOMS.match(text) is None


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("I. PHÒNG QUẢN LÝ DU LỊCH", "QLDL"),
        ("Phòng Du lịch: thẻ hướng dẫn viên", "QLDL"),
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", None),
        ("Giấy phép lập văn phòng đại diện", None),
        ("Phòng Quản lý Du lịch và Phòng Nghiệp vụ Văn hóa", None),
    ],
)
def test_a_room_is_found_in_a_title_only_if_it_is_named_for_sure(title, code):
    """Not by a word of the department's own name, and not where two are named."""
    found = ROOMS.find_in(title)

    assert (found.code if found else None) == code


def test_a_type_is_found_in_a_title_by_its_longest_name():
    """The guide's card of one kind is not the guide's card in general."""
    assert TYPES.find_in("SỔ CẤP THẺ HƯỚNG DẪN VIÊN DU LỊCH NỘI ĐỊA NĂM 2016").code == "THDVND"
    assert TYPES.match(KARAOKE).code == "GPKR"
    assert TYPES.find_in("Sổ theo dõi quyết định, công văn") is None


def test_the_delivered_tables_are_sound():
    """Nine rooms, as published; every code fits into the code of a file unit."""
    assert len(ROOMS.rooms) == 9
    codes = [entry.code for entry in (*ROOMS.rooms, *TYPES.types)]
    assert len(codes) == len(set(codes))
    assert not any(kind.verified for kind in TYPES.types)
    assert ROOMS.codes()["phong quan ly du lich"] == "QLDL"


@pytest.mark.parametrize(
    "table",
    [
        [{"code": "A", "name": "Một"}, {"code": "A", "name": "Hai"}],
        [{"code": "A", "name": "Một"}, {"code": "B", "name": "Phòng một"}],
        [{"code": "A", "name": "Một", "predecessor": "B"}],
        [{"code": "A", "name": "Một", "valid_from": "2020-01-01", "valid_to": "2019-01-01"}],
        [{"code": "A", "name": "Một", "colour": "red"}],
        [{"code": "a b", "name": "Một"}],
    ],
    ids=[
        "code twice",
        "name twice",
        "no such predecessor",
        "ends first",
        "unknown key",
        "bad code",
    ],
)
def test_mistakes_in_the_table_of_rooms_are_refused(table):
    """A table that could mean two rooms is not used."""
    with pytest.raises(ValidationError):
        RoomTable.model_validate({"rooms": table})


def test_mistakes_in_the_table_of_types_are_refused():
    """An unknown rule is not taken for another."""
    with pytest.raises(ValidationError):
        RecordTypeTable.model_validate({"types": [{"code": "A", "name": "Một", "rule": "ever"}]})


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Còn hiệu lực", Validity.IN_FORCE),
        ("CON HIEU LUC.", Validity.IN_FORCE),
        ("con_hieu_luc", Validity.IN_FORCE),
        ("hết hạn", Validity.EXPIRED),
        ("Không còn hiệu lực", Validity.EXPIRED),
        ("đã cấp đổi", Validity.REPLACED),
        ("Bị thu hồi", Validity.REVOKED),
        ("đã sử dụng", Validity.USED),
        ("", Validity.UNKNOWN),
        ("chưa xác định", Validity.UNKNOWN),
    ],
)
def test_the_words_of_offices_are_known(text, state):
    """Each state has the words that registers use for it; an empty cell is unknown."""
    assert parse_validity(Cell(text)) == (state, None)


@pytest.mark.parametrize(
    "cell",
    [
        Cell("có giá trị đến 31/12/2025"),
        Cell("Có giá trị đến hết ngày 31/12/2025"),
        Cell("đến 31.12.2025"),
        Cell("31/12/2025", CellKind.DATE),
        Cell("31/12/2025"),
        Cell("đến 12/2025"),
    ],
)
def test_a_last_day_means_in_force_until_then(cell):
    """The printed day always wins."""
    assert parse_validity(cell) == (Validity.IN_FORCE, dt.date(2025, 12, 31))


@pytest.mark.parametrize("text", ["x", "tạm", "đến 31/02/2025", "2025", "hết?ạn", "TRUE"])
def test_other_words_leave_the_validity_unknown(text):
    """They could mean more than one thing: a person settles them, and the paper is not lost."""
    standing = read_standing({Column.VALIDITY: Cell(text)}, FORMED)

    assert (standing.validity, standing.until) == (Validity.UNKNOWN, None)
    assert [doubt.column for doubt in standing.doubts] == [Column.VALIDITY]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Hiện hành", Validity.IN_FORCE),
        ("Hết hiệu lực một phần", Validity.IN_FORCE),
        ("Còn HL", Validity.IN_FORCE),
        ("vĩnh viễn", Validity.IN_FORCE),
        ("Vô thời hạn", Validity.IN_FORCE),
        ("Hết HL từ 01/01/2020", Validity.EXPIRED),
        ("Đã thu hồi theo QĐ 15", Validity.REVOKED),
        ("Đã cấp lại năm 2019", Validity.REPLACED),
        ("-", Validity.UNKNOWN),
    ],
)
def test_states_with_what_offices_add_are_understood(text, state):
    """A reason or a day behind a state that has ended; none behind one in force."""
    assert read_standing({Column.VALIDITY: Cell(text)}, FORMED) == Standing(state)


@pytest.mark.parametrize("column", [Column.VALIDITY, Column.VALID_UNTIL])
@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("5 năm", dt.date(2023, 3, 5)),
        ("03 năm", dt.date(2021, 3, 5)),
        ("18 tháng", dt.date(2019, 9, 5)),
        ("30 ngày", dt.date(2018, 4, 4)),
        ("12/2025", dt.date(2025, 12, 31)),
        ("đến tháng 2/2024", dt.date(2024, 2, 29)),
        ("đến hết năm 2025", dt.date(2025, 12, 31)),
        ("không thời hạn", None),
        ("vĩnh viễn", None),
    ],
)
def test_terms_are_understood_in_either_column(column, text, until):
    """A term counts from the day of the paper; without an end it is in force."""
    assert read_standing({column: Cell(text)}, FORMED) == Standing(Validity.IN_FORCE, until)


def test_a_term_of_a_paper_without_a_day_is_left_open():
    """Five years from some day of 2018 end on a day that nobody knows."""
    of_year = read_standing({Column.VALID_UNTIL: Cell("5 năm")}, PartialDate(2018))
    of_month = read_standing({Column.VALID_UNTIL: Cell("5 năm")}, PartialDate(2018, 2))

    assert (of_year.validity, len(of_year.doubts)) == (Validity.UNKNOWN, 1)
    assert of_month.until == dt.date(2023, 2, 28)


def test_a_term_of_29_february_ends_on_the_last_day_of_its_month():
    """There is no 29 February in 2021."""
    leap = read_standing({Column.VALID_UNTIL: Cell("1 năm")}, PartialDate(2020, 2, 29))

    assert leap.until == dt.date(2021, 2, 28)


def test_a_paper_that_has_ended_stays_so_whatever_its_last_day():
    """An unreadable last day cannot revive it, nor make it unknown; one in force is unknown."""
    odd = Cell("theo hợp đồng")
    ended = read_standing({Column.VALIDITY: Cell("thu hồi"), Column.VALID_UNTIL: odd}, FORMED)
    running = read_standing({Column.VALIDITY: Cell("còn"), Column.VALID_UNTIL: odd}, FORMED)

    assert (ended.validity, len(ended.doubts)) == (Validity.REVOKED, 1)
    assert running.validity is Validity.UNKNOWN


def test_words_of_the_office_come_first():
    """`config/register_words.toml` adds words, and may say otherwise than what is built in."""
    words = RegisterWords.model_validate(
        {"validity": {"expired": ["Lưu"], "revoked": ["cấp lại"]}}
    ).validity_words

    assert read_standing({Column.VALIDITY: Cell("LƯU")}, words=words).validity is Validity.EXPIRED
    again = read_standing({Column.VALIDITY: Cell("Cấp lại")}, words=words)
    assert again.validity is Validity.REVOKED


@pytest.mark.parametrize(
    "words",
    [
        {"headings": {"colour": ["Màu"]}},
        {"headings": {"room": ["Nơi giữ"], "location": ["nơi  giữ:"]}},
        {"validity": {"maybe": ["có thể"]}},
    ],
    ids=["no such column", "one word for two", "no such state"],
)
def test_mistakes_in_the_office_words_are_refused(words):
    """At the door, as for every file of config/."""
    with pytest.raises(ValidationError):
        RegisterWords.model_validate(words)
