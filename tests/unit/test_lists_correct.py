"""A list corrects a damaged name where exactly one of its values fits, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from typed_pages import centred, foot, head, typed_page

from sohoa.describe.correcting import Signing, _Context
from sohoa.describe.describing import describe
from sohoa.describe.doubts import doubts
from sohoa.describe.lists import KnownValue, ValueList, lists_told
from sohoa.domain.paper_fields import FieldName, FieldRead
from sohoa.domain.stage_results import Line, PageText, Reading, Word

BODY = "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"
TITLE = "PHÓ GIÁM ĐỐC"
DAY = "Bình Dương, ngày 05 tháng 3 năm 2021"


def signer(value: str, *, title: str = TITLE, body: str = BODY, **more) -> dict:
    """A line of the list of signers."""
    return {"value": value, "title": title, "body": body, **more}


def described(name: str, *lines: dict, title: str = TITLE, seen=None, sure=None, **lists):
    """The signer of a paper whose name was read so, by lists that have these signers.

    `seen`: what another reader saw in place of a word; `sure`: how likely a word is right, in
    place of 50 for all that is not read for sure anyway.
    """
    decision = (
        *head("Số: 154 /QĐ-SVHTTDL", body=("ỦY BAN NHÂN DÂN", "TỈNH BÌNH DƯƠNG", BODY), day=DAY),
        centred(52, 180, "QUYẾT ĐỊNH"),
        centred(52, 200, "Về việc công nhận hạng cơ sở lưu trú du lịch"),
        *foot(500, signed_as=("KT. GIÁM ĐỐC", title), name=name, room="QLVHGĐ"),
    )
    known = lists_told([ValueList(name="learnt", signer=lines, **lists)]).known
    page = _changed(typed_page(*decision), sure or {}, seen or {})
    return describe([page], known=known)


def _changed(page: PageText, sure: dict[str, float], seen: dict[str, str]) -> PageText:
    def word(one: Word) -> Word:
        readings = ()
        if other := seen.get(one.text):
            readings = (Reading("first", one.text, 60.0), Reading("second", other, 55.0))
        return replace(one, confidence=sure.get(one.text, one.confidence), readings=readings)

    lines = tuple(
        Line(line.block, line.paragraph, tuple(map(word, line.words))) for line in page.lines
    )
    return replace(page, lines=lines)


def signed(name: str, *lines: dict, **how) -> FieldRead | None:
    """The same, its signer alone."""
    return described(name, *lines, **how).of(FieldName.SIGNER)


@pytest.mark.parametrize(
    ("read", "person"),
    [
        ("MạnEZñi Tuyết Mai", "Mạnh Thị Tuyết Mai"),
        ("Le , ấn Dũng", "Lê Tấn Dũng"),
        ("Pia“: gọc Thưởng", "Phạm Ngọc Thưởng"),
        ("Nợr , ến Văn Phúc", "Nguyễn Văn Phúc"),
        ("nh Chính", "Phạm Minh Chính"),
    ],
)
def test_what_a_seal_left_of_a_name_is_the_one_person_who_signs_so(read, person):
    """As five real papers have it; what was read stays beside it, and a finding says so."""
    damaged = dict.fromkeys(read.split(), 40.0) | {read.split()[-1]: 99.0, "Văn": 99.0}
    seen = {"MạnEZñi": "Manh Phị"}
    others = signer("Hoàng Văn Nam"), signer("Trần Thị Lan")
    paper = described(read, signer(person), *others, sure=damaged, seen=seen)
    found = paper.of(FieldName.SIGNER)

    assert (found.value, found.read_as, found.corrected_by) == (person, read, "learnt")
    assert [(one.code, one.value) for one in doubts(paper)] == [
        ("corrected-by-list", f"{read} → {person}")
    ]
    assert signed(read, *others, sure=damaged) == signed(read, sure=damaged)


@pytest.mark.parametrize(
    "why",
    [
        {"title": "GIÁM ĐỐC"},
        {"body": "SỞ Y TẾ"},
        {"first": "2005-01", "last": "2008"},
        {"title": "", "body": ""},
    ],
    ids=["as-another", "at-another-body", "in-another-time", "nobody-says-where"],
)
def test_who_does_not_sign_so_there_and_then_is_not_taken(why):
    """Letters alone are many people's; a list says of whom they can be."""
    damaged = {"gọc": 40.0, "Pia“:": 40.0}
    known = signer("Phạm Ngọc Thưởng") | why
    rival = signer("Hoàng Văn Nam"), signer("Trần Văn Nam", title="GIÁM ĐỐC")

    assert signed("Pia“: gọc Thưởng", known, *rival, sure=damaged) is None


