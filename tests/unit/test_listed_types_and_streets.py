"""Types of papers and streets of the province: lists that correct them where they are damaged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from typed_pages import centred, foot, head, typed_page

from sohoa.describe.describing import describe
from sohoa.describe.doubts import doubts
from sohoa.describe.learning_lists import Learning
from sohoa.describe.lists import ValueList, lists_told
from sohoa.describe.streets import street_in
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.stage_results import Line, PageText, Reading, Word

BODY = ("ỦY BAN NHÂN DÂN", "TỈNH BÌNH DƯƠNG", "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH")
DAY = "Bình Dương, ngày 05 tháng 3 năm 2021"
ABOUT = "Về việc công nhận hạng cơ sở lưu trú du lịch"


def page_of(*pieces, sure=None, seen=None) -> PageText:
    """A page; `sure`: how likely some words are right, `seen`: what another reader saw there."""

    def word(one: Word) -> Word:
        other = (seen or {}).get(one.text)
        readings = (Reading("first", one.text, 60.0), Reading("second", other or "", 55.0))
        confidence = (sure or {}).get(one.text, one.confidence)
        return replace(one, confidence=confidence, readings=readings if other else ())

    page = typed_page(*pieces)
    lines = tuple(
        Line(line.block, line.paragraph, tuple(map(word, line.words))) for line in page.lines
    )
    return replace(page, lines=lines)


def titled(title: str, *known: str, number: str = "Số: 154 /QĐ-SVHTTDL", about=ABOUT, **how):
    """A paper with a title, described by a list of these types."""
    paper = (
        *head(number, body=BODY, day=DAY),
        centred(52, 180, title),
        centred(52, 200, about),
        (16, 260, "Căn cứ Luật Du lịch;"),
        *foot(500, signed_as=("GIÁM ĐỐC",), name="Lê Tấn Dũng", room="QLDL"),
    )
    types = tuple({"value": value} for value in known)
    told = lists_told([ValueList(name="learnt", record_type=types)]).known
    return describe([page_of(*paper, **how)], known=told)


def test_a_damaged_title_is_the_one_type_that_it_can_be():
    """What was read stays beside it, a finding says so, and the subject below is found."""
    paper = titled("QUYẾI ĐỊNH", "Quyết định", "Quy định", sure={"QUYẾI": 40.0})
    found = paper.of(FieldName.RECORD_TYPE)

    assert (found.value, found.read_as, found.corrected_by) == (
        "Quyết định", "QUYẾI ĐỊNH", "learnt",
    )  # fmt: skip
    assert paper.value(FieldName.SUBJECT).startswith("công nhận hạng cơ sở lưu trú")
    assert ("corrected-by-list", "QUYẾI ĐỊNH → Quyết định") in [
        (one.code, one.value) for one in doubts(paper)
    ]


@pytest.mark.parametrize(
    ("title", "known", "how"),
    [
        ("QUYẾI ĐỊNH", ("Giấy phép", "Thông báo"), {"sure": {"QUYẾI": 40.0}}),
        ("QUYẾI ĐỊNH", ("Quyết định", "Quyến định"), {"sure": {"QUYẾI": 40.0}}),
        ("KHEN ĐỊNH", ("Quyết định",), {"sure": {"KHEN": 40.0}}),
        ("SỔ ĐỊNH KỲ", ("Quyết định",), {}),
        ("Quyếi định", ("Quyết định",), {"sure": {"Quyếi": 40.0}}),
    ],
    ids=["not-in-the-list", "two-fit", "a-word-that-can-be", "read-for-sure", "no-capitals"],
)
def test_what_no_evidence_makes_a_type_stays_no_title(title, known, how):
    """As without a list."""
    assert titled(title, *known, **how) == titled(title, **how)
    assert titled(title, *known, **how).value(FieldName.RECORD_TYPE) == ""


def test_a_word_that_can_be_is_another_where_another_reader_saw_that():
    """The list says which of the two it is."""
    how = {"sure": {"KHEN": 40.0}, "seen": {"KHEN": "QUYẾT"}}
    found = titled("KHEN ĐỊNH", "Quyết định", **how).of(FieldName.RECORD_TYPE)
    assert (found.value, found.read_as) == ("Quyết định", "KHEN ĐỊNH")


def test_a_title_that_an_office_has_named_is_a_type():
    """Read for sure, nothing is corrected; the program itself knows it by no title."""
    assert titled("BIỂN HIỆU DU LỊCH").value(FieldName.RECORD_TYPE) == ""
    found = titled("BIỂN HIỆU DU LỊCH", "Biển hiệu du lịch").of(FieldName.RECORD_TYPE)
    assert (found.value, found.read_as, found.corrected_by) == ("Biển hiệu du lịch", "", "")


def test_a_letter_has_no_title_whatever_a_list_knows():
    """Its subject stands beside the number; a line in capitals below is no type of it."""
    letter = (
        *head("Số: 154 /SVHTTDL-QLDL", body=BODY, day=DAY),
        centred(28, 143, "V/v công nhận hạng"),
        centred(52, 220, "BIỂN HIỆU DU LỊCH"),
    )
    known = lists_told([ValueList(name="x", record_type=({"value": "Biển hiệu du lịch"},))]).known
    paper = describe([page_of(*letter)], known=known)
    assert paper.value(FieldName.RECORD_TYPE) == "Công văn"


# --- streets ---------------------------------------------------------------------------------


def words(text: str, confidence: float = 96.0) -> list[Word]:
    return [Word(part, 0, 0, 1, 1, confidence) for part in text.split()]


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("số 12, đường Yersin, phường Phú Cường", "đường Yersin"),
        ("12 Đại lộ Bình Dương, phường Phú Hòa", "đại lộ Bình Dương"),
        ("đường Cách Mạng Tháng Tám phường Chánh Nghĩa", "đường Cách Mạng Tháng Tám"),
        ("Quốc lộ 13, khu phố Hòa Lân", "quốc lộ 13"),
        ("khu phố Tây, thành phố Thuận An", ""), ("ấp 3, xã An Tây", ""), ("đường", ""),
        ("phố Huế, thành phố Hà Nội", "phố Huế"),
    ],
)  # fmt: skip
def test_the_street_of_an_address(address, street):
    """Behind the word that says so; a quarter and a town are none."""
    found, own = street_in(words(address))
    assert found == street
    assert len(own) == len(street.split())


def licence(address: str, *known: str, **how) -> PaperDescription:
    """A licence for a place with this address, described by a list of streets."""
    paper = (
        *head("Số: 15/GP-SVHTTDL", body=BODY, day=DAY),
        centred(52, 180, "GIẤY PHÉP"),
        centred(52, 200, "Đủ điều kiện kinh doanh dịch vụ karaoke"),
        (16, 260, "Cho phép: Công ty Ánh Trăng"),
        (16, 280, f"Địa chỉ: {address}"),
    )
    streets = tuple({"value": value} for value in known)
    told = lists_told([ValueList(name="learnt", street=streets)]).known
    return describe([page_of(*paper, **how)], known=told)


def test_a_damaged_street_is_corrected_beside_the_address_as_it_was_read():
    """Only in its own field: the address says what the page says."""
    address = "số 12, đường Yer5ịn, phường Phú Cường"
    paper = licence(address, "đường Yersin", "đường Bác sĩ Yersin", sure={"Yer5ịn,": 40.0})
    found = paper.of(FieldName.STREET)

    assert paper.value(FieldName.ADDRESS) == address
    assert (found.value, found.read_as) == ("đường Yersin", "đường Yer5ịn")
    assert "corrected-by-list" in [one.code for one in doubts(paper)]


@pytest.mark.parametrize(
    ("street", "sure"),
    [("đường Phú Lợi", {}), ("đường Phú Lợi", {"Lợi,": 40.0}), ("đường Ba", {"Ba,": 40.0})],
    ids=["read-for-sure", "may-be", "too-short"],
)
def test_a_street_that_can_be_what_it_is_stays(street, sure):
    """It may be a street that the list does not have."""
    paper = licence(f"12 {street}, phường A", "đường Phú Lộc", "đường Bà Triệu", sure=sure)
    assert paper.of(FieldName.STREET).value == street
    assert paper.of(FieldName.STREET).read_as == ""


# --- learning --------------------------------------------------------------------------------


def test_types_and_streets_are_learnt_from_decided_records():
    """Three records each; a letter, which bears no title, teaches no type."""

    def read(name: FieldName, value: str) -> FieldRead:
        return FieldRead(name, value, 1, Box(0, 0, 1, 1), 97.0, "network", "x")

    learning = Learning()
    for number in range(3):
        for kind in ("Giấy phép", "Công văn"):
            fields = [read(FieldName.RECORD_TYPE, kind), read(FieldName.STREET, "đường Yersin")]
            rare = [read(FieldName.STREET, f"đường {number}")] if kind == "Giấy phép" else []
            learning.add(PaperDescription("licence", (*fields, *rare)))

    found = learning.lines()
    assert [one.value for one in found[FieldName.RECORD_TYPE]] == ["Giấy phép"]
    assert [(one.value, one.seen) for one in found[FieldName.STREET]] == [("đường Yersin", 6)]
