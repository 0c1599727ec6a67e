"""The office's tables and the words for validity: known, or not guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError
from register_samples import KARAOKE, TOURISM, record_types, rooms

from sohoa.domain.register import Validity
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.inventory.validity import parse_last_day, parse_validity, read_validity
from sohoa.tabular.cells import CellError
from sohoa.tabular.columns import Column
from sohoa.tabular.sheet import Cell, CellKind

ROOMS, TYPES = rooms(), record_types()


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
    ],
)
def test_a_last_day_means_in_force_until_then(cell):
    """The printed day always wins."""
    assert parse_validity(cell) == (Validity.IN_FORCE, dt.date(2025, 12, 31))


@pytest.mark.parametrize("text", ["x", "tạm", "đến 12/2025", "đến 31/02/2025", "2025", "hết?ạn"])
def test_other_words_are_a_problem(text):
    """They could mean more than one thing."""
    with pytest.raises(CellError):
        parse_validity(Cell(text))


def test_a_term_is_not_turned_into_a_day():
    """Five years from which day to which is for the office to say; no term is no last day."""
    assert parse_last_day(Cell("không thời hạn")) is None
    assert parse_last_day(Cell("đến ngày 31/12/2025")) == dt.date(2025, 12, 31)
    with pytest.raises(CellError):
        parse_last_day(Cell("5 năm"))


@pytest.mark.parametrize(
    ("in_force", "expired", "state"),
    [
        ("x", "", Validity.IN_FORCE),
        ("", "✓", Validity.EXPIRED),
        ("không", "", Validity.EXPIRED),
        ("còn", "", Validity.IN_FORCE),
        ("", "", Validity.UNKNOWN),
    ],
)
def test_ticks_answer_the_question_of_their_heading(in_force, expired, state):
    """An empty tick says nothing; `không` under "Còn hiệu lực" does."""
    cells = {Column.IN_FORCE_TICK: Cell(in_force), Column.EXPIRED_TICK: Cell(expired)}

    assert read_validity(cells) == (state, None)
