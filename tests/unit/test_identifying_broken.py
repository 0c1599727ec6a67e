"""Faults of deciding which paper a scan is, each by an input that found it. On both databases."""

from __future__ import annotations

import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import pytest
from catalogue_samples import NOON, paper, record_of, store
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
)
from line_samples import leave_results

from sohoa.catalogue.paper_changes import Saying
from sohoa.domain.custody import Decision
from sohoa.domain.errors import RecordTakenError, explain
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import version_id
from sohoa.domain.paper_questions import DecidedBy
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import ArchivalPdf, Description, Said, SignedPdf
from sohoa.domain.stations import Station
from sohoa.line.batch import to_sign
from sohoa.line.match import known_description
from sohoa.line.ocr import notes_of
from sohoa.line.pdfa import PDFA, is_of_its_paper
from sohoa.line.station import journal_of
from sohoa.line.waiting import waiting_batches

SAYING = Saying(NOON, "anh Ba", "sửa sổ")


class Better(Scan):
    """The next version of a document."""

    @property
    def identity(self) -> str:
        """The version's id."""
        return version_id(super().identity, 2)


@pytest.fixture
def line(catalogue, tmp_path) -> Line:
    """A box of the phase that takes what was formed in 2018."""
    return line_at(catalogue, tmp_path)


def _row(line: Line, scan: Scan) -> DocumentRow:
    """What the catalogue says of a scan."""
    with line.catalogue.tried(rehearse=True) as trial:
        row = trial.reader.document(scan.identity)
    assert row is not None
    return row


def test_none_of_the_register_keeps_nothing_of_the_paper_that_the_list_named(line, tmp_path):
    """The list names 150, the page 145, a person neither: no subject and no owner of 150."""
    scan = Scan(description=line.catalogue.link(listed("150/QĐ-SVHTTDL")))
    line.run(scan)
    line.say(scan, "")

    assert line.run(scan) == ({"a.pdf"}, {})

    known = known_description(line.catalogue, scan.read)
    assert (known.record_id, known.number, known.subject, known.owner, known.room) == (
        "", "145/QĐ-SVHTTDL", "", "", "",
    )  # fmt: skip
    assert known.formed == PartialDate(2018, 5, 12)
    archived(line, scan, tmp_path)
    row = _row(line, scan)
    assert (row.record_id, row.number, row.subject, row.owner, row.room) == (
        "", "145/QĐ-SVHTTDL", "", "", "",
    )  # fmt: skip


def test_what_the_decided_paper_does_not_say_is_not_filled_by_the_one_of_the_list(line):
    """The list names 150, a person a paper without an owner: the owner of 150 is not its."""
    bare = paper("147/QĐ-SVHTTDL", "12/05/2018", subject="", owner="", sheets=None)
    store(line.catalogue, bare, name="so-2.xlsx")
    scan = Scan(description=line.catalogue.link(listed("150/QĐ-SVHTTDL")))
    line.run(scan)
    line.say(scan, "SO-000004")
    line.run(scan)

    row = _row(line, scan)

    assert (row.record_id, row.number, row.subject, row.owner, row.sheets) == (
        "SO-000004", "147/QĐ-SVHTTDL", "", "", None,
    )  # fmt: skip
    assert known_description(line.catalogue, scan.read).owner == ""


def test_an_archived_record_keeps_what_comparing_has_found(line, tmp_path):
    """Its box is run again: that a person stood for the number against the page is a fact."""
    line.run(DOUBTED)
    line.say(DOUBTED, "SO-000003")
    line.run(DOUBTED)
    archived(line, DOUBTED, tmp_path)
    before = _row(line, DOUBTED).findings
    assert "number-confirmed" in {one.code for one in before}

    assert line.run(DOUBTED) == ({"doubted.pdf"}, {})

    assert _row(line, DOUBTED).findings == before


@pytest.mark.parametrize("who", ["pages", "person"])
def test_a_run_that_stops_before_matching_leaves_asked_what_is_asked(line, who):
    """It has only read when it stops: nothing is signed yet that was taken back, and whoever
    looks meanwhile may answer."""
    scan = Scan() if who == "pages" else DOUBTED
    line.run(scan)
    if who == "pages":
        line.take_back(scan)
    asked = line.question(scan)

    line.catalogue.note_states(batch=BOX, phase=3, states=list(notes_of([scan.read])))

    assert line.catalogue.asked_in(BOX) == {scan.identity}
    assert line.question(scan).reason_code == asked.reason_code
    assert line.say(scan, "SO-000002", seen=asked.question.version)
    assert line.run(scan) == ({scan.name}, {})


