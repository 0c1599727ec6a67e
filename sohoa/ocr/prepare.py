"""Prepares a page for reading: grey, upright, square pixels, about the resolution that reads best."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from sohoa.domain.batons import Line, PageImage, Word
from sohoa.domain.errors import UnreadableImageError

#: What Pillow raises on a picture it cannot decode.
_DECODER_ERRORS = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError)
_FORMATS = ("JPEG", "MPO", "PNG", "TIFF")
#: Turning clockwise, in Pillow's counter-clockwise words; lossless.
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page as the engine gets it, and the way back.

    Attributes:
        width_px, height_px: Size of the upright page in its own, full resolution.
        turn: The clockwise turn from the stored pixels.
    """

    picture: Image.Image
    dpi: int
    width_px: int
    height_px: int
    turn: int

    def turned(self, extra: int) -> Prepared:
        """The same page, `extra` degrees further clockwise."""
        if extra == 0:
            return self
        sideways = extra % 180 != 0
        return Prepared(
            self.picture.transpose(_TURNS[extra]),
            self.dpi,
            self.height_px if sideways else self.width_px,
            self.width_px if sideways else self.height_px,
            (self.turn + extra) % 360,
        )

    def to_page(self, line: Line) -> Line:
        """Bring a line's boxes from the picture to the upright page in full resolution."""
        return Line(line.block, line.paragraph, tuple(self._to_page(word) for word in line.words))

    def _to_page(self, word: Word) -> Word:
        across = self.width_px / self.picture.width
        down = self.height_px / self.picture.height
        left, right = _scaled(word.left, word.width, across, self.width_px)
        top, bottom = _scaled(word.top, word.height, down, self.height_px)
        return Word(word.text, left, top, right - left, bottom - top, word.confidence)


def prepare(page: PageImage, content: bytes, *, reading_dpi: int) -> Prepared:
    """Decode a page image and bring it to `reading_dpi`, by averaging; it is never enlarged.

    Non-square pixels become square, by the coarser of the two resolutions at most.

    Raises:
        UnreadableImageError: It cannot be decoded, or is not of the size that was taken in.
    """
    dpi = min(float(reading_dpi), page.dpi_x, page.dpi_y)
    size = (
        max(1, round(page.width_px * dpi / page.dpi_x)),
        max(1, round(page.height_px * dpi / page.dpi_y)),
    )
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            if image.size != (page.width_px, page.height_px):
                raise UnreadableImageError(page.page_id, page=page.page_id)
            image.draft("L", size)  # a JPEG is decoded at a half or less where that is enough
            grey = image.convert("L")
    except _DECODER_ERRORS as error:
        raise UnreadableImageError(page.page_id, page=page.page_id) from error

    picture = grey if grey.size == size else grey.resize(size, Image.Resampling.BOX)
    upright = Prepared(picture, round(dpi), page.width_px, page.height_px, 0)
    return upright.turned(page.turn)


def _scaled(start: int, length: int, factor: float, limit: int) -> tuple[int, int]:
    """A span on the page, at least one pixel long and never beyond its edge."""
    first = min(max(0, round(start * factor)), limit - 1)
    last = min(max(first + 1, round((start + length) * factor)), limit)
    return first, last
