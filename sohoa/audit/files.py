"""Verifies a PDF that has left the archive: alone, or beside the receipt it was given along."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sohoa.archive.receipt import Receipt, read_receipt, receipt_path
from sohoa.audit.asked import Question
from sohoa.audit.problems import Part, Problem
from sohoa.audit.records import claim_and_problems, provable_until
from sohoa.domain.proof_errors import NewerFormatError
from sohoa.domain.trust import SignatureStanding, SignatureStatus
from sohoa.pdfa.own_words import own_words
from sohoa.sign.anchors import Anchors, anchors_of
from sohoa.sign.trust_store import TrustStore
from sohoa.sign.verification import examine_pdf


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """Result for a file by itself, without an archive.

    `is_receipted` says that a receipt lies beside it and is about these bytes; `None` that there
    is no receipt.
    """

    path: Path
    sha256: str
    problems: tuple[Problem, ...]
    signatures: tuple[SignatureStatus, ...]
    pdfa: str
    is_receipted: bool | None
    provable_until: dt.datetime | None

    @property
    def is_whole(self) -> bool:
        """Say whether everything held."""
        return not self.problems


def verify_file(path: Path, *, anchors: Anchors, question: Question) -> FileVerdict:
    """Verify a file's signatures and what it claims to be; nothing else is needed.

    It need not be PDF/A (a document from another office may not be), but what claims to be
    must be.

    Raises:
        OSError: The file cannot be read.
    """
    examination = examine_pdf(path, anchors=anchors, at=question.at)
    problems = list(_signature_problems(path, examination.signatures))
    original = own_words(path).original_sha256 if not examination.signatures else ""
    if original:
        problems = [Problem("reading-alone", Part.SIGNATURE, path.name, {"original": original})]
    claim, broken = claim_and_problems(path, question.pdfa)
    if claim.startswith("PDF/A-2"):
        problems += broken
    try:
        receipt = read_receipt(receipt_path(path))
    except NewerFormatError:
        receipt = None
        problems.append(Problem("receipt-newer", Part.RECEIPT, receipt_path(path).name))
    is_receipted = None if receipt is None else _is_about(receipt, examination.sha256)
    if is_receipted is False:
        problems.append(Problem("bytes", Part.RECEIPT, receipt_path(path).name))
    return FileVerdict(
        path=path,
        sha256=examination.sha256,
        problems=tuple(problems),
        signatures=examination.signatures,
        pdfa=claim,
        is_receipted=is_receipted,
        provable_until=provable_until(examination.signatures),
    )


def _is_about(receipt: Receipt, sha256: str) -> bool:
    """Say whether a receipt knows these bytes, as its newest form or one before."""
    return sha256 in {one.sha256 for one in receipt.generations}


def _signature_problems(path: Path, signatures: tuple[SignatureStatus, ...]) -> list[Problem]:
    if not signatures:
        return [Problem("no-signature", Part.SIGNATURE, path.name)]
    return [
        Problem(
            "unprovable" if one.standing is SignatureStanding.UNPROVABLE else "signature",
            Part.SIGNATURE,
            path.name,
            {"field": one.field_name, "problem": one.problem},
        )
        for one in signatures
        if one.standing is not SignatureStanding.HOLDS
    ]


def verify_file_job(path: Path, *, trust: TrustStore, question: Question) -> FileVerdict:
    """Verify a file that need not be in any archive."""
    return verify_file(path, anchors=anchors_of(trust), question=question)
