"""Root certificates by folder: what an office's administrator puts into `config/trust`."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from sohoa.sign.certificates import read_certificates

_SUFFIXES = {".pem", ".crt", ".cer", ".der"}


def roots_in(folder: Path) -> tuple[x509.Certificate, ...]:
    """All certificates in the files of a folder; none if there is no such folder.

    Raises:
        KeyUnusableError: A file with a certificate's name holds none.
    """
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    return tuple(root for path in files for root in read_certificates(path))
