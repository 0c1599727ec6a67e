# mypy: allow-untyped-calls
# (asn1crypto is not annotated.)
"""Time stamps (RFC 3161): asked for, and believed only once they are proven to be an answer.

pyHanko looks at the status and the nonce; that the token stamps what was asked, and that its
signature is its certificate's, is checked here at once, so that a bad answer costs the level
and not the document.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from typing import NoReturn

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, handle_tsp_response
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError

from sohoa.domain.errors import ClockOffStampError
from sohoa.domain.failure import N_
from sohoa.domain.vietnam_time import minute_shown
from sohoa.sign.certificates import load_certificate
from sohoa.sign.service_errors import ServiceError
from sohoa.sign.settings import ClockSettings, TimeSettings
from sohoa.sign.unsigned_parts import is_packed_by_the_book
from sohoa.sign.web import Web

_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
}
_ROOM_AT_FIRST, _LARGEST_TOKEN, _SPARE_BYTES = 12288, 65536, 512
#: What asn1crypto and pyHanko raise on an answer that is none.
_NO_ANSWER = (
    TimestampRequestError,
    SigningError,
    SignatureValidationError,
    ValidationError,
    InvalidSignature,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
)


class Timestamper(TimeStamper):
    """Asks one time-stamp service; pyHanko may ask through it as well."""

    def __init__(self, url: str, web: Web) -> None:
        super().__init__()
        self._url = url
        self._web = web
        self._largest = 0

    @property
    def room(self) -> int:
        """Bytes to keep free for a token: somewhat more than the largest so far had."""
        return self._largest + _SPARE_BYTES if self._largest else _ROOM_AT_FIRST

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A proven token over a digest.

        Raises:
            ServiceError: There is none to be had.
        """
        nonce, question = self.request_cms(message_digest, md_algorithm)
        with self._web.guard(self._url):
            answer = self._web.fetch(self._url, question.dump(), _HEADERS)
            try:
                token = handle_tsp_response(tsp.TimeStampResp.load(answer, strict=True), nonce)
                await _require_sound(token, message_digest, md_algorithm)
            except _NO_ANSWER as error:
                _refuse(error)
            room, size = self.room, len(token.dump())
            self._largest = min(max(self._largest, size), _LARGEST_TOKEN)
            if size > room:
                raise ServiceError(N_("the time stamp is larger than any before"))
        return token


def try_time_stamp(settings: TimeSettings, clock: ClockSettings) -> str:
    """Ask the service for one time stamp; gives what is wrong, or nothing.

    Raises:
        ClockOffStampError: It gives another time than this machine's clock.
    """
    web = Web(settings)
    digest = hashlib.sha256(b"Sohoa").digest()
    try:
        token = asyncio.run(Timestamper(settings.tsa_url, web).async_timestamp(digest, "sha256"))
    except ServiceError as error:
        return str(error)
    finally:
        web.close()
    require_near_stamp(stamped_at(token), dt.datetime.now(dt.UTC), clock, service=settings.tsa_url)
    return ""


def stamped_at(token: cms.ContentInfo) -> dt.datetime:
    """The time that a proven token states."""
    stated = token["content"]["encap_content_info"]["content"].parsed
    moment: dt.datetime = stated["gen_time"].native
    return moment


def stamper_of(token: cms.ContentInfo) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The certificate that a time stamp is signed with, and the others it brings along.

    Raises:
        ValueError: There is none.
    """
    certificate, others = _named(token["content"])
    return _loaded(certificate), tuple(_loaded(other) for other in others)


def _named(signed: cms.SignedData) -> tuple[asn1_x509.Certificate, list[asn1_x509.Certificate]]:
    signer = signed["signer_infos"][0]["sid"].chosen
    found = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    for certificate in found:
        if _is_named(certificate, signer):
            return certificate, [other for other in found if other is not certificate]
    raise ValueError("the time stamp does not bring its certificate")


def _loaded(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return load_certificate(certificate.dump())


def _is_named(certificate: asn1_x509.Certificate, signer: object) -> bool:
    if isinstance(signer, cms.IssuerAndSerialNumber):
        serial = signer["serial_number"].native
        return bool(certificate.serial_number == serial and certificate.issuer == signer["issuer"])
    return bool(certificate.key_identifier == getattr(signer, "native", None))


async def _require_sound(token: cms.ContentInfo, digest: bytes, algorithm: str) -> None:
    """Refuse a token that stamps something else, or whose signature is not its certificate's.

    Whether the certificate itself is to be believed is asked elsewhere; here it must only be
    one that is meant for time stamps, and in its time.
    """
    signed = token["content"]
    certificate, _others = _named(signed)
    found = await validate_tst_signed_data(
        signed,
        validation_context=ValidationContext(
            trust_roots=[certificate],
            moment=signed["encap_content_info"]["content"].parsed["gen_time"].native,
            revocation_mode="soft-fail",
        ),
        expected_tst_imprint=lambda used: digest if used == algorithm else b"",
    )
    if not (found["intact"] and found["valid"] and found["trust_problem_indic"] is None):
        raise ServiceError(N_("the time stamp is not an answer to what was asked"))
    if not is_packed_by_the_book(signed, certificate):
        raise ServiceError(N_("the time stamp is not packed as time stamps are (RFC 5652)"))


def _refuse(error: Exception) -> NoReturn:
    if isinstance(error, TimestampRequestError) and "refused" in str(error):
        raise ServiceError(N_("the time-stamp service refused")) from error
    raise ServiceError(N_("the answer is no time stamp of what was asked")) from error


def require_near_stamp(
    stamped: dt.datetime, now: dt.datetime, settings: ClockSettings, *, service: str
) -> None:
    """Refuse to go on where the time-stamp service has another time.

    Raises:
        ClockOffStampError: By how much.
    """
    apart = abs(now - stamped)
    if apart > settings.tolerance:
        minutes = round(apart.total_seconds() / 60)
        stated = {"now": minute_shown(now), "stamped": minute_shown(stamped), "service": service}
        raise ClockOffStampError(**stated, minutes=minutes)
