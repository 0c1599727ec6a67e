"""The signatures that a PDF brought along: what they are worth by themselves, as findings."""

from __future__ import annotations

from pathlib import Path

from sohoa.domain.batons import Finding
from sohoa.sign.verification import verify_signatures


def signature_findings(master: Path) -> tuple[Finding, ...]:
    """One finding a signature: whether it and what it covers are unchanged, whoever issued it.

    Raises:
        OSError: The master cannot be opened.
    """
    statuses = verify_signatures(master, trusted=(), at=None)
    return tuple(
        Finding("signature-intact", value=status.signer)
        if status.intact and status.covers_whole_file
        else Finding("signature-broken", value=status.signer or status.field_name)
        for status in statuses
    )
