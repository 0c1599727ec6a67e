"""Settings of station 2, the `[ocr]` section of `config/settings.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sohoa.ocr.registry import known_engine


class OcrSettings(BaseModel):
    """What reads a page, and at which resolution."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: `tesserocr`: the library in this process. `pytesseract`: the program, a third slower.
    engine: Annotated[str, AfterValidator(known_engine)] = "tesserocr"
    #: Models, most likely first. `vie` alone reads as well as `vie+eng` at half the time.
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("vie",)
    #: Pages are read at this resolution: area-averaged down to it, never up by more than twice.
    reading_dpi: Annotated[int, Field(ge=100, le=400)] = 200
    #: Below this mean confidence (0 to 100) a page is also tried on its head and on its sides.
    poor_confidence: Annotated[float, Field(ge=0, le=100)] = 65
    #: A page that leans this many degrees or more is straightened for reading; below, Tesseract
    #: reads it as well as it lies. The picture in the archive stays as it is.
    straighten_degrees: Annotated[float, Field(ge=0.1, le=10)] = 1.0
    #: Folder of the models; left out, Tesseract's own places are looked into.
    tessdata_dir: Path | None = None
    #: Longest time of the Tesseract program for one page, in seconds; `work.page_seconds` is also
    #: kept, and a page that broke the first engine down gets no more than nine tenths of it.
    program_seconds: Annotated[float, Field(gt=0)] = 100