@pytest.mark.parametrize(("scan", "paper_id"), [(Scan(), "SO-000001"), (DOUBTED, "SO-000003")])
def test_what_was_decided_of_a_paper_that_is_merged_is_decided_of_the_other(line, scan, paper_id):
    """By pages and by a person: no record is tied to a paper that is none any more."""
    line.run(scan)
    if scan is DOUBTED:
        line.say(scan, paper_id)
        line.run(scan)
    line.catalogue.merge_papers([paper_id], "SO-000002", SAYING)

    going_on, _refused = line.run(scan)

    if scan is DOUBTED:
        assert going_on == {scan.name}
        assert _row(line, scan).record_id == "SO-000002"
        assert known_description(line.catalogue, scan.read).record_id == "SO-000002"
    else:
        assert _row(line, scan).record_id != paper_id


@pytest.mark.parametrize("scan", [Scan(), DOUBTED])
def test_nothing_is_tied_to_a_paper_that_was_taken_out_of_the_inventory(line, scan):
    """By pages: they look anew. What a person named is asked again, and goes on in no silence."""
    line.run(scan)
    paper_id = "SO-000001" if scan is not DOUBTED else "SO-000003"
    if scan is DOUBTED:
        line.say(scan, paper_id)
        line.run(scan)
    line.catalogue.withdraw_papers([paper_id], SAYING)

    going_on, _refused = line.run(scan)

    assert _row(line, scan).record_id == ""
    assert known_description(line.catalogue, scan.read).record_id == ""
    if scan is DOUBTED:
        assert going_on == set()
        assert line.say(scan, "SO-000002", who="chị Hoa")
        assert line.run(scan)[0] == {scan.name}


def test_pages_look_again_once_the_paper_says_something_else(line):
    """The row was another's, and is put right before the scan is signed."""
    line.run(Scan())
    said = {"number": "999/QĐ-SVHTTDL", "subject": "Về việc thu hồi"}
    line.catalogue.edit_papers({"SO-000001": said}, SAYING)

    line.run(Scan())

    assert _row(line, Scan()).record_id == ""
    words = line.catalogue.decisions_of([Scan().identity])[Scan().identity]
    assert [one.by for one in words] == [DecidedBy.PAGES, DecidedBy.LAPSED]


def test_what_a_person_has_taken_back_is_asked_also_if_no_paper_is_like_it_any_more(line):
    """The office archives untied what no paper is like; of this one a person has spoken."""
    line.run(Scan())
    line.take_back(Scan())
    line.catalogue.withdraw_papers(["SO-000001", "SO-000002", "SO-000003"], SAYING)

    assert line.run(Scan()) == (set(), {"a.pdf": "MATCH-008"})
    assert line.say(Scan(), "")
    assert line.run(Scan()) == ({"a.pdf"}, {})


def test_a_double_whose_paper_its_pages_prove_can_be_answered(line, tmp_path):
    """Its double was archived untied, the register got the paper later: both are shown."""
    first = Scan("first.pdf", "147/QĐ-SVHTTDL", subject=SUBJECT.format("Đại Nam"))
    assert line.run(first) == ({"first.pdf"}, {})
    archived(line, first, tmp_path)
    row = paper("147/QĐ-SVHTTDL", "12/05/2018", subject=SUBJECT.format("Đại Nam"), sheets=1)
    store(line.catalogue, row, name="so-moi.xlsx")
    double = replace(first, name="double.pdf")
    _going_on, refused = line.run(double)
    assert list(refused) == ["double.pdf"]

    question = line.question(double)
    assert line.say(double, "SO-000004", seen=question.question.version)
    assert line.catalogue.open_questions() == []
    assert line.run(double) == ({"double.pdf"}, {})


def test_of_none_of_the_register_taken_back_no_blank_is_told(line):
    """A sentence without its paper, “It may be  of the register”, says nothing."""
    line.run(DOUBTED)
    line.say(DOUBTED, "")
    line.run(DOUBTED)

    line.take_back(DOUBTED)

    asked = line.question(DOUBTED)
    what, _remedy = explain(asked.reason_code, asked.reason_details, str)
    assert "be  of" not in what


