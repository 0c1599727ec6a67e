"""Two scans of one paper, by what the paper says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalogue_samples import NOON, archive, note, reading

from sohoa.domain.double_documents import PaperFace, pairs
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, Finding, HeaderFields

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

FACE = PaperFace("a", "12/qd-svhttdl", "2018-03-05", "SỞ VĂN HÓA")


def other(**fields) -> PaperFace:
    """The same paper under another document, but for what is given."""
    values = {
        "document_id": "b",
        "number_key": FACE.number_key,
        "formed": FACE.formed,
        "issuing_body": FACE.issuing_body,
    }
    return PaperFace(**{**values, **fields})


@pytest.mark.parametrize(
    ("fields", "is_one"),
    [
        ({}, True),
        ({"issuing_body": ""}, True),
        ({"issuing_body": "UBND TỈNH BÌNH DƯƠNG SỞ VĂN HÓA"}, True),
        ({"issuing_body": "CHÍNH PHỦ"}, False),
        ({"number_key": "13/qd-svhttdl"}, False),
        ({"formed": "2018-03-06"}, False),
    ],
)
def test_number_day_and_issuer_make_a_paper(fields, is_one):
    """An unread issuer contradicts nobody; another one makes another paper."""
    assert (len(list(pairs([FACE, other(**fields)]))) == 1) is is_one


def test_what_does_not_say_enough_is_no_pair():
    """Figures without a symbol, or a date without a day, are many papers'."""
    bare = [other(number_key="12"), other(number_key="12", document_id="c")]
    month = [other(formed="2018-03"), other(formed="2018-03", document_id="c")]

    assert not list(pairs([*bare, *month]))


@pytest.mark.parametrize(
    ("fields", "is_one"),
    [
        ({}, True),
        ({"issuing_body": "UBND TỈNH ĐỒNG NAI SỞ VĂN HÓA"}, True),
        ({"issuing_body": ""}, False),
        ({"issuing_body": "CHÍNH PHỦ"}, False),
        ({"formed": "2018-03-06"}, False),
        ({"formed": "2018-03"}, False),
        ({"number_key": "13"}, False),
        ({"number_key": "1"}, False),
    ],
)
def test_figures_alone_are_a_whole_number_of_the_same_day_and_issuer(fields, is_one):
    """`12` and `12/QĐ-SVHTTDL`: many papers are called 12, so day and issuer must both say it."""
    bare = other(**{"number_key": "12", **fields})

    for both in ([FACE, bare], [bare, FACE]):
        assert (len(list(pairs(both))) == 1) is is_one


def test_two_records_of_the_register_are_two_papers():
    """The register may give one number to several certificates of a day."""
    one, two = other(record_id="SO-000001"), other(document_id="c", record_id="SO-000002")

    assert not list(pairs([one, two]))


def test_versions_of_one_document_are_no_double():
    """A better scan that takes the place of an archived one is the same paper, and may be."""
    place = "hop-01.07943cbf7000"
    versions = [other(document_id=name) for name in (place, f"{place}.2", f"{place}.3")]

    assert not list(pairs(versions))
    assert len(list(pairs([*versions, other(document_id="hop-02.07943cbf7001")]))) == 3


@pytest.fixture
def twice(catalogue, tmp_path):
    """One paper archived twice, in other bytes."""
    said = Description(formed=PartialDate(2018, 3, 5), number="12/QĐ-SVHTTDL")
    for name in ("a", "b"):
        archive(catalogue, tmp_path, name, description=said, header=HeaderFields())
    return catalogue


def test_both_of_an_archived_pair_are_told(twice, tmp_path):
    """The first learns of the second without being touched; list and count say the same."""
    with reading(tmp_path) as reader:
        rows = {row.document_id: row for row in reader.list_documents()}
        needy = {row.document_id for row in reader.needy_documents(DECLARED)}
        waiting = reader.workloads(DECLARED)[Need.REVIEW].documents
        alone = reader.document("a")

    assert rows["a"].findings == (Finding("same-paper", value="b"),) == alone.findings
    assert rows["b"].findings == (Finding("same-paper", value="a"),)
    assert needy == {"a", "b"}
    assert waiting == 2


@pytest.mark.parametrize("body", ["SỞ VĂN HÓA", "CHÍNH PHỦ", ""])
def test_figures_alone_are_asked_about_wherever_pairs_are(catalogue, tmp_path, body):
    """Before signing, on either document, in list and count: one rule for all."""
    day, issuer = PartialDate(2018, 3, 5), HeaderFields(issuing_body="SỞ VĂN HÓA")
    whole = Description(formed=day, number="12/QĐ-SVHTTDL")
    archive(catalogue, tmp_path, "a", description=whole, header=issuer)
    bare = PaperFace("b", "12", day.iso, body)
    expected = ("a",) if body == "SỞ VĂN HÓA" else ()

    assert catalogue.same_papers([bare]).get("b", ()) == expected
    known = replace(whole, number="12")
    archive(catalogue, tmp_path, "b", description=known, header=HeaderFields(issuing_body=body))
    again = PaperFace("c", FACE.number_key, day.iso, "SỞ VĂN HÓA")
    assert set(catalogue.same_papers([again])["c"]) == {"a", *("b" for _one in expected)}
    with reading(tmp_path) as reader:
        listed = {row.document_id: row.findings for row in reader.list_documents()}
        alone = {name: reader.document(name).findings for name in ("a", "b")}
    told = {"a": (Finding("same-paper", value="b"),), "b": (Finding("same-paper", value="a"),)}
    assert listed == alone == (told if expected else {"a": (), "b": ()})


def test_a_pair_that_a_person_settled_is_told_no_more(twice, tmp_path):
    """`đã xem` in the list of either: they are two papers."""
    said = Description(formed=PartialDate(2018, 3, 5), number="12/QĐ-SVHTTDL", confirmation="x")
    twice.complete("b", said)

    with reading(tmp_path) as reader:
        assert reader.needy_documents(DECLARED) == ()


def test_a_double_that_is_taken_away_leaves_nothing_behind(catalogue, tmp_path):
    """The finding is seen, not stored: without the other there is none."""
    said = Description(formed=PartialDate(2018, 3, 5), number="12/QĐ-SVHTTDL")
    archive(catalogue, tmp_path, "a", description=said)
    catalogue.note_states(batch="Hộp 02", phase=2, states=[note("b", description=said)])
    with reading(tmp_path) as reader:
        assert len(reader.needy_documents(DECLARED)) == 2

    catalogue.withdraw_absent("Hộp 02", present=())

    with reading(tmp_path) as reader:
        assert reader.needy_documents(DECLARED) == ()


def test_archived_before_it_was_formed(catalogue, tmp_path):
    """A date later than the day of archiving is wrong, and a person is told."""
    later = Description(formed=PartialDate(2023, 7, 1), number="12/QĐ-SVHTTDL")
    same_year = Description(formed=PartialDate(2023), number="13/QĐ-SVHTTDL")
    archive(catalogue, tmp_path, "a", description=later, archived_at=NOON)
    archive(catalogue, tmp_path, "b", description=same_year, archived_at=NOON)

    with reading(tmp_path) as reader:
        (row,) = reader.needy_documents(DECLARED)

    assert row.findings == (Finding("before-formed", value="01/07/2023"),)
