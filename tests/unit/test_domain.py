"""The words: dates, identifiers, letters, errors, stations."""

from __future__ import annotations

import pickle
import re

import error_page
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.domain import errors, vietnamese
from sohoa.domain.errors import ItemError, OtherPhaseError, error_classes, explain
from sohoa.domain.identifiers import FileUnitCode, document_id, number_key, slug
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnamese import fold, has_marks, nfc, squeeze


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("5/3/2012", "2012-03-05"),
        ("05.03.2012", "2012-03-05"),
        ("03/2012", "2012-03"),
        ("tháng 3 năm 2012", "2012-03"),
        ("2012", "2012"),
        (" năm 2012 ", "2012"),
        ("2012-03-05", "2012-03-05"),
        ("2012-03-05 00:00:00", "2012-03-05"),
        ("ngày 5 tháng 3 năm 2012", "2012-03-05"),
        ("Nga\u0300y 5 tha\u0301ng 3 na\u0306m 2012", "2012-03-05"),
    ],
)
def test_dates_as_offices_write_them(text, iso):
    """Day before month; what is not said is not known."""
    assert PartialDate.parse(text).iso == iso


@pytest.mark.parametrize(
    "text", ["31/02/2012", "5/13/2012", "5/3/12", "12", "", "hôm qua", "5/3/1492", "2012/3"]
)
def test_what_is_no_date_is_refused(text):
    """No such day, two-digit years and other words are not guessed at."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of the calendar's own
        PartialDate.parse(text)


@given(st.dates(min_value=__import__("datetime").date(1900, 1, 1)))
def test_a_date_reads_back_as_itself(day):
    """Written in either order, a day is the same day."""
    if day.year <= 2100:
        known = PartialDate(day.year, day.month, day.day)

        assert PartialDate.parse(str(known)) == known
        assert PartialDate.parse(known.iso) == known


@given(st.text())
def test_folding_twice_is_folding_once(text):
    """Search folding is idempotent, whatever an engine or a keyboard has produced."""
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_fold_alike(text):
    """The Unicode form in which a word arrives does not matter for search."""
    import unicodedata

    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text))


@given(st.text(st.sampled_from(f"{vietnamese.LETTERS}ĐẾƯẞ")))
def test_letter_by_letter_is_mark_by_mark(text):
    """The fast way through an alphabet gives what parting letters from their marks gives."""
    assert fold(text) == vietnamese._without_any_marks(text)


@pytest.mark.parametrize(
    ("query", "text"), [("ho so", "Hồ sơ"), ("dinh", "định"), ("duong", "ĐƯỜNG"), ("uy", "Ủy")]
)
def test_folding_finds(query, text):
    """Words typed without marks meet words with them, đ included."""
    assert fold(text) == query
    assert has_marks(text)
    assert not has_marks(query)


def test_squeeze_keeps_square_metres():
    """Composition never changes what a sign means: m² stays m²."""
    assert squeeze("  120  m² \n") == "120 m²"


def test_a_document_keeps_its_id_in_either_unicode_form():
    """A name that arrives decomposed is the same place as the composed one."""
    assert document_id("Hộp 1", "giấy.pdf") == document_id(
        "Ho\u0323\u0302p 1", "gia\u0302\u0301y.pdf"
    )


def test_batches_with_alike_slugs_do_not_share_ids():
    """`Hộp 1` and `Hop 1` slug alike, yet their documents differ."""
    assert document_id("Hộp 1", "a.pdf") != document_id("Hop 1", "a.pdf")


@given(st.text())
def test_a_slug_is_safe(text):
    """Whatever the name, its slug can stand in a path and in a URL."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))


@pytest.mark.parametrize(
    "spelling", ["12/QĐ-SVHTTDL", "Số: 12/QĐ-SVHTTDL", "012 / QĐ – SVHTTDL", "12/qđ-svhttdl"]
)
def test_one_number_however_it_is_typed(spelling):
    """Spaces, case, dashes and leading zeros do not make another document number."""
    assert number_key(spelling) == "12/qd-svhttdl"


def test_the_archive_name_is_the_circulars():
    """Circular 05/2025, 8.1.d: code of the file unit, then the ordinal."""
    assert (
        FileUnitCode("H09.14", 2018, "GP.QLVH").archive_name(12)
        == "H09.14.2018.GP.QLVH.0000012.pdf"
    )


def test_codes_are_unique_and_well_formed():
    """Every error class has a code of its own, of the family's form."""
    kinds = [*ItemError.__subclasses__(), *errors.BatchError.__subclasses__()]

    assert len(error_classes()) == len(kinds)
    assert all(re.fullmatch(r"[A-Z]+-\d{3}", code) for code in error_classes())


@pytest.mark.parametrize("kind", error_classes().values(), ids=error_classes())
def test_an_error_travels_between_processes(kind):
    """Pickled and back, an error says the same; and it always says what to do."""
    details = dict.fromkeys(re.findall(r"{(\w+)}", kind.what + kind.remedy), "x")

    error = pickle.loads(pickle.dumps(kind("item", **details)))

    assert str(error) == str(kind("item", **details))
    assert "<" not in str(error)
    assert error.advice(lambda text: text)


def test_a_rejection_can_be_told_in_any_language():
    """What is kept of an error is enough to render it again later."""
    rejection = OtherPhaseError("d1", year=2010, other=3, phase=2).to_rejection("d1", "a.pdf")

    what, remedy = explain(rejection.code, rejection.details, str)

    assert "2010" in what
    assert remedy
    assert rejection.year == 2010
    assert rejection.set_aside


def test_an_unknown_code_explains_itself():
    """A code written by a later version is shown as it is."""
    assert explain("INTAKE-999", {}, str) == ("INTAKE-999", "")


def test_the_catalogue_of_errors_is_true(monkeypatch):
    """`docs/errors.md` has a row for each code, in the words of today, and none for one gone."""
    monkeypatch.setenv("SOHOA_LANG", "vi")

    assert error_page.PAGE.read_text(encoding="utf-8") == error_page.page()
