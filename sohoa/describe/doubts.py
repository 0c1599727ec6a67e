"""Findings about a description: what was read and may be something else."""

from __future__ import annotations

from collections.abc import Iterator

from sohoa.describe.names import SURNAMES
from sohoa.domain import paper_findings
from sohoa.domain.paper_fields import FieldName, FieldRead, PaperDescription
from sohoa.domain.stage_results import Finding
from sohoa.domain.syllable import legal_share

#: Below this likelihood of one of its words a printed name is to be compared with the paper. It
#: stands under signature and seal: of 42 real ones 36 were read, 34 of them right; below it are one
#: of the two that were wrong and five right ones (`python -m bench.fields`).
_LEAST_CONFIDENCE = 90.0


#: And below this one of its words, what a paper is about and who issued it: a stamp's letters are
#: woven into it. Of 95 bodies read off real heads that were bent the one below it was wrong.
_LEAST_OF_WORDS = 30.0


def doubts(paper: PaperDescription) -> Iterator[Finding]:
    """List the findings about a description.

    Number and date have theirs from reading (`sohoa.describe.witnesses`).
    """
    signer, subject = paper.of(FieldName.SIGNER), paper.of(FieldName.SUBJECT)
    body = paper.of(FieldName.ISSUING_BODY)
    if (mark := paper.of(FieldName.SECRECY)) is not None:
        yield paper_findings.SECRECY_MARK.at(mark.page, mark.value)
    for field in paper.fields:
        if field.read_as:
            told = f"{field.read_as} → {field.value}"
            yield paper_findings.CORRECTED_BY_LIST.at(field.page, told)
    if signer is not None and not signer.read_as and _may_be_another(signer):
        yield paper_findings.SIGNER_UNSURE.at(signer.page, signer.value)
    if subject is not None and subject.confidence < _LEAST_OF_WORDS:
        yield paper_findings.SUBJECT_UNSURE.at(subject.page, subject.value)
    if body is not None and not body.read_as and body.confidence < _LEAST_OF_WORDS:
        yield paper_findings.BODY_UNSURE.at(body.page, body.value)


def _may_be_another(signer: FieldRead) -> bool:
    """By its surname, a syllable that cannot be, what else it may be, or its likelihood."""
    words = signer.value.split()
    is_known = words[0].title() in SURNAMES and legal_share(words) == 1.0
    return bool(signer.choices) or not is_known or signer.confidence < _LEAST_CONFIDENCE
