"""Tesseract as the program on the machine: a process a page, that can be killed on its own."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytesseract
from PIL import Image

from sohoa.domain.batons import Line
from sohoa.domain.errors import TimeLimitError, ToolMissingError, UnreadableImageError
from sohoa.ocr.models import describe_models
from sohoa.ocr.tsv import parse_tsv

_MEND = "apt-get install tesseract-ocr"


class TesseractProgram:
    """Starts `tesseract` for every page."""

    def __init__(self, *, tessdata_dir: Path, languages: tuple[str, ...], seconds: float) -> None:
        """Ask the program for its version.

        Raises:
            ToolMissingError: It is not installed.
        """
        try:
            version = pytesseract.get_tesseract_version()
        except (pytesseract.TesseractNotFoundError, SystemExit) as error:
            raise ToolMissingError(tool="tesseract", mend=_MEND) from error
        self._languages, self._seconds = "+".join(languages), seconds
        self._options = f"--tessdata-dir {shlex.quote(str(tessdata_dir))} --psm 3 --oem 1"
        models = describe_models(tessdata_dir, languages)
        self._name = f"pytesseract {pytesseract.__version__}, tesseract {version}, {models}"

    @property
    def name(self) -> str:
        """See `OcrEngine.name`."""
        return self._name

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """See `OcrEngine.recognize`."""
        try:
            table = pytesseract.image_to_data(
                image.convert("L"),
                lang=self._languages,
                config=f"{self._options} --dpi {dpi}",
                timeout=self._seconds,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise ToolMissingError(tool="tesseract", mend=_MEND) from error
        except pytesseract.TesseractError as error:  # a RuntimeError too, so it comes first
            raise UnreadableImageError() from error
        except RuntimeError as error:
            raise TimeLimitError(seconds=round(self._seconds)) from error
        return parse_tsv(table)
