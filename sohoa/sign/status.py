# mypy: allow-untyped-calls
# (asn1crypto and parts of pyHanko are not annotated.)
"""Ask whether a certificate is revoked: OCSP, then the CRL; answers are kept as evidence.

The answers are checked (signature, time, right certificate) before they are believed, and kept
for some minutes: one question serves a batch. The same answers go into the files that are to
prove themselves later (PAdES B-LT).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

from sohoa.domain.failure import N_
from sohoa.sign.certificates import load_certificate, load_crl
from sohoa.sign.service_errors import ServiceError

if TYPE_CHECKING:  # who only looks at evidence asks nobody, and imports no HTTP
    from sohoa.sign.web import Web

#: How long an answer serves at most; it may say itself that it is good for less.
KEPT_FOR = dt.timedelta(minutes=10)
_CLOCKS_MAY_DIFFER = dt.timedelta(minutes=5)
_LONGEST_CHAIN = 8


class UnprovenError(Exception):
    """Nobody could say whether a certificate is revoked; the text says why."""


class RevokedCertificateError(Exception):
    """A certificate of the chain is revoked, since `since`."""

    def __init__(self, since: dt.datetime) -> None:
        super().__init__("revoked")
        self.since = since


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for a certificate: its chain, and the revocation answers for each part (DER).

    Attributes:
        chain: The certificate, its issuers, at the end the root if it is known.
        fresh_until: Until when it need not be asked for again.
    """

    chain: tuple[x509.Certificate, ...]
    ocsps: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    fresh_until: dt.datetime


@dataclass(slots=True)
class StatusDesk:
    """Asks for the status of certificates and remembers the answers for some minutes.

    `known` are certificates that may be issuers: the roots that are believed, and others.
    """

    web: Web
    known: tuple[x509.Certificate, ...] = ()
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    _kept: dict[bytes, Evidence] = field(default_factory=dict)

    def evidence(
        self, certificate: x509.Certificate, others: Iterable[x509.Certificate] = ()
    ) -> Evidence:
        """Get evidence that a certificate is not revoked now.

        Raises:
            RevokedCertificateError: It, or one of its issuers, is revoked.
            UnprovenError: Nobody says.
        """
        fingerprint = certificate.fingerprint(hashes.SHA256())
        kept = self._kept.get(fingerprint)
        if kept is None or kept.fresh_until < self.clock():
            kept = self._asked(self._chain(certificate, [*others, *self.known]))
            self._kept[fingerprint] = kept
        return kept

    def _asked(self, chain: tuple[x509.Certificate, ...]) -> Evidence:
        """OCSP where there is one, else the CRL; CRLs alone if the OCSP answers do not hold."""
        if not _places_to_ask(chain[0]):
            raise UnprovenError(N_("the certificate names no place to ask"))
        try:
            return self._proven(chain, [self._answer(pair) for pair in _pairs(chain)])
        except UnprovenError:
            answers = [(b"", self._crl(subject)) for subject, _issuer in _pairs(chain)]
            return self._proven(chain, answers)

    def _chain(
        self, certificate: x509.Certificate, others: list[x509.Certificate]
    ) -> tuple[x509.Certificate, ...]:
        chain = [certificate]
        while chain[-1].subject != chain[-1].issuer and len(chain) < _LONGEST_CHAIN:
            issuer = _issuer_among(others, chain[-1]) or self._fetched_issuer(chain[-1])
            if issuer is None:
                break
            chain.append(issuer)
        if len(chain) == 1:
            raise UnprovenError(N_("the certificate of its issuer is not known"))
        return tuple(chain)

    def _fetched_issuer(self, certificate: x509.Certificate) -> x509.Certificate | None:
        for url in _access_urls(certificate, AuthorityInformationAccessOID.CA_ISSUERS):
            try:
                with self.web.guard(url):
                    fetched = _certificate(self.web.fetch(url))
            except ServiceError:
                continue
            return _issuer_among([fetched], certificate)
        return None

    def _answer(self, pair: tuple[x509.Certificate, x509.Certificate]) -> tuple[bytes, bytes]:
        subject, issuer = pair
        for url in _access_urls(subject, AuthorityInformationAccessOID.OCSP):
            try:
                return self._ocsp(url, subject, issuer), b""
            except ServiceError:
                continue
        return b"", self._crl(subject)

    def _ocsp(self, url: str, subject: x509.Certificate, issuer: x509.Certificate) -> bytes:
        # SHA-1 names the certificate here and protects nothing; many responders know no other.
        builder = ocsp.OCSPRequestBuilder().add_certificate(subject, issuer, hashes.SHA1())  # noqa: S303
        question = builder.build().public_bytes(Encoding.DER)
        with self.web.guard(url):
            answer = self.web.fetch(url, question, {"Content-Type": "application/ocsp-request"})
            try:
                response = ocsp.load_der_ocsp_response(answer)
            except ValueError:
                raise ServiceError(N_("the answer is no OCSP response")) from None
            if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                raise ServiceError(f"OCSP says {response.response_status.name}")
        return answer

    def _crl(self, subject: x509.Certificate) -> bytes:
        """The list of revoked certificates, or nothing where the certificate names none."""
        urls = list(_crl_urls(subject))
        for url in urls:
            try:
                with self.web.guard(url):
                    answer = self.web.fetch(url)
                    _require_crl(answer)
            except ServiceError:
                continue
            return answer
        if urls or _places_to_ask(subject):
            raise UnprovenError(N_("neither OCSP nor CRL can be had"))
        return b""

    def _proven(
        self, chain: tuple[x509.Certificate, ...], answers: list[tuple[bytes, bytes]]
    ) -> Evidence:
        now = self.clock()
        ocsps = tuple(answer for answer, _crl in answers if answer)
        crls = tuple(answer for _ocsp, answer in answers if answer)
        context = ValidationContext(
            trust_roots=[_asn1(chain[-1])],
            other_certs=[_asn1(one) for one in chain[1:-1]],
            ocsps=list(ocsps),
            crls=list(crls),
            moment=now,
            revocation_mode="hard-fail",
            time_tolerance=_CLOCKS_MAY_DIFFER,
        )
        try:
            validator = CertificateValidator(_asn1(chain[0]), validation_context=context)
            asyncio.run(validator.async_validate_usage(set()))
        except RevokedError as error:
            raise RevokedCertificateError(error.revocation_dt) from error
        except (ValidationError, PathError, InvalidSignature, ValueError) as error:
            raise UnprovenError(N_("what OCSP or CRL say does not hold")) from error
        fresh_until = min([now + KEPT_FOR, *_ends(ocsps, crls)])
        return Evidence(chain, ocsps, crls, fresh_until)


