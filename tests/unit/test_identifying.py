"""Which paper a scan is, is decided for a whole box before anything is signed; a person has the
last word, and nothing of it is forgotten. On both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from catalogue_samples import NOON, paper, store
from identifying_samples import (
    BOX,
    DOUBTED,
    PAPERS,
    SUBJECT,
    Line,
    Scan,
    archived,
    line_at,
    listed,
    settings_with,
)
from line_samples import leave_results

from sohoa.catalogue.document_store import find_document
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.papers_to_match import decided_documents, untied_documents
from sohoa.domain.decision_errors import (
    DecidedMeanwhileError,
    NoDecisionError,
    NothingAskedError,
    QuestionChangedError,
)
from sohoa.domain.errors import NotFoundError, RecordTakenError, SohoaError
from sohoa.domain.inventory_errors import UnknownPaperError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_questions import DecidedBy
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import ArchivalPdf, SignedPdf
from sohoa.domain.two_times import Act, SubjectKind
from sohoa.line.match import known_description
from sohoa.use_cases.deciding import _is_signed


@pytest.fixture
def line(catalogue, tmp_path) -> Line:
    """A box of the phase that takes what was formed in 2018."""
    return line_at(catalogue, tmp_path)


def test_what_its_pages_prove_is_tied_before_it_is_signed(line):
    """With who, when and why; the catalogue describes it as the register does."""
    scan = Scan()
    assert line.run(scan) == ({"a.pdf"}, {})

    assert line.paper_of(scan) == "SO-000001"
    (word,) = line.catalogue.decisions_of([scan.identity])[scan.identity]
    assert (word.by, word.record_id) == (DecidedBy.PAGES, "SO-000001")
    assert "145" not in word.reason
    assert "bit" in word.reason
    known = known_description(line.catalogue, scan.read)
    assert known.subject == SUBJECT.format("Bông Sen")
    assert line.run(scan) == ({"a.pdf"}, {}), "nothing is decided twice"
    assert len(line.catalogue.decisions_of([scan.identity])[scan.identity]) == 1


def test_what_is_not_sure_waits_and_goes_on_when_a_person_has_said(line):
    """Nothing of it goes on before; afterwards it does so by itself."""
    assert line.run(DOUBTED, Scan()) == ({"a.pdf"}, {"doubted.pdf": "MATCH-007"})

    asked = line.question(DOUBTED)
    assert asked.question.papers, "what the register proposes is kept with the question"
    assert asked.reason_code == "MATCH-007"
    folder = line.batch.folder.quarantine_dir(DOUBTED.identity)
    assert "MATCH-007" in (folder / "LY-DO.txt").read_text()

    assert line.say(DOUBTED, "SO-000003", seen=asked.question.version)
    assert line.catalogue.open_questions() == []
    assert line.catalogue.asked_in(BOX) == frozenset(), "it waits for nobody any more"
    with line.catalogue.looked_at() as connection:
        row = find_document(connection, DOUBTED.identity)
    assert (row["state"], row["reason_code"]) == ("in_progress", "")
    assert line.words_of(DOUBTED) == (PAPERS[2].number, PAPERS[2].formed.iso, PAPERS[2].subject)
    assert line.run(DOUBTED, Scan()) == ({"a.pdf", "doubted.pdf"}, {})
    assert line.paper_of(DOUBTED) == "SO-000003"
    told = {one.code for one in line.catalogue.told(BOX)[DOUBTED.identity]}
    assert "number-confirmed" in told


def test_of_none_of_the_register_it_goes_on_untied(line):
    """A person says that the register does not have it."""
    line.run(DOUBTED)

    assert line.say(DOUBTED, "")

    assert line.run(DOUBTED) == ({"doubted.pdf"}, {})
    assert line.paper_of(DOUBTED) == ""


@pytest.mark.parametrize("who", [DecidedBy.PAGES, DecidedBy.PERSON])
def test_a_decision_is_taken_back_before_it_is_signed(line, who):
    """Then a person is asked, whatever the pages say; all of it stays in the history."""
    scan = Scan() if who is DecidedBy.PAGES else DOUBTED
    line.run(scan)
    if who is DecidedBy.PERSON:
        line.say(scan, "SO-000001")
        line.run(scan)

    assert line.words_of(scan) == (PAPERS[0].number, PAPERS[0].formed.iso, PAPERS[0].subject)
    assert line.take_back(scan) == "SO-000001"

    assert line.question(scan).document_id == scan.identity, "at once, before the next run"
    assert line.paper_of(scan) == ""
    assert line.words_of(scan) == (scan.number, scan.formed.iso, ""), "no word of that paper"
    going_on, refused = line.run(scan)
    assert (going_on, list(refused)) == (set(), [scan.name])
    line.say(scan, "SO-000002", who="chị Hoa")
    assert line.run(scan) == ({scan.name}, {})
    said = line.catalogue.decisions_of([scan.identity])[scan.identity]
    assert [(one.by, one.record_id) for one in said] == [
        (who, "SO-000001"), (DecidedBy.TAKEN_BACK, ""), (DecidedBy.PERSON, "SO-000002"),
    ]  # fmt: skip
    line.take_back(scan)
    with pytest.raises(NoDecisionError):
        line.take_back(scan)


def test_the_same_answer_twice_is_one_and_another_is_refused_by_name(line):
    """Two people on two sheets: the first word stands until somebody takes it back."""
    line.run(DOUBTED)
    seen = line.question(DOUBTED).question.version
    assert line.say(DOUBTED, "SO-000001", seen=seen)

    assert not line.say(DOUBTED, "SO-000001", seen=seen, who="anh Ba")
    with pytest.raises(DecidedMeanwhileError) as refused:
        line.say(DOUBTED, "SO-000002", seen=seen, who="anh Ba")

    assert refused.value.details["person"] == "chị Lan"
    assert refused.value.details["paper"] == "SO-000001"


def test_an_answer_to_another_question_is_stale(line):
    """The register has changed since: by another version, or by the paper that was chosen."""
    line.run(DOUBTED)
    before = line.question(DOUBTED).question.version
    with pytest.raises(QuestionChangedError):
        line.say(DOUBTED, "SO-000001", seen="0" * 16)
    (proposed, *_others) = line.question(DOUBTED).question.papers
    line.catalogue.edit_papers(
        {proposed.record_id: {"subject": "Về việc thu hồi"}}, Saying(NOON, "x", "sửa")
    )

    with pytest.raises(QuestionChangedError):
        line.say(DOUBTED, proposed.record_id, seen=before)

    line.run(DOUBTED)
    after = line.question(DOUBTED).question.version
    assert after != before
    assert line.say(DOUBTED, proposed.record_id, seen=after)


@pytest.mark.parametrize(
    ("record_id", "error"), [("SO-000009", UnknownPaperError), ("SO-000001", RecordTakenError)]
)
def test_what_cannot_be_is_refused(line, record_id: str, error: type[SohoaError]):
    """A paper that is not there, and one that another document has."""
    line.run(DOUBTED, Scan())

    with pytest.raises(error):
        line.say(DOUBTED, record_id)

    assert line.question(DOUBTED)


def test_what_is_not_asked_is_not_answered(line):
    """A document that went on, and one that nobody knows."""
    line.run(Scan())
    with pytest.raises(NothingAskedError):
        line.say(Scan(), "SO-000002")
    with pytest.raises(NotFoundError):
        line.say(Scan("nobody.pdf"), "SO-000002")


def test_what_was_said_of_one_scan_says_nothing_of_another(line):
    """A better scan lies under the name: it is looked at anew."""
    line.run(DOUBTED)
    line.say(DOUBTED, "SO-000001")
    assert line.run(DOUBTED)[0] == {"doubted.pdf"}

    anew = replace(DOUBTED, content="another scan")

    assert line.run(anew) == (set(), {"doubted.pdf": "MATCH-007"})
    assert line.paper_of(anew) == ""


def test_no_two_scans_are_taken_for_one_paper(line):
    """In one box, and where another box has taken the paper before."""
    twins = [Scan("a.pdf"), Scan("b.pdf")]
    going_on, refused = line.run(*twins)
    assert (going_on, refused) == (set(), {"a.pdf": "MATCH-005", "b.pdf": "MATCH-004"})

    line.run(Scan("c.pdf", number="146/QĐ-SVHTTDL", subject=SUBJECT.format("Hải Âu")))
    elsewhere = Scan("d.pdf", number="146/QĐ-SVHTTDL", subject=SUBJECT.format("Hải Âu"))
    _going_on, refused = line.run(elsewhere)
    assert set(refused) == {"d.pdf"}


def test_its_row_comes_later_and_it_goes_on(line):
    """Asked while its row is missing; once the register has it, its pages decide."""
    late = Scan(
        "late.pdf",
        number="147/QĐ-SVHTTDL",
        subject=SUBJECT.format("Đại Nam"),
    )
    line.batch = replace(line.batch, settings=settings_with(unknown="ask"))
    assert line.run(late) == (set(), {"late.pdf": "MATCH-008"})
    row = paper("147/QĐ-SVHTTDL", "12/05/2018", subject=SUBJECT.format("Đại Nam"), sheets=1)
    store(line.catalogue, *PAPERS, row, name="so-moi.xlsx")

    assert line.run(late) == ({"late.pdf"}, {})
    assert line.paper_of(late) == "SO-000004"


@pytest.mark.parametrize(("unknown", "goes_on"), [("archive", True), ("ask", False)])
def test_what_the_register_does_not_have_goes_on_or_is_asked_as_the_office_wants(
    line, unknown, goes_on
):
    """By the settings; asked or not, it is tied to nothing."""
    other = Scan(
        "x.pdf", number="7/GP-UBND", formed=PartialDate(2018, 1, 3), subject="Về việc khác"
    )
    line.batch = replace(line.batch, settings=settings_with(unknown=unknown))

    going_on, refused = line.run(other)

    assert going_on == ({"x.pdf"} if goes_on else set())
    assert refused == ({} if goes_on else {"x.pdf": "MATCH-008"})
    assert line.paper_of(other) == ""


def test_a_person_may_overrule_the_list(line):
    """The list names 150, the page 145: asked with what the register proposes, then decided."""
    known = line.catalogue.link(listed("150/QĐ-SVHTTDL"))
    scan = Scan(description=known)
    assert line.run(scan) == (set(), {"a.pdf": "MATCH-001"})
    asked = line.question(scan)
    assert asked.is_contradicted
    assert asked.question.papers[0].record_id == "SO-000001"

    line.say(scan, "SO-000001", seen=asked.question.version)

    assert line.run(scan) == ({"a.pdf"}, {})
    assert line.paper_of(scan) == "SO-000001"
    told = {one.code for one in line.catalogue.told(BOX)[scan.identity]}
    assert "number-confirmed" in told
    assert "number-differs" not in told


def test_a_list_that_says_what_the_page_says_is_not_asked(line):
    """It names the paper by itself; nothing has to be decided."""
    scan = Scan(description=line.catalogue.link(listed("145/QĐ-SVHTTDL")))

    assert line.run(scan) == ({"a.pdf"}, {})

    assert line.catalogue.decisions_of([scan.identity]) == {}
    assert line.paper_of(scan) == "SO-000001"


def test_a_list_whose_papers_words_are_anothers_is_asked_about(line):
    """No number was read, and the day is that of both: the words say that it is the one before."""
    scan = Scan(number="", description=line.catalogue.link(listed("146/QĐ-SVHTTDL")))

    assert line.run(scan) == (set(), {"a.pdf": "MATCH-006"})
    assert [one.record_id for one in line.question(scan).question.papers][:2] == [
        "SO-000001",
        "SO-000002",
    ]

    line.say(scan, "SO-000002")
    assert line.run(scan) == ({"a.pdf"}, {})


@pytest.mark.parametrize(("unsupported", "goes_on"), [("ask", False), ("archive", True)])
def test_a_row_that_nothing_on_the_page_bears_out_waits(line, unsupported, goes_on):
    """No number was read, and no paper has the page's words: a slip of the list would show nowhere.

    An office whose numbers nobody can read may be content with its lists; it is told each time.
    """
    line.batch = replace(line.batch, settings=settings_with(unsupported=unsupported))
    subject = "Thành lập Ban Tổ chức Hội thi ẩm thực truyền thống năm nay"
    scan = Scan(
        number="", subject=subject, description=line.catalogue.link(listed("146/QĐ-SVHTTDL"))
    )

    going_on, refused = line.run(scan)

    told = {one.code for one in line.catalogue.told(BOX).get(scan.identity, ())}
    if goes_on:
        assert (going_on, refused) == ({"a.pdf"}, {})
        assert "list-alone" in told
        return
    assert (going_on, refused) == (set(), {"a.pdf": "MATCH-007"})
    assert line.question(scan).question.papers[0].record_id == "SO-000002"
    line.say(scan, "SO-000002")
    assert line.run(scan) == ({"a.pdf"}, {})


def test_a_list_that_comes_later_goes_before_what_pages_decided(line):
    """The list is delivered after the first run: what its pages said lapses, and is not lost."""
    line.run(Scan())
    later = Scan(description=line.catalogue.link(listed("145/QĐ-SVHTTDL")), taken_in="anew")

    assert line.run(later) == ({"a.pdf"}, {})

    said = line.catalogue.decisions_of([later.identity])[later.identity]
    assert [one.by for one in said] == [DecidedBy.PAGES, DecidedBy.LAPSED]
    assert line.paper_of(later) == "SO-000001"


def test_the_state_says_who_is_waited_for(line):
    """Its own state, and its own count."""
    line.run(DOUBTED, Scan())
    assert line.catalogue.asked_in(BOX) == {DOUBTED.identity}
    with line.catalogue.tried(rehearse=True) as trial:
        waiting = trial.reader.waiting()
        row = trial.reader.document(DOUBTED.identity)
    assert waiting[DocumentState.ASKED] == 1
    assert row.state is DocumentState.ASKED


def test_what_was_decided_is_what_isarchived(line, tmp_path):
    """The record is tied and described by it, and its history tells who and why."""
    line.run(DOUBTED, Scan())
    line.say(DOUBTED, "SO-000003")
    line.run(DOUBTED, Scan())

    archived(line, DOUBTED, tmp_path)
    archived(line, Scan(), tmp_path)

    with line.catalogue.tried(rehearse=True) as trial:
        row = trial.reader.document(DOUBTED.identity)
        history = trial.reader.history(SubjectKind.DOCUMENT, DOUBTED.identity)
        taught = {paper for _seen, paper, _record in decided_documents(trial.connection)}
    assert (row.record_id, row.number) == ("SO-000003", "150/QĐ-SVHTTDL")
    first = history[0]
    assert (first.act, first.person, first.reason) == (Act.DECIDE, "chị Lan", "đã xem bản giấy")
    assert history[-1].act is Act.ARCHIVE
    assert taught == {"SO-000003"}, "what pages decided teaches nothing about pages"


def test_none_of_the_register_stands_after_archiving(line, tmp_path):
    """Pages tie nothing later that a person has said to be none of the register."""
    line.run(DOUBTED)
    line.say(DOUBTED, "")
    line.run(DOUBTED)

    archived(line, DOUBTED, tmp_path)

    with line.catalogue.looked_at() as connection:
        (untied,) = untied_documents(connection, [])
    assert untied.untied


def test_what_turns_out_to_be_secret_by_the_register_leaves_nothing(line):
    """No list names it; its pages prove a paper that the register says is secret."""
    said = Saying(NOON, "anh Ba", "sổ mật")
    line.catalogue.edit_papers({"SO-000001": {"exclusion": "Văn bản Mật"}}, said)
    picture = line.batch.folder.workspace.review_dir / Scan().identity / "number.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"cut when it was asked")

    assert line.run(Scan()) == (set(), {"a.pdf": "SECRECY-002"})

    assert line.catalogue.open_questions() == []
    assert line.catalogue.decisions_of([Scan().identity]) == {}
    with line.catalogue.tried(rehearse=True) as trial:
        row = trial.reader.document(Scan().identity)
    assert (row.record_id, row.number, row.subject) == ("", "", "")
    assert not picture.exists()


def test_only_the_signature_of_this_very_scan_is_in_the_way_of_taking_back(line):
    """An earlier scan of the name was signed; the one that lies there now is not."""
    line.run(Scan())
    with line.catalogue.tried(rehearse=True) as trial:
        row = trial.reader.document(Scan().identity)
    for content, is_signed in (("an earlier scan", False), ("", True)):
        read = replace(Scan(), content=content).read
        archival = ArchivalPdf(read, Path("a.pdf"), "0" * 64, 1, "PDF/A-2b")
        leave_results(line.batch.folder, SignedPdf(archival, Path("s.pdf"), "0" * 64, ()), at=NOON)
        assert _is_signed(line.batch.folder, row) is is_signed


def test_what_its_page_leaves_open_its_place_in_the_box_settles_while_that_stands(line):
    """Its number and its year alone are asked; between the scans of the next rows they are not.

    Where a person takes back one of these, it is asked again.
    """
    before = Scan("1.pdf")
    bare = replace(DOUBTED, name="2.pdf")
    behind = Scan("10.pdf", "150/QĐ-SVHTTDL", subject=SUBJECT.format("Sông Bé"))
    assert line.run(before, bare) == ({"1.pdf"}, {"2.pdf": "MATCH-007"})
    assert line.run(before, bare, behind) == ({"1.pdf", "2.pdf", "10.pdf"}, {})
    assert line.paper_of(bare) == "SO-000002"
    (word,) = line.catalogue.decisions_of([bare.identity])[bare.identity]
    assert "1.pdf – 10.pdf: SO-000001 – SO-000003" in word.reason
    assert "thứ tự trong hộp" in word.reason

    assert line.take_back(behind) == "SO-000003"
    going_on, refused = line.run(before, bare, behind)
    assert "2.pdf" not in going_on
    assert refused["2.pdf"] == "MATCH-007"
    last = line.catalogue.decisions_of([bare.identity])[bare.identity][-1]
    assert (last.by, last.record_id) == (DecidedBy.LAPSED, "")


def test_a_scan_between_that_is_of_no_row_takes_none_for_its_place(line):
    """147 stands between 145 and 150; the register has 146 there."""
    scans = [
        Scan("1.pdf"),
        Scan("2.pdf", "147/QĐ-SVHTTDL", subject=SUBJECT.format("Hải Âu")),
        Scan("3.pdf", "150/QĐ-SVHTTDL", subject=SUBJECT.format("Sông Bé")),
    ]
    going_on, refused = line.run(*scans)
    assert going_on == {"1.pdf", "3.pdf"}
    assert list(refused) == ["2.pdf"]
    assert line.paper_of(scans[1]) == ""
