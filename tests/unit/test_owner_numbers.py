"""Numbers of owners: how they are read, and that none is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.domain.owner_numbers import (
    MASK,
    NumberFault,
    NumberKind,
    OwnerLock,
    UnreadNumberError,
    as_told,
    masked,
    owner_number,
    owner_numbers,
)
from sohoa.tabular.columns import Column, column_of

LOCK = OwnerLock(bytes(range(32)))
_DIGITS = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("074085001234", "any", "074085001234"),
        ("074.085.001 234", "any", "074085001234"),
        ("074-085-001-234", "person", "074085001234"),
        ("'074085001234", "person", "074085001234"),
        ("０７４０８５００１２３４", "any", "074085001234"),
        ("281 234 567", "person", "281234567"),
        ("12345678", "person", "012345678"),
        ("74085001234", "any", "074085001234"),
        ("0300123456", "business", "0300123456"),
        ("300123456", "business", "0300123456"),
        ("300123456", "any", "300123456"),
        ("0300123456-001", "any", "0300123456001"),
        ("300123456001", "business", "0300123456001"),
        ("074085001234", "business", "074085001234"),
        ("b1234567", "any", "B1234567"),
        ("TK 1234567", "passport", "TK1234567"),
        ("281234567", "passport", "281234567"),
    ],
)
def test_a_number_has_one_form(text, kind, number):
    """Spaces, dots, dashes and lost zeros say nothing; no number becomes another one."""
    assert owner_number(text, NumberKind(kind)) == number


@pytest.mark.parametrize(
    ("text", "kind", "fault"),
    [
        ("O74085001234", "any", NumberFault.LETTERS),
        ("07408500l234", "person", NumberFault.LETTERS),
        ("1085001234", "person", NumberFault.ZEROS),
        ("7.4085E+10", "person", NumberFault.SHORTENED),
        ("1234567", "any", NumberFault.LENGTH),
        ("07408500123456", "any", NumberFault.LENGTH),
        ("74085001234", "passport", NumberFault.LENGTH),
        ("Nguyễn Văn A", "any", NumberFault.LENGTH),
        ("", "any", NumberFault.LENGTH),
    ],
)
def test_what_may_be_another_number_is_none(text, kind, fault):
    """It is refused with what is wrong; the refusal does not tell it."""
    with pytest.raises(UnreadNumberError) as refused:
        owner_number(text, NumberKind(kind))
    assert refused.value.fault is fault
    assert text == "" or text not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("CMND: 281234567 cấp ngày 05/3/2010 tại CA Bình Dương", ("281234567",)),
        ("281234567; 074085001234", ("074085001234", "281234567")),
        ("281234567/074085001234", ("074085001234", "281234567")),
        ("281234567 074085001234", ("074085001234", "281234567")),
        ("CMND/CCCD số 074085001234", ("074085001234",)),
        ("Hộ chiếu số B1234567", ("B1234567",)),
        ("không có", ()),
        ("-", ()),
    ],
)
def test_a_cell_may_have_several(text, numbers):
    """With their names and days of issue, or without."""
    assert owner_numbers(text, NumberKind.PERSON) == numbers


@given(_DIGITS, st.lists(st.sampled_from(" .-"), min_size=12, max_size=12))
def test_what_stands_between_the_digits_never_matters(digits, between):
    """However it is grouped, it is one number; and it is locked to one thing."""
    grouped = "".join(digit + sign for digit, sign in zip(digits, between, strict=True))
    assert owner_number(grouped) == digits
    assert LOCK.of(owner_number(grouped)) == LOCK.of(digits)


@given(_DIGITS)
def test_nothing_that_is_kept_has_the_number(digits):
    """Neither what stands in a cell, nor what a screen shows, nor a text that names it."""
    shown = LOCK.shown(digits)
    assert digits not in shown
    assert LOCK.unlocked(shown) == (LOCK.of(digits),)
    assert digits not in as_told(LOCK.of(digits))
    assert digits not in masked(f"CCCD số {digits}")
    assert digits.encode() not in repr(LOCK).encode()


@given(st.text("074 .-CDMNthuếsố\n•:,", max_size=80), st.sampled_from(["CCCD ", "CMND: ", "MST "]))
def test_masking_takes_nothing_but_figures(text, name):
    """Whatever stands around, all letters stay, in their order; masked twice is masked once."""
    said = f"{text} {name}074085001234 {text}"
    kept = masked(said)
    assert [one for one in kept if one.isalpha()] == [one for one in said if one.isalpha()]
    assert masked(kept) == kept


def test_another_key_is_told_from_ours():
    """A cell that was locked by another key is no number; a fault stays a fault."""
    other = OwnerLock(bytes(32))
    assert other.check != LOCK.check
    assert other.of("074085001234") != LOCK.of("074085001234")
    with pytest.raises(UnreadNumberError) as refused:
        LOCK.unlocked(other.shown("074085001234"))
    assert refused.value.fault is NumberFault.OTHER_KEY


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ông A, CMND số 281 234 567 cấp năm 2010", "Ông A, CMND số ••• cấp năm 2010"),
        ("Số CCCD: 0740 8500 1234 do Cục cấp", "Số CCCD: ••• do Cục cấp"),
        ("Mã số doanh nghiệp 3700123456, vốn 100.000.000.000 đồng",
         "Mã số doanh nghiệp •••, vốn 100.000.000.000 đồng"),
        ("mã số thuế: 0300123456-001.", "mã số thuế: •••."),
        ("thẻ căn cước số\n074085001234", "thẻ căn cước số\n•••"),
        ("hộ chiếu số B1234567", "hộ chiếu số •••"),
        ("số 000.00.08.H09-230512-0012, 05/3/2018", "số 000.00.08.H09-230512-0012, 05/3/2018"),
        ("CMND số\n281234567", "CMND số\n•••"),
        ("CCCD 074085001234 tại Bình Dương", "CCCD ••• tại Bình Dương"),
        ("CCCD 074085001234, 079085009999 và B", "CCCD •••, ••• và B"),
        ("mã số thuế, vốn 500000000 đồng", "mã số thuế, vốn 500000000 đồng"),
        ("Điện thoại 0909123456", "Điện thoại 0909123456"),
        ("vốn 500000000 đồng", "vốn 500000000 đồng"),
        ("12/GP-SVHTTDL", "12/GP-SVHTTDL"),
    ],
)  # fmt: skip
def test_a_text_loses_its_numbers_and_nothing_else(text, kept):
    """What is named goes, and twelve digits that begin with a zero; sums and codes stay."""
    assert masked(text) == kept
    assert masked(masked(text)) == kept


def test_a_cell_that_is_nothing_but_a_number_loses_it():
    """In a column that nobody knows; a sentence of the same digits keeps them."""
    assert masked("281234567", is_cell=True) == MASK
    assert masked("281234567") == "281234567"


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Số CCCD", Column.CITIZEN_ID), ("CMND", Column.CARD_ID), ("CMND/CCCD", Column.PERSON_ID),
        ("Mã số thuế", Column.BUSINESS_ID), ("Mã số doanh nghiệp", Column.BUSINESS_ID),
        ("Số hộ chiếu", Column.PASSPORT_ID), ("MST/CCCD", Column.OWNER_ID),
        ("Ngày cấp CMND", None), ("Nơi cấp CCCD", None), ("Mã định danh", None),
    ],
)  # fmt: skip
def test_headings_of_owners_numbers(heading, column):
    """As offices write them; what only speaks of such papers is none."""
    found = column_of(heading)
    assert (found[0] if found else None) is column
