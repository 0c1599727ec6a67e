"""The trust store: the root certificates that are believed, and until when algorithms prove."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sohoa.sign.certificates import read_certificates
from sohoa.sign.keys import trusted_roots
from sohoa.sign.settings import SignSettings

_SUFFIXES = {".pem", ".crt", ".cer", ".der"}


@dataclass(frozen=True, slots=True)
class TrustStore:
    """Root certificates (DER, each once) and the ends of algorithms.

    It is compared by value and can be sent to another process; `sohoa.sign.anchors.anchors_of`
    makes of it what signatures are verified with.
    """

    roots: tuple[bytes, ...] = ()
    sunsets: tuple[tuple[str, dt.datetime], ...] = ()

    @classmethod
    def of_office(cls, settings: SignSettings, *, key_path: Path, trust_dir: Path) -> TrustStore:
        """Gather the roots of the settings, of `config/trust`, and of the development key.

        Args:
            settings: The section of signing.
            key_path: The workspace's development key, which need not be there.
            trust_dir: The folder where the office's administrator puts root certificates.

        Raises:
            KeyUnusableError: A root cannot be read.
        """
        roots = [*trusted_roots(settings, default_path=key_path), *_in_folder(trust_dir)]
        return cls(cls.of_roots(roots).roots, settings.renewal.ends)

    @classmethod
    def of_roots(cls, roots: Iterable[x509.Certificate]) -> TrustStore:
        """Trust these roots and no others."""
        encoded = (root.public_bytes(Encoding.DER) for root in roots)
        return cls(tuple(dict.fromkeys(encoded)))

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """The roots, parsed anew each time."""
        return tuple(x509.load_der_x509_certificate(root) for root in self.roots)


def _in_folder(folder: Path) -> tuple[x509.Certificate, ...]:
    """Read all certificates in the files of a folder; none if there is no such folder.

    Raises:
        KeyUnusableError: A file with a certificate's name holds none.
    """
    if not folder.is_dir():
        return ()
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)
    # A pipe would be waited for without an end.
    return tuple(root for path in files if not path.is_fifo() for root in read_certificates(path))
