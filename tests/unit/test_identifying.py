"""Which paper a scan is, is decided for a whole box before anything is signed; a person has the
last word, and nothing of it is forgotten. On both databases."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from catalogue_samples import NOON, UNIT, paper, record_of, store

from sohoa.catalogue.answering import Answer
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.papers_to_match import decided_documents, untied_documents
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.decision_errors import (
    DecidedMeanwhileError,
    NoDecisionError,
    NothingAskedError,
    QuestionChangedError,
)
from sohoa.domain.errors import NotFoundError, RecordTakenError, SohoaError
from sohoa.domain.identifiers import document_id
from sohoa.domain.inventory_errors import UnknownPaperError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.paper_questions import DecidedBy, OpenQuestion
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import (
    DescribedDocument,
    Description,
    HeaderFields,
    ReadDocument,
    Said,
    ScannedDocument,
)
from sohoa.domain.stations import Station
from sohoa.domain.two_times import Act, SubjectKind
from sohoa.journal import Settled
from sohoa.line.engine import Batch, Tally, at_once, pass_step
from sohoa.line.match import MATCH, known_description
from sohoa.line.ocr import notes_of
from sohoa.line.station import WorkItem, journal_of
from sohoa.plan_file import load_plan
from sohoa.settings import Settings, load_settings
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

BOX = "Hộp 01"
DAY = PartialDate(2018, 5, 12)
NAMES = ("Bông Sen", "Hải Âu", "Sông Bé")
SUBJECT = "Về việc công nhận khách sạn {} đạt tiêu chuẩn 2 sao"
#: Three papers of one day; their ids are SO-000001 to SO-000003.
PAPERS = [
    paper(f"{number}/QĐ-SVHTTDL", "12/05/2018", subject=SUBJECT.format(name), sheets=1)
    for number, name in zip((145, 146, 150), NAMES, strict=True)
]


@dataclass(frozen=True)
class Scan:
    """A scan as it was read and described; by itself the paper 145."""

    name: str = "a.pdf"
    number: str = "145/QĐ-SVHTTDL"
    formed: PartialDate | None = DAY
    subject: str = SUBJECT.format("Bông Sen")
    description: Description = field(default_factory=Description)
    findings: tuple[Any, ...] = ()
    content: str = ""
    taken_in: str = ""

    @property
    def identity(self) -> str:
        """The document's id."""
        return document_id(BOX, self.name)

    @property
    def read(self) -> ReadDocument:
        """What reading gave."""
        content = (self.content or self.name).ljust(64, "0")
        scanned = ScannedDocument(self.identity, BOX, self.name, (), content, (), self.description)
        header = HeaderFields(self.number, self.formed, "Quyết định")
        return ReadDocument(scanned, (), header, 95.0, self.findings)

    @property
    def described(self) -> DescribedDocument:
        """What describing gave."""
        said = {
            FieldName.NUMBER: self.number,
            FieldName.FORMED: self.formed.iso if self.formed else "",
            FieldName.RECORD_TYPE: "Quyết định",
            FieldName.SUBJECT: self.subject,
        }
        fields = tuple(
            FieldRead(name, value, 1, Box(1, 2, 3, 4), 95.0, "network", "r")
            for name, value in said.items()
            if value
        )
        return DescribedDocument(self.read, PaperDescription("decree-30", fields))


#: Its number and its year are those of the paper 146: too little to be sure.
DOUBTED = Scan("doubted.pdf", "146/QĐ-SVHTTDL", PartialDate(2018), "")


@dataclass
class Line:
    """As much of the line as matching asks for."""

    batch: Batch
    round: int = 0

    @property
    def catalogue(self) -> Catalogue:
        """The office's catalogue."""
        return self.batch.catalogue

    def run(self, *scans: Scan) -> tuple[set[str], dict[str, str]]:
        """Describe and match scans as a run does; what goes on, and the codes of what does not."""
        items = []
        for scan in scans:
            made_from = scan.read.scanned.content_sha256 + scan.taken_in
            described = Settled(scan.identity, made_from, NOON, "test", "0" * 64, scan.described)
            journal = journal_of(self.batch.folder, Station.DESCRIBE, DescribedDocument)
            journal.settle(described)
            items.append(WorkItem(scan.identity, scan.name, made_from, scan.read))
        notes = list(notes_of(scan.read for scan in scans))
        taken_in = [
            replace(
                note,
                content_sha256=scan.read.scanned.content_sha256,
                paper=scan.described.paper,
                doubts=(),
            )
            for note, scan in zip(notes, scans, strict=True)
        ]
        self.catalogue.note_states(batch=BOX, phase=3, states=taken_in)
        tally = Tally()
        going_on = pass_step(MATCH, self.batch, items, attempt=at_once, tally=tally)
        assert {item.made_from for item in going_on} <= {item.made_from for item in items}
        refused = {one.source_name: one.code for one in tally.rejections}
        return {item.source_name for item in going_on}, refused

    def question(self, scan: Scan) -> OpenQuestion:
        """What is asked of a scan."""
        (asked,) = self.catalogue.open_questions(identities=[scan.identity])
        return asked

    def paper_of(self, scan: Scan) -> str:
        """The paper that the catalogue ties a scan to."""
        return known_description(self.catalogue, scan.read).record_id

    def say(self, scan: Scan, record_id: str, *, seen: str = "", who: str = "chị Lan") -> bool:
        """Decide."""
        answer = Answer(scan.identity, record_id, seen)
        return self.catalogue.answer_question(answer, Saying(NOON, who, "đã xem bản giấy"))

    def take_back(self, scan: Scan) -> str:
        """Take a decision back."""
        return self.catalogue.take_back(scan.identity, Saying(NOON, "anh Ba", "nhầm"))


