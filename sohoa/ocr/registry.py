"""The engines by name: an engine is a file of its own, and its line here.

Each is imported when it is asked for, so that a tool that is not installed costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sohoa.ocr.interface import OcrEngine
    from sohoa.ocr.settings import OcrSettings

#: Name in the settings → module and class, which is built with the settings.
#: `tests/unit/test_ocr_engines.py` holds every one of them to the contract.
ENGINES = {
    "network": ("sohoa.ocr.network_reader", "NetworkReader"),
    "tesserocr": ("sohoa.ocr.tesseract_library", "TesseractLibrary"),
    "pytesseract": ("sohoa.ocr.tesseract_program", "TesseractProgram"),
}


def load_engine(settings: OcrSettings) -> OcrEngine:
    """Build the engine the settings name.

    Raises:
        ToolMissingError: The engine or a model is not installed; says how to mend it.
    """
    module, engine = ENGINES[settings.engine]
    return cast("OcrEngine", getattr(import_module(module), engine)(settings))


def known_engine(name: str) -> str:
    """Give back the name of an engine that there is.

    Raises:
        ValueError: There is none of that name; says which there are.
    """
    if name not in ENGINES:
        raise ValueError(f"one of {', '.join(ENGINES)} was expected")
    return name
