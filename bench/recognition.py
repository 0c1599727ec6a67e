"""Bare recognition: the same prepared page images, the same engine and model, nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from sohoa.domain.batons import PageImage, ReadDocument
from sohoa.domain.stations import Station
from sohoa.journal import Journal
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.registry import load_engine
from sohoa.settings import load_settings


def measure_recognition(office: Path) -> float:
    """CPU-seconds of the engine alone over every page that the line has read, each once.

    Preparing the images is not counted, nor is loading the model.
    """
    settings = load_settings(office / "config").ocr
    engine = load_engine(settings)
    spent = 0.0
    for page in _pages(office):
        prepared = prepare_page(page, reading_dpi=settings.reading_dpi)
        began = time.process_time()
        engine.recognize(prepared.image, dpi=prepared.dpi)
        spent += time.process_time() - began
    return spent


def _pages(office: Path) -> Iterator[PageImage]:
    """Every page that went through `ocr`, once per image."""
    seen: set[str] = set()
    for outcomes in sorted((office / "data" / "batches").rglob("ocr/outcomes")):
        journal = Journal(outcomes.parent, Station.OCR, ReadDocument)
        for path in sorted(outcomes.glob("*.json")):
            settled = journal.last(path.stem)
            if settled is None or settled.baton is None:
                continue
            for page in settled.baton.pages:
                if page.image.sha256 not in seen:
                    seen.add(page.image.sha256)
                    yield page.image
