"""The signing key: a PKCS#12 file, read once per process and kept ready to sign.

Algorithms after Circular 15/2025/TT-BKHCN: RSA of at least 2048 bits, or ECDSA of at least 256.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from sohoa.domain.errors import KeyUnusableError
from sohoa.language import _
from sohoa.sign.development import DEVELOPMENT_MARK, make_development_key
from sohoa.sign.settings import SignSettings

__all__ = [
    "PrivateKey",
    "SigningKey",
    "common_name",
    "key_path",
    "load_key",
    "make_development_key",
    "trusted_roots",
]

PrivateKey: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey

_SMALLEST_RSA, _SMALLEST_CURVE = 2048, 256
_LARGEST_KEY_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that can sign now. It cannot travel between processes: each loads its own.

    `chain` are the other certificates of the file: issuers, and perhaps a root.
    """

    private_key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def signer_name(self) -> str:
        """The common name of the certificate's holder."""
        return common_name(self.certificate.subject)

    @property
    def is_development(self) -> bool:
        """Say whether what this key signs has no legal value."""
        return DEVELOPMENT_MARK in self.signer_name

    def is_valid_at(self, moment: dt.datetime) -> bool:
        """Say whether a moment lies within the certificate's validity."""
        certificate = self.certificate
        return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def load_key(settings: SignSettings, *, default_path: Path) -> SigningKey:
    """Load the key the settings name; `default_path` is the workspace's development key.

    The passphrase is taken from the environment variable that the settings name.

    Raises:
        KeyUnusableError: The file is missing or no PKCS#12, the passphrase is wrong or absent,
            or the certificate is not valid today or not for signing.
    """
    path = key_path(settings, default_path=default_path)
    key = _open(path, _passphrase(settings.key.passphrase_env))
    problem = _unfit(key, dt.datetime.now(dt.UTC))
    if problem:
        raise KeyUnusableError(problem=f"{path}: {problem}")
    return key


def key_path(settings: SignSettings, *, default_path: Path) -> Path:
    """Where the key file lies."""
    return settings.key.path or default_path


def trusted_roots(settings: SignSettings, *, default_path: Path) -> tuple[x509.Certificate, ...]:
    """The root certificates whose signatures are believed.

    Those of `[trust]`, and the development key's own root while that key is the one in use.

    Raises:
        KeyUnusableError: A file that the settings name is missing or holds no certificate.
    """
    roots = [certificate for path in settings.trust.roots for certificate in _read_roots(path)]
    path = key_path(settings, default_path=default_path)
    if settings.key.kind == "development" and path.exists():
        key = _open(path, _passphrase(settings.key.passphrase_env))
        roots += [issuer for issuer in key.chain if issuer.subject == issuer.issuer]
    return tuple(roots)


def common_name(name: x509.Name) -> str:
    """The common name in a certificate's name; the whole name if it has none."""
    names = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else name.rfc4514_string()


def _passphrase(variable: str) -> bytes | None:
    if not variable:
        return None
    value = os.environ.get(variable)
    if value is None:
        raise KeyUnusableError(
            problem=_("the environment variable {name} is not set").format(name=variable)
        )
    return value.encode("utf-8")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST_KEY_FILE)
    except OSError as error:
        problem = _("{path} cannot be read: {reason}")
        raise KeyUnusableError(problem=problem.format(path=path, reason=error.strerror)) from error


def _open(path: Path, passphrase: bytes | None) -> SigningKey:
    content = _read(path)
    try:
        stored = pkcs12.load_pkcs12(content, passphrase)
    except (ValueError, UnsupportedAlgorithm) as error:
        problem = _("{path} is no PKCS#12 file, or the passphrase is wrong")
        raise KeyUnusableError(problem=problem.format(path=path)) from error

    chain = tuple(entry.certificate for entry in stored.additional_certs)
    if stored.key is None or stored.cert is None:
        problem = _("{path} holds no private key with its certificate")
        raise KeyUnusableError(problem=problem.format(path=path))
    if not isinstance(stored.key, RSAPrivateKey | EllipticCurvePrivateKey):
        problem = _("{path} holds a key that is neither RSA nor ECDSA")
        raise KeyUnusableError(problem=problem.format(path=path))
    return SigningKey(stored.key, stored.cert.certificate, chain)


def _unfit(key: SigningKey, now: dt.datetime) -> str:
    """Why a key may not sign, or nothing."""
    if now < key.certificate.not_valid_before_utc:
        return _("the certificate is not valid before {day}").format(
            day=key.certificate.not_valid_before_utc.date().isoformat()
        )
    if now > key.certificate.not_valid_after_utc:
        return _("the certificate expired on {day}").format(
            day=key.certificate.not_valid_after_utc.date().isoformat()
        )
    smallest = _SMALLEST_RSA if isinstance(key.private_key, RSAPrivateKey) else _SMALLEST_CURVE
    if key.private_key.key_size < smallest:
        return _("the key is too short: {bits} bits, {smallest} are needed").format(
            bits=key.private_key.key_size, smallest=smallest
        )
    if not _may_sign_documents(key.certificate):
        return _("the certificate is not meant for signing documents (key usage)")
    return ""


def _may_sign_documents(certificate: x509.Certificate) -> bool:
    """Whether the key usage allows it; a certificate without one is not restricted (RFC 5280)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:  # extensions that cannot be parsed
        return False
    return usage.digital_signature or usage.content_commitment


def _read_roots(path: Path) -> list[x509.Certificate]:
    content = _read(path)
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except ValueError as error:
        problem = _("{path} holds no certificate")
        raise KeyUnusableError(problem=problem.format(path=path)) from error
