"""Pages turned straight, where the office asks for it: picture and words by the same angle."""

from __future__ import annotations

import io
import math
from dataclasses import replace

from PIL import Image

from sohoa.domain.stage_results import Line, PageEncoding, PageImage, PageText, Word
from sohoa.pdfa.rasters import Raster, read_raster

#: Less than this nobody sees: half a millimetre over the width of a page.
_LEAST_DEGREES = 0.15
#: More than this is no skew of a scanner but a drawing, or a reading gone wrong.
_MOST_DEGREES = 15.0
#: Two pictures of four bytes a pixel must fit a worker.
_MOST_PIXELS = 60_000_000
_WHITE, _MID_GREY = 255, 128
_ROWS_PER_STRIP = 278
#: Pillow counts counter-clockwise, `turn` counts clockwise.
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def leans(text: PageText, image: PageImage) -> bool:
    """Say whether a page is to be straightened: it leans, believably, and is not too large."""
    is_askew = _LEAST_DEGREES <= abs(text.skew_degrees) <= _MOST_DEGREES
    return is_askew and image.width_px * image.height_px <= _MOST_PIXELS


def straightened_picture(content: bytes, text: PageText, *, quality: int) -> Raster:
    """The picture brought upright and straight, and coded again; corners that come free are white.

    Raises:
        ValueError: It cannot be decoded.
    """
    Image.MAX_IMAGE_PIXELS = None  # its size was bounded by `leans`
    try:
        with Image.open(io.BytesIO(content)) as opened:
            opened.load()
            is_bilevel = opened.mode == "1"
            picture = opened.convert("L" if opened.mode in ("1", "L") else "RGB")
    except (OSError, SyntaxError, MemoryError) as error:
        raise ValueError("the picture cannot be decoded") from error
    if text.turn:
        picture = picture.transpose(_TURNS[text.turn])
    fill = _WHITE if picture.mode == "L" else (_WHITE,) * 3
    straight = picture.rotate(text.skew_degrees, Image.Resampling.BICUBIC, fillcolor=fill)
    target = io.BytesIO()
    if is_bilevel:
        bilevel = straight.point(lambda value: _WHITE if value >= _MID_GREY else 0, "1")
        strip = {_ROWS_PER_STRIP: straight.height}
        bilevel.save(target, "TIFF", compression="group4", tiffinfo=strip)
        return read_raster(target.getvalue(), PageEncoding.CCITT_G4)
    straight.save(target, "JPEG", quality=quality, subsampling=0)
    return read_raster(target.getvalue(), PageEncoding.JPEG)


def straightened_text(text: PageText) -> PageText:
    """The words where the straightened picture shows them: each box moved with its centre."""
    angle = math.radians(text.skew_degrees)
    across, down = math.cos(angle), math.sin(angle)
    middle_x, middle_y = text.width_px / 2, text.height_px / 2

    def moved(word: Word) -> Word:
        x = word.left + word.width / 2 - middle_x
        y = word.top + word.height / 2 - middle_y
        left = middle_x + x * across + y * down - word.width / 2
        top = middle_y - x * down + y * across - word.height / 2
        return replace(word, left=round(left), top=round(top))

    lines = tuple(
        Line(line.block, line.paragraph, tuple(map(moved, line.words))) for line in text.lines
    )
    return replace(text, lines=lines, turn=0, skew_degrees=0.0)
