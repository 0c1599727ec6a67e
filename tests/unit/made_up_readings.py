"""Readings of a line made up letter by letter, and readers that say what they are told."""

from __future__ import annotations

import numpy as np
from PIL import Image

from sohoa.domain.stage_results import Line, Word
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.interface import Alternative, SeenWord, Strip

LETTERS = "aáàảãạăâbcdđeéêềếểgiíìỉhklmnopqrstuưvxyôồốổộơờịAÁĐNQSBDUCTPKHM0123456789/:-,. "
ALPHABET = ["", *sorted(set(LETTERS))]
CODES = {letter: code for code, letter in enumerate(ALPHABET) if code}


def reading_of(text: str, *, doubts: dict[int, dict[str, float]] | None = None) -> CtcReading:
    """A reading of `text`, three steps a letter; `doubts`: other letters at a place, by share."""
    steps = []
    for place, letter in enumerate(text):
        row = np.full(len(ALPHABET), 1e-6)
        others = (doubts or {}).get(place, {})
        for other, share in others.items():
            row[CODES[other]] = share
        row[CODES[letter]] = 1 - sum(others.values())
        blank = np.full(len(ALPHABET), 1e-6)
        blank[0] = 1.0
        steps += [blank, row, blank]
    if not steps:
        steps = [np.eye(len(ALPHABET))[0] + 1e-6]
    table = np.array(steps)
    return CtcReading(np.log(table / table.sum(axis=1, keepdims=True)), ALPHABET, CODES)


def seen(text: str, confidence: float = 90.0, left: int = 0, **alternatives: float) -> SeenWord:
    """A word 20 pixels high; keywords such as `p1_ổ=2.0` are other letters at a place."""
    others = tuple(Alternative(int(name[1]), name[3:], cost) for name, cost in alternatives.items())
    return SeenWord(text, left, 0, 12 * len(text), 20, confidence, alternatives=others)


def line_of(*words: Word) -> Line:
    return Line(1, 1, words)


def words_of(lines: tuple[Line, ...]) -> list[str]:
    return " ".join(line.text for line in lines).split()


class FixedReader:
    """A line reader that says what it is told; finds one line over the whole image."""

    name = "fixed"

    def __init__(self, *readings: CtcReading) -> None:
        self._readings = readings

    def find_lines(self, image: Image.Image) -> tuple[Strip, ...]:
        return ()

    def read_lines(self, image, strips):
        return self._readings[: len(strips)]
