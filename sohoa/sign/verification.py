"""Verifies the signatures of a PDF, offline, and says in plain words what is wrong.

A signature covers the bytes of the file without its own value. So beside what pyHanko checks
(digest, signature, later changes) the value itself is checked to be written as it must: one
changed digit in its padding is found as well, and in a signature of ours any change at all.
What a signature is worth at a given time is judged in `sohoa.sign.timeline`.
"""

# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from sohoa.domain.errors import N_
from sohoa.domain.trust import Integrity, SignatureKind, SignatureStanding, SignatureStatus
from sohoa.durable import sha256_of
from sohoa.sign.anchors import Anchors, Purpose, SecurityStore
from sohoa.sign.by_the_book import is_message_by_the_book
from sohoa.sign.changes import Added, changes_after
from sohoa.sign.field_names import FIELD_NAMES, TIME_FIELD
from sohoa.sign.hostile import HOSTILE
from sohoa.sign.integrity import is_signature_of_range, range_algorithm
from sohoa.sign.names import name_of, part_of_name
from sohoa.sign.pages import shows_other_pages
from sohoa.sign.ranges import SealedRange, digest_ranges
from sohoa.sign.reading import embedded_signatures, open_reader
from sohoa.sign.silence import silence
from sohoa.sign.timeline import Judgement, Seal, judge_seals
from sohoa.sign.tokens import stamp_of, stamps_of
from sohoa.sign.unsigned_parts import has_harmed_copy, is_written_plainly

_DOCUMENT_TIMESTAMP = "/DocTimeStamp"
_STANDARD_RANGE = 4
_END_OF_FILE = (b"%%EOF", b"%%EOF\n", b"%%EOF\r\n", b"%%EOF\r")


@dataclass(frozen=True, slots=True)
class Examination:
    """A file's digest, and what can be said of its signatures, in the order they were made."""

    sha256: str
    size_bytes: int
    signatures: tuple[SignatureStatus, ...]


@dataclass
class _Found:
    """One signature of a file while it is being examined.

    `is_misfit`: what it says it covers is not a part of this file.
    """

    name: str
    signature: EmbeddedPdfSignature | None
    is_misfit: bool = False
    sealed: SealedRange | None = None
    seal: Seal | None = None
    is_whole_file: bool = False
    added: Added | None = None


def verify_signatures(
    path: Path, *, trusted: Anchors | Sequence[x509.Certificate], at: dt.datetime | None
) -> tuple[SignatureStatus, ...]:
    """Verify every signature and document time stamp, in the order they were made.

    As `examine_pdf`, thoroughly.

    Raises:
        OSError: The file cannot be opened.
    """
    anchors = trusted if isinstance(trusted, Anchors) else Anchors(trusted)
    return examine_pdf(path, anchors=anchors, at=at).signatures


def examine_pdf(
    path: Path, *, anchors: Anchors, at: dt.datetime | None = None, attested: str = ""
) -> Examination:
    """Digest a file and verify its signatures, reading it once; nothing is fetched.

    They must be provable at `at`; left out, today. If the file's digest is the one that a
    receipt attests as `attested`, what is true of the bytes for ever (what was added after each
    signature, how it is packed) is not looked at again; every signature is. A file that cannot
    be read gives one status without a field name; a file without signatures gives none.

    Raises:
        OSError: The file cannot be opened.
    """
    size = path.stat().st_size
    with path.open("rb") as stream, silence():
        try:
            reader = open_reader(path, stream)
            found = [_Found(*one) for one in embedded_signatures(reader, skipping=HOSTILE)]
            sha256 = _digest(stream, found, size)
        except HOSTILE:
            unreadable = SignatureStatus("", problem=N_("the file cannot be read as a PDF"))
            return Examination(sha256_of(path), size, (unreadable,))
        found.sort(key=lambda one: one.sealed.end if one.sealed else size + 1)
        thorough = sha256 != attested
        statuses = tuple(_examine(reader, found, stream, anchors, at=at, thorough=thorough))
    return Examination(sha256, size, statuses)


