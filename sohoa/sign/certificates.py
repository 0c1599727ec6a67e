"""Certificates from bytes and files, whoever wrote them: what is none is a `ValueError`."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from sohoa.domain.errors import KeyUnusableError
from sohoa.language import _

_LARGEST_FILE = 1 << 20


def load_certificate(encoded: bytes) -> x509.Certificate:
    """A certificate (DER).

    Raises:
        ValueError: It is none. (An unknown version is no `ValueError` of cryptography's own.)
    """
    try:
        return x509.load_der_x509_certificate(encoded)
    except x509.InvalidVersion as error:
        raise ValueError("no version that a certificate has") from error


def load_crl(encoded: bytes) -> x509.CertificateRevocationList:
    """A list of revoked certificates (DER).

    Raises:
        ValueError: It is none.
    """
    try:
        return x509.load_der_x509_crl(encoded)
    except x509.InvalidVersion as error:
        raise ValueError("no version that a list has") from error


def read_certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM or DER file.

    Raises:
        KeyUnusableError: The file is missing or holds no certificate.
    """
    content = read_small_file(path)
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [load_certificate(content)]
    except (ValueError, x509.InvalidVersion) as error:
        problem = _("{path} holds no certificate")
        raise KeyUnusableError(problem=problem.format(path=path)) from error


def read_small_file(path: Path) -> bytes:
    """Read a file that may not be large.

    Raises:
        KeyUnusableError: It cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST_FILE)
    except OSError as error:
        problem = _("{path} cannot be read: {reason}")
        raise KeyUnusableError(problem=problem.format(path=path, reason=error.strerror)) from error
