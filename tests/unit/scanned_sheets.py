"""Stacks of paper as scanners deliver them, with separator sheets between the documents."""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import ParamSpec

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont, ImageOps

from sohoa.reports.separator_sheets import separator_sheets

DPI = 150
_SIZE = (1240, 1754)
_FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
#: Pages that are kept, two megabytes each.
_MOST_KEPT = 40
P = ParamSpec("P")


@cache
def _printed() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "sheets.pdf"
        printed.write_bytes(separator_sheets(1))
        command = ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-singlefile", str(printed)]
        subprocess.run([*command, str(Path(folder) / "sheet")], check=True)
        return (Path(folder) / "sheet.png").read_bytes()


def _drawn_once(draw: Callable[P, Image.Image]) -> Callable[P, Image.Image]:
    """Draw each page once; whoever asks for it has a copy of his own."""
    kept = lru_cache(_MOST_KEPT)(draw)

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Image.Image:
        return kept(*args, **kwargs).copy()

    return drawn


@_drawn_once
def separator(*, turn: float = 0) -> Image.Image:
    """A separator sheet, scanned lying so many degrees to the left."""
    sheet = Image.open(io.BytesIO(_printed())).convert("L")
    return worn(sheet.rotate(turn, fillcolor=255, resample=Image.Resampling.BILINEAR))


@_drawn_once
def back(*, through: float = 0.12) -> Image.Image:
    """The back of a separator: its code shines through."""
    sheet = ImageOps.mirror(Image.open(io.BytesIO(_printed())).convert("L"))
    return worn(Image.blend(Image.new("L", sheet.size, 255), sheet, through))


@_drawn_once
def blank() -> Image.Image:
    """A side with nothing on it."""
    return worn(Image.new("L", _SIZE, 255))


@_drawn_once
def page(text: str, *, lines: int = 12, ink: int = 0) -> Image.Image:
    """A page of a paper: the text, so many times."""
    sheet = Image.new("L", _SIZE, 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(_FONT, 30)
    for line in range(lines):
        pen.text((150, 150 + 60 * line), f"{text}, dòng {line + 1}", ink, font)
    return worn(sheet)


def code(text: str, side: int) -> Image.Image:
    """A code with some text, so many pixels wide."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(np.asarray(made.to_image(scale=1))).resize((side, side), 0)


def with_code(sheet: Image.Image, text: str, *, side: int = 180) -> Image.Image:
    """A page on which such a code was printed or stuck."""
    sheet = sheet.copy()
    sheet.paste(code(text, side), (sheet.width - side - 100, 100))
    return sheet


def worn(sheet: Image.Image, *, noise: float = 5) -> Image.Image:
    """As a scanner gives it: grey paper, and grain."""
    seen = np.asarray(sheet, dtype=float) * 0.8 + 38 + _grain(noise, sheet.height, sheet.width)
    return Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))


@cache
def _grain(noise: float, height: int, width: int) -> np.ndarray:
    return np.random.default_rng(7).normal(0, noise, (height, width))


def pdf(path: Path, *sheets: Image.Image, quality: int = 60) -> Path:
    """A stack as one PDF, its pages JPEG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    first, *rest = sheets
    first.save(path, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=quality)
    return path


def tiff(path: Path, *sheets: Image.Image) -> Path:
    """A stack as one TIFF, black and white by Group 4."""
    path.parent.mkdir(parents=True, exist_ok=True)
    first, *rest = (sheet.point(lambda value: 255 * (value > 128)).convert("1") for sheet in sheets)
    first.save(
        path, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=(DPI, DPI)
    )
    return path


def folder(path: Path, *sheets: Image.Image) -> Path:
    """A stack as a folder of JPEG files."""
    path.mkdir(parents=True, exist_ok=True)
    for number, sheet in enumerate(sheets, start=1):
        sheet.save(path / f"{number:03d}.jpg", quality=60, dpi=(DPI, DPI))
    return path