def test_no_two_have_a_paper_when_a_box_comes_back(line):
    """Its masters were taken out, its paper was given to another, and they are put back."""
    other = Scan("other.pdf", "145/QĐ-SVHTTDL", PartialDate(2018), "")
    line.run(DOUBTED, other)
    line.say(DOUBTED, "SO-000003")
    line.run(DOUBTED, other)
    line.catalogue.withdraw_absent(BOX, present={other.identity})
    assert line.say(other, "SO-000003")
    assert line.run(other)[0] == {"other.pdf"}

    going_on, refused = line.run(DOUBTED, other)

    assert (going_on, list(refused)) == ({"other.pdf"}, ["doubted.pdf"])
    assert _row(line, DOUBTED).record_id == ""
    assert _row(line, other).record_id == "SO-000003"
    assert line.question(DOUBTED)
    assert line.say(DOUBTED, "SO-000002")
    assert line.run(DOUBTED, other)[0] == {"doubted.pdf", "other.pdf"}


def test_a_better_scan_may_be_decided_to_be_the_paper_of_the_one_before(line, tmp_path):
    """`sohoa replace`: it takes the place of the one that has the paper."""
    line.run(DOUBTED)
    line.say(DOUBTED, "SO-000003")
    line.run(DOUBTED)
    archived(line, DOUBTED, tmp_path)
    better = Better(
        "doubted.pdf", "146/QĐ-SVHTTDL", PartialDate(2018), "", content="better",
        description=line.catalogue.link(Description(record_id="SO-000003")),
    )  # fmt: skip
    line.catalogue.decide(
        Decision(
            document_id=DOUBTED.identity, successor_id=better.identity,
            content_sha256=better.read.scanned.content_sha256, person="chị Lan", reason="rõ hơn",
            decided_at=NOON,
        )
    )  # fmt: skip
    assert line.run(better)[0] == set()

    assert line.say(better, "SO-000003")
    assert line.run(better) == ({"doubted.pdf"}, {})


def test_what_is_archived_stands_whatever_becomes_of_its_paper(line, tmp_path):
    """Untied after archiving, its paper is put into another year: the box is run again."""
    line.run(DOUBTED)
    line.say(DOUBTED, "SO-000003")
    line.run(DOUBTED)
    archived(line, DOUBTED, tmp_path)
    line.catalogue.unlink_document(DOUBTED.identity, SAYING)
    line.catalogue.edit_papers({"SO-000003": {"formed": "2009-05-12"}}, SAYING)

    assert line.run(DOUBTED) == ({"doubted.pdf"}, {})
    assert _row(line, DOUBTED).record_id == ""


def test_no_owner_number_is_kept_with_a_question(line):
    """The subject that the page gives names a person by their identity number."""
    scan = Scan(
        "doubted.pdf", "146/QĐ-SVHTTDL", PartialDate(2018),
        "Về việc cấp thẻ cho ông Trần Văn Đông, CCCD số 079085012345",
    )  # fmt: skip
    line.run(scan)

    kept = json.dumps([asdict(one.question) for one in line.catalogue.open_questions()])

    assert "seen" in kept
    assert "079085012345" not in kept


def test_two_people_at_once_give_one_paper_to_one_scan(line):
    """Over two connections, in the same moment: one is refused, and the other's word stands."""
    other = Scan("other.pdf", "145/QĐ-SVHTTDL", PartialDate(2018), "")
    line.run(DOUBTED, other)

    def answered(scan: Scan) -> str:
        try:
            line.say(scan, "SO-000003")
        except RecordTakenError:
            return "refused"
        return scan.name

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(answered, [DOUBTED, other]))

    assert "refused" in said
    assert len({*said} - {"refused"}) == 1


def test_a_file_made_of_a_paper_that_is_none_any_more_is_made_anew(line, tmp_path):
    """It is not signed yet: the next run does not take the file as it stands."""
    line.run(DOUBTED)
    line.say(DOUBTED, "SO-000003")
    line.run(DOUBTED)
    record = record_of(DOUBTED.identity, tmp_path, ordinal=1)
    known = known_description(line.catalogue, DOUBTED.read)
    made = replace(record.signed.archival, read=DOUBTED.read, known=known)
    assert PDFA.stands(line.batch, made)
    settled = leave_results(line.batch.folder, made, at=NOON)
    journal_of(line.batch.folder, Station.PDFA, ArchivalPdf).close(
        [settled], made_from="x", at=NOON
    )
    assert [item.item_id for item in to_sign(line.batch)] == [DOUBTED.identity]
    assert _waiting(line) == {BOX: 1}

    line.catalogue.merge_papers(["SO-000003"], "SO-000002", SAYING)

    assert not PDFA.stands(line.batch, made)
    assert to_sign(line.batch) == [], "a session of the morning leaves it to the next run"
    assert _waiting(line) == {}, "nobody types a PIN for it"


