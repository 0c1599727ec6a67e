"""Proves a finished file: nothing that was said of it on the way is believed.

Here the stations' own checks meet, as stations know nothing of one another: the digest is taken
anew, the signatures verified, PDF/A validated and the text extracted from the very bytes that
enter the archive. A fault in any of them is an error with a code of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from sohoa.domain.batons import SignedPdf
from sohoa.domain.errors import (
    FixityError,
    StoredPdfaError,
    StoredSignatureError,
    StoredTextError,
)
from sohoa.domain.trust import PdfaProof, Proof, SignatureKind, SignatureStatus, Standing, TextProof
from sohoa.ocr.document import full_text
from sohoa.pdfa.byteranges import signed_ranges
from sohoa.pdfa.glyphless import legible
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.text import extract_text
from sohoa.pdfa.validation import NOT_CHECKED, claims_pdfa, validate_pdfa
from sohoa.sign.verification import Anchors, examine_pdf

_VALIDATOR = f"page-validation {version('page-validation')}"
#: What the validator says of any file that was added to after a signature (shared/spec/pdf.md);
#: `validate_pdfa` leaves it out only where our own look at the signed ranges finds no fault.
_FALSE_ALARM = "PDFA{level}-SIGNATURE-BYTERANGE-001"
#: At most this share of the characters read may be missing from the finished file. Nothing is
#: expected to be: every letter is in the text layer under a code of its own. What was seen to get
#: lost on the way out is poppler's doing: letters it takes for a hyphen at a line's end or that
#: stand one over another. 0.5 % is three times the worst of 181 made-up and real pages, and a
#: twentieth of a single lost line on a page of twenty.
MOST_MISSING_SHARE = 0.005
_FEW_CHARACTERS = 2


def prove_signed(
    signed: SignedPdf, *, anchors: Anchors, pdfa: PdfaSettings, proven_at: dt.datetime
) -> Proof:
    """Prove the file that `sign` has made, before it enters the archive.

    Raises:
        FixityError: It is not the file that was signed.
        StoredSignatureError: A signature of the office does not hold, or none is there.
        StoredPdfaError: It is not valid PDF/A-2b.
        StoredTextError: What was read on its pages is not in it.
        OSError: A file cannot be read.
    """
    read = signed.archival.read
    scanned = read.scanned
    examination = examine_pdf(signed.path, anchors=anchors, at=proven_at)
    if examination.sha256 != signed.sha256:
        raise FixityError(scanned.document_id, name=signed.path.name)
    text = None
    if scanned.kept_original:
        conformance = PdfaProof("", "", "kept-original")
    else:
        require_signatures(scanned.document_id, examination.signatures)
        conformance = prove_pdfa(scanned.document_id, signed.path, settings=pdfa)
        text = prove_text(scanned.document_id, full_text(read), signed.path)
    return Proof(
        sha256=examination.sha256,
        size_bytes=examination.size_bytes,
        proven_at=proven_at,
        signatures=examination.signatures,
        pdfa=conformance,
        text=text,
    )


def require_signatures(
    document_id: str, signatures: Iterable[SignatureStatus], *, kind: SignatureKind | None = None
) -> None:
    """Refuse a file with no signature, or with one (of a kind) that does not hold.

    Raises:
        StoredSignatureError: As named.
    """
    statuses = [one for one in signatures if kind is None or one.kind is kind]
    if not statuses:
        raise StoredSignatureError(document_id, field="-", problem="there is no signature")
    for status in statuses:
        if status.standing is not Standing.HOLDS:
            raise StoredSignatureError(document_id, field=status.field_name, problem=status.problem)


def prove_pdfa(document_id: str, path: Path, *, settings: PdfaSettings) -> PdfaProof:
    """Validate a signed file against PDF/A-2b.

    One that is too large for the validator, which reads a file as a whole, was judged by the
    other validator before it was signed, and the receipt says so.

    Raises:
        StoredPdfaError: It breaks a rule, or could not be judged though it is not too large.
    """
    claim, size = claims_pdfa(path), path.stat().st_size
    if not claim:
        raise StoredPdfaError(document_id, rule=NOT_CHECKED)
    if size > settings.second_validator_max_mb << 20:
        return PdfaProof(claim, _VALIDATOR, "too-large")
    findings = validate_pdfa(path, signed=True)
    if findings:
        raise StoredPdfaError(document_id, rule=findings[0].rule)
    is_added_to = signed_ranges(path)[0].end < size
    alarm = _FALSE_ALARM.format(level=claim.removeprefix("PDF/A-").upper())
    return PdfaProof(claim, _VALIDATOR, "valid", (alarm,) if is_added_to else ())


def prove_text(document_id: str, read: str, path: Path) -> TextProof:
    """Compare what was read on the pages with what a reader program gets out of the file.

    Both are composed (NFC). Characters are counted and not lined up: columns and tables come
    out in another order than they were read, and words joined or parted where they stand close,
    but no letter may get lost. What is there in addition is the text of the signatures.

    Raises:
        StoredTextError: More is missing than the tolerance.
    """
    stored = extract_text(path)
    wanted, found = _characters(read), _characters(stored)
    total, missing = wanted.total(), (wanted - found).total()
    words, words_found = Counter(legible(read).split()), Counter(legible(stored).split())
    if missing > max(_FEW_CHARACTERS, total * MOST_MISSING_SHARE):
        raise StoredTextError(document_id, read=total, missing=missing)
    return TextProof(total, missing, words.total(), (words - words_found).total())


def _characters(text: str) -> Counter[str]:
    return Counter(letter for letter in legible(text.replace("\f", " ")) if not letter.isspace())
