"""Findings about a description: what was read and may be something else."""

from __future__ import annotations

from collections.abc import Iterator

from sohoa.domain import paper_findings
from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.domain.stage_results import Finding
from sohoa.domain.syllable import legal_share

#: Below this likelihood of one of its words a printed name is to be compared with the paper. It
#: stands under signature and seal: of 42 real ones 36 were read, 34 of them right; below it are one
#: of the two that were wrong and five right ones (`python -m bench.fields`).
_LEAST_CONFIDENCE = 90.0


def doubts(paper: PaperDescription) -> Iterator[Finding]:
    """List the findings about a description.

    Number and date have theirs from reading (`sohoa.describe.witnesses`).
    """
    signer = paper.of(FieldName.SIGNER)
    if signer is None:
        return
    is_possible = legal_share(signer.value.split()) == 1.0
    if signer.choices or not is_possible or signer.confidence < _LEAST_CONFIDENCE:
        yield paper_findings.SIGNER_UNSURE.at(signer.page, signer.value)
