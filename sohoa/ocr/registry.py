"""The engines by name; each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from sohoa.ocr.interface import OcrEngine
from sohoa.ocr.settings import OcrSettings


def load_engine(settings: OcrSettings) -> OcrEngine:
    """Build the engine the settings name.

    Raises:
        ToolMissingError: The engine or a model is not installed; says how to mend it.
    """
    return _ENGINES[settings.engine](settings)


def _library(settings: OcrSettings) -> OcrEngine:
    from sohoa.ocr.tesseract_library import TesseractLibrary

    return TesseractLibrary(settings)


def _program(settings: OcrSettings) -> OcrEngine:
    from sohoa.ocr.tesseract_program import TesseractProgram

    return TesseractProgram(settings)


_ENGINES: dict[str, Callable[[OcrSettings], OcrEngine]] = {
    "tesserocr": _library,
    "pytesseract": _program,
}
