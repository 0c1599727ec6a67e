"""Bare recognition: the same prepared page images, the same engine and model, nothing else.

What the second reading of the same pages takes is measured beside it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sohoa.domain.stage_results import ReadDocument, ReadPage
from sohoa.domain.stations import Station
from sohoa.journal import Journal
from sohoa.ocr.interface import OcrEngine
from sohoa.ocr.orientation import as_it_reads
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import load_page_text
from sohoa.settings import load_settings
from sohoa.work.pool import Job, WorkerPool


def measure_recognition(office: Path, *, engine: str = "") -> tuple[float, float]:
    """CPU-seconds of the engine, and of the second readers, over every page that was read.

    Each page counts once. Another `engine` than the office's reads without a second reading.

    As many processes at once as the line has workers: on machines whose cores share a cache or
    a pipeline, a second busy core makes the first one slower, and the line pays that too.
    Preparing the images is not counted, nor is starting a process or loading the model.
    """
    settings = load_settings(office / "config")
    other = {"engine": engine, "second_reading": False} if engine else {}
    ocr = settings.ocr.model_copy(update=other)
    jobs = [
        Job.of(page.image.page_id, recognize_seconds, page, settings=ocr) for page in _pages(office)
    ]
    work = settings.work
    with WorkerPool(
        workers=work.pool_size,
        memory_limit_mb=work.memory_limit_mb,
        imports=("sohoa.work.reading",),
    ) as pool:
        results = [result for _job, result in pool.run(jobs, seconds=work.page_seconds)]
    both = [seconds for seconds in results if isinstance(seconds, tuple)]
    return sum(first for first, _second in both), sum(second for _first, second in both)


def recognize_seconds(page: ReadPage, *, settings: OcrSettings) -> tuple[float, float]:
    """CPU-seconds of recognizing one page as the line ended up giving it to the engine.

    The second number is what the second readers take for it.
    """
    engine = _engine(settings)
    prepared = prepare_page(page.image, reading_dpi=settings.reading_dpi).without_seals()
    skew = load_page_text(page.text_path).skew_degrees
    turn = (page.turn - page.image.turn) % 360
    upright = as_it_reads(prepared, turn, skew, engine=engine, settings=settings)
    began = time.process_time()
    lines = engine.recognize(upright.image, dpi=upright.dpi)
    read = time.process_time()
    if lines and settings.second_reading:
        _second().read(lines, upright.image, evidence=engine.traits.evidence)
    return read - began, time.process_time() - read


@cache
def _engine(settings: OcrSettings) -> OcrEngine:
    return load_engine(settings)


@cache
def _second() -> SecondReading:
    return SecondReading()


def _pages(office: Path) -> Iterator[ReadPage]:
    """Every page that went through `ocr`, once per image."""
    seen: set[str] = set()
    for outcomes in sorted((office / "data" / "batches").rglob("ocr/outcomes")):
        journal = Journal(outcomes.parent, Station.OCR, ReadDocument)
        for path in sorted(outcomes.glob("*.json")):
            settled = journal.last(path.stem)
            if settled is None or settled.result is None:
                continue
            for page in settled.result.pages:
                if page.image.sha256 not in seen:
                    seen.add(page.image.sha256)
                    yield page
