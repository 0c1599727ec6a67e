"""Reads one page and keeps the result under an address made of what it was read from."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.batons import Line, PageImage, PageText, ReadPage
from sohoa.domain.errors import FixityError
from sohoa.durable import sha256_of
from sohoa.ocr.interface import OcrEngine
from sohoa.ocr.prepare import PreparedPage, prepare_page
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import as_read, find_page_text, keep_page_text, text_path

logger = logging.getLogger(__name__)

#: Changes when reading changes in a way that the address does not show otherwise.
_READING_VERSION = 1
#: A turned reading must be so much better than the upright one (a factor) to be believed, and
#: hold so many letters: stamps and speckles read as something in every direction.
_CLEARLY_BETTER = 1.3
_FEWEST_LETTERS = 40
_LONG_WORD = 3
_ON_ITS_HEAD = 180


@dataclass(frozen=True, slots=True)
class _Reading:
    """One attempt: the further turn it was made with, and what was read."""

    turn: int
    page: PreparedPage
    lines: tuple[Line, ...]

    @property
    def letters(self) -> int:
        return sum(len(word.text) for line in self.lines for word in line.words)

    @property
    def confidence(self) -> float:
        return mean_confidence(self.lines)

    @property
    def is_sideways(self) -> bool:
        """Tesseract reads lines that run up or down the page too; their words are upright boxes."""
        boxes = [word for line in self.lines for word in line.words if len(word.text) >= _LONG_WORD]
        return sum(word.height > word.width for word in boxes) > len(boxes) / 2

    @property
    def worth(self) -> float:
        """Letters weighted by how sure the engine was of them."""
        weights = (len(word.text) * word.confidence for line in self.lines for word in line.words)
        return sum(weights) / 100


def read_page(
    page: PageImage, *, engine: OcrEngine, settings: OcrSettings, texts_dir: Path
) -> ReadPage:
    """Read the text on one page image, or find it read before.

    The text is NFC, so that equal words compare equal whatever keyboard or engine made them.
    A page without text is no error: it has no words and confidence 0.

    Raises:
        FixityError: The image is not the one that was taken in.
        UnreadableImageError: The image cannot be decoded.
        DiskFullError: No room is left.
    """
    if sha256_of(page.path) != page.sha256:
        raise FixityError(page.page_id, name=page.path.name)
    path = text_path(texts_dir, page, *made_with(engine, settings))
    text = find_page_text(path)
    if text is None:
        text = _read(page, engine, settings)
        keep_page_text(path, text, page)
    return as_read(page, path, text)


def made_with(engine: OcrEngine, settings: OcrSettings) -> tuple[str, ...]:
    """What a page's text depends on beside its image: part of the address it is kept under."""
    choices = f"{settings.reading_dpi} {settings.poor_confidence} v{_READING_VERSION}"
    return engine.name, choices


def mean_confidence(lines: Sequence[Line]) -> float:
    """Mean confidence of the words, each weighing as many as it has letters; 0 without words."""
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _read(page: PageImage, engine: OcrEngine, settings: OcrSettings) -> PageText:
    prepared = prepare_page(page, reading_dpi=settings.reading_dpi)
    upright = _Reading(0, prepared, engine.recognize(prepared.image, dpi=prepared.dpi))
    best = upright
    if upright.is_sideways:
        best = _best_turn(upright, (90, 270), engine)
    elif upright.letters and upright.confidence < settings.poor_confidence:
        best = _best_turn(upright, (_ON_ITS_HEAD, 90, 270), engine)
    logger.info("%s: %d letters read, turn %d", page.page_id, best.letters, best.turn)
    return PageText(
        page_id=page.page_id,
        image_sha256=page.sha256,
        width_px=best.page.width_px,
        height_px=best.page.height_px,
        turn=(page.turn + best.turn) % 360,
        engine=engine.name,
        lines=best.page.to_page(best.lines),
        confidence=round(best.confidence, 2),
    )


def _best_turn(upright: _Reading, turns: Sequence[int], engine: OcrEngine) -> _Reading:
    """Try other turns; the best of those that are clearly better, else the page as it lies.

    A page on its head ends the search at once; of two sideways readings both must be seen.
    """
    believable: list[_Reading] = []
    for degrees in turns:
        page = upright.page.turned(degrees)
        reading = _Reading(degrees, page, engine.recognize(page.image, dpi=page.dpi))
        if _is_clearly_better(reading, upright):
            believable.append(reading)
        if believable and degrees == _ON_ITS_HEAD:
            break
    return max(believable, key=lambda one: one.worth, default=upright)


def _is_clearly_better(reading: _Reading, upright: _Reading) -> bool:
    if reading.is_sideways or reading.letters < _FEWEST_LETTERS:
        return False
    if upright.is_sideways:
        return True
    better = reading.worth > _CLEARLY_BETTER * upright.worth
    return better and reading.confidence > _CLEARLY_BETTER * upright.confidence