@pytest.mark.parametrize(
    ("read", "known", "is_same"),
    [
        ("KHU VỰC 2", "KHU VỰC 1", False),
        ("PHƯỜNG PHÚ LỘC THÀNH PHỐ A", "PHƯỜNG PHÚ LỢI THÀNH PHỐ A", False),
        ("PHƯỜNG PHÚ HÒA THÀNH PHỐ A", "PHƯỜNG PHÚ HÓA THÀNH PHỐ A", True),
        ("PHƯỜNG PHÚ TÂN THÀNH PHỐ A", "PHƯỜNG PHÚ TÂY THÀNH PHỐ A", False),
        ("KHU VỰC 1", "KHU VỰC 1", True),
        ("KHU VỤCQ 1", "KHU VỰC 1", True),
    ],
)
def test_a_body_of_a_long_name_is_no_other_by_a_letter(read, known, is_same):
    """Who signs there signs nothing here; a damaged word of a body's name is none."""
    before = "BAN QUẢN LÝ DỰ ÁN ĐẦU TƯ XÂY DỰNG CÔNG TRÌNH "
    value = KnownValue("Phạm Minh Chính", TITLE, before + known, "", "", "learnt")
    agrees = _Context(Signing(before + read, TITLE), [value]).agrees(value)

    assert agrees is is_same


@pytest.mark.parametrize(
    ("read", "neighbour"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn Ân"),
        ("Nguyễn Văn Ân", "Nguyễn Văn An"),
        ("Lê Thị Hồng", "Lê Thị Hông"),
        ("Trần Hoàng Tuân", "Trần Hoàng Tuấn"),
        ("Ksor Hoan", "Ksor Hoàn"),
    ],
)
@pytest.mark.parametrize("confidence", [99.0, 30.0])
def test_a_new_name_is_never_pulled_to_its_neighbour(read, neighbour, confidence):
    """Both may be real, however unsure it was read: a name that can be one stays."""
    sure = dict.fromkeys(read.split(), confidence)
    if confidence < 90 and read.startswith("Ksor"):
        sure["Ksor"] = 99.0
    found = signed(read, signer(neighbour), sure=sure)

    assert (found.value, found.read_as) == (read, "")


def test_a_name_that_can_be_is_another_only_if_another_reader_saw_that():
    """Then two witnesses speak for it, and one against."""
    sure, seen = {"Ân": 60.0}, {"Ân": "An"}
    known = signer("Nguyễn Văn An")

    assert signed("Nguyễn Văn Ân", known, sure=sure).value == "Nguyễn Văn Ân"
    assert signed("Nguyễn Văn Ân", known, sure=sure, seen=seen).value == "Nguyễn Văn An"
    assert signed("Nguyễn Văn Ân", known, sure={"Ân": 99.0}, seen=seen).value == "Nguyễn Văn Ân"
    elsewhere = signer("Nguyễn Văn An", body="SỞ Y TẾ")
    assert signed("Nguyễn Văn Ân", elsewhere, sure=sure, seen=seen).value == "Nguyễn Văn Ân"


def test_what_two_persons_of_the_list_may_be_is_neither():
    """`Hã` is no surname; both `Hà` and `Hạ` are."""
    one, other = signer("Hà Thị Lê Vân"), signer("Hạ Thị Lê Vân")

    assert signed("Hã Thị Lê Vân", one).value == "Hà Thị Lê Vân"
    assert signed("Hã Thị Lê Vân", one).choices == ("Hạ Thị Lê Vân",)
    assert signed("Hã Thị Lê Vân", one, other).value == "Hã Thị Lê Vân"


def test_a_title_that_more_people_have_than_can_tells_nobody():
    """Then it was not told apart from others, and what a seal left is anybody's."""
    damaged = {"gọc": 40.0, "Pia“:": 40.0}
    names = ("Ái", "Ba", "Chi", "Du", "Em", "Hy", "Ích", "Ka", "Lụa", "My", "No")
    some = [signer(f"Lê Văn {name}") for name in names]
    assert signed("Pia“: gọc Thưởng", signer("Phạm Ngọc Thưởng"), *some, sure=damaged) is not None
    more = signer("Lê Văn Ơn"), signer("Lê Văn Phi")
    found = signed("Pia“: gọc Thưởng", signer("Phạm Ngọc Thưởng"), *some, *more, sure=damaged)
    assert found is None


