# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Signs a statement of the office that is no document, and verifies it: a few bytes, apart.

The signature (CMS, RFC 5652, detached, DER) has the form of those in PDFs: the digest of the bytes
and the certificate are signed, a time stamp lies beside the value. So `openssl cms -verify` reads
it as well, and the same rules judge it as those of documents.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
from dataclasses import dataclass

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation

from sohoa.domain.errors import ClockOffStampError
from sohoa.domain.failure import N_
from sohoa.domain.trust import SignatureKind, SignatureStanding
from sohoa.sign.anchors import Anchors, Purpose, SecurityStore
from sohoa.sign.by_the_book import is_message_by_the_book
from sohoa.sign.envelope import DIGEST, LineSigner
from sohoa.sign.hostile import HOSTILE
from sohoa.sign.integrity import is_signature_of
from sohoa.sign.names import name_of
from sohoa.sign.service_errors import ServiceError
from sohoa.sign.settings import Role
from sohoa.sign.signing_key import Scheme, SigningKey
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.silence import silence
from sohoa.sign.status import RevokedCertificateError, UnprovenError
from sohoa.sign.timeline import Seal, judge_seals
from sohoa.sign.timestamps import Timestamper, require_near_stamp, stamped_at
from sohoa.sign.tokens import stamps_of
from sohoa.sign.unsigned_parts import has_harmed_copy

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a signature of a statement is worth.

    Attributes:
        signer: The holder of the certificate; empty where the signature cannot be read.
        stamped_at: The time that its stamp states, whoever believes it; `None` without a stamp.
        is_stamp_believed: The stamp is whole, and leads to a trusted root.
        problem: What is wrong (a message id); empty where it holds.
    """

    standing: SignatureStanding
    signer: str = ""
    stamped_at: dt.datetime | None = None
    is_stamp_believed: bool = False
    problem: str = ""

    @property
    def believed_at(self) -> dt.datetime | None:
        """When it was stamped; `None` where nobody has to believe the stamp."""
        return self.stamped_at if self.is_stamp_believed else None


def sign_statement(content: bytes, *, session: SigningSession, at: dt.datetime) -> bytes:
    """Sign bytes by the agency's key, stamped where a time-stamp service is set; gives the message.

    A service that does not answer costs the stamp. One that has another time than this machine is
    believed: its stamp is kept, so that whoever checks the statement sees both times.

    Raises:
        BatchError: The key cannot sign: it is not open, not valid at `at`, revoked, or gone.
    """
    session.require_fit(Role.AGENCY, at)
    key = session.keys[Role.AGENCY]

    async def stamp(value: bytes) -> cms.ContentInfo | None:
        return await _stamp(session, value)

    packer = LineSigner(
        key.certificate,
        _issuers(session, key),
        sign=key.sign,
        is_pss=key.scheme is not Scheme.PKCS1,
        stamp=stamp,
    )

    async def signed() -> cms.ContentInfo:
        attributes = await packer.signed_attrs(hashlib.sha256(content).digest(), DIGEST)
        return await packer.async_sign_prescribed_attributes(DIGEST, attributes)

    return bytes(asyncio.run(signed()).dump())


def _issuers(session: SigningSession, key: SigningKey) -> tuple[x509.Certificate, ...]:
    """The certificates that lead to the root: a token may hold its own alone."""
    try:
        return (*key.chain, *session.status.evidence(key.certificate, key.chain).chain[1:])
    except (UnprovenError, RevokedCertificateError):
        return key.chain


async def _stamp(session: SigningSession, value: bytes) -> cms.ContentInfo | None:
    settings = session.settings
    service = settings.time.tsa_url
    if not service:
        return None
    timestamper = session.timestamper or Timestamper(service, session.web)
    try:
        token = await timestamper.async_timestamp(hashlib.sha256(value).digest(), DIGEST)
        now = dt.datetime.now(dt.UTC)
        require_near_stamp(stamped_at(token), now, settings.clock, service=service)
    except ServiceError:
        return None  # logged where it failed
    except ClockOffStampError as error:
        logger.warning("the clock is not the time-stamp service's, %s", error.code)
    return token


def examine_statement(
    content: bytes, message: bytes, *, anchors: Anchors, made_at: dt.datetime
) -> Statement:
    """Verify a signature of bytes, offline, as of today; `made_at` is when it claims to be made.

    Whatever the message holds, nothing is raised: one that is none is broken.
    """
    with silence():
        try:
            return _examine(content, message, anchors, made_at)
        except HOSTILE:
            problem = N_("the signature cannot be read")
            return Statement(SignatureStanding.BROKEN, problem=problem)


@dataclass(frozen=True, slots=True)
class _Message:
    """A message and its parts (`sohoa.sign.by_the_book.Message`)."""

    signer_info: cms.SignerInfo
    signer_cert: asn1_x509.Certificate
    other_embedded_certs: list[asn1_x509.Certificate]
    pkcs7_content: bytes


def _examine(content: bytes, message: bytes, anchors: Anchors, made_at: dt.datetime) -> Statement:
    read = _read(message)
    info, certificate = read.signer_info, read.signer_cert
    digest = hashlib.sha256(content).digest()

    def others() -> list[asn1_x509.Certificate]:
        return read.other_embedded_certs

    path = anchors.path_of(certificate, others, purpose=Purpose.SIGNING)
    intact = (
        info["digest_algorithm"]["algorithm"].native == DIGEST
        and is_signature_of(info, certificate, content_type="data", digest=digest)
        and is_message_by_the_book(read)
        and not has_harmed_copy(read.other_embedded_certs, path)
    )
    tokens = tuple(stamps_of(info, others, anchors, is_ours=True))
    seal = Seal(SignatureKind.SIGNATURE, intact, made_at, path, tokens, has_evidence=False)
    now = dt.datetime.now(dt.UTC)
    (judged,) = judge_seals([seal], anchors=anchors, evidence=SecurityStore(), now=now)
    return Statement(
        judged.standing,
        name_of(certificate.subject),
        tokens[0].at if tokens else None,
        judged.proven_at is not None,
        judged.problem or ("" if intact else N_("it is not the signature of these bytes")),
    )


def _read(message: bytes) -> _Message:
    """Take a message apart; nothing may follow it, and nothing be signed with it but one digest.

    Raises:
        HOSTILE: It is no signature of one signer.
    """
    signed = cms.ContentInfo.load(message, strict=True)["content"]
    info = extract_signer_info(signed)
    certificates = extract_certs_for_validation(signed)
    return _Message(info, certificates.signer_cert, list(certificates.other_certs), message)
