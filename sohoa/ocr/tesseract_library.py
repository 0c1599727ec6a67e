"""Tesseract in this process (tesserocr): what the network falls back on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

# Before the library is loaded: it reads this once, and its threads cost more than they bring.
os.environ["OMP_THREAD_LIMIT"] = "1"

import tesserocr
from PIL import Image
from tesserocr import RIL

from sohoa.domain.errors import WorkerDiedError
from sohoa.domain.stage_results import Line
from sohoa.domain.vietnamese import nfc
from sohoa.ocr.interface import Alternative, EngineTraits, SeenWord
from sohoa.ocr.models import find_models, models_digest
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.tsv import vietnamese_d

_STANDARD_ERROR = 2


class TesseractLibrary:
    """One loaded model, kept for the life of the process (80 MB)."""

    def __init__(self, settings: OcrSettings) -> None:
        folder = find_models(settings)
        languages = "+".join(settings.languages)
        version = tesserocr.tesseract_version().split()[1]
        digest = models_digest(folder, settings.languages)
        self._name = f"tesserocr {version} {languages}-{digest}"
        self._traits = EngineTraits(poor_confidence=settings.poor_confidence)
        self._api = tesserocr.PyTessBaseAPI(
            path=f"{folder}/",
            lang=languages,
            oem=tesserocr.OEM.LSTM_ONLY,
            psm=tesserocr.PSM.AUTO,
            # With the other letters that the network gave weight to: a tenth more time.
            variables={"debug_file": os.devnull, "lstm_choice_mode": "1"},
        )

    @property
    def name(self) -> str:
        """Library version and models."""
        return self._name

    @property
    def traits(self) -> EngineTraits:
        """See `OcrEngine.traits`."""
        return self._traits

    def fallback(self) -> None:
        """It reads every page itself."""

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """Read one page; see `OcrEngine.recognize`."""
        try:
            with _leptonica_silenced():
                self._api.SetImage(image)
                self._api.SetSourceResolution(dpi)
                is_read = self._api.Recognize()
            if not is_read:  # it says so and no more; a page without text is read all the same
                raise WorkerDiedError
            return tuple(_lines(self._api.GetIterator()))
        except RuntimeError as error:
            raise WorkerDiedError from error
        finally:
            self._api.Clear()


def _lines(found: tesserocr.PyResultIterator | None) -> Iterator[Line]:
    """The lines of a recognized page; words without a letter or sign are passed over."""
    if found is None:
        return
    block = paragraph = 0
    words: list[SeenWord] = []
    for word in tesserocr.iterate_level(found, RIL.WORD):
        if word.Empty(RIL.WORD):
            continue
        if word.IsAtBeginningOf(RIL.TEXTLINE) and words:
            yield Line(block, paragraph, tuple(words))
            words = []
        if word.IsAtBeginningOf(RIL.BLOCK):
            block, paragraph = block + 1, 0
        paragraph += word.IsAtBeginningOf(RIL.PARA)
        if seen := _word(word):
            words.append(seen)
    if words:
        yield Line(block, paragraph, tuple(words))


def _word(word: tesserocr.PyResultIterator) -> SeenWord | None:
    text = vietnamese_d(nfc(word.GetUTF8Text(RIL.WORD))).strip()
    if not text:
        return None
    left, top, right, bottom = word.BoundingBox(RIL.WORD)
    likely = max(0.0, word.Confidence(RIL.WORD))
    return SeenWord(
        text, left, top, right - left, bottom - top, likely, alternatives=_alternatives(word, text)
    )


def _alternatives(word: tesserocr.PyResultIterator, text: str) -> tuple[Alternative, ...]:
    """Give the alternatives of each letter, where the network's letters are those of the word."""
    choices = [one for one in word.GetBestLSTMSymbolChoices() or () if one and one[0][0] != " "]
    letters = [vietnamese_d(nfc(one[0][0])) for one in choices]
    if "".join(letters) != text or len(letters) != len(text):
        return ()
    return tuple(
        Alternative(position, vietnamese_d(nfc(letter)), max(0.0, cost - choice[0][1]))
        for position, choice in enumerate(choices)
        for letter, cost in choice[1:]
        if len(nfc(letter)) == 1 and letter != " "
    )


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
