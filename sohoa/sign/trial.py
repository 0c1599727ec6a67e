# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Tries a signing key on a blank page: not whether it opens, but whether what it signs is believed.

The very steps of a document are taken (stamp, envelope, reading back), with a key opened for it,
and the result is verified against the roots that will judge it. Only time stamps are left out: a
service that is down lowers a level, and is asked for by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

from sohoa.domain.stage_results import (
    ArchivalPdf,
    Description,
    HeaderFields,
    ReadDocument,
    ScannedDocument,
)
from sohoa.domain.trust import Level, SignatureStanding
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import sha256_of
from sohoa.sign.keys import Pins
from sohoa.sign.settings import ProfileSettings, Role, SignSettings
from sohoa.sign.signer import sign_pdf
from sohoa.sign.signing_session import SigningSession
from sohoa.sign.verification import verify_signatures

_A5_POINTS = (420, 595)


@dataclass(frozen=True, slots=True)
class Trial:
    """Result of a trial: the key's holder, and why its signature is not trusted (a message id)."""

    signer: str
    is_development: bool
    problem: str = ""


def try_signing(
    settings: SignSettings,
    *,
    default_path: Path,
    role: Role,
    roots: Iterable[x509.Certificate],
    agency_name: str,
    font_dir: Path,
    pins: Pins | None = None,
) -> Trial:
    """Sign a blank page with the key of a role, and verify it.

    Raises:
        BatchError: The key cannot be opened, or cannot sign.
        SigningFailedError: What it made does not verify.
        OSError: No temporary file can be written.
    """
    now = dt.datetime.now(dt.UTC)
    alone = _with_one_signature(settings, role, now)
    with TemporaryDirectory(prefix="sohoa-trial-") as name:
        folder = Path(name)
        blank, target = _blank_page(folder / "blank.pdf"), folder / "signed.pdf"
        with SigningSession.open(
            alone, default_path=default_path, roles=[role], pins=pins
        ) as session:
            sign_pdf(
                blank,
                target,
                session=session,
                agency_name=agency_name,
                signed_at=now,
                font_dir=font_dir,
            )
            key = session.keys[role]
        (status,) = verify_signatures(target, trusted=tuple(roots), at=None)
    problem = "" if status.standing is SignatureStanding.HOLDS else status.problem
    return Trial(key.signer_name, key.is_development, problem)


def _with_one_signature(settings: SignSettings, role: Role, now: dt.datetime) -> SignSettings:
    """The rule of the day with the signature of one role; no time stamp."""
    day = day_of(now)
    profile = settings.profile_at(day) or ProfileSettings(name="trial", valid_from=day)
    only = profile.model_copy(update={"signatures": (role,), "valid_from": dt.date.min})
    plain = settings.time.model_copy(update={"level": Level.B_B})
    return settings.model_copy(update={"profiles": (only,), "time": plain})


def _blank_page(path: Path) -> ArchivalPdf:
    writer = PdfFileWriter(stream_xrefs=False)
    content = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    box = generic.ArrayObject(generic.NumberObject(side) for side in (0, 0, *_A5_POINTS))
    writer.insert_page(PageObject(contents=content, media_box=box))
    with path.open("wb") as stream:
        writer.write(stream)
    scanned = ScannedDocument("trial", "trial", path.name, (), "", (), Description())
    read = ReadDocument(scanned, (), HeaderFields(), 0.0)
    return ArchivalPdf(read, path, sha256_of(path), 1, "")
