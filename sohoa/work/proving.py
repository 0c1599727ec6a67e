"""Proves a finished file: nothing that was said of it on the way is believed.

Here the stations' own checks meet, as stations know nothing of one another: the digest is taken
anew, the signatures verified, PDF/A validated and the text extracted from the very bytes that
enter the archive. A fault in any of them is an error with a code of its own.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sohoa.domain.errors import FixityError
from sohoa.domain.proof_errors import StoredPdfaError, StoredSignatureError, StoredTextError
from sohoa.domain.stage_results import ReadDocument, ReadingCopy, SignedPdf
from sohoa.domain.trust import (
    PdfaProof,
    Proof,
    ReadingProof,
    SignatureKind,
    SignatureStanding,
    SignatureStatus,
    TextProof,
)
from sohoa.durable import digest_of_start, sha256_of
from sohoa.ocr.document import full_text
from sohoa.pdfa.byteranges import signed_ranges
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.text import extract_text
from sohoa.pdfa.validation import NOT_CHECKED, is_too_large, judge_pdfa
from sohoa.sign.anchors import Anchors
from sohoa.sign.verification import examine_pdf
from sohoa.work.comparing import characters_of, compare_texts, pages_of

_VALIDATOR = f"page-validation {version('page-validation')}"
#: What the validator says of any file that was added to after a signature (shared/spec/pdf.md);
#: `validate_pdfa` leaves it out only where our own look at the signed ranges finds no fault.
_FALSE_ALARM = "PDFA{level}-SIGNATURE-BYTERANGE-001"
#: At most this share of the characters read on a page may be missing from the file, or too many.
#: None was, on 8 made-up documents (18,222 characters) and 9 pages of real scans (11,821), but
#: hyphens: pdftotext joins a word that a hyphen parts at a line's end, so hyphens are not counted.
#: Half a per cent is a tenth of one lost line on a page of twenty.
MOST_MISSING_SHARE = 0.005
_FEW_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class _PageLoss:
    """The characters read on one page, and how many of them the PDF lacks."""

    read: int
    astray: int

    @property
    def is_real(self) -> bool:
        """Say whether the loss is more than a difference in how programs write letters."""
        return self.astray > max(_FEW_CHARACTERS, self.read * MOST_MISSING_SHARE)


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

    Of a kept original the same is asked of the reading copy beside it.
    """
    scanned = signed.archival.read.scanned
    examination = examine_pdf(signed.path, anchors=anchors, at=proven_at)
    if examination.sha256 != signed.sha256:
        raise FixityError(scanned.document_id, name=signed.path.name)
    text, reading = None, None
    if scanned.kept_original:
        conformance = PdfaProof("", "", "kept-original")
        if signed.archival.reading is not None:
            reading = prove_reading(signed.archival.reading, signed.archival.read, settings=pdfa)
    else:
        require_signatures(scanned.document_id, examination.signatures)
        conformance = prove_pdfa(scanned.document_id, signed.path, settings=pdfa)
        text = prove_text(signed)
    return Proof(
        sha256=examination.sha256,
        size_bytes=examination.size_bytes,
        proven_at=proven_at,
        signatures=examination.signatures,
        pdfa=conformance,
        text=text,
        reading=reading,
    )


