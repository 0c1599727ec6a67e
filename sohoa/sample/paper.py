"""Paper and scanner: a clean sheet becomes the page image that lies in the box.

All steps work on whole pictures in C (Pillow) with fields drawn small and enlarged, so that a
colour page costs about a third of a second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sohoa.sample.chance import Chance
from sohoa.sample.typeset import PAGE_HEIGHT, PAGE_WIDTH, Ink, Sheet, mm

Colour = tuple[int, int, int]

_LID: Colour = (226, 226, 222)
_HOLE: Colour = (88, 84, 80)
#: Pixels of the page per pixel of the light's field.
_FIELD = 64
#: Below this grey a bilevel scanner sees black.
_THRESHOLD = 148


class Tone(Enum):
    """The colours that the scanner keeps."""

    COLOUR = "RGB"
    GREY = "L"
    BILEVEL = "1"


class Stock(Enum):
    """Paper by its colour: new, kept for years, or yellowed."""

    WHITE = (252, 251, 248)
    AGED = (247, 241, 224)
    YELLOWED = (240, 226, 190)


@dataclass(frozen=True, slots=True)
class Look:
    """The scanning of one page: its faults and settings.

    Attributes:
        skew_degrees: Turn of the sheet on the glass.
        shade: How much darker the dark side is, as a share.
        grain: Standard deviation of the noise, in grey levels.
        blur: Radius in pixels; 0 is sharp.
        whitened: The scanner's "remove background": paper becomes pure white.
    """

    tone: Tone = Tone.COLOUR
    stock: Stock = Stock.WHITE
    skew_degrees: float = 0.0
    shade: float = 0.06
    grain: int = 2
    blur: float = 0.0
    punched: bool = False
    upside_down: bool = False
    whitened: bool = False


def scan(sheet: Sheet, look: Look, *, chance: Chance) -> Image.Image:
    """Lay a sheet on the glass: A4 at 300 dpi, in the tone of `look`."""
    drawn = sheet.print
    if look.skew_degrees:
        drawn = drawn.rotate(look.skew_degrees, Image.Resampling.BILINEAR, fillcolor=255)
    if look.blur:
        drawn = drawn.filter(ImageFilter.GaussianBlur(look.blur))
    page = drawn.convert("RGB" if look.tone is Tone.COLOUR else "L")
    for ink in sheet.inks:
        _lay_ink(page, ink, look.skew_degrees)
    page = ImageChops.multiply(page, _light(look, page.mode, chance))
    _show_edges(page, look, chance)
    page = ImageChops.add(page, _grain(page.mode, look.grain, chance), 1, -128)
    if look.upside_down:
        page = page.transpose(Image.Transpose.ROTATE_180)
    return _as_kept(page, look)


def _lay_ink(page: Image.Image, ink: Ink, degrees: float) -> None:
    """Ink darkens what is under it; print shows through a seal, as on paper."""
    coverage = ink.coverage.rotate(degrees, Image.Resampling.BILINEAR, expand=True)
    x, y = _turned(ink.left + ink.coverage.width / 2, ink.top + ink.coverage.height / 2, degrees)
    left, top = round(x - coverage.width / 2), round(y - coverage.height / 2)
    film = Image.new(page.mode, coverage.size, _in_mode((255, 255, 255), page.mode))
    film.paste(_in_mode(ink.colour, page.mode), (0, 0, *coverage.size), coverage)
    box = (left, top, left + coverage.width, top + coverage.height)
    page.paste(ImageChops.multiply(page.crop(box), film), box)


def _turned(x: float, y: float, degrees: float) -> tuple[float, float]:
    """Turn a point of the sheet about the page's middle."""
    angle = math.radians(degrees)
    dx, dy = x - PAGE_WIDTH / 2, y - PAGE_HEIGHT / 2
    turned_x = dx * math.cos(angle) + dy * math.sin(angle)
    turned_y = dy * math.cos(angle) - dx * math.sin(angle)
    return PAGE_WIDTH / 2 + turned_x, PAGE_HEIGHT / 2 + turned_y


