"""Verifies the signatures of a PDF, offline, and says in plain words what is wrong.

A signature covers the bytes of the file without its own value. So beside what pyHanko checks
(digest, signature, chain, later changes) the value itself is checked to be written as it must:
one changed digit in its padding is found as well, and in a signature of ours any change at all.
"""

from __future__ import annotations

import asyncio
import binascii
import datetime as dt
import logging
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from sohoa.domain.errors import N_
from sohoa.language import _
from sohoa.sign.envelope import FIELD_NAME, is_packed_as_ours

#: What pyHanko and asn1crypto raise on bytes that were made to break them.
_HOSTILE = (
    PdfError,
    ValidationError,
    PathError,
    InvalidSignature,
    UnsupportedAlgorithm,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
_MOST_SIGNATURES = 100
_INDEFINITE = 0x80


@dataclass(frozen=True, slots=True)
class SignatureStatus:
    """What can be said of one signature.

    Attributes:
        signed_at: The time the signature claims; no time stamp proves it.
        intact: The bytes it covers and the signature itself are unchanged.
        covers_whole_file: Nothing was added after it, or only what later signatures of the
            same file cover and PDF allows to be added.
        trusted: The certificate leads to a trusted root and was valid at the time asked for.
        modification: What was added after it: `none`, `lta_updates`, `form_filling`,
            `annotations` or `other`.
        fault: The first thing that is wrong, as an English message id; empty if nothing is.
    """

    field_name: str
    signer: str = ""
    issuer: str = ""
    signed_at: dt.datetime | None = None
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    intact: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    modification: str = ModificationLevel.OTHER.name.lower()
    fault: str = ""

    @property
    def problem(self) -> str:
        """The first thing that is wrong, in the reader's language; empty if nothing is."""
        return _(self.fault)


def verify_signatures(
    path: Path, *, trusted: Sequence[x509.Certificate], at: dt.datetime | None
) -> tuple[SignatureStatus, ...]:
    """Verify every signature and document time stamp, in the order they were made.

    Certificates must have been valid at `at`; left out, at the time each signature claims.
    Nothing is fetched, so revocation is not known. A file that cannot be read gives one status
    without a field name; a file without signatures gives none.

    Raises:
        OSError: The file cannot be opened.
    """
    with path.open("rb") as stream:
        try:
            reader = _reader(stream)
            signatures = list(_embedded_signatures(reader))
        except _HOSTILE:
            return (SignatureStatus("", fault=N_("the file cannot be read as a PDF")),)
        with _silence():
            statuses = [_status(name, signature, trusted, at) for name, signature in signatures]
    return tuple(_judge(statuses))


def _reader(stream: IO[bytes]) -> PdfFileReader:
    """Open a file, strictly if it lets us.

    Other offices' signed PDFs are not always tidy, and Word writes its cross-references twice
    (hybrid), which pyHanko refuses to judge when strict: 5 of 31 real documents looked at.
    """
    try:
        reader = PdfFileReader(stream, strict=True)
        if reader.root is not None and not reader.xrefs.hybrid_xrefs_present:
            return reader
    except PdfError:
        pass
    return PdfFileReader(stream, strict=False)


def _embedded_signatures(
    reader: PdfFileReader,
) -> Iterator[tuple[str, EmbeddedPdfSignature | None]]:
    for number, (name, _value, field) in enumerate(
        enumerate_sig_fields(reader, filled_status=True)
    ):
        if number >= _MOST_SIGNATURES:
            raise ValueError("too many signatures")
        try:
            yield str(name), EmbeddedPdfSignature(reader, field, name)
        except _HOSTILE:
            yield str(name), None


def _status(
    name: str,
    signature: EmbeddedPdfSignature | None,
    trusted: Sequence[x509.Certificate],
    at: dt.datetime | None,
) -> SignatureStatus:
    if signature is None:
        return SignatureStatus(name, fault=N_("the signature cannot be read"))
    try:
        claimed = _claimed_time(signature)
        moment = at or claimed or dt.datetime.now(dt.UTC)
        result = asyncio.run(_validate(signature, trusted, moment))
        is_plain = _is_written_plainly(signature) and (
            name != FIELD_NAME or asyncio.run(is_packed_as_ours(signature))
        )
        certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
        status = SignatureStatus(
            field_name=name,
            signer=signature.signer_cert.subject.native.get("common_name", ""),
            issuer=signature.signer_cert.issuer.native.get("common_name", ""),
            signed_at=claimed,
            valid_from=certificate.not_valid_before_utc,
            valid_until=certificate.not_valid_after_utc,
            intact=result.intact and result.valid and is_plain,
            covers_whole_file=result.coverage is SignatureCoverageLevel.ENTIRE_FILE,
            trusted=result.trusted,
            modification=_modification(result),
        )
    except _HOSTILE:
        return SignatureStatus(name, fault=N_("the signature cannot be read"))
    return replace(status, fault=_trust_fault(status, moment))


@contextmanager
def _silence() -> Iterator[None]:
    """Keep pyHanko's own words out of the log: they hold names of people and offices."""
    log = logging.getLogger("pyhanko")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)


