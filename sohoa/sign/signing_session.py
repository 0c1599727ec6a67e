"""One session of signing: the keys are open, and what was asked once serves every document.

A session belongs to one process. With a key in a file each worker has its own; with a token or
a signing service there is one, in the process that a person talks to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import cms
from cryptography import x509

from sohoa.domain import paper_findings
from sohoa.domain.errors import (
    CertificateRevokedError,
    CertificateStatusUnknownError,
    KeyUnusableError,
    SigningFailedError,
)
from sohoa.domain.stage_results import Finding
from sohoa.domain.trust import Level
from sohoa.domain.vietnam_time import day_of, day_shown, moment_shown
from sohoa.language import _
from sohoa.sign.keys import Pins, load_key, need_one_process, roles_that_wait, trusted_roots
from sohoa.sign.settings import ProfileSettings, Role, SignSettings
from sohoa.sign.signing_key import Scheme, SigningKey
from sohoa.sign.status import Evidence, RevokedCertificateError, StatusDesk, UnprovenError
from sohoa.sign.timestamps import Timestamper, stamper_of
from sohoa.sign.web import Web


@dataclass(slots=True)
class SigningSession:
    """Open keys, connections and remembered answers; a context manager that lets them go.

    Attributes:
        keys: By role; only the roles the profile of the day asks for need one.
        known: Certificates that may be issuers: the roots that are believed.
    """

    settings: SignSettings
    keys: Mapping[Role, SigningKey]
    known: tuple[x509.Certificate, ...] = ()
    web: Web = field(init=False)
    status: StatusDesk = field(init=False)
    timestamper: Timestamper | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.web = Web(self.settings.time)
        self.status = StatusDesk(self.web, self.known)
        if self.settings.time.level is not Level.B_B:
            self.timestamper = Timestamper(self.settings.time.tsa_url, self.web)

    @classmethod
    def open(
        cls,
        settings: SignSettings,
        *,
        default_path: Path,
        roles: Iterable[Role],
        pins: Pins | None = None,
    ) -> SigningSession:
        """Open the keys of some roles; `default_path` is the workspace's development key.

        Raises:
            KeyUnusableError, WrongPinError, TokenGoneError, SigningServiceError: As `load_key`.
        """
        known = trusted_roots(settings, default_path=default_path)
        keys: dict[Role, SigningKey] = {}
        with ExitStack() as opened:
            for role in roles:
                keys[role] = load_key(settings, default_path=default_path, role=role, pins=pins)
                opened.callback(keys[role].release)
            opened.pop_all()
        return cls(settings, keys, known)

    def __enter__(self) -> SigningSession:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Let tokens, services and connections go."""
        for key in self.keys.values():
            key.release()
        self.web.close()

    def profile_at(self, moment: dt.datetime) -> ProfileSettings:
        """The rule in force at a moment, in Vietnam.

        Raises:
            SigningFailedError: It lies before every rule.
        """
        profile = self.settings.profile_at(day_of(moment))
        if profile is None:
            first = min(self.settings.profiles, key=lambda one: one.valid_from)
            problem = _("the signing rule {name} is in force only from {day}").format(
                name=first.name, day=day_shown(first.valid_from)
            )
            raise SigningFailedError(problem=problem)
        return profile

    def require_fit(self, role: Role, moment: dt.datetime) -> list[Finding]:
        """Check a key before it signs: in its time, and not revoked. What is odd is a finding.

        Raises:
            KeyUnusableError: It is not among the open keys.
            CertificateNotValidError: The certificate is not valid at that moment.
            CertificateRevokedError: It is revoked.
            CertificateStatusUnknownError: Nobody says, and the settings stop at that.
        """
        key = self.keys.get(role)
        if key is None:  # a new rule began after the session
            raise KeyUnusableError(problem=_("the key of a signature that is due was not opened"))
        key.require_valid_at(moment)
        findings = []
        if key.scheme is Scheme.PKCS1:
            findings.append(paper_findings.RSA_PKCS1.of(role.value))
        if not key.is_development:
            findings += self._status_findings(role, key)
        return findings

    def proofs(
        self, roles: Iterable[Role], stamps: Iterable[cms.ContentInfo]
    ) -> list[Evidence] | None:
        """Gather long-term evidence for the certificates of signatures and their time stamps.

        None if something is missing: half a proof would be none.
        """
        pairs = [(self.keys[role].certificate, self.keys[role].chain) for role in roles]
        try:
            pairs += [stamper_of(stamp) for stamp in stamps]
            return [self.status.evidence(certificate, chain) for certificate, chain in pairs]
        except (UnprovenError, RevokedCertificateError, ValueError):
            return None

    def _status_findings(self, role: Role, key: SigningKey) -> list[Finding]:
        try:
            self.status.evidence(key.certificate, key.chain)
        except RevokedCertificateError as error:
            since = moment_shown(error.since)
            raise CertificateRevokedError(signer=key.signer_name, moment=since) from error
        except UnprovenError as error:
            if self.settings.trust.unknown_status == "stop":
                raise CertificateStatusUnknownError(
                    signer=key.signer_name, problem=str(error)
                ) from error
            return [paper_findings.CERTIFICATE_STATUS_UNKNOWN.of(role.value)]
        return []


def signing_roles(settings: SignSettings, moment: dt.datetime) -> tuple[Role, ...]:
    """Give the roles that sign by the rule of a moment; none before the first rule."""
    profile = settings.profile_at(day_of(moment))
    return profile.signatures if profile else ()


class Signer:
    """The signing of one run. A key in a file is used by every worker; a token or a service by
    this process alone, in one session, opened when the first document is there to be signed.
    """

    def __init__(
        self, settings: SignSettings, default_path: Path, *, session: SigningSession | None = None
    ) -> None:
        self.settings = settings
        self.roles = signing_roles(settings, dt.datetime.now(dt.UTC))
        self._default_path = default_path
        self._session = session

    @classmethod
    @contextmanager
    def at_work(
        cls, settings: SignSettings, default_path: Path, *, session: SigningSession | None = None
    ) -> Iterator[Signer]:
        """Sign for the length of a run; a session that was opened here is closed at its end.

        `default_path` is the workspace's development key.
        """
        signer = cls(settings, default_path, session=session)
        try:
            yield signer
        finally:
            if session is None and signer._session is not None:
                signer._session.close()

    @property
    def waits_for(self) -> tuple[Role, ...]:
        """The roles whose PIN or passphrase only a person can give; none once a session is open."""
        return () if self._session else roles_that_wait(self.settings, self.roles)

    @property
    def is_single(self) -> bool:
        """Say whether this process signs by itself instead of the workers."""
        return self._session is not None or need_one_process(self.settings, self.roles)

    def session(self) -> SigningSession:
        """The one session of this process.

        Raises:
            BatchError: A key cannot be opened.
        """
        if self._session is None:
            self._session = SigningSession.open(
                self.settings, default_path=self._default_path, roles=self.roles
            )
        return self._session