def test_a_file_with_words_that_its_row_has_no_more_is_made_anew_unless_it_is_signed(
    line, tmp_path
):
    """The row was edited between the night and the session: no signature for words of yesterday."""
    line.run(DOUBTED)
    line.say(DOUBTED, "SO-000003")
    line.run(DOUBTED)
    record = record_of(DOUBTED.identity, tmp_path, ordinal=1)
    known = known_description(line.catalogue, DOUBTED.read)
    made = replace(record.signed.archival, read=DOUBTED.read, known=known)
    settled = leave_results(line.batch.folder, made, at=NOON)
    journal = journal_of(line.batch.folder, Station.PDFA, ArchivalPdf)
    journal.close([settled], made_from="x", at=NOON)
    line.catalogue.edit_papers({"SO-000003": {"sheets": "4"}}, SAYING)
    assert _waiting(line) == {BOX: 1}, "no word of the file"

    line.catalogue.edit_papers({"SO-000003": {"subject": "Về việc khác"}}, SAYING)

    assert not PDFA.stands(line.batch, made)
    assert (to_sign(line.batch), _waiting(line)) == ([], {})
    leave_results(line.batch.folder, SignedPdf(made, Path("s.pdf"), "0" * 64, ()), at=NOON)
    assert PDFA.stands(line.batch, made)
    line.catalogue.merge_papers(["SO-000003"], "SO-000002", SAYING)
    assert not PDFA.stands(line.batch, made), "another paper is no word"


@pytest.mark.parametrize("change", ["words", "merged", "taken out", "secret"])
def test_a_file_of_a_listed_paper_that_has_changed_since_the_night_is_not_signed(
    line, tmp_path, change
):
    """Its list has named the paper: no signature for yesterday's words, nor for a secret."""
    said = line.catalogue.link(Description(number=PAPERS[0].number, listed=Said(PAPERS[0].number)))
    scan = Scan(description=said)
    line.run(scan)
    record = record_of(scan.identity, tmp_path, ordinal=1)
    made = replace(record.signed.archival, read=scan.read, known=None)
    settled = leave_results(line.batch.folder, made, at=NOON)
    journal = journal_of(line.batch.folder, Station.PDFA, ArchivalPdf)
    journal.close([settled], made_from="x", at=NOON)
    line.catalogue.edit_papers({"SO-000001": {"sheets": "4"}}, SAYING)
    assert _waiting(line) == {BOX: 1}, "no word of the file"

    if change == "words":
        line.catalogue.edit_papers({"SO-000001": {"subject": "Về việc khác"}}, SAYING)
    elif change == "merged":
        line.catalogue.merge_papers(["SO-000001"], "SO-000002", SAYING)
    elif change == "taken out":
        line.catalogue.withdraw_papers(["SO-000001"], SAYING)
    else:
        line.catalogue.edit_papers({"SO-000001": {"exclusion": "Tối mật"}}, SAYING)

    assert (to_sign(line.batch), _waiting(line)) == ([], {})
    leave_results(line.batch.folder, SignedPdf(made, Path("s.pdf"), "0" * 64, ()), at=NOON)
    assert PDFA.stands(line.batch, made) is (change in {"words", "merged", "taken out"})


def _waiting(line: Line) -> dict[str, int]:
    """What a session of the morning is opened for."""
    found = waiting_batches(
        line.batch.folder.workspace,
        line.batch.plan,
        quality=line.batch.settings.ocr.quality,
        asked=(),
        bears=partial(is_of_its_paper, line.catalogue),
    )
    return {one.folder.batch: one.count for one in found}


def test_questions_of_a_box_whose_name_comes_decomposed(line):
    """As macOS writes it; and one with quotes is no box of the office."""
    line.run(DOUBTED)

    found = line.catalogue.open_questions(batches=[unicodedata.normalize("NFD", BOX)])

    assert [one.document_id for one in found] == [DOUBTED.identity]
    assert line.catalogue.open_questions(batches=["Hộp '01\"; --"]) == []
