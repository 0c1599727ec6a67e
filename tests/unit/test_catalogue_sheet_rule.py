"""The rule of sheets holds for what is archived already, when the register comes after it."""

from __future__ import annotations

import pytest
from catalogue_samples import NOON, accepted, archive, in_error, paper, reading, register, store

from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, Finding

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

#: Archived documents of the samples have three pages.
DAY = PartialDate(2018, 3, 5)


def findings_of(tmp_path, document_id: str = "hop.1") -> dict[str, str]:
    """What the catalogue now says of a document, by code."""
    with reading(tmp_path) as reader:
        return {one.code: one.value for one in reader.document(document_id).findings}


@pytest.mark.parametrize(("sheets", "is_lacking"), [(3, False), (4, True), (None, False)])
def test_a_register_that_comes_later_is_compared(catalogue, tmp_path, sheets, is_lacking):
    """More sheets than archived pages: a person is sent to scan again, though nothing runs."""
    archive(catalogue, tmp_path, "hop.1", description=Description(number="12/QĐ", formed=DAY))

    counts = store(catalogue, paper("12/QĐ", sheets=sheets))

    assert counts.lacking == int(is_lacking)
    with reading(tmp_path) as reader:
        row = reader.document("hop.1")
        assert reader.workloads(DECLARED)[Need.RESCAN].documents == int(is_lacking)
    assert row.need(DECLARED) == (Need.RESCAN if is_lacking else None)
    if is_lacking:
        assert findings_of(tmp_path) == {"missing-pages": "3 < 4"}


def test_blank_backs_do_not_stand_for_sheets(catalogue, tmp_path):
    """Three pages of which one is blank are two sheets' worth at most."""
    archive(
        catalogue,
        tmp_path,
        "hop.1",
        description=Description(number="12/QĐ", formed=DAY),
        findings=(Finding("blank-page", 2), Finding("skew", 1), Finding("blur", 3)),
    )

    store(catalogue, paper("12/QĐ", sheets=3))

    found = findings_of(tmp_path)
    assert found["missing-pages"] == "2 < 3"
    assert found.keys() == {"blank-page", "skew", "blur", "missing-pages"}


def test_a_doubtful_paper_is_not_compared(catalogue, tmp_path):
    """Another date, another year, or two papers of one number: nothing is said."""
    archive(catalogue, tmp_path, "hop.1", description=Description(number="12/QĐ", formed=DAY))
    archive(catalogue, tmp_path, "hop.2", description=Description(number="13/QĐ", formed=DAY))

    store(
        catalogue,
        paper("12/QĐ", formed="06/03/2018", sheets=9),
        paper("12/QĐ", formed="05/03/2017", sheets=9),
        paper("13/QĐ", sheets=9),
        paper("13/QĐ", sheets=9, room="Quản lý thể thao"),
    )

    assert findings_of(tmp_path) == {}
    assert findings_of(tmp_path, "hop.2") == {}


def test_being_tied_to_a_paper_compares_too(catalogue, tmp_path):
    """The box is run again, list and register now know the paper: what it lacks is found."""
    archive(catalogue, tmp_path, "hop.1")
    store(catalogue, paper("12/QĐ", sheets=5))

    assert catalogue.complete("hop.1", catalogue.link(Description(number="12/QĐ", formed=DAY)))
    assert findings_of(tmp_path)["missing-pages"] == "3 < 5"


def test_a_number_that_is_met_takes_the_finding_away(catalogue, tmp_path):
    """A list that counts right after all: nothing is left to be scanned again."""
    archive(catalogue, tmp_path, "hop.1")
    catalogue.complete("hop.1", Description(formed=DAY, sheets=5))
    assert findings_of(tmp_path)["missing-pages"] == "3 < 5"

    catalogue.complete("hop.1", Description(formed=DAY, sheets=3))
    assert findings_of(tmp_path) == {}


def test_a_register_that_came_before_is_compared_where_no_list_says_anything(catalogue, tmp_path):
    """The page alone names the paper: nothing tied the document to it before it was archived."""
    store(catalogue, paper("12/QĐ", sheets=4), paper("13/QĐ", sheets=3))

    archive(catalogue, tmp_path, "hop.1", description=Description(number="12/QĐ", formed=DAY))
    archive(catalogue, tmp_path, "hop.2", description=Description(number="13/QĐ", formed=DAY))

    assert findings_of(tmp_path) == {"missing-pages": "3 < 4"}
    assert findings_of(tmp_path, "hop.2") == {}


def test_a_row_that_is_taken_late_is_compared(catalogue, tmp_path):
    """The same file again, after somebody has settled what was asked about its row."""
    archive(catalogue, tmp_path, "hop.1", description=Description(number="12/QĐ", formed=DAY))
    catalogue.store_import(register(in_error(2)), imported_at=NOON)

    again = register(accepted(paper("12/QĐ", sheets=4), row_number=2))
    counts = catalogue.store_import(again, imported_at=NOON)

    assert (counts.taken_late, counts.lacking) == (1, 1)
    assert findings_of(tmp_path)["missing-pages"] == "3 < 4"


def test_a_correction_taken_back_is_none(catalogue, tmp_path):
    """That the file bears another number is said while it does."""
    archive(catalogue, tmp_path, "hop.1", description=Description(number="12/QĐ", formed=DAY))
    for number in ("13/QĐ", "14/QĐ"):
        catalogue.complete("hop.1", Description(number=number, formed=DAY))
        assert findings_of(tmp_path) == {"number-corrected": "12/QĐ"}

    catalogue.complete("hop.1", Description(number="12/QĐ", formed=DAY))
    assert findings_of(tmp_path) == {}
