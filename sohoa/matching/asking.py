"""What a person is asked about a scan: a proposal as it is kept, and what it says again later."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from sohoa.domain.paper_questions import PaperQuestion, ProposedPaper, WitnessWord
from sohoa.domain.register import RegisterRecord
from sohoa.matching.evidence import Compared, Evidence, Level, Witness
from sohoa.matching.outcome import Outcome, Proposal


def question_of(proposal: Proposal, outcome: Outcome) -> PaperQuestion:
    """Put a proposal as a question, for a reason that may be another than the proposal's own."""
    papers = tuple(
        ProposedPaper(
            one.record_id,
            round(one.bits, 1),
            record_digest(one.record),
            tuple(
                WitnessWord(said.witness.value, said.level.value, said.seen, said.held)
                for said in one.compared
            ),
        )
        for one in proposal.ranked
    )
    return PaperQuestion(outcome.value, papers, _version(proposal, outcome))


def nothing_proposed(document_id: str) -> PaperQuestion:
    """Ask about a scan that contradicts what was said of it, with no paper to propose."""
    return question_of(unlike_any(document_id), Outcome.CONTRADICTED)


def unlike_any(document_id: str) -> Proposal:
    """Say of a scan that no paper of the register is like it."""
    return Proposal(document_id, Outcome.UNKNOWN, "", ())


def evidence_of(document_id: str, paper: ProposedPaper, record: RegisterRecord) -> Evidence:
    """Give what spoke for a paper when the question was put; `record` is the paper as it stands."""
    compared = tuple(
        Compared(Witness(one.witness), Level(one.level), one.seen, one.held)
        for one in paper.compared
    )
    return Evidence(document_id, paper.record_id, record, compared, paper.bits)


def record_digest(record: RegisterRecord) -> str:
    """Digest all that the register says of a paper: 16 hexadecimal figures."""
    return _digest(asdict(record))


def _version(proposal: Proposal, outcome: Outcome) -> str:
    """Digest what is shown: the scan's words and the papers as the register has them.

    Weights are left out: they move with every paper that is entered, and change no answer. So is
    the order in the box: it moves with every scan beside it that is decided.
    """
    shown = [
        (
            one.record_id,
            record_digest(one.record),
            [said.seen for said in one.compared if said.witness is not Witness.ORDER],
        )
        for one in proposal.ranked
    ]
    return _digest([proposal.document_id, outcome.value, shown])


def _digest(shown: object) -> str:
    content = json.dumps(shown, default=str, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