@pytest.mark.parametrize("read", ["inh Sà cứ»Á 7", "Van Thủy", "L“ Văn Phúc", "n Khôi"])
def test_too_little_is_nobody(read):
    """Neither a common word nor a letter tells whose surname is hidden."""
    damaged = dict.fromkeys(read.split()[:1], 20.0)
    known = [signer(f"Trần {one}") for one in ("Đình Anh Vũ", "Văn Thủy", "Văn Phúc", "Văn Khôi")]
    found = signed(read, *known, sure=damaged)

    assert found is None or found.read_as == ""


def test_titles_bodies_and_rooms_are_corrected_by_their_own_lists():
    """Each line of a title by itself; what is sure of it has to stand in the value."""
    lists = {
        "signed_as": ({"value": "TRƯỞNG PHÒNG"}, {"value": "PHÓ TRƯỞNG PHÒNG"}),
        "issuing_body": ({"value": "Sở Văn hóa, Thể thao và Du lịch"},),
    }
    sure = {"TRƯ#NG": 40.0, "HÓA,": 50.0, "VĂN": 99.0}
    paper = described("Lê Tấn Dũng", title="TRƯ#NG PHÒNG", sure=sure, **lists)
    title, body = paper.of(FieldName.SIGNED_AS), paper.of(FieldName.ISSUING_BODY)

    assert (title.value, title.read_as) == (
        "KT. GIÁM ĐỐC | TRƯỞNG PHÒNG", "KT. GIÁM ĐỐC | TRƯ#NG PHÒNG",
    )  # fmt: skip
    assert (body.value, body.read_as) == (BODY, "")


@pytest.mark.parametrize("read", ["1”T, GIÁM ĐỐC", "K GIÁM ĐỐC", "T# GIÁM ĐỐC"])
def test_in_whose_name_somebody_signs_is_not_guessed(read):
    """One letter more or less of it is another authority."""
    lists = {"signed_as": ({"value": "TL. GIÁM ĐỐC"}, {"value": "PHÓ GIÁM ĐỐC"})}
    sure = dict.fromkeys(read.split()[:1], 20.0)
    titles = described("Lê Tấn Dũng", title=read, sure=sure, **lists).of(FieldName.SIGNED_AS)

    assert titles.read_as == ""


@pytest.mark.parametrize("read", ["XÃ PHÚ L%I", "XÃ PHÚ LOi!", "XÃ TÂN A^", "XÃ PHÚ"])
def test_a_place_that_may_be_another_is_not_completed(read):
    """Names of places differ by a letter or a mark, and not all are in the list."""
    lists = {"issuing_body": ({"value": "XÃ PHÚ LỘC"}, {"value": "XÃ TÂN ÂN"})}
    sure = dict.fromkeys(read.split()[-1:], 20.0)
    decision = (*head("Số: 154 /QĐ-UBND", body=(read,), day=DAY), centred(52, 180, "QUYẾT ĐỊNH"))
    known = lists_told([ValueList(name="learnt", **lists)]).known
    body = describe([_changed(typed_page(*decision), sure, {})], known=known)

    assert body.value(FieldName.ISSUING_BODY).startswith("XÃ")
    assert [one.read_as for one in body.fields if one.read_as] == []


def test_a_body_keeps_the_case_of_the_page():
    """Lists may write it in small letters; papers write it in capitals."""
    lists = {"issuing_body": ({"value": "Sở Văn hóa, Thể thao và Du lịch"},)}
    seen = {"THỂ": "THẺ"}
    good = described("Lê Tấn Dũng", sure={"THỂ": 50.0}, seen=seen, **lists)
    assert good.of(FieldName.ISSUING_BODY).read_as == ""

    lists = {"issuing_body": ({"value": "Sở Văn hóa, Thẻ thao và Du lịch"},)}
    other = described("Lê Tấn Dũng", sure={"THỂ": 50.0}, seen=seen, **lists)
    field = other.of(FieldName.ISSUING_BODY)
    assert (field.value, field.read_as) == ("SỞ VĂN HÓA, THẺ THAO VÀ DU LỊCH", BODY)


def test_what_a_person_excludes_is_no_value():
    """Their word goes before what was learnt, also of title, body and time."""
    learnt = ValueList(name="learnt", signer=(signer("Lê Tấn Dũng"), signer("Lê Văn Phúc")))
    own = ValueList(
        name="cua-toi",
        signer=(
            signer("Lê Tấn Dũng", title="", body="", excluded=True),
            signer("Lê Văn Phúc", first="2019"),
        ),
    )
    known = lists_told([learnt, own]).known.of(FieldName.SIGNER)

    assert [(one.value, one.first, one.of_list) for one in known] == [
        ("Lê Văn Phúc", "2019", "cua-toi")
    ]
