"""What a worker does for the auditor; whose certificates it believes is found out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sohoa.audit.files import FileVerdict, verify_file
from sohoa.audit.records import ArchivedFile, Question, Verdict, verify_record
from sohoa.settings import Settings
from sohoa.sign.keys import trusted_roots
from sohoa.sign.trust_folder import roots_in
from sohoa.sign.verification import Anchors
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Court:
    """Who is believed, in a form that travels: root certificates (DER), ends of algorithms."""

    roots: tuple[bytes, ...]
    sunsets: tuple[tuple[str, dt.datetime], ...] = ()

    @classmethod
    def of_office(cls, office: Workspace, settings: Settings) -> Court:
        """The roots that the configuration names, and those in `config/trust`.

        Raises:
            KeyUnusableError: A root cannot be read.
        """
        roots = [
            *trusted_roots(settings.sign, default_path=office.development_key_path),
            *roots_in(office.trust_dir),
        ]
        return cls(cls.of_roots(roots).roots, settings.sign.renewal.ends)

    @classmethod
    def of_roots(cls, roots: Sequence[x509.Certificate]) -> Court:
        """These roots and no others."""
        encoded = (root.public_bytes(Encoding.DER) for root in roots)
        return cls(tuple(dict.fromkeys(encoded)))


def verify_records_job(
    files: Sequence[ArchivedFile], *, court: Court, question: Question
) -> list[Verdict]:
    """Verify some records, in this process."""
    anchors = anchors_of(court)
    return [verify_record(file, anchors=anchors, question=question) for file in files]


def verify_file_job(path: Path, *, court: Court, question: Question) -> FileVerdict:
    """Verify a file that need not be in any archive."""
    return verify_file(path, anchors=anchors_of(court), question=question)


@cache
def anchors_of(court: Court) -> Anchors:
    """What is believed, with all that was found out about certificates in this process."""
    roots = [x509.load_der_x509_certificate(root) for root in court.roots]
    return Anchors(roots, sunsets=dict(court.sunsets))
