"""A signing key in a PKCS#12 file, read once per process."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12

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
    scheme, sign = software_signer(stored.key)
    return SigningKey(stored.cert.certificate, chain, scheme, sign)
