# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Trust anchors: paths from certificates to the trusted roots, and their revocation.

Nothing is fetched. What pyHanko's certificate validator finds is kept for the life of the
process: a batch's thousands of signatures share a handful of certificates and answers.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import RevokedError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.revinfo.validate_crl import verify_crl
from pyhanko_certvalidator.revinfo.validate_ocsp import verify_ocsp_response

from sohoa.domain.trust import Revocation
from sohoa.sign.hostile import HOSTILE
from sohoa.sign.trust_store import TrustStore

T = TypeVar("T")
_FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
_A_MOMENT = dt.timedelta(seconds=2)
_MOST_REMEMBERED = 20_000


class Purpose(Enum):
    """The purpose for which a certificate was used."""

    SIGNING = KeyUsageConstraints(
        key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
    )
    TIME_STAMPING = KeyUsageConstraints(extd_key_usage={"time_stamping"})

    def require(self, certificate: asn1_x509.Certificate) -> None:
        """Refuse a certificate that is not for this; without a key usage it is not restricted.

        (RFC 5280, 4.2.1.3; a time stamp has to be allowed expressly: RFC 3161, 2.3.)

        Raises:
            InvalidCertificateError: It is for something else.
        """
        if self is Purpose.SIGNING and certificate.key_usage_value is None:
            return
        self.value.validate(certificate)


@dataclass(frozen=True, slots=True)
class CertificatePath:
    """A certificate with its issuers up to a trusted root.

    `valid_from` and `valid_until` hold for all of them but the root, which is believed by
    decision and not by date.
    """

    path: ValidationPath
    certificate: asn1_x509.Certificate
    valid_from: dt.datetime
    valid_until: dt.datetime

    def holds_at(self, moment: dt.datetime) -> bool:
        """Say whether every certificate of the path was valid then."""
        return self.valid_from <= moment <= self.valid_until


@dataclass(frozen=True, slots=True)
class _Fact:
    """One believed answer about one certificate."""

    revoked_at: dt.datetime | None
    this_update: dt.datetime
    next_update: dt.datetime

    def covers(self, moment: dt.datetime) -> bool:
        """Say whether the answer still counts for that time: it is later, or not yet stale."""
        return moment <= max(self.next_update, self.this_update)


@dataclass
class SecurityStore:
    """A file's own long-term evidence (its document security store)."""

    certificates: list[asn1_x509.Certificate] = field(default_factory=list)
    crls: list[bytes] = field(default_factory=list)
    ocsps: list[bytes] = field(default_factory=list)


