"""The second reading of a page: everything in its text that more than the page engine decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from PIL import Image

from sohoa.domain.stage_results import Line
from sohoa.ocr.evidence import evidence_digest, load_weights
from sohoa.ocr.figure_reader import FigureReader, figures_digest
from sohoa.ocr.handwriting import StripReader, read_handwriting
from sohoa.ocr.trueocr_reader import TrueOcrReader
from sohoa.ocr.two_readers import read_twice
from sohoa.ocr.word_widths import told_by_width

if TYPE_CHECKING:
    from sohoa.ocr.asterocr_reader import AsterReader


class SecondReading:
    """The second readers, built once per process; the one for handwriting when first needed."""

    def __init__(self) -> None:
        self._reader = TrueOcrReader()
        self._figures = FigureReader()

    def name_beside(self, evidence: str) -> str:
        """Readers, and the weights of the first reader: part of a result's address."""
        own = f"{evidence_digest(evidence)} {figures_digest()}"
        return f"{self._reader.name} asterocr {version('asterocr')} {own}"

    def read(self, lines: Sequence[Line], image: Image.Image, *, evidence: str) -> tuple[Line, ...]:
        """Read the lines of an upright grey page again and decide; see `read_twice`.

        `evidence` says whose weights they are decided by: the first reader's.

        The figures of the number and the date in the head are looked at once more, and read by
        all readers where they are in doubt; see `read_handwriting`.
        """
        weights = load_weights(evidence)
        found = self._reader.find_lines(image)
        decided = read_twice(lines, image, found=found, reader=self._reader, weights=weights)
        filled = read_handwriting(
            decided,
            image,
            found=found,
            reader=self._reader,
            figures=self._figures,
            hand=self._hand,
            sure=weights.bars.sure_figures,
        )
        return told_by_width(filled)

    def _hand(self) -> StripReader:
        return self._loaded_hand

    @cached_property
    def _loaded_hand(self) -> AsterReader:
        from sohoa.ocr.asterocr_reader import AsterReader  # noqa: PLC0415 - 42 MB, seldom needed

        return AsterReader()
