"""What an OCR engine is to this station."""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from sohoa.domain.batons import Line


class OcrEngine(Protocol):
    """Reads a picture; built once per worker and used for every page."""

    @property
    def name(self) -> str:
        """The engine, its version and its models with their digests: what a result was read by."""
        ...

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        """Read a grey, upright picture with square pixels.

        Boxes are in pixels of that picture; the text is NFC; lines without words are left out.

        Raises:
            ItemError: The picture cannot be read, or not in time.
        """
        ...