def prove_reading(copy: ReadingCopy, read: ReadDocument, *, settings: PdfaSettings) -> ReadingProof:
    """Prove the reading copy of a kept original as any other PDF/A is proven, but for signatures.

    Raises:
        FixityError: It is not the file that was made.
        StoredPdfaError: It is not valid PDF/A-2b.
        StoredTextError: What was read on the pages is not in it.
        OSError: A file cannot be read.
    """
    document_id = read.scanned.document_id
    if sha256_of(copy.path) != copy.sha256:
        raise FixityError(document_id, name=copy.path.name)
    return ReadingProof(
        sha256=copy.sha256,
        size_bytes=copy.path.stat().st_size,
        page_count=copy.page_count,
        pdfa=prove_pdfa(document_id, copy.path, settings=settings, is_signed=False),
        text=_prove_text(read, copy.path, copy.path),
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
        if status.standing is not SignatureStanding.HOLDS:
            raise StoredSignatureError(document_id, field=status.field_name, problem=status.problem)


def prove_pdfa(
    document_id: str, path: Path, *, settings: PdfaSettings, is_signed: bool = True
) -> PdfaProof:
    """Validate a finished file against PDF/A-2b.

    One that is too large for the validator, which reads a file as a whole, was judged by the
    other validator before it was signed, and the receipt says so.

    Raises:
        StoredPdfaError: It breaks a rule, or could not be judged though it is not too large.
    """
    most_mb = settings.second_validator_max_mb
    claim, rules = judge_pdfa(path, most_mb=most_mb, signed=is_signed)
    if not claim or rules:
        raise StoredPdfaError(document_id, rule=rules[0] if claim else NOT_CHECKED)
    if is_too_large(path, most_mb=most_mb):
        return PdfaProof(claim, _VALIDATOR, "too-large")
    is_added_to = is_signed and signed_ranges(path)[0].end < path.stat().st_size
    alarm = _FALSE_ALARM.format(level=claim.removeprefix("PDF/A-").upper())
    return PdfaProof(claim, _VALIDATOR, "valid", (alarm,) if is_added_to else ())


def prove_text(signed: SignedPdf) -> TextProof:
    """Compare what was read on the pages with what a reader program gets out of the file.

    Page by page, so that a lost line is not made up for by a long document; and where letters lie
    on one another, as the file holds them, for there a reader program leaves letters out.

    The signatures bring text of their own, which would hide what is missing. So the pages are
    compared with the file as it was before them: its first bytes, which must still be those of
    the archival PDF; and the whole file must have all that text as well.

    Both are composed (NFC). Characters are counted page by page and not lined up: columns and
    tables come out in another order than they were read, and words joined or parted where they
    stand close, but no letter may get lost or added. Words are counted, not judged.

    Raises:
        FixityError: The file does not begin with the archival PDF.
        StoredTextError: More is missing, or too much, than the tolerance.
    """
    archival, document_id = signed.archival, signed.archival.read.scanned.document_id
    unsigned = archival.path
    if {sha256_of(unsigned), digest_of_start(signed.path, unsigned.stat().st_size)} != {
        archival.sha256
    }:
        raise FixityError(document_id, name=signed.path.name)
    return _prove_text(archival.read, unsigned, signed.path)


def _prove_text(document: ReadDocument, before: Path, after: Path) -> TextProof:
    """Compare what was read with a file as it was before its signatures, and as it is."""
    read, document_id = full_text(document), document.scanned.document_id
    proof, losses = _losses(read, before, after, as_stored=False)
    if any(loss.is_real for loss in losses):
        again, others = _losses(read, before, after, as_stored=True)
        proof = min(again, proof, key=lambda one: one.characters_missing)
        pairs = itertools.zip_longest(losses, others, fillvalue=_PageLoss(0, 0))
        losses = [min(pair, key=lambda loss: loss.astray) for pair in pairs]
    if real := [loss for loss in losses if loss.is_real]:
        counts = sum(loss.read for loss in losses), sum(loss.astray for loss in real)
        raise StoredTextError(document_id, read=counts[0], missing=counts[1])
    return proof


def _losses(
    read: str, unsigned: Path, signed: Path, *, as_stored: bool
) -> tuple[TextProof, list[_PageLoss]]:
    """Compare each page with what was read, and after signing with what it had before."""
    before, stored = (extract_text(path, as_stored=as_stored) for path in (unsigned, signed))
    losses = []
    for one, other, last in itertools.zip_longest(*map(pages_of, (read, before, stored))):
        wanted, found, kept = (characters_of(text or "") for text in (one, other, last))
        parts = wanted - found, found - wanted, found - kept
        losses.append(_PageLoss(wanted.total(), max(part.total() for part in parts)))
    return compare_texts(read, before), losses
