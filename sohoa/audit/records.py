"""Verifies archived records: nothing is fetched, nothing is written, nothing is trusted.

Of every record there are four witnesses: the file itself, its receipt, the manifest of its file
unit and the catalogue. Each byte is known to at least two others, so that what was changed can
be told from what it was changed against.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sohoa.archive.manifest import MANIFEST_NAME
from sohoa.archive.placing import reading_path
from sohoa.archive.receipt import Receipt, decode_receipt, receipt_path
from sohoa.audit.asked import ArchivedFile, Question
from sohoa.audit.first_bytes import first_byte_problems
from sohoa.audit.masters import master_problems, masters_released
from sohoa.audit.meaning import meaning_problems
from sohoa.audit.problems import Part, Problem
from sohoa.audit.reading_copies import reading_problems
from sohoa.audit.signing_facts import signing_problems
from sohoa.audit.texts import text_problems
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.outcome import DocumentState
from sohoa.domain.proof_errors import NewerFormatError
from sohoa.domain.trust import SignatureStanding, SignatureStatus
from sohoa.durable import sha256_of
from sohoa.pdfa.own_words import own_words
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.validation import judge_pdfa
from sohoa.sign.anchors import Anchors, anchors_of
from sohoa.sign.trust_store import TrustStore
from sohoa.sign.verification import Examination, examine_pdf
from sohoa.work.archive_home import events_path


class RecordStanding(StrEnum):
    """The state of a record's proof.

    `unprovable`: nothing was changed, but what proved its signatures has expired.
    `unfinished`: a renewal was interrupted half-way; nothing is lost.
    """

    WHOLE = "whole"
    BROKEN = "broken"
    UNPROVABLE = "no-longer-provable"
    UNFINISHED = "renewal-unfinished"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result for one record; without a problem it is as it was archived.

    `pdfa` is what the file claims and a validator confirmed, now or, by the receipt, when it
    was archived; empty for a kept original. `state` tells a record that counts from one that was
    replaced or withdrawn: it is kept and verified all the same. `masters_released`: its masters
    are not asked for, by a person's word beside it.
    """

    document_id: str
    path: Path
    standing: RecordStanding
    problems: tuple[Problem, ...]
    signatures: tuple[SignatureStatus, ...] = ()
    pdfa: str = ""
    sha256: str = ""
    generation: int = 1
    provable_until: dt.datetime | None = None
    state: DocumentState = DocumentState.ARCHIVED
    masters_released: bool = False
    kept_original: bool = False

    @property
    def is_whole(self) -> bool:
        """Say whether everything held."""
        return self.standing is RecordStanding.WHOLE


def verify_record(file: ArchivedFile, *, anchors: Anchors, question: Question) -> Verdict:
    """Check one record: its bytes, receipt, line in the manifest, signatures and PDF/A."""
    row = file.row
    if file.path.is_symlink() or not file.path.is_file():
        code = "link" if file.path.is_symlink() else "missing"
        problem = Problem(code, Part.CONTENT, file.path.name)
        return Verdict(row.document_id, file.path, RecordStanding.BROKEN, (problem,))
    receipt, receipt_digest, problems = _read_receipt(file)
    attested = _attested(file, receipt, receipt_digest) if not question.deep else ""
    try:
        examination = examine_pdf(file.path, anchors=anchors, at=question.at, attested=attested)
    except OSError as error:
        reason = {"reason": error.strerror or str(error)}
        problem = Problem("unreadable", Part.CONTENT, file.path.name, reason)
        return Verdict(row.document_id, file.path, RecordStanding.BROKEN, (problem,))

    problems += _digest_problems(file, examination.sha256, receipt, receipt_digest)
    is_sound = not problems
    if receipt is not None:
        problems += _differences(file, receipt)
    problems += _events_problems(file)
    problems += _reading_problems(file, receipt, question)
    problems += _signature_problems(file, examination)
    pdfa, pdfa_problems = _judge_pdfa(file, examination, receipt, question)
    problems += pdfa_problems
    if receipt is not None and is_sound:  # of other bytes nothing more need be asked
        problems += _meant(file, receipt, examination, question)
    problems += file.neighbours
    return Verdict(
        document_id=row.document_id,
        path=file.path,
        standing=_standing(problems, is_being_renewed=file.is_being_renewed),
        problems=tuple(problems),
        signatures=examination.signatures,
        pdfa=pdfa,
        sha256=examination.sha256,
        generation=len(receipt.generations) if receipt else row.generation,
        provable_until=provable_until(examination.signatures),
        state=row.state,
        masters_released=masters_released(file),
        kept_original=row.kept_original,
    )


