"""Readers: an engine reads a whole page, a line reader reads lines that were found on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from PIL import Image

from sohoa.domain.stage_results import Line, Word
from sohoa.ocr.ctc import CtcReading


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another letter that an engine saw in one place of a word.

    `cost` tells how much less likely it is than the letter chosen: a difference of negative
    logarithms on the engine's own scale, 0 or more.
    """

    position: int
    letter: str
    cost: float


@dataclass(frozen=True, slots=True)
class SeenIn:
    """Where a word stands in the reading of its line: the time steps [start, stop)."""

    reading: CtcReading
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class SeenWord(Word):
    """A word as one engine saw it, with what else it may have been. It is never stored.

    `seen_in` is there where the engine knows how likely any other text is in the word's place.
    """

    alternatives: Sequence[Alternative] = ()
    seen_in: SeenIn | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of a line: its box in pixels of the prepared image."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class EngineTraits:
    """How an engine wants its pages, and how its confidences are to be taken.

    Attributes:
        evidence: Whose weights and bars decide its words: `sohoa/ocr/data/evidence-*.json`.
        poor_confidence: Below this mean (0 to 100) a page is tried in other turns too, and is then
            read by the engine's fallback.
        clearly_better: A turned reading must be so much better than the upright one (a factor, of
            confidence, and of letters weighed by it) to be believed.
        least_turned: A turned reading of a lower mean is not believed.
        needs_level: Its lines must lie level; it does not follow one that leans.
        otherwise: What reads the pages it is not sure of: part of a result's address.
    """

    evidence: str = "tesseract"
    poor_confidence: float = 65.0
    clearly_better: float = 1.3
    least_turned: float = 0.0
    needs_level: bool = False
    otherwise: str = ""


class OcrEngine(Protocol):
    """An engine, built once per process and used for page after page."""

    @property
    def name(self) -> str:
        """Engine, version and models: what a result was read by. Part of a result's address."""

    @property
    def traits(self) -> EngineTraits:
        """How it wants its pages, and how its confidences are to be taken."""

    def fallback(self) -> OcrEngine | None:
        """The engine for pages that this one is not sure of, loaded when first asked for."""

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """Read an upright grey page; boxes are in the pixels of this image, words in NFC.

        The words may be `SeenWord`s where the engine knows alternatives.

        Raises:
            WorkerDiedError: The engine broke down over this picture; the next one may go well.
            StalledError: It did not get on, by the clock.
        """


class LineReader(Protocol):
    """A second reader, whose errors are different ones; built once per process."""

    @property
    def name(self) -> str:
        """Reader, version and models; part of a result's address."""

    def find_lines(self, image: Image.Image) -> tuple[Strip, ...]:
        """Where lines of text lie on an upright grey page, from ascender to descender."""

    def read_lines(self, image: Image.Image, strips: Sequence[Strip]) -> tuple[CtcReading, ...]:
        """Read each strip; one reading per strip, in order."""
