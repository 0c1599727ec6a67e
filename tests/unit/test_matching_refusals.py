"""What no scan is tied by: a number alone, another's words, a list that names no paper."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace

import pytest
from catalogue_samples import NOON, archive, note, paper, store
from test_matching_scans import _ROW, _SCAN, _SUBJECT, _comparing, _levels, _proposals

from sohoa.catalogue.paper_changes import Saying, link_document, unlink_document
from sohoa.catalogue.paper_holders import holders
from sohoa.catalogue.papers_to_match import decided_documents, untied_documents
from sohoa.cli.main import run
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, Said
from sohoa.domain.two_times import Act
from sohoa.matching.evidence import Level, Witness
from sohoa.matching.office_weights import weights_path
from sohoa.matching.weights import usual_weights
from sohoa.matching.words import WordCounts
from sohoa.workspace import CHECKOUT

_YEAR = PartialDate(2018)
_ANOTHERS = "Bổ nhiệm ông Trần Văn Tám làm trưởng phòng kế toán"
#: What is left where neither page nor register gives more than number and date.
_SCAN_BY_NUMBER = replace(_SCAN, subject="", page="", least_sheets=0, most_sheets=0, box="")
_ROW_BY_NUMBER = replace(_ROW, subject="", owner="", location="", sheets=None)


@pytest.mark.parametrize(
    ("scan", "row"),
    [
        # Each room numbers by itself: `145` of a year, or of a day, is several papers.
        ({}, {"number": "145", "formed": _YEAR}),
        ({}, {"number": "145"}),
        ({"number": "145"}, {"number": "145"}),
        ({"number": "145/QĐ"}, {"formed": _YEAR}),
        # A rule of law is numbered apart from decisions.
        ({"number": "145/2018/QĐ-SVHTTDL"}, {"formed": _YEAR}),
        # Numbers begin anew each year.
        ({"formed": None}, {}),
        ({"formed": None}, {"formed": PartialDate(2011, 3, 3)}),
        # And several bodies have one symbol: `12/QĐ-UBND` of each commune.
        ({"number": "145/QĐ-UBND"}, {"number": "145/QĐ-UBND", "formed": _YEAR}),
        # A page that lists owners names them all, and many are called An.
        ({"number": "145", "page": _ROW.owner}, {"number": "145", "owner": _ROW.owner}),
        ({"formed": None, "page": "an"}, {"number": "145", "owner": "An"}),
    ],
)
def test_a_number_alone_ties_nothing(scan, row):
    """The same number is given again: next year, in the next room, by the next body."""
    held = replace(_ROW_BY_NUMBER, **row)
    found = _proposals([replace(_SCAN_BY_NUMBER, **scan)], {"SO-000001": held})["hop-07.a"]
    assert not found.outcome.is_settled
    assert found.record_id == "SO-000001"


@pytest.mark.parametrize("subject", [_ANOTHERS, _SUBJECT.replace("Bông Sen", "Hải Âu")])
@pytest.mark.parametrize("number", ["145", "145/QĐ-SVHTTDL"])
def test_words_of_another_paper_are_not_outvoted_by_box_and_sheets(number, subject):
    row = replace(_ROW, number=number, subject=subject, owner="")
    assert not _proposals([_SCAN], {"SO-000001": row})["hop-07.a"].outcome.is_settled


def test_a_renewed_licence_is_not_last_years_where_the_page_gives_no_year():
    last_year = replace(_ROW, formed=PartialDate(2017, 5, 10))
    scan = replace(_SCAN, formed=None)
    assert not _proposals([scan], {"SO-000001": last_year})["hop-07.a"].outcome.is_settled


@pytest.mark.parametrize(
    ("scan", "row"),
    [
        # A list of years alone is true of every paper of the year.
        ({"number": "", "listed": Said("", _YEAR)}, {}),
        # And a row without a number is not the paper of a number.
        ({"listed": Said("145/QĐ-SVHTTDL", _YEAR)}, {"number": ""}),
    ],
)
def test_a_list_names_a_paper_by_its_number_alone(scan, row):
    held = replace(_ROW, **row)
    asked = replace(_SCAN, **scan)
    assert _levels(asked, held)[Witness.LIST] is Level.SILENT
    assert not _proposals([asked], {"SO-000001": held})["hop-07.a"].outcome.is_settled


def test_a_list_of_another_year_contradicts_though_it_has_no_number():
    asked = replace(_SCAN, listed=Said("", PartialDate(2017)))
    assert _levels(asked, _ROW)[Witness.LIST] is Level.OTHER


def test_what_is_told_apart_by_words_is_still_tied_without_a_symbol():
    """Old registers: bare numbers, the year alone, and what the paper is about."""
    row = replace(_ROW, number="145", formed=_YEAR, record_type="")
    assert _proposals([_SCAN], {"SO-000001": row})["hop-07.a"].outcome.is_settled


@pytest.mark.parametrize(
    ("scan", "owner", "level"),
    [
        ({"owner": "Công ty CP Hải Âu", "page": f"Danh sách: {_ROW.owner}"}, _ROW.owner, "usual"),
        ({"owner": "Công ty CP Hải Âu", "page": "", "subject": ""}, _ROW.owner, "other"),
        ({"owner": _ROW.owner, "page": ""}, _ROW.owner, "same"),
        ({"page": "Xét đề nghị của ông An"}, "An", "usual"),
    ],
)
def test_an_owner_is_whom_the_page_calls_so_and_a_usual_name_tells_nothing(scan, owner, level):
    row = replace(_ROW, owner=owner)
    others = [replace(_ROW, owner="Trần An")] * 60
    found = _comparing(row, *others).evidence(replace(_SCAN, **scan), "SO-000001", row)
    assert found is not None
    assert found.by(Witness.OWNER).level.value == level
    assert usual_weights().bits(Witness.OWNER, Level.USUAL) < 0.5


@pytest.mark.parametrize("papers", [1, 2, 3, 200])
def test_what_half_of_a_register_says_is_not_rare_however_short_it_is(papers):
    """A pilot begins with two papers: what both say tells neither from a third that is missing."""
    counts = WordCounts(["Công nhận khách sạn"] * papers)
    assert counts.bits("khach san") < counts.rare


def test_a_document_on_its_way_has_the_paper_that_its_list_names(catalogue, tmp_path):
    """One of the two is wrong; what left the box, or was replaced, has it no longer."""
    store(catalogue, paper())
    named = Description(record_id="SO-000001", formed=PartialDate(2018, 3, 5))
    catalogue.note_states(
        batch="Hộp 02",
        phase=2,
        states=[note("z", state=DocumentState.QUARANTINED, description=named)],
    )
    with catalogue.tried(rehearse=True) as trial:
        assert holders(trial.connection, ["SO-000001"]) == {"SO-000001": "z"}
    catalogue.withdraw_absent("Hộp 02", present=())
    with catalogue.tried(rehearse=True) as trial:
        assert holders(trial.connection, ["SO-000001"]) == {}
    archive(catalogue, tmp_path, "y", description=named)
    with catalogue.tried(rehearse=True) as trial:
        assert holders(trial.connection, ["SO-000001"]) == {"SO-000001": "y"}


def test_a_better_scan_of_what_a_person_has_untied_is_a_persons_too(catalogue, tmp_path):
    store(catalogue, paper())
    named = Description(record_id="SO-000001", formed=PartialDate(2018, 3, 5))
    archive(catalogue, tmp_path, "hop.07943cbf7000", description=named)
    with catalogue.tried(rehearse=False) as trial:
        unlink_document(trial.connection, "hop.07943cbf7000", Saying(NOON, "Lan", "đọc nhầm"))
    archive(catalogue, tmp_path, "hop.07943cbf7000.2")
    with catalogue.tried(rehearse=True) as trial:
        found = {one.document_id: one.untied for one in untied_documents(trial.connection, ())}
    assert found == {"hop.07943cbf7000": True, "hop.07943cbf7000.2": True}


def test_what_matching_has_tied_teaches_nothing_though_its_paper_was_merged(catalogue, tmp_path):
    store(catalogue, *(paper(f"{at}/QĐ-SVHTTDL") for at in (12, 13, 14)))
    for at, act in enumerate((Act.MATCH, Act.LINK), 1):
        archive(catalogue, tmp_path, f"hop.{at}")
        fields = tuple(
            FieldRead(name, value, 1, Box(1, 2, 3, 4), 95.0, "network", "r")
            for name, value in ((FieldName.NUMBER, "12/QĐ-SVHTTDL"),)
        )
        told = [note(f"hop.{at}", paper=PaperDescription("decree-30", fields))]
        catalogue.note_states(batch="Hộp 01", phase=2, states=told)
        word = Saying(NOON, "Lan", "xem giấy")
        with catalogue.tried(rehearse=False) as trial:
            link_document(trial.connection, f"hop.{at}", f"SO-{at:06d}", word, act)
    catalogue.merge_papers(["SO-000001"], "SO-000003", Saying(NOON, "Lan", "một giấy"))
    with catalogue.tried(rehearse=True) as trial:
        decided = [(seen.document_id, at) for seen, at, _row in decided_documents(trial.connection)]
    assert decided == [("hop.2", "SO-000002")]


@pytest.mark.parametrize(
    "wrong",
    [
        b"[number]\nsame = [1e308, 1]",  # two of them are no number any more
        b"[number]\nsame = [nan, 1]",
        b"[number]\nsame = [inf, 1]",
        b"\x00\xff\xfe",
        b"[number]\nsame = 3",
        b"number = 3",
        None,  # a folder
    ],
)
def test_weights_that_cannot_be_reckoned_with_are_refused_by_name(office, wrong, capsys):
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    path = weights_path(office.config_dir)
    path.mkdir() if wrong is None else path.write_bytes(wrong)
    assert run(["match"]) == 3
    assert "matching.toml" in capsys.readouterr().err


def test_a_subject_of_a_hundred_thousand_words_is_compared_in_no_time():
    words = [f"từ{at}" for at in range(100_000)]
    scan = replace(_SCAN, subject=" ".join(words))
    rows = [replace(_ROW, subject=" ".join(words[::-1])), replace(_ROW, subject=scan.subject)]
    before = time.process_time()
    levels = [_levels(scan, row)[Witness.SUBJECT] for row in rows]
    assert time.process_time() - before < 5
    assert levels == [Level.OTHER, Level.SAME]
