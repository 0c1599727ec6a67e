"""Settings of station 2, the `[ocr]` section of `config/settings.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class OcrSettings(BaseModel):
    """What reads the pages, and how they are prepared for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: `tesserocr`: the library, in the worker itself. `pytesseract`: the program, a process a page.
    engine: Literal["tesserocr", "pytesseract"] = "tesserocr"
    #: Models to read with, most likely first; Tesseract's names.
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("vie",)
    #: Resolution that pages are brought down to: finer ones cost time and read no better.
    reading_dpi: Annotated[int, Field(ge=100, le=600)] = 200
    #: Below this mean confidence (0 to 100) a page is also tried upside down and sideways.
    poor_confidence: Annotated[float, Field(ge=0, le=100)] = 60
    #: Where the models are; left out: TESSDATA_PREFIX, else where Debian puts them.
    tessdata_dir: Path | None = None
    #: Longest time, in seconds, that the program may take for one reading.
    program_seconds: Annotated[float, Field(gt=0)] = 100
