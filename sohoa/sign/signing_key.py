"""A key that can sign now, whatever it lies in, and what makes a key unfit.

Algorithms after Circular 15/2025/TT-BKHCN: RSA of at least 2048 bits with RSASSA-PSS, or ECDSA
of at least 256, with SHA-256.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from sohoa.domain.errors import CertificateNotValidError
from sohoa.domain.vietnam_time import day_of, day_shown, moment_shown
from sohoa.language import _
from sohoa.sign.development import DEVELOPMENT_MARK
from sohoa.sign.names import holder_of
from sohoa.sign.pss import forbids_our_pss

PrivateKey: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey

_SMALLEST_RSA, _SMALLEST_CURVE = 2048, 256
_DIGEST = hashes.SHA256()


class Scheme(StrEnum):
    """The signature scheme of a key; always with SHA-256."""

    PSS = "rsassa-pss"
    #: Only where a token or service can do nothing else; reported as a finding.
    PKCS1 = "rsa-pkcs1"
    ECDSA = "ecdsa"


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that can sign now. It cannot travel between processes: each opens its own.

    Attributes:
        chain: The certificates that came with it: issuers, and perhaps a root.
        sign: Signs bytes with the scheme; raises a `BatchError` where the key cannot any more.
        release: Lets a token or service go; to be called once, at the end.
    """

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    scheme: Scheme
    sign: Callable[[bytes], bytes]
    release: Callable[[], None] = _nothing

    @property
    def signer_name(self) -> str:
        """The name of the certificate's holder."""
        return holder_of(self.certificate)

    @property
    def is_development(self) -> bool:
        """Say whether what this key signs has no legal value."""
        return DEVELOPMENT_MARK in self.signer_name

    def require_valid_at(self, moment: dt.datetime) -> None:
        """Refuse a time outside the certificate's validity.

        Raises:
            CertificateNotValidError: With the period, in Vietnam's time.
        """
        first, last = self.certificate.not_valid_before_utc, self.certificate.not_valid_after_utc
        if not first <= moment <= last:
            raise CertificateNotValidError(
                signer=self.signer_name,
                moment=moment_shown(moment),
                first=moment_shown(first),
                last=moment_shown(last),
            )


def software_signer(private_key: PrivateKey) -> tuple[Scheme, Callable[[bytes], bytes]]:
    """Return the function by which a key in memory signs.

    pyHanko's `SimpleSigner` parses and checks the private key for each signature (45 ms).
    """
    if isinstance(private_key, RSAPrivateKey):
        pss = padding.PSS(padding.MGF1(_DIGEST), _DIGEST.digest_size)
        return Scheme.PSS, lambda data: private_key.sign(data, pss, _DIGEST)
    return Scheme.ECDSA, lambda data: private_key.sign(data, ec.ECDSA(_DIGEST))


def unfit(certificate: x509.Certificate, now: dt.datetime) -> str:
    """Say why a certificate's key may not sign; empty if it may."""
    if now < certificate.not_valid_before_utc:
        return _("the certificate is not valid before {day}").format(
            day=day_shown(day_of(certificate.not_valid_before_utc))
        )
    if now > certificate.not_valid_after_utc:
        return _("the certificate expired on {day}").format(
            day=day_shown(day_of(certificate.not_valid_after_utc))
        )
    return _unfit_key(certificate)


def _unfit_key(certificate: x509.Certificate) -> str:
    public_key = certificate.public_key()
    if not isinstance(public_key, RSAPublicKey | EllipticCurvePublicKey):
        return _("the key is neither RSA nor ECDSA, and nothing else signs documents here")
    smallest = _SMALLEST_RSA if isinstance(public_key, RSAPublicKey) else _SMALLEST_CURVE
    if public_key.key_size < smallest:
        return _("the key is too short: {bits} bits, {smallest} are needed").format(
            bits=public_key.key_size, smallest=smallest
        )
    if forbids_our_pss(certificate):
        return _("the certificate asks for RSASSA-PSS with other parameters than SHA-256")
    if not _may_sign_documents(certificate):
        return _("the certificate is not meant for signing documents (key usage)")
    return ""


def fits_certificate(key: SigningKey) -> bool:
    """Say whether the key is the certificate's own: it signs something, which must verify."""
    probe = b"Sohoa: does this key belong to this certificate?"
    signature, public_key = key.sign(probe), key.certificate.public_key()
    try:
        if isinstance(public_key, EllipticCurvePublicKey):
            public_key.verify(signature, probe, ec.ECDSA(_DIGEST))
        elif isinstance(public_key, RSAPublicKey):
            pss = padding.PSS(padding.MGF1(_DIGEST), _DIGEST.digest_size)
            pad = padding.PKCS1v15() if key.scheme is Scheme.PKCS1 else pss
            public_key.verify(signature, probe, pad, _DIGEST)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _may_sign_documents(certificate: x509.Certificate) -> bool:
    """Say if the key usage allows signing; a certificate without one is unrestricted (RFC 5280)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:  # extensions that cannot be parsed
        return False
    return usage.digital_signature or usage.content_commitment
