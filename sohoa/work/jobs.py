"""What workers run after reading: a station's function with the key it needs, loaded once."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from sohoa import AGENT
from sohoa.domain.batons import (
    ArchivalPdf,
    ReadDocument,
    SignedPdf,
)
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.keys import SigningKey, load_key
from sohoa.sign.settings import SignSettings
from sohoa.sign.signer import sign_pdf

#: Vietnam has one time zone and no summer time.
_OFFICE_ZONE = dt.timezone(dt.timedelta(hours=7))


def build_pdfa_job(read: ReadDocument, *, target: Path, settings: PdfaSettings) -> ArchivalPdf:
    """Station 3 for one document."""
    return build_pdfa(
        read,
        target,
        title=title_of(read),
        settings=settings,
        producer=AGENT,
        created_at=dt.datetime.now(_OFFICE_ZONE),
    )


def sign_job(
    archival: ArchivalPdf,
    *,
    target: Path,
    settings: SignSettings,
    key_path: Path,
    agency_name: str,
    font_dir: Path,
) -> SignedPdf:
    """Station 4 for one document."""
    return sign_pdf(
        archival,
        target,
        key=_key(settings, key_path),
        settings=settings,
        agency_name=agency_name,
        signed_at=dt.datetime.now(dt.UTC),
        font_dir=font_dir,
    )


def title_of(read: ReadDocument) -> str:
    """The title a reader's window shows: type, number and subject as far as known.

    The register's word goes before what was read; a document that nobody knows anything of
    bears its own id.
    """
    known, header = read.scanned.description, read.header
    kind = known.record_type or header.record_type
    parts = [kind, known.number or header.number, known.subject]
    return " - ".join(part for part in parts if part) or read.scanned.document_id


@cache
def _key(settings: SignSettings, key_path: Path) -> SigningKey:
    return load_key(settings, default_path=key_path)