def _meant(
    file: ArchivedFile,
    receipt: Receipt,
    examination: Examination,
    question: Question,
) -> Iterator[Problem]:
    """Report claims about the record that its file contradicts, though all bytes agree."""
    try:
        words = own_words(file.path)
        yield from meaning_problems(file, receipt, words)
        yield from signing_problems(file, receipt, examination.signatures, words, question)
        yield from first_byte_problems(file, receipt, words)
        yield from master_problems(file, receipt, question)
        if question.deep:
            yield from text_problems(file, receipt, words)
    except OSError as error:
        reason = {"reason": error.strerror or str(error)}
        yield Problem("unreadable", Part.CONTENT, file.path.name, reason)


def _attested(file: ArchivedFile, receipt: Receipt | None, receipt_digest: str) -> str:
    """The digest that a receipt vouches for, if catalogue and manifest vouch for the receipt."""
    row = file.row
    if receipt is None or {receipt_digest} != {row.receipt_sha256, file.listed_receipt}:
        return ""
    return receipt.sha256 if {receipt.sha256} == {row.sha256, file.listed} else ""


def provable_until(signatures: tuple[SignatureStatus, ...]) -> dt.datetime | None:
    """Return when the first signature ceases to be provable, by what the file holds now."""
    ends = [one.provable_until for one in signatures if one.kind == "signature"]
    return min((end for end in ends if end), default=None)


def _standing(problems: list[Problem], *, is_being_renewed: bool) -> RecordStanding:
    codes = {problem.code for problem in problems}
    if not codes:
        return RecordStanding.WHOLE
    if codes == {"unprovable"}:
        return RecordStanding.UNPROVABLE
    halfway = {"bytes", "receipt-bytes", "receipt-says", "catalogue-says", "manifest-file"}
    if is_being_renewed and codes <= {*halfway, "unprovable"}:
        return RecordStanding.UNFINISHED
    return RecordStanding.BROKEN


def _read_receipt(file: ArchivedFile) -> tuple[Receipt | None, str, list[Problem]]:
    path = receipt_path(file.path)
    if path.is_symlink():
        return None, "", [Problem("link", Part.RECEIPT, path.name)]
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, "", [Problem("receipt-missing", Part.RECEIPT, path.name)]
    digest = hashlib.sha256(content).hexdigest()
    try:
        return decode_receipt(content, path=path), digest, []
    except NewerFormatError:
        return None, digest, [Problem("receipt-newer", Part.RECEIPT, path.name)]
    except ValueError:
        return None, digest, [Problem("receipt-unreadable", Part.RECEIPT, path.name)]


def _digest_problems(
    file: ArchivedFile, actual: str, receipt: Receipt | None, receipt_digest: str
) -> Iterator[Problem]:
    """Compare what four witnesses say of the file, and three of its receipt."""
    row, name = file.row, file.path.name
    others = {file.listed, receipt.sha256 if receipt else file.listed}
    if actual != row.sha256:
        if others == {actual}:
            yield Problem("catalogue-says", Part.CATALOGUE, name)
        else:
            yield Problem("bytes", Part.CONTENT, name)
    if file.listed not in {actual, row.sha256}:
        yield Problem("manifest-file", Part.MANIFEST, MANIFEST_NAME, {"name": name})

    receipt_name = receipt_path(file.path).name
    if receipt_digest and receipt_digest != row.receipt_sha256:
        if receipt_digest == file.listed_receipt and receipt is not None:
            yield Problem("catalogue-says", Part.CATALOGUE, receipt_name)
        else:
            yield Problem("receipt-bytes", Part.RECEIPT, receipt_name)
    if file.listed_receipt not in {receipt_digest, row.receipt_sha256}:
        yield Problem("manifest-file", Part.MANIFEST, MANIFEST_NAME, {"name": receipt_name})


