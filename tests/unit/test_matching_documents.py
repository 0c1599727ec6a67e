"""`sohoa match`: archived documents find their papers in the catalogue, on both databases."""

from __future__ import annotations

import json
import shutil
import unicodedata
from dataclasses import replace

import pytest
from catalogue_samples import NOON, archive, note, paper, store

from bench.looked_up import Index
from bench.registers import drawn_rows
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.papers_to_match import RegisterPapers, untied_documents
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.paper_findings import UNSURE_FIGURES
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, HeaderFields, Said
from sohoa.matching.blocking import Wanted
from sohoa.matching.evidence import Level, Witness
from sohoa.matching.office_weights import office_weights, weights_path
from sohoa.matching.weights import usual_weights
from sohoa.tabular.columns import Column
from sohoa.use_cases import matching
from sohoa.use_cases.learning_weights import learn_weights
from sohoa.use_cases.matching import match_documents
from sohoa.use_cases.paper_changes import (
    Word,
    edit_papers,
    link_document,
    unlink_document,
)
from sohoa.workspace import CHECKOUT

_SUBJECT = "Về việc công nhận khách sạn {} đạt tiêu chuẩn 2 sao"
_NAMES = ("Bông Sen", "Hải Âu", "Sông Bé")
_PAPERS = [
    paper(f"{number}/QĐ-SVHTTDL", "12/05/2018", subject=_SUBJECT.format(name), sheets=2)
    for number, name in zip((145, 146, 150), _NAMES, strict=True)
]


def _described(row, **changed: str) -> PaperDescription:
    said = {
        FieldName.NUMBER: row.number,
        FieldName.FORMED: row.formed.iso,
        FieldName.RECORD_TYPE: "Quyết định",
        FieldName.SUBJECT: row.subject,
    }
    said |= {FieldName(name): value for name, value in changed.items()}
    box = Box(1, 2, 3, 4)
    return PaperDescription(
        "decree-30",
        tuple(FieldRead(name, value, 1, box, 95.0, "network", "r") for name, value in said.items()),
    )


def _archive(
    catalogue: Catalogue, folder, document: str, described: PaperDescription | None, **said
):
    archive(catalogue, folder, document, description=Description(**said))
    if described:
        told = [note(document, paper=described)]
        catalogue.note_states(batch="Hộp 01", phase=2, states=told)


def _tied(address: str, *documents: str) -> dict[str, str]:
    with CatalogueReader.open(address) as reader:
        rows = [reader.document(one) for one in documents]
    return {one.document_id: one.record_id for one in rows if one and one.record_id}


@pytest.fixture
def address(office) -> str:
    """The address of the office's catalogue, with three papers of one day and no document."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(catalogue, *_PAPERS)
    return office.catalogue_url


def test_the_catalogue_gives_the_papers_that_an_index_of_the_same_rows_gives(catalogue):
    """By figures, alone or before a stroke, within the year if there is one; by day; by id."""
    drawn = [replace(one, formed=one.formed) for one in drawn_rows(300, seed=5)]
    drawn += [paper("12", "05/03/2018"), paper("12a/GP", "05/03/2018"), paper("120/GP", "2018")]
    store(catalogue, *drawn)
    rows = {f"SO-{at:06d}": row for at, row in enumerate(drawn, 1)}
    day = drawn[0].formed.iso
    asked = [
        Wanted(("12",), None, "", ""),
        Wanted(("12", "72", "1"), 2018, "", ""),
        Wanted(("12",), 1999, "", ""),
        Wanted((), None, day, "SO-000002"),
        Wanted(("no such",), 2018, "1900-01-01", "SO-999999"),
    ]
    with catalogue.tried(rehearse=True) as trial:
        found = [set(one) for one in RegisterPapers(trial.connection).alike(asked)]
        held = next(iter(RegisterPapers(trial.connection).alike([asked[3]])))
    assert found == [set(one) for one in Index(rows).alike(asked)]
    assert found[0] == {
        at for at, row in rows.items() if row.number.lstrip("0").split("/")[0] == "12"
    }
    assert held["SO-000001"] == drawn[0]


def test_what_is_archived_and_tied_to_nothing_is_given_with_all_that_is_known(catalogue, tmp_path):
    """Described, or by its head alone; with the findings that doubt it and the list's word."""
    store(catalogue, *_PAPERS)
    doubt = UNSURE_FIGURES.of("Số: 145 /QĐ-SVHTTDL")
    head = HeaderFields(number="146/QĐ-SVHTTDL", formed=PartialDate(2018, 5, 12))
    archive(catalogue, tmp_path, "hop.1", text="Xét đề nghị của bà Lan", findings=(doubt,))
    catalogue.note_states(
        batch="Hộp 01", phase=2, states=[note("hop.1", paper=_described(_PAPERS[0]))]
    )
    archive(catalogue, tmp_path, "hop.2", header=head)
    archive(catalogue, tmp_path, "hop.3", description=Description("SO-000003", "150"))
    listed = Description(number="7/GP", listed=Said("7/GP", PartialDate(2018)))
    archive(catalogue, tmp_path, "hop.4", description=listed)
    with catalogue.tried(rehearse=True) as trial:
        found = {one.document_id: one.seen for one in untied_documents(trial.connection, ())}
        assert untied_documents(trial.connection, ["Hộp 02"]) == []
    assert sorted(found) == ["hop.1", "hop.2", "hop.4"]
    first, second, fourth = found.values()
    assert (first.number, first.formed, first.subject) == (
        "145/QĐ-SVHTTDL", PartialDate(2018, 5, 12), _PAPERS[0].subject,
    )  # fmt: skip
    assert not first.is_number_sure
    assert first.is_date_sure
    assert "lan" in first.page_words
    assert first.box == "Hộp 01"
    assert (second.number, second.formed) == ("146/QĐ-SVHTTDL", PartialDate(2018, 5, 12))
    assert fourth.listed == Said("7/GP", PartialDate(2018))


