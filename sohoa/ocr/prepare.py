"""Makes of a page image what reads best per CPU-second: grey, upright, at reading resolution.

Measured on noisy 300 dpi colour pages (issue 3): grey instead of colour halves Tesseract's time,
area averaging down to 200 dpi takes another quarter, with the same errors; 150 dpi doubles them.
"""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from sohoa.domain.batons import Line, PageImage, Word
from sohoa.domain.errors import UnreadableImageError

_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
#: Pillow counts counter-clockwise, `turn` counts clockwise.
_MOST_ENLARGEMENT = 2.0


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A grey page, upright as far as its source knows, at `dpi` both ways.

    `scale_x`, `scale_y`: pixels of the upright page image per pixel of `image`.
    """

    image: Image.Image
    dpi: int
    width_px: int
    height_px: int
    scale_x: float
    scale_y: float

    def turned(self, clockwise: int) -> PreparedPage:
        """The same page turned further by 0, 90, 180 or 270 degrees."""
        if clockwise == 0:
            return self
        image = self.image.transpose(_TURNS[clockwise])
        if clockwise == 180:  # noqa: PLR2004 - degrees
            return PreparedPage(
                image, self.dpi, self.width_px, self.height_px, self.scale_x, self.scale_y
            )
        return PreparedPage(
            image, self.dpi, self.height_px, self.width_px, self.scale_y, self.scale_x
        )

    def to_page(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Bring boxes from the prepared image to the pixels of the upright page image."""
        return tuple(
            Line(line.block, line.paragraph, tuple(self._word(word) for word in line.words))
            for line in lines
        )

    def _word(self, word: Word) -> Word:
        return Word(
            word.text,
            round(word.left * self.scale_x),
            round(word.top * self.scale_y),
            max(1, round(word.width * self.scale_x)),
            max(1, round(word.height * self.scale_y)),
            word.confidence,
        )


def prepare_page(page: PageImage, *, reading_dpi: int) -> PreparedPage:
    """Decode, grey, turn and resample one page; the file itself stays as it is.

    Raises:
        UnreadableImageError: The image cannot be decoded.
    """
    try:
        with Image.open(page.path) as opened:
            opened.draft("L", opened.size)
            grey = opened.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        number = page.page_id.rpartition(".p")[2].lstrip("0")
        raise UnreadableImageError(page.page_id, page=number) from error
    wide = _reading_length(page.width_px, page.dpi_x, reading_dpi)
    high = _reading_length(page.height_px, page.dpi_y, reading_dpi)
    enlarging = wide > page.width_px
    how = Image.Resampling.BICUBIC if enlarging else Image.Resampling.BOX
    small = grey if (wide, high) == grey.size else grey.resize((wide, high), how)
    prepared = PreparedPage(
        small,
        reading_dpi,
        page.width_px,
        page.height_px,
        page.width_px / wide,
        page.height_px / high,
    )
    return prepared.turned(page.turn)


def _reading_length(pixels: int, dpi: float, reading_dpi: int) -> int:
    return max(1, round(pixels * min(reading_dpi / dpi, _MOST_ENLARGEMENT)))
