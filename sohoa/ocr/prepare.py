"""Makes of a page image what reads best per CPU-second: grey, upright, at reading resolution.

Measured on noisy 300 dpi colour pages (issue 3): grey instead of colour halves Tesseract's time,
averaging down to 200 dpi takes another quarter, with the same errors; 150 dpi doubles them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PIL import Image, ImageOps

from sohoa.domain.errors import UnreadableImageError
from sohoa.domain.stage_results import Line, PageImage, Word
from sohoa.ocr.raster import resampled, rotated, sheared
from sohoa.ocr.seals import without_seals

_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
#: Pillow counts counter-clockwise, `turn` counts clockwise.
_MOST_ENLARGEMENT = 2.0
#: Averaged over so many pixels, the lightest grey is the paper's.
_COARSE_PX = 32
#: Less lean moves no letter by more than a pixel of the line's height.
_LEVEL_DEGREES = 0.04
_BITS = {"1": 1, "L": 8, "I;16": 8, "P": 8}
_BITS_OF_COLOUR = 24


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A grey page, upright as far as its source knows, at `dpi` both ways.

    `scale_x`, `scale_y`: pixels of the upright page image per pixel of `image`.
    `straightened_degrees`: what the page leaned, clockwise, before `image` was turned back.
    `levelled_degrees`: what it leaned before its columns were moved instead.
    `bits`: colour depth of the page image: 1, 8 or 24.
    `bare`: the same picture without the red ink of round seals, where the page has any.
    """

    image: Image.Image
    dpi: int
    width_px: int
    height_px: int
    scale_x: float
    scale_y: float
    straightened_degrees: float = 0.0
    levelled_degrees: float = 0.0
    bits: int = 8
    bare: Image.Image | None = None

    def without_seals(self) -> PreparedPage:
        """The same page without the red ink of round seals: what is to be read of it.

        To be done before it is straightened or levelled.
        """
        return replace(self, image=self.bare or self.image, bare=None)

    def turned(self, clockwise: int) -> PreparedPage:
        """The same page turned further by 0, 90, 180 or 270 degrees."""
        if clockwise == 0:
            return self
        image = self.image.transpose(_TURNS[clockwise])
        bare = self.bare and self.bare.transpose(_TURNS[clockwise])
        if clockwise == 180:  # noqa: PLR2004 - degrees
            return replace(self, image=image, bare=bare)
        return replace(
            self,
            image=image,
            bare=bare,
            width_px=self.height_px,
            height_px=self.width_px,
            scale_x=self.scale_y,
            scale_y=self.scale_x,
        )

    def reversed(self) -> PreparedPage:
        """The same page with dark for light: all readers learnt dark letters on light paper."""
        return replace(self, image=ImageOps.invert(self.image), bare=None)

    def straightened(self, skew_degrees: float) -> PreparedPage:
        """The same page turned back about its middle by what it leans clockwise; nothing is cut."""
        image = rotated(self.image, skew_degrees, paper=self._paper)
        return replace(self, image=image, straightened_degrees=skew_degrees)

    def levelled(self, skew_degrees: float) -> PreparedPage:
        """The same page with its columns moved up or down until its lines lie level.

        For a lean of a degree at most: letters stay upright, and come to stand on one height. To be
        done last, as columns are those of the page as it is turned.
        """
        if abs(skew_degrees) < _LEVEL_DEGREES or self.straightened_degrees:
            return self
        image = sheared(self.image, skew_degrees, paper=self._paper)
        return replace(self, image=image, levelled_degrees=skew_degrees)

    @property
    def _paper(self) -> int:
        """The paper's grey: what comes in at an edge would be read as marks if it were black."""
        return max(self.image.reduce(_COARSE_PX).tobytes())

    def to_page(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Bring boxes from the prepared image to the pixels of the upright page image.

        On a page that was straightened or levelled a box keeps its size and lies, with its middle,
        where the leaning word lies.
        """
        return tuple(
            replace(line, words=tuple(self._word(word) for word in line.words)) for line in lines
        )

    def _word(self, word: Word) -> Word:
        across, down = self._leaning(word.left + word.width / 2, word.top + word.height / 2)
        width, height = word.width * self.scale_x, word.height * self.scale_y
        return replace(
            word,
            left=round(across * self.scale_x - width / 2),
            top=round(down * self.scale_y - height / 2),
            width=max(1, round(width)),
            height=max(1, round(height)),
        )

    def _leaning(self, across: float, down: float) -> tuple[float, float]:
        """Where a point of the straightened image lies on the page as it was scanned."""
        if self.levelled_degrees:
            lean = math.tan(math.radians(self.levelled_degrees))
            return across, down + lean * (across - self.image.width / 2)
        if not self.straightened_degrees:
            return across, down
        angle = math.radians(self.straightened_degrees)
        x, y = across - self.image.width / 2, down - self.image.height / 2
        return (
            x * math.cos(angle) - y * math.sin(angle) + self.width_px / self.scale_x / 2,
            x * math.sin(angle) + y * math.cos(angle) + self.height_px / self.scale_y / 2,
        )


def prepare_page(page: PageImage, *, reading_dpi: int) -> PreparedPage:
    """Decode, grey, turn and resample one page; the file itself stays as it is.

    Raises:
        UnreadableImageError: The image cannot be decoded.
    """
    with _decoding(page), Image.open(page.path) as opened:
        bits = min(_BITS.get(opened.mode, _BITS_OF_COLOUR), page.scanned_bits or _BITS_OF_COLOUR)
        opened.draft("L", opened.size)
        opened.load()
        grey = opened if opened.mode == "L" else opened.convert("L")
    wide = _reading_length(page.width_px, page.dpi_x, reading_dpi)
    high = _reading_length(page.height_px, page.dpi_y, reading_dpi)
    small = grey if (wide, high) == grey.size else resampled(grey, (wide, high))
    with _decoding(page):
        bare = without_seals(page, opened, small) if bits == _BITS_OF_COLOUR else None
    prepared = PreparedPage(
        small,
        reading_dpi,
        page.width_px,
        page.height_px,
        page.width_px / wide,
        page.height_px / high,
        bits=bits,
        bare=bare,
    )
    return prepared.turned(page.turn)


@contextmanager
def _decoding(page: PageImage) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        number = page.page_id.rpartition(".p")[2].lstrip("0")
        raise UnreadableImageError(page.page_id, page=number) from error


def _reading_length(pixels: int, dpi: float, reading_dpi: int) -> int:
    return max(1, round(pixels * min(reading_dpi / dpi, _MOST_ENLARGEMENT)))