def test_what_is_sure_is_tied_and_counts_and_the_rest_is_left_to_a_person(office, address):
    """A neighbour's number with the words of another is left; so is what no paper is like."""
    other = _described(_PAPERS[2], number="151/QĐ-SVHTTDL")
    with Catalogue.open(address) as catalogue:
        for at, row in enumerate(_PAPERS[:2], 1):
            _archive(catalogue, office.data_dir, f"hop.{at}", _described(row))
        _archive(catalogue, office.data_dir, "hop.3", other)
    tried = match_documents(office, (), rehearse=True)
    assert [one.tied for one in tried.documents] == [True, True, False]
    assert _tied(address, "hop.1", "hop.2", "hop.3") == {}
    done = match_documents(office, ["Hộp 01"], rehearse=False)
    assert replace(tried, rehearsed=False) == done
    assert _tied(address, "hop.1", "hop.2", "hop.3") == {"hop.1": "SO-000001", "hop.2": "SO-000002"}
    unlinked = {one.figure: (one.before, one.after) for one in done.effect.figures}["unlinked"]
    assert unlinked == (3, 1)
    (left,) = (one for one in done.documents if not one.tied)
    assert left.outcome in {"unsure", "contradicted"}
    assert left.papers[0].record_id == "SO-000003"
    assert any("150/QĐ-SVHTTDL" in sentence for sentence in left.papers[0].against)
    again = match_documents(office, (), rehearse=False)
    assert [one.document_id for one in again.documents] == ["hop.3"]


def test_each_tie_is_a_fact_with_who_and_why(office, address, monkeypatch, capsys):
    monkeypatch.setenv("SOHOA_USER", "chị Lan")
    with Catalogue.open(address) as catalogue:
        _archive(catalogue, office.data_dir, "hop.1", _described(_PAPERS[0]))
    match_documents(office, (), rehearse=False)
    capsys.readouterr()
    assert run(["show", "hop.1", "--history", "--json"]) == 0
    ties = [one for one in json.loads(capsys.readouterr().out) if "trích yếu" in one["reason"]]
    assert {(one["person"], one["act"]) for one in ties} == {("chị Lan", "match")}


def test_what_a_person_has_untied_is_not_tied_again(office, address):
    with Catalogue.open(address) as catalogue:
        _archive(catalogue, office.data_dir, "hop.1", _described(_PAPERS[0]))
    match_documents(office, (), rehearse=False)
    unlink_document(office, "hop.1", Word("đọc nhầm"))
    (left,) = match_documents(office, (), rehearse=False).documents
    assert (left.tied, left.untied, left.papers[0].record_id) == (False, True, "SO-000001")
    link_document(office, "hop.1", "SO-000001", Word("đã xem giấy"))
    assert match_documents(office, (), rehearse=False).documents == ()


def test_a_paper_that_has_its_document_is_not_given_to_another(office, address):
    with Catalogue.open(address) as catalogue:
        _archive(catalogue, office.data_dir, "hop.1", _described(_PAPERS[0]))
    match_documents(office, (), rehearse=False)
    with Catalogue.open(address) as catalogue:
        _archive(catalogue, office.data_dir, "hop.2", _described(_PAPERS[0]))
    (left,) = match_documents(office, (), rehearse=False).documents
    assert (left.tied, left.outcome, left.papers[0].held_by) == (False, "ambiguous", "hop.1")


