"""Tesseract as a program of its own (pytesseract): slower, but a crash stays in it."""

from __future__ import annotations

import os

import pytesseract
from PIL import Image

from sohoa.domain.errors import StalledError, ToolMissingError, WorkerDiedError
from sohoa.domain.stage_results import Line
from sohoa.language import _
from sohoa.ocr.interface import EngineTraits
from sohoa.ocr.models import find_models, models_digest
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.tsv import lines_of


class TesseractProgram:
    """Starts the program for every page."""

    def __init__(self, settings: OcrSettings) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"
        self._seconds = settings.program_seconds
        self._folder = find_models(settings)
        self._languages = "+".join(settings.languages)
        try:
            version = pytesseract.get_tesseract_version()
        except pytesseract.TesseractNotFoundError as error:
            mend = _("Install it: apt-get install {packages}").format(packages="tesseract-ocr")
            raise ToolMissingError(tool="tesseract", mend=mend) from error
        digest = models_digest(self._folder, settings.languages)
        self._name = f"tesseract {version} {self._languages}-{digest}"
        self._traits = EngineTraits(poor_confidence=settings.poor_confidence)

    @property
    def name(self) -> str:
        """Program version and models."""
        return self._name

    @property
    def traits(self) -> EngineTraits:
        """See `OcrEngine.traits`."""
        return self._traits

    def fallback(self) -> None:
        """It reads every page itself."""

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """Read one page; see `OcrEngine.recognize`."""
        config = f'--tessdata-dir "{self._folder}" --oem 1 --psm 3 --dpi {dpi}'
        try:
            tsv: str = pytesseract.image_to_data(
                image, lang=self._languages, config=config, timeout=self._seconds
            )
        except pytesseract.TesseractError as error:
            raise WorkerDiedError from error
        except RuntimeError as error:  # pytesseract's own word for its time limit, by the clock
            raise StalledError(seconds=round(self._seconds)) from error
        return lines_of(tsv)
