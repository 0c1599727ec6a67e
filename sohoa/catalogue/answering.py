"""A person says which paper a scan is: checked against what is asked now, and added.

No lock is held while somebody looks: an answer names the question that it saw, and is refused if
that is not the one that stands.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, update

from sohoa.catalogue.decision_store import predecessors_of
from sohoa.catalogue.document_store import find_document
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.paper_changes import Saying, listed_papers
from sohoa.catalogue.paper_decisions import (
    as_decided,
    last_words,
    note_decisions,
    standing_decisions,
    words_without,
)
from sohoa.catalogue.paper_holders import holders
from sohoa.catalogue.paper_questions import keep_questions, open_questions, shown_at
from sohoa.catalogue.schema import documents
from sohoa.domain.catalogue_errors import NotFoundError
from sohoa.domain.decision_errors import (
    DecidedMeanwhileError,
    NoDecisionError,
    NothingAskedError,
    QuestionChangedError,
)
from sohoa.domain.errors import RecordTakenError
from sohoa.domain.match_errors import PaperUnknownError, PaperUnsureError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_questions import DecidedBy, OpenQuestion, PaperDecision
from sohoa.domain.vietnam_time import in_vietnam
from sohoa.matching.asking import nothing_proposed, record_digest

#: Whoever looked longer than this did something else meanwhile.
_LONGEST = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer to one question.

    Attributes:
        record_id: The paper; empty for none of the register.
        seen: The version of the question that they saw; empty if they take it as it stands.
        seconds: How long they looked, where they say so themselves.
    """

    document_id: str
    record_id: str
    seen: str = ""
    seconds: int | None = None


def answer_question(connection: Connection, answer: Answer, saying: Saying) -> bool:
    """Add a person's decision; says whether it is new: the same once more changes nothing.

    From now on its document waits for nobody, and is known by the register's words; what was made
    of it before as another paper is signed by nobody (`sohoa.line.pdfa`).

    Raises:
        NotFoundError: There is no such document.
        NothingAskedError: It does not wait to be told which paper it is.
        DecidedMeanwhileError: Somebody has decided otherwise.
        QuestionChangedError: What is asked is no longer what was seen.
        UnknownPaperError, PaperNotListedError: There is no such paper in the inventory.
        RecordTakenError: Another document has the paper.
    """
    row = _document(connection, answer.document_id)
    said = standing_decisions(connection, {answer.document_id: row["content_sha256"]})
    held = said.get(answer.document_id)
    if held is not None and held.by is DecidedBy.PERSON:
        if held.record_id == answer.record_id:
            return False
        raise _decided(held)
    asked = open_questions(connection, identities=[answer.document_id])
    if not asked:
        raise NothingAskedError(document=answer.document_id)
    _require_unchanged(connection, asked[0], answer)
    if answer.record_id:
        _require_free(connection, answer)
    note_decisions(connection, [_decision(connection, row, answer, saying)])
    going_on = {
        **as_decided(connection, {answer.document_id: dict(row)})[answer.document_id],
        "state": DocumentState.IN_PROGRESS.value,
        "reason_code": "",
        "reason_details": {},
        "updated_at": as_text(saying.at),
    }
    of_document = documents.c.document_id == answer.document_id
    connection.execute(update(documents).where(of_document).values(going_on))
    return True


def take_back(connection: Connection, document_id: str, saying: Saying) -> str:
    """Take the decision on a scan back, so that it is asked again; returns the paper it named.

    Raises:
        NotFoundError: There is no such document.
        NoDecisionError: There is no decision, or it is archived already.
    """
    row = _document(connection, document_id)
    held = last_words(connection, {document_id: row["content_sha256"]}).get(document_id)
    if held is None or not held.counts or DocumentState(row["state"]).is_stored:
        raise NoDecisionError(document=document_id)
    word = PaperDecision(
        document_id,
        "",
        row["content_sha256"],
        DecidedBy.TAKEN_BACK,
        saying.person,
        saying.reason,
        saying.at,
    )
    note_decisions(connection, [word])
    asked = {
        "state": DocumentState.ASKED.value,
        "reason_code": (PaperUnsureError if held.record_id else PaperUnknownError).code,
        "reason_details": {"document": document_id, "record": held.record_id},
        "updated_at": as_text(saying.at),
    }
    if held.record_id:
        asked |= words_without(connection, row, held.record_id)
    of_document = documents.c.document_id == document_id
    connection.execute(update(documents).where(of_document).values(asked))
    if not open_questions(connection, identities=[document_id]):
        bare = {document_id: nothing_proposed(document_id)}
        keep_questions(connection, bare, at=saying.at)
    return held.record_id


def _document(connection: Connection, document_id: str) -> RowMapping:
    row = find_document(connection, document_id)
    if row is None:
        raise NotFoundError(name=document_id)
    return row


def _decided(held: PaperDecision) -> DecidedMeanwhileError:
    return DecidedMeanwhileError(
        document=held.document_id,
        person=held.person,
        moment=f"{in_vietnam(held.decided_at):%d/%m/%Y %H:%M}",
        paper=held.record_id or "–",
    )


def _require_unchanged(connection: Connection, asked: OpenQuestion, answer: Answer) -> None:
    """Refuse an answer to another question, or about a paper that is no longer what was shown."""
    proposed = {one.record_id: one.digest for one in asked.question.papers}
    papers = listed_papers(connection, [answer.record_id] if answer.record_id else [])
    is_other = any(
        proposed.get(record_id, record_digest(record)) != record_digest(record)
        for record_id, record in papers.items()
    )
    if is_other or answer.seen not in {"", asked.question.version}:
        raise QuestionChangedError(document=answer.document_id)


def _require_free(connection: Connection, answer: Answer) -> None:
    holder = holders(connection, [answer.record_id]).get(answer.record_id, answer.document_id)
    before = predecessors_of(connection, [answer.document_id]).get(answer.document_id)
    if holder not in {answer.document_id, before}:
        raise RecordTakenError(answer.document_id, record_id=answer.record_id, other=holder)


def _decision(
    connection: Connection, row: RowMapping, answer: Answer, saying: Saying
) -> PaperDecision:
    looked = _looked(connection, answer, saying)
    return PaperDecision(
        answer.document_id,
        answer.record_id,
        row["content_sha256"],
        DecidedBy.PERSON,
        saying.person,
        saying.reason,
        saying.at,
        seen=answer.seen,
        seconds=int(looked.total_seconds()) if looked and looked <= _LONGEST else None,
    )


def _looked(connection: Connection, answer: Answer, saying: Saying) -> dt.timedelta | None:
    """How long the person looked: as they say, or since it was shown to them."""
    if answer.seconds is not None:
        return dt.timedelta(seconds=answer.seconds)
    shown = shown_at(connection, answer.document_id, person=saying.person)
    return saying.at - shown if shown else None
