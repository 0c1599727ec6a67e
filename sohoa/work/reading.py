"""From scan to text as jobs: stations 1 and 2, and what is done when an engine breaks down.

Apart from the other jobs, so that reading alone loads no library for signing or PDF/A.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from PIL import Image

from sohoa import AGENT
from sohoa.domain import scan_findings
from sohoa.domain.paper_findings import ARRIVED_SIGNATURES
from sohoa.domain.stage_results import (
    Description,
    Line,
    PageImage,
    ReadPage,
    ScannedDocument,
)
from sohoa.domain.trust import is_signed_whole
from sohoa.durable import write_durably
from sohoa.intake.accession import take_in
from sohoa.intake.inbox import Candidate
from sohoa.intake.originals import ArrivedSignatures
from sohoa.intake.settings import IntakeSettings
from sohoa.intake.survey import Survey, survey
from sohoa.ocr.interface import EngineTraits, OcrEngine
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.unread import leave_unread
from sohoa.stopwatch import step
from sohoa.work.pool import WALL_TIMES, Job

#: The engine that runs as a program of its own: what breaks it down leaves the worker alone.
_APART = "pytesseract"
#: The end of the name of a note that an engine broke down over a page.
BREAKDOWN = ".broke-down"


def take_in_job(
    candidate: Candidate,
    *,
    document_id: str,
    batch: str,
    description: Description,
    pages_dir: Path,
    settings: IntakeSettings,
) -> ScannedDocument:
    """Station 1 for one document; what the signatures it came with are worth becomes findings."""
    with step("intake"):
        return take_in(
            candidate,
            document_id=document_id,
            batch=batch,
            description=description,
            pages_dir=pages_dir,
            settings=settings,
            judge_signatures=judge_signatures,
        )


def survey_job(candidate: Candidate, *, settings: IntakeSettings) -> Survey:
    """Look at the pages of a file or folder before it is taken in."""
    with step("intake"):
        return survey(candidate, settings)


def judge_signatures(master: Path) -> ArrivedSignatures:
    """Judge the signatures a master came with, whoever made them, as `verify` judges a file.

    One finding a signature (`signature-intact`, `signature-broken`, `signature-unjudged`).

    Raises:
        OSError: The master cannot be opened.
    """
    from sohoa.sign.verification import verify_signatures  # noqa: PLC0415 - loads pyHanko

    statuses = verify_signatures(master, trusted=(), at=None)
    findings = (
        ARRIVED_SIGNATURES[one.integrity].of(one.signer or one.field_name) for one in statuses
    )
    return ArrivedSignatures(is_signed_whole(statuses), tuple(findings))


def readings_of(
    pages: Sequence[PageImage], *, texts_dir: Path, settings: OcrSettings, seconds: float
) -> list[Job[ReadPage]]:
    """Station 2 for the pages of one document: each knows the ones before and after it."""
    return [
        reading_of(
            page,
            texts_dir=texts_dir,
            settings=settings,
            seconds=seconds,
            beside=(*pages[max(0, at - 1) : at], *pages[at + 1 : at + 2]),
        )
        for at, page in enumerate(pages)
    ]


def reading_of(
    page: PageImage,
    *,
    texts_dir: Path,
    settings: OcrSettings,
    seconds: float,
    beside: Sequence[PageImage] = (),
) -> Job[ReadPage]:
    """Station 2 for one page, and what is done when the engine breaks down over it.

    The one place that decides it: Tesseract as a program of its own has a second try, with the
    same limits; after that the page goes on without text. A page so costs at most twice its time.
    That it did not get on by the clock says nothing about the page: it is begun again, and in the
    end its document waits for another run; it never goes on without text for that.
    That the first engine broke down is remembered beside the texts: a run that resumes after a
    crash does not give it the page again, nor does one after it, until version or settings change.
    """
    broken = _breakdown_path(page, texts_dir, settings)
    unread = Job.of(page.page_id, leave_unread_job, page, texts_dir=texts_dir, breakdown=broken)
    apart = settings.model_copy(
        update={
            "engine": _APART,
            "second_reading": False,
            "program_seconds": seconds * WALL_TIMES,
        }
    )
    again = Job.of(
        page.page_id,
        read_page_again_job,
        page,
        texts_dir=texts_dir,
        settings=apart,
        breakdown=broken,
        beside=beside,
    ).rescued_by(replace(unread, gives_up=True))
    if broken.exists() and settings.engine != _APART:
        return again
    first, rescue = (apart, again.rescue) if settings.engine == _APART else (settings, again)
    job = Job.of(
        page.page_id, read_page_job, page, texts_dir=texts_dir, settings=first, beside=beside
    )
    return replace(job, rescue=rescue)


def _breakdown_path(page: PageImage, texts_dir: Path, settings: OcrSettings) -> Path:
    """Return the path of the note that the first engine, as now set up, broke down over a page."""
    told = "\n".join((page.sha256, AGENT, settings.model_dump_json()))
    return texts_dir / f"{hashlib.sha256(told.encode()).hexdigest()}{BREAKDOWN}"


def read_page_job(
    page: PageImage, *, texts_dir: Path, settings: OcrSettings, beside: Sequence[PageImage] = ()
) -> ReadPage:
    """Read one page."""
    with step("load"):
        engine = _engine(settings)
        second = _second() if settings.second_reading else None
    with step("prepare"):
        return read_page(
            page,
            engine=engine,
            second=second,
            settings=settings,
            texts_dir=texts_dir,
            beside=beside,
        )


def read_page_again_job(
    page: PageImage,
    *,
    texts_dir: Path,
    settings: OcrSettings,
    breakdown: Path,
    beside: Sequence[PageImage] = (),
) -> ReadPage:
    """Read a page that another engine broke down over; a finding says so.

    The breakdown is noted first: whatever ends this run, the next one begins here.
    """
    if not breakdown.exists():
        write_durably(breakdown, b"")
    read = read_page_job(page, texts_dir=texts_dir, settings=settings, beside=beside)
    return replace(read, findings=(*read.findings, scan_findings.SECOND_ENGINE.at()))


def leave_unread_job(page: PageImage, *, texts_dir: Path, breakdown: Path) -> ReadPage:
    """Leave a page without text; as that is no result, a later run begins with the first engine."""
    breakdown.unlink(missing_ok=True)
    return leave_unread(page, texts_dir=texts_dir)


class _Measured:
    """An engine whose time has a name of its own."""

    def __init__(self, engine: OcrEngine) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        return self._engine.name

    @property
    def traits(self) -> EngineTraits:
        return self._engine.traits

    def fallback(self) -> OcrEngine | None:
        with step("load"):
            other = self._engine.fallback()
        return _Measured(other) if other else None

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        with step("recognize"):
            return self._engine.recognize(image, dpi=dpi)


@cache
def _engine(settings: OcrSettings) -> OcrEngine:
    return _Measured(load_engine(settings))


@cache
def _second() -> SecondReading:
    return SecondReading()
