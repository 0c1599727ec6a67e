"""Content of a page: the image upright, and over it the words, invisible, on their boxes."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sohoa.domain.stage_results import Line, PageImage, PageText, Word
from sohoa.pdfa.glyphless import ADVANCE, GlyphlessFont
from sohoa.pdfa.legible import legible

#: Names of the page's two resources.
IMAGE_NAME, FONT_NAME = "/Im0", "/F0"

_POINTS_PER_INCH = 72
_QUARTER, _HALF, _THREE_QUARTERS = 90, 180, 270
#: A space is at least this part of the font size, or readers join the words beside it.
_NARROWEST_SPACE = 0.05
#: A skewed line rises at most this part of the font size from its first word to its last.
#: Following a skew of one degree all the way, poppler breaks lines and mixes them with their
#: neighbours (tried on 175 made-up pages of up to 3 degrees).
_MOST_RISE = 0.3
#: Points by which a word may stand off the place its line has led to: a sixth of a millimetre.
_LEAST_STEP = 0.5


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """An upright page at 100 %: its size in points, and how its stored image is turned onto it."""

    width: float
    height: float
    turn: int

    @classmethod
    def of(cls, image: PageImage, turn: int) -> PageGeometry:
        """Size of the paper: pixels by pixels per inch.

        Raises:
            ValueError: The turn is no quarter turn, or the resolution no number above 0.
        """
        if turn not in (0, _QUARTER, _HALF, _THREE_QUARTERS) or min(image.dpi_x, image.dpi_y) <= 0:
            raise ValueError(f"turn {turn}, {image.dpi_x} x {image.dpi_y} dpi")
        width = image.width_px / image.dpi_x * _POINTS_PER_INCH
        height = image.height_px / image.dpi_y * _POINTS_PER_INCH
        if turn in (_QUARTER, _THREE_QUARTERS):
            width, height = height, width
        return cls(width, height, turn)

    @property
    def placement(self) -> tuple[float, float, float, float, float, float]:
        """The matrix that lays the unit square of an image over the page, turned clockwise."""
        width, height = self.width, self.height
        return {
            0: (width, 0.0, 0.0, height, 0.0, 0.0),
            _QUARTER: (0.0, -height, width, 0.0, 0.0, height),
            _HALF: (-width, 0.0, 0.0, -height, width, height),
            _THREE_QUARTERS: (0.0, height, -width, 0.0, width, 0.0),
        }[self.turn]


def page_content(geometry: PageGeometry, text: PageText, font: GlyphlessFont) -> bytes:
    """The content stream of a page: image first, then the text in reading order.

    Words are set in one font size per block and on a straight line through their centres:
    poppler takes words of different sizes for different columns.
    """
    drawn = [f"q {_numbers(*geometry.placement)} cm {IMAGE_NAME} Do Q"]
    lines = [line for line in map(_legible_line, text.lines) if line.words]
    if lines:
        scale = (geometry.width / text.width_px, geometry.height / text.height_px)
        drawn.append("BT 3 Tr")
        for _, block in itertools.groupby(lines, key=lambda line: line.block):
            drawn += _block_content(list(block), geometry, scale, font)
        drawn.append("ET")
    return "\n".join(drawn).encode("ascii")


def _legible_line(line: Line) -> Line:
    words = (
        Word(legible(word.text).strip(), word.left, word.top, word.width, word.height, 0.0)
        for word in line.words
    )
    return Line(line.block, line.paragraph, tuple(word for word in words if word.text))


def _block_content(
    lines: Sequence[Line], geometry: PageGeometry, scale: tuple[float, float], font: GlyphlessFont
) -> Iterable[str]:
    heights = [max(1, *(word.height for word in line.words)) for line in lines]
    size = max(1.0, statistics.median(heights) * scale[1])
    yield f"{FONT_NAME} {_numbers(size)} Tf"
    for line in lines:
        yield from _line_content(line, geometry, scale, size, font)


def _line_content(
    line: Line,
    geometry: PageGeometry,
    scale: tuple[float, float],
    size: float,
    font: GlyphlessFont,
) -> Iterable[str]:
    """The words of a line; a word is placed only where the one before does not lead to it."""
    following = [*line.words[1:], None]
    centres = _centres(line.words, most_rise=size / scale[1] * _MOST_RISE)
    at_x, at_y = math.inf, math.inf
    for word, centre, after in zip(line.words, centres, following, strict=True):
        # Of words beside the sheet readers make nothing: each begins and ends on it.
        left = _within(word.left * scale[0], geometry.width - scale[0])
        width = _within(max(1, word.width) * scale[0], geometry.width - left, least=scale[0])
        # The drawn box reaches from the baseline to the font size: half of it below the centre.
        bottom = geometry.height - centre * scale[1] - size / 2
        bottom = _within(bottom, geometry.height - size)
        if abs(left - at_x) > _LEAST_STEP or abs(bottom - at_y) > _LEAST_STEP:
            yield f"1 0 0 1 {_text_numbers(left, bottom)} Tm"
            at_x, at_y = left, bottom
        shown, advance = _stretched(font.encode(word.text), width, size)
        yield shown
        at_x += advance
        if after is not None:
            gap = max(after.left * scale[0] - left - width, size * _NARROWEST_SPACE)
            shown, advance = _stretched(font.encode(" "), gap, size)
            yield shown
            at_x += advance


def _within(value: float, most: float, *, least: float = 0.0) -> float:
    return max(least, min(value, most))


def _stretched(codes: tuple[str, int], width: float, size: float) -> tuple[str, float]:
    """Show codes so that they end `width` points further on (Tz is in per cent); how far it is."""
    digits, count = codes
    natural = count * size * ADVANCE / 1000
    stretch = max(0.1, round(width / natural * 100, 1))
    return f"{_text_numbers(stretch)} Tz <{digits}> Tj", natural * stretch / 100


def _centres(words: Sequence[Word], *, most_rise: float) -> list[float]:
    """Heights of the words' centres on the straight line that fits them best, in pixels.

    Least squares, weighed by width: a comma's box says less about the line than a word's.
    """
    weights = [max(1, word.width) for word in words]
    across = [word.left + word.width / 2 for word in words]
    down = [word.top + word.height / 2 for word in words]
    mean_x = _mean(across, weights)
    mean_y = _mean(down, weights)
    spread = _mean([(x - mean_x) ** 2 for x in across], weights)
    common = _mean(
        [(x - mean_x) * (y - mean_y) for x, y in zip(across, down, strict=True)], weights
    )
    slope = common / spread if spread else 0.0
    steepest = most_rise / max(1.0, max(across) - min(across))
    shown = min(max(slope, -steepest), steepest)
    # Held at its left end, where lines begin: long and short lines keep their distance.
    start, height = min(across), mean_y + slope * (min(across) - mean_x)
    return [height + shown * (x - start) for x in across]


def _mean(values: Sequence[float], weights: Sequence[int]) -> float:
    weighed = sum(value * weight for value, weight in zip(values, weights, strict=True))
    return weighed / sum(weights)


def _numbers(*values: float, decimals: int = 3) -> str:
    """Numbers as PDF writes them: no exponent, three decimals (1/3000 of a millimetre)."""
    return " ".join(f"{value:.{decimals}f}".rstrip("0").rstrip(".") or "0" for value in values)


def _text_numbers(*values: float) -> str:
    """Places of words to a tenth of a point, half a pixel at 300 dpi: a page is a third smaller."""
    return _numbers(*(round(value, 1) for value in values), decimals=1)
