"""Tesseract in this process (tesserocr): the fastest way, the default."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

# Before the library is loaded: it reads this once, and its threads cost more than they bring.
os.environ["OMP_THREAD_LIMIT"] = "1"

import tesserocr
from PIL import Image

from sohoa.domain.batons import Line
from sohoa.domain.errors import WorkerDiedError
from sohoa.ocr.models import find_models, models_digest
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.tsv import lines_of

_STANDARD_ERROR = 2


class TesseractLibrary:
    """One loaded model, kept for the life of the process (80 MB)."""

    def __init__(self, settings: OcrSettings) -> None:
        folder = find_models(settings)
        languages = "+".join(settings.languages)
        version = tesserocr.tesseract_version().split()[1]
        digest = models_digest(folder, settings.languages)
        self._name = f"tesserocr {version} {languages}-{digest}"
        self._api = tesserocr.PyTessBaseAPI(
            path=f"{folder}/",
            lang=languages,
            oem=tesserocr.OEM.LSTM_ONLY,
            psm=tesserocr.PSM.AUTO,
            variables={"debug_file": os.devnull},
        )

    @property
    def name(self) -> str:
        """Library version and models."""
        return self._name

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """Read one page; see `OcrEngine.recognize`."""
        try:
            with _leptonica_silenced():
                self._api.SetImage(image)
                self._api.SetSourceResolution(dpi)
                is_read = self._api.Recognize()
            if not is_read:  # it says so and no more; a page without text is read all the same
                raise WorkerDiedError
            return lines_of(self._api.GetTSVText(0))
        except RuntimeError as error:
            raise WorkerDiedError from error
        finally:
            self._api.Clear()


@contextmanager
def _leptonica_silenced() -> Iterator[None]:
    """Keep Leptonica's "box outside rectangle" off the screen; it has no other switch here.

    It writes to file descriptor 2 past Python, and says so of ordinary pages.
    """
    kept = os.dup(_STANDARD_ERROR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STANDARD_ERROR)
        yield
    finally:
        os.dup2(kept, _STANDARD_ERROR)
        os.close(kept)
        os.close(nowhere)