def test_the_command_shows_what_was_tied_and_what_a_person_has_to_do(office, address, capsys):
    with Catalogue.open(address) as catalogue:
        _archive(catalogue, office.data_dir, "hop.1", _described(_PAPERS[0]))
        _archive(
            catalogue, office.data_dir, "hop.2", _described(_PAPERS[1], number="148/QĐ-SVHTTDL")
        )
    assert run(["match", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "SO-000001" in shown
    assert "trang 148/QĐ-SVHTTDL, sổ 146/QĐ-SVHTTDL" in shown
    assert "sohoa link" in shown
    assert run(["match"]) == 0
    command = ["link", "hop.2", "SO-000002", "--reason", "đã xem giấy"]
    assert run(command) == 0  # the remedy leads out
    assert _tied(address, "hop.1", "hop.2") == {"hop.1": "SO-000001", "hop.2": "SO-000002"}
    capsys.readouterr()
    assert run(["match"]) == 0
    assert "148" not in capsys.readouterr().out


def test_a_box_that_nobody_knows_is_said(office, address, capsys):
    assert run(["match", "--batch", "Hộp 99"]) == 2
    assert "Hộp 99" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["match"], ["review"], ["review", "export"]])
def test_a_box_is_known_by_its_name_however_its_marks_are_written(office, address, command):
    """As a keyboard or a file system of another make gives it: letters and marks apart."""
    with Catalogue.open(address) as catalogue:
        _archive(catalogue, office.root, "a", _described(_PAPERS[0]))
    apart = unicodedata.normalize("NFD", "Hộp 01")

    assert run([*command, "--batch", apart]) == 0


def _decided(catalogue: Catalogue, folder, count: int) -> None:
    """Documents that a list has tied; the register names no box."""
    rows = [
        paper(
            f"{at}/QĐ-SVHTTDL", "12/05/2018", subject=_SUBJECT.format(f"Sao {at}"), location="Kho"
        )
        for at in range(300, 300 + count)
    ]
    store(catalogue, *rows, name="b.xlsx")
    for at, row in enumerate(rows, 4):
        said = Description(record_id=f"SO-{at:06d}", formed=row.formed, number=row.number)
        archive(catalogue, folder, f"hop.{at}", description=said)
        told = [note(f"hop.{at}", paper=_described(row))]
        catalogue.note_states(batch="Hộp 01", phase=2, states=told)


def test_weights_are_learnt_from_what_people_decided_not_from_matching_itself(office, address):
    """This office's registers say where its papers stand, never the box: that weighs nothing."""
    with Catalogue.open(address) as catalogue:
        _archive(catalogue, office.data_dir, "hop.1", _described(_PAPERS[0]))
        _decided(catalogue, office.data_dir, 32)
    match_documents(office, (), rehearse=False)
    usual = usual_weights().bits(Witness.BOX, Level.OTHER)
    tried = learn_weights(office, rehearse=True)
    assert not weights_path(office.config_dir).exists()
    learnt = learn_weights(office, rehearse=False)
    assert replace(tried, rehearsed=False) == learnt
    assert learnt.pairs == 32  # not the one that matching has tied
    levels = {(one.witness, one.level): one for one in learnt.levels}
    assert levels["number", "same"].same == 32
    assert levels["number", "same"].beside == 0
    assert levels["box", "other"].same == 32
    # All but the first and the last stand between two others, in the order of the register.
    assert (levels["order", "same"].same, levels["order", "same"].beside) == (30, 0)
    assert levels["box", "other"].before == round(usual, 1) < levels["box", "other"].after
    assert "list" not in {witness for witness, _level in levels}
    now = office_weights(office.config_dir)
    assert round(now.bits(Witness.BOX, Level.OTHER), 1) == levels["box", "other"].after
    assert learn_weights(office, rehearse=False).levels[0].before == learnt.levels[0].after


def test_few_decided_pairs_teach_nothing_and_the_command_says_so(office, address, capsys):
    with Catalogue.open(address) as catalogue:
        _decided(catalogue, office.data_dir, 3)
    assert run(["match", "--learn"]) == 2
    assert "[MATCH-901]" in capsys.readouterr().err
    assert run(["match", "--learn", "--batch", "Hộp 01"]) == 2


