"""The signatures that a PDF brought along: what they are worth by themselves, as findings."""

from __future__ import annotations

from pathlib import Path

from sohoa.domain.paper_findings import ARRIVED_SIGNATURES
from sohoa.domain.trust import is_signed_whole
from sohoa.intake.originals import ArrivedSignatures
from sohoa.sign.verification import verify_signatures


def judge_signatures(master: Path) -> ArrivedSignatures:
    """Judge the signatures a master came with, whoever made them, as `verify` judges a file.

    One finding a signature (`signature-intact`, `signature-broken`, `signature-unjudged`).

    Raises:
        OSError: The master cannot be opened.
    """
    statuses = verify_signatures(master, trusted=(), at=None)
    findings = (
        ARRIVED_SIGNATURES[one.integrity].of(one.signer or one.field_name) for one in statuses
    )
    return ArrivedSignatures(is_signed_whole(statuses), tuple(findings))