def _digest(stream: IO[bytes], found: Sequence[_Found], size: int) -> str:
    """Digest the file and each signature's range; pyHanko is told, and reads nothing again."""
    plain: list[tuple[EmbeddedPdfSignature, SealedRange]] = []
    for one in found:
        if one.signature is None:
            continue
        try:
            sealed = _sealed_range(one.signature)
        except HOSTILE:
            one.signature = None
            continue
        if sealed is None or not sealed.fits(size):
            one.signature, one.is_misfit = None, True
            continue
        one.sealed = sealed
        plain.append((one.signature, sealed))
    sha256, digests = digest_ranges(stream, [sealed for _, sealed in plain])
    for (signature, sealed), digest in zip(plain, digests, strict=True):
        signature.external_digests[sealed.algorithm] = digest
    return sha256


def _sealed_range(signature: EmbeddedPdfSignature) -> SealedRange | None:
    numbers = [int(number) for number in signature.byte_range]
    algorithm = range_algorithm(signature)
    hashlib.new(algorithm)
    if len(numbers) != _STANDARD_RANGE or numbers[0] != 0:
        return None
    return SealedRange(algorithm, numbers[1], numbers[2], numbers[2] + numbers[3])


def _examine(
    reader: PdfFileReader,
    found: Sequence[_Found],
    stream: IO[bytes],
    anchors: Anchors,
    *,
    at: dt.datetime | None,
    thorough: bool,
) -> Iterator[SignatureStatus]:
    evidence = _evidence(reader)
    for one in found:
        _seal(one, evidence, anchors, stream, thorough=thorough)
    readable = [one for one in found if one.seal is not None]
    _look_at_changes(reader, readable, thorough=thorough)
    is_covered = _is_covered(reader, readable, stream)
    seals = [one.seal for one in readable if one.seal is not None]
    now = at or dt.datetime.now(dt.UTC)
    judged = iter(judge_seals(seals, anchors=anchors, evidence=evidence, now=now))
    for one in found:
        if one.seal is None:
            yield _unread(one)
        else:
            integrity = _integrity(reader, one, one.seal, is_covered=is_covered)
            yield _status(one, one.seal, next(judged), integrity)


def _evidence(reader: PdfFileReader) -> SecurityStore:
    """The document security store; what of it cannot be read proves nothing."""
    evidence = SecurityStore()
    try:
        store = reader.root["/DSS"]
        names = {"/Certs": evidence.certificates, "/CRLs": evidence.crls, "/OCSPs": evidence.ocsps}
        for name, values in names.items():
            for entry in store.get(name, ()):
                content: Any = entry.get_object().data
                if name == "/Certs":
                    content = asn1_x509.Certificate.load(content)
                values.append(content)
    except HOSTILE:
        pass
    return evidence


def _seal(
    one: _Found, evidence: SecurityStore, anchors: Anchors, stream: IO[bytes], *, thorough: bool
) -> None:
    signature = one.signature
    if signature is None or one.sealed is None:
        return
    try:
        digest = signature.external_digests[one.sealed.algorithm]
        is_ours = thorough and (one.name in FIELD_NAMES or one.name.startswith(TIME_FIELD))
        is_plain = is_written_plainly(bytes(signature.pkcs7_content), one.sealed, stream)

        def others() -> list[asn1_x509.Certificate]:
            return [*evidence.certificates, *signature.other_embedded_certs]

        if signature.sig_object_type == _DOCUMENT_TIMESTAMP:
            own = stamp_of(signature.signed_data, digest, others, anchors, is_ours=is_ours)
            intact, kind = own.intact and is_plain, SignatureKind.TIMESTAMP
            tokens, path = [own], own.path
        else:
            intact = is_plain and is_signature_of_range(signature, digest)
            kind = SignatureKind.SIGNATURE
            tokens = list(stamps_of(signature.signer_info, others, anchors, is_ours=is_ours))
            path = anchors.path_of(signature.signer_cert, others, purpose=Purpose.SIGNING)
            if is_ours and (
                not is_message_by_the_book(signature)
                or has_harmed_copy(signature.other_embedded_certs, path)
            ):
                intact = False
        root = signature.reader.get_historical_root(signature.signed_revision)
        claimed = tokens[0].at if kind is SignatureKind.TIMESTAMP else _claimed_time(signature)
        one.seal = Seal(kind, intact, claimed, path, tuple(tokens), "/DSS" in root)
    except HOSTILE:
        one.seal = None


