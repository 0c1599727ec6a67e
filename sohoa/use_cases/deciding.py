"""What waits for a person to say which paper it is; what they say, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from sohoa.catalogue.answering import Answer, answer_question
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.paper_decisions import seconds_needed
from sohoa.catalogue.paper_holders import holders
from sohoa.catalogue.paper_questions import open_questions
from sohoa.catalogue.papers_to_match import known_boxes, papers_named
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.catalogue_errors import NotFoundError
from sohoa.domain.decision_errors import NothingAskedError, SignedMeanwhileError
from sohoa.domain.errors import SohoaError, explain
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import record_id_of
from sohoa.domain.paper_questions import OpenQuestion
from sohoa.domain.stage_results import SignedPdf
from sohoa.domain.stations import Station
from sohoa.language import _
from sohoa.line.station import journal_of
from sohoa.matching.asking import evidence_of
from sohoa.person import person
from sohoa.use_cases.custody import checked_reason
from sohoa.use_cases.matching import LikelyPaper, likely_papers
from sohoa.workspace import BatchFolder, Workspace


@dataclass(frozen=True, slots=True)
class AskedDocument:
    """A document that waits to be told which paper it is.

    Attributes:
        code, why: Why it is asked: the code, and a sentence.
        version: Of the question; an answer names the one that it saw.
        papers: The papers that it may be, the likeliest first.
    """

    document_id: str
    batch: str
    source_name: str
    phase: int
    code: str
    why: str
    version: str
    asked_at: dt.datetime
    papers: tuple[LikelyPaper, ...]


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """All that waits; `seconds` is what a person needed for one so far, on average."""

    documents: tuple[AskedDocument, ...]
    seconds: float | None


class AnswerState(StrEnum):
    """What became of an answer."""

    DECIDED = "decided"
    #: It was decided the same before: nothing was changed.
    SAME = "same"
    #: A decision was taken back: its document is asked again.
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """What became of one answer; `code` and `message` say why it was refused, if it was."""

    document_id: str
    record_id: str
    state: AnswerState
    code: str = ""
    message: str = ""


def documents_asked(workspace: Workspace, batches: Collection[str] = ()) -> ReviewResult:
    """Find what waits, of some boxes or of all: contradictions first.

    Raises:
        UnknownBoxError: Nothing of a box is in the catalogue.
    """
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        catalogue.looked_at() as connection,
    ):
        boxes = known_boxes(connection, batches)
        questions = open_questions(connection, batches=boxes)
        asked = tuple(in_words(connection, questions))
        return ReviewResult(asked, seconds_needed(connection))


def show_question(workspace: Workspace, name: str) -> AskedDocument:
    """Show what is asked of one document; from now on its person's time is counted.

    Raises:
        NotFoundError: There is no such document.
        NothingAskedError: It does not wait to be told which paper it is.
    """
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        identity = _named(workspace, name).document_id
        with catalogue.looked_at() as connection:
            questions = open_questions(connection, identities=[identity])
            asked = list(in_words(connection, questions))
        if not asked:
            raise NothingAskedError(document=identity)
        catalogue.note_shown([identity], person=person(), at=dt.datetime.now(dt.UTC))
    return asked[0]


def decide(workspace: Workspace, name: str, paper: str, *, reason: str, seen: str) -> AnswerResult:
    """Say which paper a document is; an empty `paper` is none of the register.

    Raises:
        NotFoundError: There is no such document.
        NothingAskedError, DecidedMeanwhileError, QuestionChangedError, UnknownPaperError,
        PaperNotListedError, RecordTakenError: As `sohoa.catalogue.answering.answer_question`.
    """
    identity = _named(workspace, name).document_id
    answer = Answer(identity, _paper_id(paper), seen)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        is_new = catalogue.answer_question(answer, _saying(reason))
    state = AnswerState.DECIDED if is_new else AnswerState.SAME
    return AnswerResult(identity, answer.record_id, state)


def decide_all(
    workspace: Workspace, answers: Sequence[tuple[Answer, Saying]], *, rehearse: bool
) -> list[AnswerResult]:
    """Enter answers, each with who says it and why, as far as each can be; all in one transaction.

    An answer that is refused says why, and costs no other.
    """
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        catalogue.tried(rehearse=rehearse) as trial,
    ):
        return [_entered(trial.connection, answer, saying) for answer, saying in answers]


def take_decision_back(workspace: Workspace, name: str, *, reason: str) -> AnswerResult:
    """Take back what was decided of a document that is not signed yet.

    Raises:
        NotFoundError: There is no such document.
        NoDecisionError: Nothing was decided, or it is archived.
        SignedMeanwhileError: It is signed.
        BatchBusyError: A run has its box in hand, and may be signing it.
    """
    row = _named(workspace, name)
    folder = BatchFolder(workspace, row.phase or 0, row.batch)
    with folder.lock(), Catalogue.open(workspace.catalogue_url) as catalogue:
        if _is_signed(folder, row):
            raise SignedMeanwhileError(document=row.document_id)
        named = catalogue.take_back(row.document_id, _saying(reason))
    return AnswerResult(row.document_id, named, AnswerState.TAKEN_BACK)


def _is_signed(folder: BatchFolder, row: DocumentRow) -> bool:
    """Say whether this very scan is signed: an earlier one of its name may have been."""
    last = journal_of(folder, Station.SIGN, SignedPdf).last(row.document_id)
    signed = last.result if last else None
    return signed is not None and signed.archival.read.scanned.content_sha256 == row.content_sha256


def _entered(connection: Connection, answer: Answer, saying: Saying) -> AnswerResult:
    try:
        with connection.begin_nested():
            is_new = answer_question(connection, answer, saying)
    except SohoaError as error:
        return AnswerResult(
            answer.document_id,
            answer.record_id,
            AnswerState.REFUSED,
            error.code,
            f"{error.message(_)} {error.advice(_)}",
        )
    state = AnswerState.DECIDED if is_new else AnswerState.SAME
    return AnswerResult(answer.document_id, answer.record_id, state)


def in_words(connection: Connection, questions: Sequence[OpenQuestion]) -> Iterator[AskedDocument]:
    """Say what is asked of documents, and what the register proposes, as it stands now."""
    named = {paper.record_id for one in questions for paper in one.question.papers}
    records, held = papers_named(connection, named), holders(connection, named)
    for one in questions:
        evidence = [
            evidence_of(one.document_id, paper, records[paper.record_id])
            for paper in one.question.papers
            if paper.record_id in records
        ]
        others = {paper: holder for paper, holder in held.items() if holder != one.document_id}
        yield AskedDocument(
            one.document_id,
            one.batch,
            one.source_name,
            one.phase,
            one.reason_code,
            explain(one.reason_code, one.reason_details, _)[0],
            one.question.version,
            one.asked_at,
            tuple(likely_papers(evidence, others)),
        )


def _named(workspace: Workspace, name: str) -> DocumentRow:
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        row = reader.document(name)
    if row is None:
        raise NotFoundError(name=name)
    return row


def _paper_id(text: str) -> str:
    return record_id_of(text) or text.strip() if text.strip() else ""


def _saying(reason: str) -> Saying:
    return Saying(dt.datetime.now(dt.UTC), person(), checked_reason(reason))
