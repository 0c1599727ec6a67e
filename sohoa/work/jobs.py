"""The jobs of workers after reading: a station's function, with its key loaded once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path

from sohoa import AGENT
from sohoa.domain import scan_findings
from sohoa.domain.errors import ActiveContentLeftError, NotPdfaError, PageNotEmbeddableError
from sohoa.domain.identifiers import reading_name
from sohoa.domain.proof_errors import StoredPdfaError, StoredTextError
from sohoa.domain.stage_results import (
    ArchivalPdf,
    Description,
    ReadDocument,
    SignedPdf,
)
from sohoa.domain.trust import Proof
from sohoa.domain.vietnam_time import VIETNAM
from sohoa.pdfa.builder import build_pdfa, build_reading_copy, has_reading_copy, untrue_of
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.anchors import Anchors, anchors_of
from sohoa.sign.settings import SignSettings
from sohoa.sign.signer import sign_pdf
from sohoa.sign.signing_session import SigningSession, signing_roles
from sohoa.sign.trust_store import TrustStore
from sohoa.work.proving import prove_reading, prove_signed

#: Why a copy cannot be had: no fault of the original, and running again changes nothing.
_NO_COPY = (
    ActiveContentLeftError,
    NotPdfaError,
    PageNotEmbeddableError,
    StoredPdfaError,
    StoredTextError,
)


def build_pdfa_job(
    read: ReadDocument, *, target: Path, settings: PdfaSettings, known: Description | None = None
) -> ArchivalPdf:
    """Step 5 for one document; `known` is what its paper is by a decision, if there is one."""
    named = _described_as(read, known) if known else read
    archival = build_pdfa(
        named,
        target,
        settings=settings,
        producer=AGENT,
        created_at=dt.datetime.now(VIETNAM),
    )
    made = with_reading_copy(archival, settings=settings, producer=AGENT)
    said = read.scanned.description
    return replace(made, read=_described_as(made.read, said), known=known) if known else made


def _described_as(read: ReadDocument, description: Description) -> ReadDocument:
    return replace(read, scanned=replace(read.scanned, description=description))


def sign_job(
    archival: ArchivalPdf,
    *,
    target: Path,
    settings: SignSettings,
    key_path: Path,
    agency_name: str,
    font_dir: Path,
) -> SignedPdf:
    """Step 6 for one document."""
    return sign_pdf(
        archival,
        target,
        session=_session(settings, key_path),
        agency_name=agency_name,
        signed_at=dt.datetime.now(dt.UTC),
        font_dir=font_dir,
    )


def prove_job(
    signed: SignedPdf,
    *,
    trust: SignSettings,
    key_path: Path,
    trust_dir: Path,
    pdfa: PdfaSettings,
) -> Proof:
    """Step 7, first half, for one document: everything is checked on the finished file."""
    return prove_signed(
        signed,
        anchors=_anchors(trust, key_path, trust_dir),
        pdfa=pdfa,
        proven_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
    )


@cache
def _anchors(settings: SignSettings, key_path: Path, trust_dir: Path) -> Anchors:
    """Read the office's trust store once a process."""
    return anchors_of(TrustStore.of_office(settings, key_path=key_path, trust_dir=trust_dir))


@cache
def _session(settings: SignSettings, key_path: Path) -> SigningSession:
    """A worker's own session, for its whole life: only keys in files come this way."""
    roles = signing_roles(settings, dt.datetime.now(dt.UTC))
    return SigningSession.open(settings, default_path=key_path, roles=roles)


def with_reading_copy(
    archival: ArchivalPdf, *, settings: PdfaSettings, producer: str
) -> ArchivalPdf:
    """Add the reading copy to a kept original, beside its working file; or the finding why not.

    It is proven at once. The original is never held back because its copy could not be made, and
    no copy is made that might show something else.

    Raises:
        FixityError: A page image or its text changed since its stage result was written.
        ToolMissingError, TimeLimitError: A tool is not there, or too slow.
        DiskFullError: No room is left.
        OSError: A file cannot be read, or the folder not be written.
    """
    read, target = archival.read, archival.path.with_name(reading_name(archival.path.name))
    if not has_reading_copy(read):
        return archival
    if untrue := untrue_of(read):
        target.unlink(missing_ok=True)
        is_told = scan_findings.NO_READING_COPY.code in untrue
        return archival if is_told else _without(archival, ", ".join(untrue))
    try:
        copy = build_reading_copy(read, target, settings=settings, producer=producer)
        prove_reading(copy, read, settings=settings)
    except _NO_COPY as error:
        target.unlink(missing_ok=True)
        return _without(archival, error.code)
    return replace(archival, reading=copy)


def _without(archival: ArchivalPdf, reason: str) -> ArchivalPdf:
    """The original alone, and why."""
    read: ReadDocument = archival.read
    told = (*read.findings, scan_findings.NO_READING_COPY.of(reason))
    return replace(archival, read=replace(read, findings=told))
