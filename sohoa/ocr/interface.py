"""Readers: an engine reads a whole page, a line reader reads lines that were found on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
class SeenWord(Word):
    """A word as one engine saw it, with what else it may have been. It is never stored."""

    alternatives: tuple[Alternative, ...] = ()


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


class OcrEngine(Protocol):
    """An engine, built once per process and used for page after page."""

    @property
    def name(self) -> str:
        """Engine, version and models: what a result was read by. Part of a result's address."""

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
