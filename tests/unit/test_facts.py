"""Page, list and register: merged by one rule, compared by one function."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.domain.facts import (
    Aspect,
    answer,
    compare,
    contradictions,
    described,
    joined,
    misfit,
    overruled,
    same_type,
)
from sohoa.domain.paper_number import same_number
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import (
    Description,
    Finding,
    HeaderFields,
    ReadDocument,
    Said,
    ScannedDocument,
)

DAY = PartialDate(2018, 3, 5)
PAGE = HeaderFields("12/QĐ-SVHTTDL", DAY, "Quyết định", "SỞ VĂN HÓA")


def read(header: HeaderFields = PAGE, *, identity: str = "hop.1", **listed) -> ReadDocument:
    """A document whose list says this of it."""
    description = Description(**listed, listed=Said(**listed))
    scanned = ScannedDocument(identity, "Hộp", f"{identity}.pdf", (), "", (), description)
    return ReadDocument(scanned, (), header, 90.0)


# --- merging ----------------------------------------------------------------------------


def test_the_page_fills_only_what_nobody_else_says():
    """Register before list before page, field by field; of a date, part by part."""
    registered = Description(record_id="SO-000001", number="12/QĐ", formed=PartialDate(2018))
    listed = Description(
        number="12/QĐ-SVHTTDL", formed=PartialDate(2018, 3), record_type="QĐ", sheets=2
    )

    known = joined(registered, replace(listed, listed=Said("12/QĐ-SVHTTDL")))
    document = replace(read(), scanned=replace(read().scanned, description=known))

    told = described(document)
    assert (told.number, told.record_type, told.sheets) == ("12/QĐ", "QĐ", 2)
    assert told.formed == PartialDate(2018, 3, 5)
    assert told.registered == Said("12/QĐ", PartialDate(2018))
    assert described(read()).number == "12/QĐ-SVHTTDL"


@pytest.mark.parametrize(
    ("listed", "page", "known"),
    [
        ("107", "107/QĐ-SVHTTDL", "107/QĐ-SVHTTDL"),
        ("Số 0107", "107/QĐ-SVHTTDL", "107/QĐ-SVHTTDL"),
        ("107", "107/2018/QĐ-UBND", "107/2018/QĐ-UBND"),
        ("107", "108/QĐ-SVHTTDL", "107"),
        ("107", "1077/QĐ-SVHTTDL", "107"),
        ("107", "", "107"),
        ("107/QĐ", "107/QĐ-SVHTTDL", "107/QĐ"),
        ("107/QĐ-SVHTTDL", "107", "107/QĐ-SVHTTDL"),
    ],
)
def test_the_page_completes_figures_alone(listed, page, known):
    """A clerk's `107` is the page's `107/QĐ-SVHTTDL`, and no contradiction; another is none."""
    document = read(replace(PAGE, number=page), number=listed)

    assert described(document).number == known
    assert bool(contradictions(document)) is page.startswith(("108/", "1077/"))
    assert document.scanned.description.listed.number == listed


def test_what_the_register_overrules_still_makes_a_new_input():
    """A list corrected where the register has the last word is another input all the same."""
    shown = Description(number="12/QĐ", listed=Said("12/QĐ"))

    assert overruled(shown) == ()
    assert overruled(replace(shown, listed=Said("13/QĐ"))) == ("13/QĐ",)
    assert overruled(replace(shown, confirmation="x")) == ("confirmed: x",)


# --- comparing --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("12/QĐ-SVHTTDL", "12/QĐ-SVHTTDL"),
        ("12/QĐ-SVHTTDL", "Số 012/QĐ – SVHTTDL"),
        ("12/QĐ-SVHTTDL", "12"),
        ("12/QĐ-SVHTTDL", "12/QD"),
        ("154/2024/NĐ-CP", "154/NĐ-CP"),
        ("12/QĐ-SVHTTDL", ""),
        ("", "12/QĐ-SVHTTDL"),
        ("2510/TB-QL Đào tạo", "2510/TB-QLĐÀO TẠO"),
    ],
)
def test_numbers_that_can_be_one_paper(page, said):
    """What two clerks would call the same number, or what one of them does not say."""
    assert same_number(page, said)


@pytest.mark.parametrize(
    "said", ["13/QĐ-SVHTTDL", "1/QĐ-SVHTTDL", "120/QĐ-SVHTTDL", "12/TB-SVHTTDL", "12/QĐ-UBND",
             "12a/QĐ-SVHTTDL", "QĐ-SVHTTDL"],
)  # fmt: skip
def test_numbers_of_two_papers(said):
    """A figure more, less or other, and another symbol, are another paper."""
    assert not same_number("12/QĐ-SVHTTDL", said)


@given(st.text(max_size=12), st.text(max_size=12))
def test_same_number_takes_any_text_and_has_no_order(one, other):
    """Whatever was read or typed, the answer comes, and is the same from both sides."""
    assert same_number(one, other) == same_number(other, one)
    assert same_number(one, one)


@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from(["QĐ-UBND", "GP-SVHTTDL"]))
def test_one_figure_makes_another_number(one, other, symbol):
    """Two numbers agree only if their figures do."""
    assert same_number(f"{one}/{symbol}", f"{other}/{symbol}") == (one == other)


def test_types_of_the_offices_own_contradict_nothing():
    """Only types that every office knows are compared."""
    assert same_type("Quyết định", "Cấp phép karaoke")
    assert same_type("Giấy phép", "Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke")
    assert same_type("Hợp đồng", "HĐ")
    assert not same_type("Giấy phép", "Quyết định công nhận hạng cơ sở lưu trú du lịch")


def test_a_contradiction_shows_all_three():
    """The finding bears what page, list and register say, in this order, `–` for silence."""
    document = read(number="13/QĐ-SVHTTDL", formed=PartialDate(2018), record_type="QĐ")

    (found,) = contradictions(document)

    assert found.question.finding(is_settled=False) == Finding(
        "number-differs", value="12/QĐ-SVHTTDL | 13/QĐ-SVHTTDL | –"
    )


def test_dates_are_compared_as_far_as_both_know():
    """A year against a day is no contradiction, another month is."""
    assert not contradictions(read(formed=PartialDate(2018)))
    (found,) = contradictions(read(formed=PartialDate(2018, 4)))
    assert (found.aspect, found.page, found.listed) == (Aspect.DATE, "05/03/2018", "04/2018")


def test_a_page_that_shows_nothing_contradicts_nothing():
    """A blank number is for another finding, not for this one."""
    assert not contradictions(read(HeaderFields(), number="9/GP", formed=DAY, record_type="GP"))


def test_list_and_register_contradict_one_another_over_a_silent_page():
    """A row that names one paper by its record id and another by its number."""
    known = Description(
        record_id="SO-000001",
        number="12/QĐ",
        listed=Said("13/QĐ"),
        registered=Said("12/QĐ"),
    )

    (found,) = compare(Said("", DAY, "Quyết định"), known)

    assert found.aspect is Aspect.NUMBER
    assert (found.page, found.listed, found.registered) == ("–", "13/QĐ", "12/QĐ")
    assert not tuple(compare(Said(), replace(known, listed=Said("Số 12"))))


def test_documents_noted_before_the_witnesses_were_kept_are_compared_too():
    """Of an older version's results only what all came to is known; the page is held against it."""
    older = Description(number="13/QĐ-SVHTTDL")

    assert compare(Said("12/QĐ-SVHTTDL"), older)