def _claimed_time(signature: EmbeddedPdfSignature) -> dt.datetime | None:
    claimed = signature.self_reported_timestamp
    if claimed is not None and claimed.tzinfo is None:
        return claimed.replace(tzinfo=dt.UTC)
    return claimed


def _look_at_changes(reader: PdfFileReader, found: Sequence[_Found], *, thorough: bool) -> None:
    signatures = [one.signature for one in found if one.signature is not None]
    changes = changes_after(reader, signatures, thorough=thorough, hostile=HOSTILE)
    for one, change in zip(found, changes, strict=True):
        one.is_whole_file, one.added = change.is_whole_file, change.added


def _is_covered(reader: PdfFileReader, found: Sequence[_Found], stream: IO[bytes]) -> bool:
    """Say whether every byte is under a signature, or only long-term data follows the last.

    At level B-LT nothing covers the security store: its answers are signed by who gave them.
    """
    if any(one.is_whole_file and one.seal and one.seal.intact for one in found):
        return True
    newest = found[-1] if found else None
    if newest is None or newest.signature is None:
        return False
    stream.seek(-8, os.SEEK_END)
    is_ended = stream.read().endswith(_END_OF_FILE)
    has_more = reader.xrefs.total_revisions - 1 > newest.signature.signed_revision
    return is_ended and has_more and newest.added in {None, Added.LTA_UPDATES}


def _unread(one: _Found) -> SignatureStatus:
    """Report a signature that is none, or none that is understood here."""
    if one.is_misfit:
        return SignatureStatus(one.name, problem=N_("the signature does not fit the file"))
    return SignatureStatus(
        one.name,
        modification=Integrity.UNJUDGED.value,
        standing=SignatureStanding.UNJUDGED,
        problem=N_("the signature cannot be read"),
    )


def _integrity(
    reader: PdfFileReader, one: _Found, seal: Seal, *, is_covered: bool
) -> tuple[bool, str, str]:
    """Judge if a signature holds for the whole file, what was added after it, and what is wrong.

    What was added and nobody knows is no proof of a change; pages that are not what they were are,
    unless a later signature answers for them.
    """
    if not seal.intact:
        problem = N_("the document or its signature was changed after it was signed")
        return False, Added.OTHER.name.lower(), problem
    added = one.added.name.lower() if one.added is not None else ""
    if one.is_whole_file or (is_covered and (one.added or Added.NONE) < Added.UNJUDGED):
        return True, added, ""
    is_changed = one.added is Added.OTHER
    if not is_changed and not is_covered and one.signature is not None:
        is_changed = shows_other_pages(reader, one.signature)
    if is_changed:
        problem = N_("something was added to the file after it was signed")
        return False, Added.OTHER.name.lower(), problem
    problem = N_("what was added to the file after it was signed could not be judged")
    return False, Added.UNJUDGED.name.lower(), problem


def _status(
    one: _Found,
    seal: Seal,
    judgement: Judgement,
    integrity: tuple[bool, str, str],
) -> SignatureStatus:
    certificate = _certificate(one, seal)
    is_covering, modification, flaw = integrity
    standing, problem = judgement.standing, judgement.problem
    if modification == Integrity.UNJUDGED.value and standing is not SignatureStanding.BROKEN:
        standing, problem = SignatureStanding.UNJUDGED, flaw
    elif flaw and modification != Integrity.UNJUDGED.value:
        standing, problem = SignatureStanding.BROKEN, flaw
    return SignatureStatus(
        field_name=one.name,
        kind=seal.kind,
        signer=name_of(certificate.subject),
        issuer=name_of(certificate.issuer),
        organization=part_of_name(certificate.subject, "organization_name"),
        signed_at=seal.claimed_at,
        proven_at=judgement.proven_at,
        valid_from=certificate.not_valid_before,
        valid_until=certificate.not_valid_after,
        intact=seal.intact,
        covers_whole_file=is_covering,
        trusted=judgement.trusted,
        modification=modification,
        level=judgement.level if seal.kind is SignatureKind.SIGNATURE else None,
        revocation=judgement.revocation,
        provable_until=judgement.provable_until,
        standing=standing,
        problem=problem,
    )


def _certificate(one: _Found, seal: Seal) -> asn1_x509.Certificate:
    if seal.kind is SignatureKind.TIMESTAMP or one.signature is None:
        return seal.tokens[0].certificate
    return one.signature.signer_cert
