"""The engines by name; each is imported only when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable

from sohoa.ocr.interface import OcrEngine
from sohoa.ocr.models import find_models
from sohoa.ocr.settings import OcrSettings

#: Tesseract reads at most this many lines at once. One: the line keeps every core busy by itself,
#: and threads on top of that make all of it slower.
_THREADS_VARIABLE, _ONE_THREAD = "OMP_THREAD_LIMIT", "1"


def load_engine(settings: OcrSettings) -> OcrEngine:
    """Build the engine that the settings name.

    Raises:
        ToolMissingError: The engine or a model is not installed.
    """
    os.environ[_THREADS_VARIABLE] = _ONE_THREAD
    return _LOADERS[settings.engine](settings)


def _library(settings: OcrSettings) -> OcrEngine:
    from sohoa.ocr.tesseract_library import TesseractLibrary

    return TesseractLibrary(tessdata_dir=find_models(settings), languages=settings.languages)


def _program(settings: OcrSettings) -> OcrEngine:
    from sohoa.ocr.tesseract_program import TesseractProgram

    return TesseractProgram(
        tessdata_dir=find_models(settings),
        languages=settings.languages,
        seconds=settings.program_seconds,
    )


_LOADERS: dict[str, Callable[[OcrSettings], OcrEngine]] = {
    "tesserocr": _library,
    "pytesseract": _program,
}
