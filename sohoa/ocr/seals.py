"""Takes the red ink of round seals off the grey picture that is read; the page itself stays.

What stands on a seal is no part of the paper's text, and its rim and letters run through the
title and the name beside it. A reader that finds words anywhere reads them as surely as any: of 15
sure words of real scans that were none of the text, seven were off seals (ADR 0028). Stamps of
other shapes stay: they say what was received, and what is secret.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops

from sohoa.domain.stage_results import PageImage
from sohoa.ocr.interface import Strip
from sohoa.ocr.raster import Grey, marks_in, spread, widened

_MM_PER_INCH = 25.4
#: Seals are looked for at this resolution, and their ink at the other one: a JPEG's colours are
#: half as fine as its greys.
_SEEN_AT_DPI, _INK_AT_DPI = 75, 150
#: Seals of Vietnamese bodies are 32 to 42 mm across (Circular 21/2012/TT-BCA; 36 those of most);
#: those of parties and of signatures made electronically a little less or more.
_LEAST_MM, _MOST_MM = 26.0, 50.0
_ROUND = 1.2
#: Ink is so much redder than the rest of the page, of 255: no page without red had more than 10.
_RED = 30
#: Pieces of a rim this near one another are one.
_NEAR_MM = 1.0
#: A rim is red in so many of its parts, in this share of its radius.
_PARTS, _RED_PARTS = 72, 0.8
_RIM = (0.85, 1.06)
#: Of the red pixels of a seal these (percentiles) are ink alone, as dark as the darker of them;
#: thin strokes are less red by this share, as colours are coarser than greys.
_PURE, _INK, _THIN = 75, 25, 0.5
#: Percentiles of the greys of paper within a seal, and of what is dark on the page.
_PAPER, _PRINT = 90, 10
#: Where print and ink are not so many grey levels apart, neither can be told from the other; what
#: is darker than the first share of the way from print to ink is print, from the second on it is
#: ink.
_LEAST_APART = 25
_DARK, _LIGHT = 0.35, 0.75


@dataclass(frozen=True, slots=True)
class _Coloured:
    """A coarser picture of a page in colours, and its pixels to the inch."""

    picture: Image.Image
    dpi: float


def without_seals(page: PageImage, opened: Image.Image, grey: Image.Image) -> Image.Image | None:
    """The grey picture without the red ink of round seals; none if the page has no such seal.

    `opened` is the file of the page, as decoded for `grey`: a JPEG in grey only, so that it is
    decoded again at a fraction of its size.

    Raises:
        OSError: The file cannot be decoded again.
    """
    seen = _coloured(page, opened, _SEEN_AT_DPI)
    seals = tuple(_seals(_redness(seen.picture), seen.dpi))
    if not seals:
        return None
    fine = _coloured(page, opened, _INK_AT_DPI)
    read = np.asarray(grey).copy()
    for seal in seals:
        _take_off(read, fine, _scaled(seal, fine.dpi / seen.dpi))
    return Image.fromarray(read)


def _coloured(page: PageImage, opened: Image.Image, dpi: int) -> _Coloured:
    by = max(1, int(page.dpi_x / dpi))
    if opened.format in ("JPEG", "MPO"):
        with Image.open(page.path) as again:
            again.draft("RGB", (again.width // by, again.height // by))
            picture = again.convert("RGB")
    else:
        picture = (opened.reduce(by) if opened.mode in ("RGB", "RGBA", "CMYK") else opened).convert(
            "RGB"
        )
    by = max(1, round(picture.width / (page.width_px / page.dpi_x * dpi)))
    picture = picture.reduce(by)
    return _Coloured(picture, page.dpi_x * picture.width / page.width_px)


def _redness(picture: Image.Image) -> Grey:
    """How much redder than anything else each pixel is, beyond what the paper is."""
    red, green, blue = picture.split()
    redder = np.asarray(ImageChops.subtract(red, ImageChops.lighter(green, blue)))
    paper = np.uint8(np.median(redder[::4, ::4]))
    return np.asarray(np.maximum(redder, paper) - paper, np.uint8)


def _seals(redness: Grey, dpi: float) -> Iterator[Strip]:
    """Where rims of the size of a seal are red all the way round."""
    red = redness > _RED
    by = max(1, round(_NEAR_MM * dpi / _MM_PER_INCH))
    for left, top, width, height, _count in marks_in(widened(_mask(red), by=by) > 0).tolist():
        box = Strip(max(0, left + by), max(0, top + by), left + width - by, top + height - by)
        shorter, longer = sorted((box.width, box.height))
        is_of_size = _LEAST_MM < longer * _MM_PER_INCH / dpi < _MOST_MM
        if is_of_size and longer < _ROUND * shorter and _has_rim(red, box):
            yield box


def _mask(red: npt.NDArray[np.bool_]) -> Grey:
    return red.view(np.uint8)


def _has_rim(red: npt.NDArray[np.bool_], box: Strip) -> bool:
    down, across = np.nonzero(red[round(box.top) : round(box.bottom) + 1,
                                  round(box.left) : round(box.right) + 1])  # fmt: skip
    x, y = 2 * across / box.width - 1, 2 * down / box.height - 1
    far = np.hypot(x, y)
    rim = (far > _RIM[0]) & (far < _RIM[1])
    parts = ((np.arctan2(y[rim], x[rim]) / np.pi + 1) / 2 * _PARTS).astype(int) % _PARTS
    return len(np.unique(parts)) >= _RED_PARTS * _PARTS


def _scaled(box: Strip, by: float) -> Strip:
    return Strip(by * box.left, by * box.top, by * box.right, by * box.bottom)


def _take_off(read: Grey, colour: _Coloured, seal: Strip) -> None:
    """Make paper of what is red within a seal, but not of the print and writing that cross it."""
    room = _NEAR_MM / _MM_PER_INCH * colour.dpi
    left, top = max(0, round(seal.left - room)), max(0, round(seal.top - room))
    right, bottom = round(seal.right + room), round(seal.bottom + room)
    redness = widened(_redness(colour.picture)[top:bottom, left:right], by=1)
    wide, high = (read.shape[1] / colour.picture.width, read.shape[0] / colour.picture.height)
    across = slice(round(left * wide), round((left + redness.shape[1]) * wide))
    down = slice(round(top * high), round((top + redness.shape[0]) * high))
    own = read[down, across]
    share = spread(redness, (own.shape[1], own.shape[0])).astype(np.float32)
    red = share[share > _RED]
    if not red.size:
        return
    pure = float(np.percentile(red, _PURE))
    paper = float(np.percentile(own, _PAPER))
    dark = read[::2, ::2][read[::2, ::2] < paper / 2]
    print_ = float(np.percentile(dark, _PRINT)) if dark.size else 0.0
    ink = float(np.percentile(own[share >= pure], _INK))
    if ink - print_ < _LEAST_APART:
        return
    is_no_print = np.clip(((own - print_) / (ink - print_) - _DARK) / (_LIGHT - _DARK), 0, 1)
    inked = np.minimum(share / (_THIN * pure), 1) * is_no_print * _disc(own.shape)
    read[down, across] = own + inked * np.maximum(0, paper - own)


def _disc(shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    down, across = (np.linspace(-1, 1, length) for length in shape)
    return np.asarray(np.hypot(across[None, :], down[:, None]) <= 1)