def _settings(**review: str) -> Settings:
    settings = load_settings(CHECKOUT / "config")
    return settings.model_copy(update={"review": settings.review.model_copy(update=review)})


@pytest.fixture
def line(catalogue, tmp_path) -> Line:
    """A box of the phase that takes what was formed in 2018."""
    plan = load_plan(CHECKOUT / "phases.yaml")
    phase = next(phase for phase in plan.phases if phase.takes(2018))
    store(catalogue, *PAPERS)
    workspace = Workspace(tmp_path / "office")
    shutil.copytree(CHECKOUT / "config", workspace.config_dir)
    folder = BatchFolder(workspace, phase.number, BOX)
    return Line(Batch(folder, phase, plan, _settings(), catalogue, None, None))


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
    assert line.catalogue.asked_in(BOX) == {DOUBTED.identity}, "not signed before the line went on"
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

    assert line.take_back(scan) == "SO-000001"

    assert line.question(scan).document_id == scan.identity, "at once, before the next run"
    assert line.paper_of(scan) == ""
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
    line.batch = replace(line.batch, settings=_settings(unknown="ask"))
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
    line.batch = replace(line.batch, settings=_settings(unknown=unknown))

    going_on, refused = line.run(other)

    assert going_on == ({"x.pdf"} if goes_on else set())
    assert refused == ({} if goes_on else {"x.pdf": "MATCH-008"})
    assert line.paper_of(other) == ""


def _listed(number: str, record_id: str = "") -> Description:
    said = Said(number, None, "")
    return Description(record_id=record_id, number=number, listed=said)


def test_a_person_may_overrule_the_list(line):
    """The list names 150, the page 145: asked with what the register proposes, then decided."""
    known = line.catalogue.link(_listed("150/QĐ-SVHTTDL"))
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
    scan = Scan(description=line.catalogue.link(_listed("145/QĐ-SVHTTDL")))

    assert line.run(scan) == ({"a.pdf"}, {})

    assert line.catalogue.decisions_of([scan.identity]) == {}
    assert line.paper_of(scan) == "SO-000001"


def test_a_list_that_comes_later_goes_before_what_pages_decided(line):
    """The list is delivered after the first run: what its pages said lapses, and is not lost."""
    line.run(Scan())
    listed = Scan(description=line.catalogue.link(_listed("145/QĐ-SVHTTDL")), taken_in="anew")

    assert line.run(listed) == ({"a.pdf"}, {})

    said = line.catalogue.decisions_of([listed.identity])[listed.identity]
    assert [one.by for one in said] == [DecidedBy.PAGES, DecidedBy.LAPSED]
    assert line.paper_of(listed) == "SO-000001"


def test_the_state_says_who_is_waited_for(line):
    """Its own state, and its own count."""
    line.run(DOUBTED, Scan())
    assert line.catalogue.asked_in(BOX) == {DOUBTED.identity}
    with line.catalogue.tried(rehearse=True) as trial:
        waiting = trial.reader.waiting()
        row = trial.reader.document(DOUBTED.identity)
    assert waiting[DocumentState.ASKED] == 1
    assert row.state is DocumentState.ASKED


def _archived(line: Line, scan: Scan, folder: Path) -> None:
    """Take a scan that has gone on into the archive."""
    ordinal = line.catalogue.reserve(scan.identity, file_unit=UNIT)
    record = record_of(scan.identity, folder, ordinal=ordinal)
    archival = replace(record.signed.archival, read=scan.read)
    signed = replace(record.signed, archival=archival)
    line.catalogue.commit(replace(record, signed=signed), text="x")


def test_what_was_decided_is_what_is_archived(line, tmp_path):
    """The record is tied and described by it, and its history tells who and why."""
    line.run(DOUBTED, Scan())
    line.say(DOUBTED, "SO-000003")
    line.run(DOUBTED, Scan())

    _archived(line, DOUBTED, tmp_path)
    _archived(line, Scan(), tmp_path)

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

    _archived(line, DOUBTED, tmp_path)

    with line.catalogue.looked_at() as connection:
        (untied,) = untied_documents(connection, [])
    assert untied.untied
