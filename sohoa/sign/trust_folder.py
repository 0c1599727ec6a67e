"""Root certificates by folder: what an office's administrator puts into `config/trust`."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from sohoa.domain.errors import KeyUnusableError
from sohoa.language import _

_SUFFIXES = {".pem", ".crt", ".cer", ".der"}
_LARGEST = 1 << 20


def roots_in(folder: Path) -> tuple[x509.Certificate, ...]:
    """All certificates in the files of a folder; none if there is no such folder.

    Raises:
        KeyUnusableError: A file with a certificate's name holds none.
    """
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    return tuple(root for path in files for root in read_certificates(path))


def read_certificates(path: Path) -> list[x509.Certificate]:
    """The certificates of one PEM or DER file.

    Raises:
        KeyUnusableError: It cannot be read, or holds none.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST)
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError) as error:
        problem = _("{path} holds no certificate").format(path=path)
        raise KeyUnusableError(problem=problem) from error