def _pairs(
    chain: tuple[x509.Certificate, ...],
) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
    return itertools.pairwise(chain)


def _issuer_among(
    candidates: Iterable[x509.Certificate], certificate: x509.Certificate
) -> x509.Certificate | None:
    for candidate in candidates:
        if candidate.subject != certificate.issuer:
            continue
        try:
            certificate.verify_directly_issued_by(candidate)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue
        return candidate
    return None


def _access_urls(certificate: x509.Certificate, method: x509.ObjectIdentifier) -> Iterator[str]:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess)
    except (x509.ExtensionNotFound, ValueError):
        return
    for entry in access.value:
        if entry.access_method == method:
            yield from _http(entry.access_location)


def _crl_urls(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints)
    except (x509.ExtensionNotFound, ValueError):
        return
    for point in points.value:
        for name in point.full_name or ():
            yield from _http(name)


def _http(name: x509.GeneralName) -> Iterator[str]:
    value = name.value
    if isinstance(value, str) and value.lower().startswith(("http://", "https://")):
        yield value


def _places_to_ask(certificate: x509.Certificate) -> list[str]:
    ocsp_urls = _access_urls(certificate, AuthorityInformationAccessOID.OCSP)
    return [*ocsp_urls, *_crl_urls(certificate)]


def _certificate(content: bytes) -> x509.Certificate:
    try:
        return load_certificate(content)
    except ValueError:
        raise ServiceError(N_("the answer is no certificate")) from None


def _require_crl(content: bytes) -> None:
    try:
        load_crl(content)
    except ValueError:
        raise ServiceError(N_("the answer is no list of revoked certificates")) from None


def _ends(ocsps: Iterable[bytes], crls: Iterable[bytes]) -> Iterator[dt.datetime]:
    """Until when the answers themselves say that they are good."""
    for answer in ocsps:
        data = asn1_ocsp.OCSPResponse.load(answer).response_data
        ends = [one["next_update"].native for one in data["responses"]]
        yield from (end for end in ends if end)
    for answer in crls:
        end = asn1_crl.CertificateList.load(answer)["tbs_cert_list"]["next_update"].native
        if end:
            yield end


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
