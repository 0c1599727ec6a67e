"""Tesseract as a library in the worker's own process: no start, no picture through a pipe."""

from __future__ import annotations

from pathlib import Path

import tesserocr
from PIL import Image

from sohoa.domain.batons import Line
from sohoa.domain.errors import ToolMissingError, UnreadableImageError
from sohoa.ocr.models import describe_models
from sohoa.ocr.tsv import parse_tsv


class TesseractLibrary:
    """Holds one initialized API; not for use by several threads."""

    def __init__(self, *, tessdata_dir: Path, languages: tuple[str, ...]) -> None:
        """Load the models.

        Raises:
            ToolMissingError: The library refuses them.
        """
        try:
            self._api = tesserocr.PyTessBaseAPI(
                path=str(tessdata_dir),
                lang="+".join(languages),
                psm=tesserocr.PSM.AUTO,
                oem=tesserocr.OEM.LSTM_ONLY,
            )
        except RuntimeError as error:
            mend = f"apt-get install --reinstall tesseract-ocr-{languages[0]}"
            raise ToolMissingError(tool=f"Tesseract ({', '.join(languages)})", mend=mend) from error
        self._api.SetVariable("debug_file", "/dev/null")
        version = tesserocr.tesseract_version().split()[1]
        models = describe_models(tessdata_dir, languages)
        self._name = f"tesserocr {tesserocr.__version__}, tesseract {version}, {models}"

    @property
    def name(self) -> str:
        """See `OcrEngine.name`."""
        return self._name

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """See `OcrEngine.recognize`."""
        grey = image.convert("L")
        try:
            self._api.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
            self._api.SetSourceResolution(dpi)
            if not self._api.Recognize():
                raise UnreadableImageError()
            return parse_tsv(self._api.GetTSVText(0))
        except RuntimeError as error:
            raise UnreadableImageError() from error
        finally:
            self._api.Clear()