def test_the_command_prints_what_was_learnt(office, address, capsys):
    with Catalogue.open(address) as catalogue:
        _decided(catalogue, office.data_dir, 31)
    assert run(["match", "--learn", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "số ký hiệu" in shown
    assert "31 cặp" in shown


@pytest.mark.parametrize(
    "wrong", ["[colour]\nsame = [1, 1]", "[number]\nnearly = [1, 1]", "[number]\nsame = [-1, 1]"]
)
def test_weights_that_say_what_cannot_be_are_refused_by_name(office, address, wrong, capsys):
    weights_path(office.config_dir).write_text(wrong, encoding="utf-8")
    assert run(["match"]) == 3
    assert "matching.toml" in capsys.readouterr().err


def test_a_day_that_very_many_papers_have_is_not_looked_through(catalogue):
    """A register that dates all its papers alike: each scan would be compared with all of them."""
    many = [paper(f"{at}/QĐ-SVHTTDL", "31/12/2018") for at in range(1, 303)]
    store(catalogue, *many)
    day = many[0].formed.iso
    asked = [
        Wanted((), 2018, day, ""),
        Wanted(("12",), 2018, day, ""),
        Wanted(("12",), None, "", ""),
    ]
    with catalogue.tried(rehearse=True) as trial:
        papers = RegisterPapers(trial.connection)
        assert [list(one) for one in papers.alike(asked)] == [[], ["SO-000012"], ["SO-000012"]]


@pytest.mark.parametrize("meanwhile", ["document", "paper", "nothing"])
def test_what_changes_while_it_is_looked_at_is_not_tied(office, address, monkeypatch, meanwhile):
    """Others may write while thousands of scans are compared; what they said goes first."""
    with Catalogue.open(address) as catalogue:
        _archive(catalogue, office.data_dir, "hop.1", _described(_PAPERS[0]))
        _archive(catalogue, office.data_dir, "hop.2", _described(_PAPERS[1]))
    proposed = matching.proposals

    def while_others_write(*asked):
        found = proposed(*asked)
        if meanwhile == "document":
            link_document(office, "hop.1", "SO-000003", Word("đã xem giấy"))
        if meanwhile == "paper":
            edit_papers(office, ["SO-000001"], {Column.SUBJECT: "Việc khác"}, Word("BB 3"))
        return found

    monkeypatch.setattr(matching, "proposals", while_others_write)
    told = match_documents(office, (), rehearse=False).documents
    tied = _tied(address, "hop.1", "hop.2")
    # What is not tied is told, and why; what somebody else has tied is nobody's to decide.
    assert [one.document_id for one in told if one.changed] == {"paper": ["hop.1", "hop.2"]}.get(
        meanwhile, []
    )
    assert ("hop.1" in {one.document_id for one in told}) == (meanwhile != "document")
    kept = {"document": "SO-000003", "paper": None, "nothing": "SO-000001"}[meanwhile]
    # The paper stood beside the other scan's: that one, too, is looked at again.
    assert (tied.get("hop.1"), "hop.2" in tied) == (kept, meanwhile != "paper")
    monkeypatch.undo()
    monkeypatch.setenv("SOHOA_HOME", str(office.root))
    match_documents(office, (), rehearse=False)
    assert _tied(address, "hop.2") == {"hop.2": "SO-000002"}


def test_the_order_of_papers_is_that_of_the_register_without_what_is_not_in_it(catalogue, tmp_path):
    store(catalogue, *_PAPERS, paper("151/QĐ-SVHTTDL", "12/05/2018"))
    catalogue.withdraw_papers(["SO-000003"], Saying(NOON, "chị Lan", "trùng"))
    archive(catalogue, tmp_path, "hop.1", description=Description("SO-000001", "145"))
    archive(catalogue, tmp_path, "hop.2")
    with catalogue.tried(rehearse=True) as trial:
        papers = RegisterPapers(trial.connection)
        assert papers.behind("SO-000001", 2) == ["SO-000002", "SO-000004"]
        assert papers.behind("SO-000004", 2) == papers.behind("no such", 2) == []
        found = {one.document_id: one for one in papers.standing_in({"Hộp 01"})}
        assert list(papers.standing_in({"Hộp 02"})) == []
    assert {one: said.record_id for one, said in found.items()} == {
        "hop.1": "SO-000001", "hop.2": ""
    }  # fmt: skip


def test_what_stands_between_tied_documents_is_tied_by_its_number_and_its_place(office, address):
    """Of its own page the year and the number are read, no words."""
    bare = _described(_PAPERS[1], formed="2018", subject="")
    with Catalogue.open(address) as catalogue:
        for at in (1, 3):
            said = Description(f"SO-00000{at}", "x")
            archive(catalogue, office.data_dir, f"hop.{at}", description=said)
        archive(catalogue, office.data_dir, "hop.2")
        told = [note("hop.2", paper=bare)]
        catalogue.note_states(batch="Hộp 01", phase=2, states=told)
    (found,) = match_documents(office, (), rehearse=False).documents
    assert (found.tied, found.papers[0].record_id) == (True, "SO-000002")
    assert any("1.pdf" in word and "SO-000003" in word for word in found.papers[0].agree)
