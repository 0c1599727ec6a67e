"""Tesseract's network without Tesseract's way of running it: the fastest way, the default.

Lines are found by TrueOCR, read in batches by the network of Tesseract's Vietnamese model on ONNX
Runtime (`line_network.py`), and put in order by `reading_order.py` (ADR 0028). The lines found
serve the second reading too. Tesseract is loaded only for a page that the network is not sure of.
"""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import version

import numpy as np
from PIL import Image
from trueocr.preprocess import is_dark_line

from sohoa.domain.errors import WorkerDiedError
from sohoa.domain.stage_results import Line
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.interface import EngineTraits, OcrEngine, SeenWord, Strip
from sohoa.ocr.line_finder import line_finder
from sohoa.ocr.line_network import Crop, LineNetwork
from sohoa.ocr.models import find_models, find_network, models_digest
from sohoa.ocr.raster import Grey
from sohoa.ocr.reading_order import in_order
from sohoa.ocr.seen_words import words_seen
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.word_boxes import room_about, word_boxes

_EVIDENCE = "network"
#: Means of 22 real first pages: on their head 58 to 77, on a side 0 to 75, upright 96 to 99 (76 a
#: curved photo).
_CLEARLY_BETTER = 1.15
#: Room about a found line, in its heights. Beside it matters most: word recall of the network alone
#: is 0.81 at 0.3, 0.93 at 0.15, 0.957 at 0.03, as it sees signs in white room.
_ABOVE, _BELOW, _BESIDE = 0.22, 0.30, 0.03
#: A found line is more than so many pixels wide and high.
_LEAST = 4
#: Pictures with longer edges are no pages; Tesseract refuses them too.
_MOST_PIXELS = 32_767


class NetworkReader:
    """Finder and network, loaded once; Tesseract when a page falls back on it."""

    def __init__(self, settings: OcrSettings) -> None:
        self._settings = settings
        self._network = LineNetwork(find_network(settings))
        self._finder = line_finder()
        tesseract = models_digest(find_models(settings), settings.languages)
        self._name = f"network {self._network.name} {self._finder.name}"
        self._traits = EngineTraits(
            evidence=_EVIDENCE,
            poor_confidence=settings.network_confidence,
            clearly_better=_CLEARLY_BETTER,
            least_turned=settings.network_confidence,
            needs_level=True,
            otherwise=f"tesserocr {version('tesserocr')} {tesseract} {settings.poor_confidence}",
        )

    @property
    def name(self) -> str:
        """The models of network and finder."""
        return self._name

    @property
    def traits(self) -> EngineTraits:
        """See `OcrEngine.traits`."""
        return self._traits

    def fallback(self) -> OcrEngine:
        """Tesseract, for a page with bent lines, with text running up it, or hardly legible."""
        return self._tesseract

    @cached_property
    def _tesseract(self) -> OcrEngine:
        from sohoa.ocr.tesseract_library import TesseractLibrary  # noqa: PLC0415 - seldom needed

        return TesseractLibrary(self._settings)

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """Read one page; see `OcrEngine.recognize`. Its lines must lie level."""
        del dpi  # finder and network go by the height of lines
        if max(image.size) > _MOST_PIXELS:
            raise WorkerDiedError
        grey = np.asarray(image)
        found = [
            strip for strip in self._finder.find(image) if min(strip.width, strip.height) > _LEAST
        ]
        readings = self._network.read([_crop(grey, strip) for strip in found])
        lines = [
            (strip, words)
            for strip, reading in zip(found, readings, strict=True)
            if (words := _words(grey, strip, reading))
        ]
        return in_order(lines, self._finder, grey)


def _crop(grey: Grey, strip: Strip) -> Crop:
    """The line with its room, inside the picture; light print on dark ground is reversed."""
    top, bottom, left, right = room_about(strip, grey, above=_ABOVE, below=_BELOW, beside=_BESIDE)
    piece = grey[top:bottom, left:right]
    is_dark = is_dark_line(grey, (strip.left, strip.top, strip.right, strip.bottom))
    return Crop(255 - piece if is_dark else piece, float(left))


def _words(grey: Grey, strip: Strip, reading: CtcReading) -> tuple[SeenWord, ...]:
    seen = words_seen(reading)
    if not seen:
        return ()
    boxes = word_boxes(grey, strip, [(word.first, word.last) for word in seen])
    return tuple(
        SeenWord(
            word.text, *box, word.confidence, alternatives=word.alternatives, seen_in=word.seen_in
        )
        for word, box in zip(seen, boxes, strict=True)
    )