class Anchors:
    """The trusted roots, and what was found out with their help."""

    def __init__(
        self, roots: Iterable[x509.Certificate], *, sunsets: Mapping[str, dt.datetime] | None = None
    ) -> None:
        """Trust these roots; `sunsets` says when an algorithm ceases to prove anything."""
        self._roots = [translate_pyca_cryptography_cert_to_asn1(root) for root in roots]
        self._sunsets = dict(sunsets or {})
        self._paths: dict[tuple[bytes, Purpose], CertificatePath] = {}
        self._hopeless: set[tuple[bytes, Purpose, frozenset[bytes]]] = set()
        self._facts: dict[tuple[bytes, bytes], _Fact | None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def path_of(
        self,
        certificate: asn1_x509.Certificate,
        find_others: Callable[[], Sequence[asn1_x509.Certificate]],
        *,
        purpose: Purpose,
    ) -> CertificatePath | None:
        """The path to a trusted root, whatever the date; `None` if there is none.

        `find_others` gives the certificates that came along; it is asked only for a certificate
        that was not met before.
        """
        if not self._roots:
            return None
        key = (certificate.sha256, purpose)
        known = self._paths.get(key)
        if known is not None:
            return known
        others = find_others()
        hopeless = (*key, frozenset(other.sha256 for other in others))
        if hopeless in self._hopeless:
            return None
        for moment in _promising_moments(certificate):
            path = self._path_at(moment, certificate, others, purpose)
            if path is not None:
                self._paths[key] = path
                return path
        self._hopeless.add(hopeless)
        return None

    def revocation(
        self, path: CertificatePath, evidence: SecurityStore, *, at: dt.datetime
    ) -> Revocation:
        """Give the revocation status of a path at a time, by the embedded answers."""
        standing = Revocation.UNKNOWN
        for certificate in path.path.iter_certs(include_root=False):
            facts = list(self._facts_of(certificate, path, evidence))
            if any(fact.revoked_at and fact.revoked_at <= at for fact in facts):
                return Revocation.REVOKED
            is_leaf = certificate.sha256 == path.certificate.sha256
            if is_leaf and any(fact.covers(at) for fact in facts):
                standing = Revocation.GOOD
        return standing

    def _path_at(
        self,
        moment: dt.datetime,
        certificate: asn1_x509.Certificate,
        others: Sequence[asn1_x509.Certificate],
        purpose: Purpose,
    ) -> CertificatePath | None:
        context = self._context(moment, others)
        validator = CertificateValidator(certificate, others, validation_context=context)
        try:
            path = self._run(validator.async_validate_path())
            purpose.require(certificate)
        except HOSTILE:
            return None
        below_root = list(path.iter_certs(include_root=False)) or [certificate]
        starts, ends = zip(*(_period(one) for one in below_root), strict=True)
        sunset = min((self._sunset(one) for one in below_root), default=_FAR)
        return CertificatePath(path, certificate, max(starts), min(*ends, sunset))

    def _sunset(self, certificate: asn1_x509.Certificate) -> dt.datetime:
        names = {certificate.hash_algo, _key_name(certificate)}
        return min((self._sunsets[name] for name in names & set(self._sunsets)), default=_FAR)

    def _facts_of(
        self, certificate: asn1_x509.Certificate, path: CertificatePath, evidence: SecurityStore
    ) -> Iterator[_Fact]:
        for answers, judge in ((evidence.crls, self._from_crl), (evidence.ocsps, self._from_ocsp)):
            for answer in answers:
                key = (hashlib.sha256(answer).digest(), certificate.sha256)
                if key not in self._facts:
                    if len(self._facts) >= _MOST_REMEMBERED:
                        self._facts.clear()
                    try:
                        self._facts[key] = judge(answer, certificate, path, evidence)
                    except HOSTILE:
                        self._facts[key] = None
                fact = self._facts[key]
                if fact is not None:
                    yield fact

    def _from_crl(
        self,
        answer: bytes,
        certificate: asn1_x509.Certificate,
        path: CertificatePath,
        evidence: SecurityStore,
    ) -> _Fact | None:
        """Read a certificate's status off a revocation list; `None` if it is another issuer's.

        Raises:
            HOSTILE: It is no such list.
        """
        listed = asn1_crl.CertificateList.load(answer)
        if listed.issuer != certificate.issuer:
            return None
        asked = (certificate, path, evidence)
        return self._fact(listed["tbs_cert_list"], *asked, verify=verify_crl, crls=[listed])

    def _from_ocsp(
        self,
        answer: bytes,
        certificate: asn1_x509.Certificate,
        path: CertificatePath,
        evidence: SecurityStore,
    ) -> _Fact | None:
        """Read a certificate's status off an OCSP answer; `None` if it is about another.

        Raises:
            HOSTILE: It is no such answer.
        """
        response = asn1_ocsp.OCSPResponse.load(answer)
        said = response.response_data["responses"][0]
        if said["cert_id"]["serial_number"].native != certificate.serial_number:
            return None
        asked = (certificate, path, evidence)
        return self._fact(said, *asked, verify=verify_ocsp_response, ocsps=[response])

    def _fact(
        self,
        said: Any,
        certificate: asn1_x509.Certificate,
        path: CertificatePath,
        evidence: SecurityStore,
        *,
        verify: Callable[..., Coroutine[Any, Any, object]],
        **answers: Any,
    ) -> _Fact:
        """An answer that is believed, at the time it was given.

        Raises:
            HOSTILE: It is not to be believed.
        """
        this_update = said["this_update"].native
        next_update = said["next_update"].native or this_update
        context = self._context(this_update + _A_MOMENT, _issuers(path, evidence), **answers)
        try:
            self._run(verify(certificate, path.path, context))
        except RevokedError as error:
            return _Fact(error.revocation_dt, this_update, next_update)
        return _Fact(None, this_update, next_update)

    def _context(
        self, moment: dt.datetime, others: Sequence[asn1_x509.Certificate], **answers: Any
    ) -> ValidationContext:
        return ValidationContext(
            trust_roots=self._roots,
            other_certs=others,
            allow_fetching=False,
            revocation_mode="soft-fail",
            moment=moment,
            retroactive_revinfo=True,
            **answers,
        )

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Await something that never waits, as nothing is fetched."""
        try:
            work.send(None)
        except StopIteration as finished:
            result: T = finished.value
            return result
        finally:
            work.close()
        raise RuntimeError("verification tried to wait for something")


def _issuers(path: CertificatePath, evidence: SecurityStore) -> list[asn1_x509.Certificate]:
    """Gather the possible signers of an answer: the path's issuers, and the file's certificates."""
    return [*path.path.iter_certs(include_root=True), *evidence.certificates]


def _promising_moments(certificate: asn1_x509.Certificate) -> Iterator[dt.datetime]:
    """Yield moments when a certificate's path may have been whole: its end, beginning, middle.

    A path is looked for apart from the question when; issuers may have been renewed since.
    """
    start, end = _period(certificate)
    yield start + _A_MOMENT
    yield end - _A_MOMENT
    yield start + (end - start) / 2


def _period(certificate: asn1_x509.Certificate) -> tuple[dt.datetime, dt.datetime]:
    return certificate.not_valid_before, certificate.not_valid_after


def _key_name(certificate: asn1_x509.Certificate) -> str:
    key = certificate.public_key
    return f"{key.algorithm}-{key.bit_size}"


@cache
def anchors_of(trust: TrustStore) -> Anchors:
    """Give the anchors of a trust store, with all that this process has found out by them."""
    return Anchors(trust.certificates, sunsets=dict(trust.sunsets))
