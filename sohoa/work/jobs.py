"""What workers run: a station's function with the engine or key it needs, built once each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path

from sohoa import AGENT
from sohoa.domain.batons import (
    ArchivalPdf,
    Description,
    Finding,
    PageImage,
    ReadDocument,
    ReadPage,
    ScannedDocument,
    SignedPdf,
)
from sohoa.intake import take_in
from sohoa.intake.inbox import Candidate
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.interface import OcrEngine
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.unread import leave_unread
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.keys import SigningKey, load_key
from sohoa.sign.settings import SignSettings
from sohoa.sign.signer import sign_pdf
from sohoa.work.pool import Job

#: The engine that runs as a program of its own: what breaks it down leaves the worker alone.
_APART = "pytesseract"
#: Of a page's time the program gets so much: it should end before its worker is ended.
_PROGRAM_SHARE = 0.9


def take_in_job(
    candidate: Candidate,
    *,
    document_id: str,
    batch: str,
    description: Description,
    pages_dir: Path,
    settings: IntakeSettings,
) -> ScannedDocument:
    """Station 1 for one document."""
    return take_in(
        candidate,
        document_id=document_id,
        batch=batch,
        description=description,
        pages_dir=pages_dir,
        settings=settings,
    )


def reading_of(
    page: PageImage, *, texts_dir: Path, settings: OcrSettings, seconds: float
) -> Job[ReadPage]:
    """Station 2 for one page, and what is done when the engine breaks down over it.

    The one place that decides it: Tesseract as a program of its own has a second try, with the
    same limits; after that the page goes on without text. A page so costs at most twice its time.
    """
    given = {"page": page, "texts_dir": texts_dir}
    apart = settings.model_copy(
        update={
            "engine": _APART,
            "program_seconds": min(settings.program_seconds, seconds * _PROGRAM_SHARE),
        }
    )
    unread: Job[ReadPage] = Job(page.page_id, leave_unread, given)
    again = Job(page.page_id, read_page_again_job, {**given, "settings": apart}, rescue=unread)
    if settings.engine == _APART:
        return Job(page.page_id, read_page_job, {**given, "settings": apart}, rescue=unread)
    return Job(page.page_id, read_page_job, {**given, "settings": settings}, rescue=again)


def read_page_job(page: PageImage, *, texts_dir: Path, settings: OcrSettings) -> ReadPage:
    """Read one page."""
    return read_page(page, engine=_engine(settings), settings=settings, texts_dir=texts_dir)


def read_page_again_job(page: PageImage, *, texts_dir: Path, settings: OcrSettings) -> ReadPage:
    """Read a page that another engine broke down over; a finding says so."""
    read = read_page_job(page, texts_dir=texts_dir, settings=settings)
    return replace(read, findings=(*read.findings, Finding("second-engine")))


def build_pdfa_job(read: ReadDocument, *, target: Path, settings: PdfaSettings) -> ArchivalPdf:
    """Station 3 for one document."""
    return build_pdfa(read, target, title=title_of(read), settings=settings, producer=AGENT)


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
def _engine(settings: OcrSettings) -> OcrEngine:
    return load_engine(settings)


@cache
def _key(settings: SignSettings, key_path: Path) -> SigningKey:
    return load_key(settings, default_path=key_path)
