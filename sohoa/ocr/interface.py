"""What reads a page: an engine takes a grey picture and gives lines of words."""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from sohoa.domain.batons import Line


class OcrEngine(Protocol):
    """An engine, built once per process and used for page after page."""

    @property
    def name(self) -> str:
        """Engine, version and models: what a result was read by. Part of a result's address."""

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """Read an upright grey page; boxes are in the pixels of this image, words in NFC.

        Raises:
            WorkerDiedError: The engine broke down over this picture; the next one may go well.
            TimeLimitError: It gave up after its own time limit.
        """
