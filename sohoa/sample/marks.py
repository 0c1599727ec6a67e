"""Red and violet: the round seal and the stamp of the incoming mail.

The seal says `HỒ SƠ MẪU` (specimen) in its middle: no page of these can pass for a real one.
"""

from __future__ import annotations

import datetime as dt
import math
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sohoa.sample.chance import Chance
from sohoa.sample.handwriting import write_number
from sohoa.sample.typeset import Cut, Style, mm

_SEAL_AROUND = "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH  TỈNH BÌNH DƯƠNG"
_SEAL_MIDDLE = ("HỒ SƠ", "MẪU")


def press_seal(chance: Chance) -> Image.Image:
    """A seal's ink (255 is full): turned a little, and never inked evenly."""
    turned = _seal().rotate(chance.near(0, 9), Image.Resampling.BICUBIC)
    return ImageChops.multiply(turned, _uneven_ink(turned.size, chance))


def press_received_stamp(received: dt.date, chance: Chance) -> Image.Image:
    """The stamp `CÔNG VĂN ĐẾN` with number and day written in by hand."""
    stamp = _received_stamp().copy()
    height = mm(3.6)
    for text, y in ((str(chance.integer(100, 2999)), 11.4), (f"{received:%d/%m}", 17.0)):
        written = write_number(text, height=height, chance=chance)
        stamp.paste(written, (mm(17), mm(y)), written)
    turned = stamp.rotate(chance.near(0, 1.5), Image.Resampling.BICUBIC, expand=True)
    return ImageChops.multiply(turned, _uneven_ink(turned.size, chance))


@cache
def _seal() -> Image.Image:
    """36 mm across, as seals of departments are."""
    size = mm(36)
    seal, middle = Image.new("L", (size, size), 0), size / 2
    draw = ImageDraw.Draw(seal)
    for radius, thickness in ((0.495, 9), (0.465, 3), (0.30, 3)):
        reach = size * radius
        box = (middle - reach, middle - reach, middle + reach, middle + reach)
        draw.ellipse(box, outline=255, width=thickness)
    _write_around(seal, _SEAL_AROUND, radius=size * 0.383)
    _draw_star(draw, x=middle, y=middle + size * 0.382, reach=size * 0.042)
    style = Style(Cut.BOLD, 13)
    for place, line in enumerate(_SEAL_MIDDLE):
        y = middle + (place - 1) * style.line_height
        draw.text((middle - style.width(line) / 2, y), line, font=style.font, fill=255)
    return seal


def _write_around(seal: Image.Image, text: str, *, radius: float) -> None:
    """Letters on a circle from lower left over the top to lower right."""
    style, middle = Style(Cut.BOLD, 7.6), seal.width / 2
    start, end = math.radians(-152), math.radians(152)
    widths = [style.width(letter) for letter in text]
    at = 0.0
    for letter, width in zip(text, widths, strict=True):
        angle = start + (end - start) * (at + width / 2) / sum(widths)
        at += width
        tile = Image.new("L", (96, 96), 0)
        ImageDraw.Draw(tile).text((48, 48), letter, font=style.font, fill=255, anchor="mm")
        tile = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        left = round(middle + radius * math.sin(angle) - 48)
        top = round(middle - radius * math.cos(angle) - 48)
        seal.paste(255, (left, top), tile)


def _draw_star(draw: ImageDraw.ImageDraw, *, x: float, y: float, reach: float) -> None:
    points = []
    for corner in range(10):
        length = reach if corner % 2 == 0 else reach * 0.4
        angle = math.pi * corner / 5
        points.append((x + length * math.sin(angle), y - length * math.cos(angle)))
    draw.polygon(points, fill=255)


@cache
def _received_stamp() -> Image.Image:
    stamp = Image.new("L", (mm(48), mm(26)), 0)
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((0, 0, stamp.width - 1, stamp.height - 1), outline=255, width=6)
    draw.line((0, mm(10.4), stamp.width, mm(10.4)), fill=255, width=4)
    lines = (
        ("SỞ VH, TT & DL BÌNH DƯƠNG", Style(Cut.BOLD, 8.5), 1.0),
        ("CÔNG VĂN ĐẾN", Style(Cut.BOLD, 12), 4.6),
        ("Số: ....................", Style(points=10), 11.8),
        ("Ngày: ...............", Style(points=10), 17.0),
        ("Chuyển: ..................", Style(points=10), 21.0),
    )
    for text, style, y in lines:
        is_label = text.endswith(".")
        x = mm(3) if is_label else (stamp.width - style.width(text)) / 2
        draw.text((x, mm(y)), text, font=style.font, fill=255)
    return stamp


def _uneven_ink(size: tuple[int, int], chance: Chance) -> Image.Image:
    """Blotches: how much of a stamp's ink reached the paper, from two thirds to all."""
    coarse = chance.generator.uniform(150, 275, (size[1] // 24 + 2, size[0] // 24 + 2))
    field = Image.fromarray(np.clip(coarse, 0, 255).astype(np.uint8))
    return field.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.BoxBlur(2))