def _events_problems(file: ArchivedFile) -> Iterator[Problem]:
    """Compare the file of what happened to the record later with the catalogue's word."""
    path = events_path(file.path)
    if not file.row.events_sha256:
        return
    if path.is_symlink() or not path.is_file():
        yield Problem("events-missing", Part.RECEIPT, path.name)
    elif sha256_of(path) != file.row.events_sha256:
        yield Problem("events-bytes", Part.RECEIPT, path.name)


def _reading_problems(
    file: ArchivedFile, receipt: Receipt | None, question: Question
) -> Iterator[Problem]:
    try:
        yield from reading_problems(file, receipt, question)
    except OSError as error:
        reason = {"reason": error.strerror or str(error)}
        yield Problem("unreadable", Part.READING, reading_path(file.path).name, reason)


def _differences(file: ArchivedFile, receipt: Receipt) -> Iterator[Problem]:
    """Report where receipt and catalogue contradict each other about the record."""
    row = file.row
    pairs: dict[str, tuple[object, object]] = {
        "document": (receipt.origin.document_id, row.document_id),
        "batch": (receipt.origin.batch, row.batch),
        "scan": (receipt.origin.content_sha256, row.content_sha256),
        "file unit": (receipt.file_code, row.file_code),
        "ordinal": (receipt.ordinal, row.ordinal),
        "name": (receipt.archive_name, file.path.name),
        "SHA-256": (receipt.sha256, row.sha256),
        "size": (receipt.proof.size_bytes, row.size_bytes),
        "generation": (len(receipt.generations), row.generation),
        "provable until": (receipt.proof.provable_until, row.provable_until),
        "kept original": (receipt.proof.pdfa.result == "kept-original", row.kept_original),
        "signatures": (_signers(receipt), _noted_signers(row)),
    }
    for what, (said, known) in pairs.items():
        if said != known:
            details = {"what": what, "receipt": str(said), "catalogue": str(known)}
            yield Problem("receipt-says", Part.CATALOGUE, receipt_path(file.path).name, details)


def _signers(receipt: Receipt) -> list[tuple[str, str]]:
    """The office's own signatures by field and signer; a kept original has none."""
    if receipt.proof.pdfa.result == "kept-original":
        return []
    return [
        (one.field_name, one.signer) for one in receipt.proof.signatures if one.kind == "signature"
    ]


def _noted_signers(row: DocumentRow) -> list[tuple[str, str]]:
    return [(one.get("field_name", ""), one.get("signer", "")) for one in row.signatures]


def _signature_problems(file: ArchivedFile, examination: Examination) -> Iterator[Problem]:
    """Report the problems of the office's own signatures.

    The signatures that a kept original came with are shown, not judged: what they were worth
    when the paper came in is not the archive's fault, and its bytes are checked. An expired time
    stamp that a newer one has taken the place of is no problem: each is judged in its time.
    """
    if file.row.kept_original:
        return
    if not examination.signatures:
        yield Problem("no-signature", Part.SIGNATURE, file.path.name)
    for status in examination.signatures:
        if status.standing is SignatureStanding.HOLDS:
            continue
        code = "unprovable" if status.standing is SignatureStanding.UNPROVABLE else "signature"
        details = {"field": status.field_name, "problem": status.problem}
        yield Problem(code, Part.SIGNATURE, file.path.name, details)


def _judge_pdfa(
    file: ArchivedFile, examination: Examination, receipt: Receipt | None, question: Question
) -> tuple[str, list[Problem]]:
    if file.row.kept_original:
        return "", []
    if not question.deep and receipt is not None and receipt.sha256 == examination.sha256:
        return receipt.proof.pdfa.claim, []
    return claim_and_problems(file.path, question.pdfa)


def claim_and_problems(path: Path, settings: PdfaSettings) -> tuple[str, list[Problem]]:
    """Give what a file claims, and a problem for each of the first rules of PDF/A-2b it breaks."""
    claim, rules = judge_pdfa(path, most_mb=settings.second_validator_max_mb)
    return claim, [Problem("pdfa", Part.CONTENT, path.name, {"rule": rule}) for rule in rules[:5]]


def verify_records_job(
    files: Sequence[ArchivedFile], *, trust: TrustStore, question: Question
) -> list[Verdict]:
    """Verify some records, in this process."""
    anchors = anchors_of(trust)
    return [verify_record(file, anchors=anchors, question=question) for file in files]
