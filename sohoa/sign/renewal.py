# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Prolongs the proof of a signed file: what is missing of its level, and a new time stamp in time.

Everything is appended. A signature at B-B cannot get a time stamp of its own any more (its value
is closed), but a document time stamp proves the same (ETSI EN 319 142-1, 6.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from sohoa.domain.failure import N_
from sohoa.domain.trust import Level, SignatureKind, SignatureStatus
from sohoa.sign.certificates import load_certificate
from sohoa.sign.longterm import add_document_timestamp, add_evidence
from sohoa.sign.reading import embedded_signatures, open_reader
from sohoa.sign.settings import TimeSettings
from sohoa.sign.status import Evidence, StatusDesk, UnprovenError
from sohoa.sign.timestamps import Timestamper
from sohoa.sign.web import Web


class UnreachableError(Exception):
    """A server that is needed gave no answer; another day it may."""


class Need(StrEnum):
    """The kind of renewal that a file needs."""

    NOTHING = "nothing"
    UPGRADE = "upgrade"
    RENEWAL = "renewal"


@dataclass(slots=True)
class Services:
    """The servers a renewal asks, and the roots that are believed."""

    settings: TimeSettings
    roots: tuple[x509.Certificate, ...]
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    web: Web = field(init=False)
    desk: StatusDesk = field(init=False)
    timestamper: Timestamper = field(init=False)

    def __post_init__(self) -> None:
        self.web = Web(self.settings)
        self.desk = StatusDesk(self.web, self.roots, self.clock)
        self.timestamper = Timestamper(self.settings.tsa_url, self.web)


def need_of(
    signatures: Sequence[SignatureStatus], *, wanted: Level, now: dt.datetime, margin: dt.timedelta
) -> Need:
    """Decide which renewal the signatures of a file need at `now`.

    A proof that ends within `margin` is renewed, whatever its level; else a level below the one
    wanted is raised.
    """
    own = [one for one in signatures if one.kind is SignatureKind.SIGNATURE]
    ends = [one.provable_until for one in own if one.provable_until]
    if ends and min(ends) - now <= margin:
        return Need.RENEWAL
    levels = [Level(one.level.value) for one in own if one.level]
    if not all(level.reaches(wanted) for level in levels):
        return Need.UPGRADE
    return Need.NOTHING


def prolong(path: Path, *, services: Services, need: Need, wanted: Level) -> None:
    """Append to a file what it needs: answers about certificates, and a time stamp over all.

    `path` is a copy; if this fails it is to be thrown away.

    Raises:
        UnreachableError: A server did not answer.
        RevokedCertificateError: A certificate is revoked: the proof cannot be raised.
        ValueError: The file cannot be read as a PDF.
        OSError: It cannot be read or written.
    """
    try:
        _append(path, services=services, need=need, wanted=wanted)
    except PdfError as error:
        raise ValueError("the file cannot be read as a PDF") from error


def _append(path: Path, *, services: Services, need: Need, wanted: Level) -> None:
    is_answered = True
    if need is Need.RENEWAL or wanted.reaches(Level.B_LT):
        evidence, is_answered = _gather(path, services)
        if not is_answered and need is Need.UPGRADE:
            raise UnreachableError(N_("revocation"))
        if evidence:
            add_evidence(path, evidence)
    is_stamp_needed = need is Need.RENEWAL or wanted is not Level.B_LT or _is_bare(path)
    if is_stamp_needed and not add_document_timestamp(path, services.timestamper):
        raise UnreachableError(N_("time stamp"))


def _gather(path: Path, services: Services) -> tuple[list[Evidence], bool]:
    """Gather revocation answers for the unexpired certificates in use; say if none is missing."""
    found, is_complete = [], True
    now = services.clock()
    for certificate, others in _certificates_in_use(path):
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            continue
        try:
            found.append(services.desk.evidence(certificate, others))
        except UnprovenError:
            is_complete = False
    return found, is_complete


def _is_bare(path: Path) -> bool:
    """Say whether some signature has no time stamp, in it or after it."""
    with path.open("rb") as stream:
        signatures = list(_signatures(path, stream))
    newest = signatures[-1] if signatures else None
    if newest is not None and newest.sig_object_type == "/DocTimeStamp":
        return False
    return any(
        not list(extract_tst_data_iter(one.signer_info, signed=False))
        for one in signatures
        if one.sig_object_type != "/DocTimeStamp"
    )


def _certificates_in_use(
    path: Path,
) -> Iterator[tuple[x509.Certificate, tuple[x509.Certificate, ...]]]:
    """Those of the signers and of all time stamps, each with what came along, once."""
    seen: set[bytes] = set()
    with path.open("rb") as stream:
        for signature in _signatures(path, stream):
            messages = [signature.signed_data]
            if signature.sig_object_type != "/DocTimeStamp":
                messages += extract_tst_data_iter(signature.signer_info, signed=False)
            for message in messages:
                info = extract_certificate_info(message)
                if info.signer_cert.sha256 not in seen:
                    seen.add(info.signer_cert.sha256)
                    yield _loaded(info.signer_cert), tuple(map(_loaded, info.other_certs))


def _signatures(path: Path, stream: IO[bytes]) -> list[EmbeddedPdfSignature]:
    """In the order they were made."""
    reader = open_reader(path, stream)
    found = [one for _, one in embedded_signatures(reader, skipping=(PdfError, ValueError)) if one]
    return sorted(found, key=lambda one: int(one.byte_range[2]) + int(one.byte_range[3]))


def _loaded(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return load_certificate(certificate.dump())
