"""A signing key in a PKCS#12 file, read once per process."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates

from sohoa.domain.errors import KeyUnusableError
from sohoa.language import _
from sohoa.sign.certificates import read_small_file
from sohoa.sign.signing_key import SigningKey, software_signer


def open_key_file(path: Path, passphrase: bytes | None) -> SigningKey:
    """Read key, certificate and issuers.

    Raises:
        KeyUnusableError: The file is missing or no PKCS#12, the passphrase is wrong, or the
            key is of a kind that does not sign here.
    """
    content = read_small_file(path)
    stored = _opened(content, passphrase)
    if stored is None:
        problem = _("{path} is no PKCS#12 file, or the passphrase is wrong")
        raise KeyUnusableError(problem=problem.format(path=path))

    key = stored.key
    if key is not None and not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        problem = _(
            "{path} holds a key of the kind {kind}, and only RSA and ECDSA sign documents here:"
            " ask who issued it for a certificate of an RSA or ECDSA key"
        )
        raise KeyUnusableError(problem=problem.format(path=path, kind=_kind_of(key)))
    every = [one.certificate for one in (stored.cert, *stored.additional_certs) if one]
    own = None if key is None else _certificate_of(key, every)
    if key is None or own is None:
        problem = _("{path} holds no private key with its certificate")
        raise KeyUnusableError(problem=problem.format(path=path))
    scheme, sign = software_signer(key)
    return SigningKey(own, tuple(one for one in every if one != own), scheme, sign)


def _opened(content: bytes, passphrase: bytes | None) -> PKCS12KeyAndCertificates | None:
    """The file's content, by the passphrase in any way that keyboards write it."""
    for candidate in _ways_to_write(passphrase):
        try:
            with warnings.catch_warnings():
                # BER instead of DER: older tools write it, and it is read all the same.
                warnings.simplefilter("ignore", UserWarning)
                return pkcs12.load_pkcs12(content, candidate)
        except (ValueError, UnsupportedAlgorithm):
            continue
    return None


def _ways_to_write(passphrase: bytes | None) -> Iterator[bytes | None]:
    """As given; none for an empty one and the reverse; composed and decomposed letters."""
    yield passphrase
    if not passphrase:
        yield None if passphrase is not None else b""
        return
    try:
        text = passphrase.decode()
    except UnicodeDecodeError:
        return
    others = (unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))
    yield from dict.fromkeys(one.encode() for one in others if one != text)


def _certificate_of(
    key: RSAPrivateKey | EllipticCurvePrivateKey, certificates: list[x509.Certificate]
) -> x509.Certificate | None:
    """The certificate of the key itself, whatever place it has in the file."""
    numbers = key.public_key().public_numbers()
    for one in certificates:
        public = one.public_key()
        if hasattr(public, "public_numbers") and public.public_numbers() == numbers:
            return one
    return None


def _kind_of(key: object) -> str:
    """`Ed25519` from `Ed25519PrivateKey` or `_Ed25519PrivateKey`."""
    return type(key).__name__.strip("_").removesuffix("PrivateKey")