def _light(look: Look, mode: str, chance: Chance) -> Image.Image:
    """Paper colour times uneven light times faint blotches, for the whole page."""
    rows, columns = PAGE_HEIGHT // _FIELD + 1, PAGE_WIDTH // _FIELD + 1
    direction = chance.between(0, math.tau)
    down, across = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    slope = (down * math.sin(direction) + across * math.cos(direction) + 1.5) / 3
    blotches = 1 - 0.006 * chance.generator.random((rows, columns))
    light = (1 - look.shade * np.clip(slope, 0, 1)) * blotches
    tint = np.array(look.stock.value) if mode == "RGB" else np.array(_grey(look.stock.value))
    field = light[..., np.newaxis] * tint if mode == "RGB" else light * tint
    small = Image.fromarray(np.clip(np.rint(field), 0, 255).astype(np.uint8))
    return small.resize((PAGE_WIDTH, PAGE_HEIGHT), Image.Resampling.BILINEAR)


def _show_edges(page: Image.Image, look: Look, chance: Chance) -> None:
    """The binder's two holes, dust, and the scanner's lid where the sheet does not reach."""
    draw = ImageDraw.Draw(page)
    if look.punched:
        for up in (-mm(40), mm(40)):
            x, y = _turned(mm(10), PAGE_HEIGHT / 2 + up, look.skew_degrees)
            reach = mm(2.8)
            draw.ellipse((x - reach, y - reach, x + reach, y + reach), _in_mode(_HOLE, page.mode))
    for _speck in range(chance.integer(4, 18)):
        x, y = chance.integer(0, PAGE_WIDTH), chance.integer(0, PAGE_HEIGHT)
        draw.ellipse(
            (x, y, x + chance.integer(1, 3), y + chance.integer(1, 3)), _in_mode(_HOLE, page.mode)
        )
    if look.skew_degrees:
        outside = Image.new("1", page.size, 1)
        corners = [(0, 0), (PAGE_WIDTH, 0), (PAGE_WIDTH, PAGE_HEIGHT), (0, PAGE_HEIGHT)]
        paper = [_turned(x, y, look.skew_degrees) for x, y in corners]
        ImageDraw.Draw(outside).polygon(paper, fill=0)
        page.paste(_in_mode(_LID, page.mode), (0, 0, *page.size), outside)


def _as_kept(page: Image.Image, look: Look) -> Image.Image:
    if look.tone is Tone.BILEVEL:
        return page.point([255 if level >= _THRESHOLD else 0 for level in range(256)], "1")
    if look.whitened:
        curve = [255 if level >= 205 else level * 255 // 205 // 16 * 16 for level in range(256)]  # noqa: PLR2004
        return page.point(curve * len(page.getbands()))
    return page


def _grain(mode: str, strength: int, chance: Chance) -> Image.Image:
    """Noise around 128; a colour page's channels get the same noise from different places."""
    noise = _noise(strength)
    shifted = [
        ImageChops.offset(noise, chance.integer(0, PAGE_WIDTH), chance.integer(0, PAGE_HEIGHT))
        for _channel in mode
    ]
    return shifted[0] if mode == "L" else Image.merge("RGB", shifted)


@cache
def _noise(strength: int) -> Image.Image:
    generator = Chance("grain", strength).generator
    normal = generator.standard_normal((PAGE_HEIGHT, PAGE_WIDTH), dtype=np.float32)
    levels = np.clip(np.rint(normal * strength + 128), 0, 255).astype(np.uint8)
    return Image.fromarray(levels)


def _grey(colour: Colour) -> int:
    """Luma as Pillow converts it (ITU-R 601)."""
    red, green, blue = colour
    return round(0.299 * red + 0.587 * green + 0.114 * blue)


def _in_mode(colour: Colour, mode: str) -> Colour | int:
    return colour if mode == "RGB" else _grey(colour)