async def _validate(
    signature: EmbeddedPdfSignature, trusted: Sequence[x509.Certificate], moment: dt.datetime
) -> PdfSignatureStatus | DocumentTimestampStatus:
    context = ValidationContext(
        trust_roots=[translate_pyca_cryptography_cert_to_asn1(root) for root in trusted],
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=moment,
    )
    if signature.sig_object_type == "/DocTimeStamp":
        return await async_validate_pdf_timestamp(signature, context)
    return await async_validate_pdf_signature(signature, context)


def _claimed_time(signature: EmbeddedPdfSignature) -> dt.datetime | None:
    claimed = signature.self_reported_timestamp
    if claimed is not None and claimed.tzinfo is None:
        return claimed.replace(tzinfo=dt.UTC)
    return claimed


def _modification(result: PdfSignatureStatus | DocumentTimestampStatus) -> str:
    """What was added later; `other` also where the signature itself forbids what PDF allows."""
    level = result.modification_level
    if level is None or getattr(result, "docmdp_ok", True) is False:
        level = ModificationLevel.OTHER
    return level.name.lower()


def _is_written_plainly(signature: EmbeddedPdfSignature) -> bool:
    """Say whether the value is hexadecimal digits of one case, and zeros after the signature."""
    _, gap_start, gap_end, _ = (int(number) for number in signature.byte_range)
    stream, value = signature.reader.stream, bytes(signature.pkcs7_content)
    stream.seek(gap_start, os.SEEK_SET)
    gap = stream.read(min(gap_end - gap_start, 2 * len(value) + 3))
    digits = binascii.hexlify(value)
    return gap in {b"<%b>" % digits, b"<%b>" % digits.upper()} and not any(
        value[_encoded_length(value) :]
    )


def _encoded_length(value: bytes) -> int:
    """Length of the ASN.1 object at the start; all of it where it does not say (BER)."""
    short, count = value[1], value[1] & 0x7F
    if short == _INDEFINITE:
        return len(value)
    if short < _INDEFINITE:
        return 2 + short
    return 2 + count + int.from_bytes(value[2 : 2 + count], "big")


def _judge(statuses: Sequence[SignatureStatus]) -> Iterator[SignatureStatus]:
    """Settle what only the whole file shows: whether every byte is under some signature."""
    is_covered = any(status.covers_whole_file and status.intact for status in statuses)
    for status in statuses:
        covered = status.covers_whole_file or (
            is_covered and status.modification != ModificationLevel.OTHER.name.lower()
        )
        fault = status.fault
        if status.signer and not covered:
            fault = N_("something was added to the file after it was signed")
        if status.signer and not status.intact:
            fault = N_("the document or its signature was changed after it was signed")
        yield replace(status, covers_whole_file=covered, fault=fault)


def _trust_fault(status: SignatureStatus, moment: dt.datetime) -> str:
    if status.trusted:
        return ""
    period = (status.valid_from or moment, status.valid_until or moment)
    if not period[0] <= moment <= period[1]:
        return N_("the certificate was not valid at the time of signing")
    return N_("the certificate does not lead to a trusted root")