@pytest.fixture
def question():
    """The number differs."""
    (found,) = contradictions(read(number="13/QĐ-SVHTTDL"))
    return found.question


def test_a_word_written_after_the_question_settles_it(question):
    """Asked in one run, answered in the next, and settled from then on."""
    asked = answer([question], "", ())
    answered = answer([question], "x", asked.findings)
    again = answer([question], "x", answered.findings)

    assert not asked.is_settled
    assert [one.code for one in asked.findings] == ["number-differs"]
    assert answered.is_settled
    assert again.is_settled
    assert [one.code for one in again.findings] == ["number-confirmed"]


def test_a_word_written_before_the_question_never_settles_it(question):
    """A list that comes with every row confirmed confirms nothing, however many nights it runs."""
    known = ()
    for _night in range(3):
        asked = answer([question], "x", known)
        assert not asked.is_settled
        known = asked.findings
    assert known[-1] == Finding("asked-after", value="x")

    assert answer([question], "xem ngày 28/11", known).is_settled


def test_a_word_counts_for_the_question_it_answers(question):
    """When the row or the page changes, another question is asked."""
    (other,) = contradictions(read(number="14/QĐ-SVHTTDL"))
    asked = answer([other.question], "", ())

    assert not answer([question], "x", asked.findings).is_settled
    assert not answer([question, other.question], "x", asked.findings).is_settled
    assert answer([], "x", ()).findings == ()


def test_a_title_that_was_not_read_is_not_held_against_the_numbers_letters():
    """`V/v` makes a letter of what the number calls a decision: the list may call it so too."""
    page = HeaderFields("12/QĐ-SVHTTDL", DAY, "Công văn")

    assert not contradictions(read(page, record_type="Quyết định"))
    assert contradictions(read(page, record_type="Giấy phép"))


# --- a list as a whole ------------------------------------------------------------------


def box(*, shift: int, count: int = 9, unread: int = 2) -> list[ReadDocument]:
    """Papers 1 to `count`, listed shifted; the last few pages show no number and no date."""
    papers = [(f"{n}/QĐ-SVHTTDL", PartialDate(2018, 3, n)) for n in range(1, count + 1)]
    made = []
    for place, (number, day) in enumerate(papers):
        shown = HeaderFields() if place >= count - unread else HeaderFields(number, day)
        listed = papers[(place + shift) % count]
        made.append(read(shown, identity=f"hop.{place}", number=listed[0], formed=listed[1]))
    return made


def test_a_shifted_list_is_told_as_one():
    """7 of 7 pages that can be compared name another paper."""
    found = misfit(box(shift=1))

    assert (found.wrong, found.compared) == (7, 7)
    assert found.contradiction.page == "1/QĐ-SVHTTDL"
    assert found.contradiction.listed == "2/QĐ-SVHTTDL"


def test_a_true_list_and_a_slip_in_it_are_no_misfit():
    """One wrong row is that row's matter."""
    assert misfit(box(shift=0)) is None
    assert misfit([*box(shift=0), read(identity="hop.x", number="99/GP")]) is None


def test_dates_tell_where_no_number_was_read():
    """Numbers by hand are often unread; the dates then say that the list is shifted."""
    without = [replace(one, header=replace(one.header, number="")) for one in box(shift=1)]

    assert misfit(without).contradiction.aspect is Aspect.DATE


def test_what_a_person_has_settled_is_no_misfit():
    """Pages that were misread and confirmed leave nothing to stop for."""
    papers = box(shift=1)

    assert misfit(papers, settled={one.scanned.document_id for one in papers}) is None
