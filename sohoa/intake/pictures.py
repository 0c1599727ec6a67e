"""Pictures through Pillow: opened by their header, proved by decoding, coded as a page image.

The only place that knows what Pillow raises on a damaged file.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageChops, ImageOps

from sohoa.domain.errors import DamagedImageError
from sohoa.domain.stage_results import PageEncoding
from sohoa.intake.fax import encode_g4
from sohoa.intake.resolution import Resolution

#: What Pillow's readers raise on bytes that are not what they claim: found by fuzzing, theirs
#: and ours. Only Pillow is called where these are caught.
_DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_ORIENTATION_TAG = 0x0112
#: Exposure time, aperture, focal length (CIPA DC-008, 4.6.5), and who made the camera.
_EXIF_DIRECTORY, _CAMERA_TAGS = 0x8769, {0x829A, 0x829D, 0x920A}
_MAKER_AND_MODEL, _MOST_NAMED = (0x010F, 0x0110), 60
#: EXIF orientation → the clockwise turn that brings the stored pixels upright (CIPA DC-008, 4.6.4).
TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
_MIRRORED = {2, 4, 5, 7}
#: The long side of a picture decoded only to see whether it can be.
_PROOF_PX = 64
_PNG_LEVEL = 3
_BAND_ROWS = 256
_SAMPLE_PX = 64
_BLACK_AND_WHITE = {(0, 0, 0), (255, 255, 255)}


@contextmanager
def decoding(page: int) -> Iterator[None]:
    """Turn whatever Pillow raises on a damaged picture into one error.

    Raises:
        DamagedImageError: Pillow could not make sense of the bytes.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except _DECODER_ERRORS as error:
        raise DamagedImageError(page=page) from error


@contextmanager
def opened(
    source: Path | BinaryIO, *, formats: tuple[str, ...], page: int
) -> Iterator[Image.Image]:
    """Open a picture as far as its header; nothing is decoded yet.

    Raises:
        DamagedImageError: The header makes no sense, or the body raised what Pillow raises.
    """
    # Pillow has one limit for the whole process; ours depends on the settings and is asked for
    # every page, from the header, before anything is decoded (`Desk.require_pixels`).
    Image.MAX_IMAGE_PIXELS = None
    with decoding(page), Image.open(source, formats=formats) as image:
        yield image


def prove_jpeg(image: Image.Image) -> None:
    """Decode a JPEG to the end of its data, at an eighth of its size: 12 ms for an A4 page."""
    image.draft("L", (_PROOF_PX, _PROOF_PX))
    image.load()


def orientation_of(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; an unreadable or senseless one counts as upright."""
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except _DECODER_ERRORS:
        return 1
    return value if value in TURNS or value in _MIRRORED else 1


def camera_of(image: Image.Image) -> str:
    """The camera that took the picture, by its EXIF; empty if none is told.

    Scanners name themselves as well, but tell no focal length, aperture or exposure.
    """
    try:
        exif = image.getexif()
        if not _CAMERA_TAGS & exif.get_ifd(_EXIF_DIRECTORY).keys():
            return ""
        named = [str(exif.get(tag, "")).strip(" \0") for tag in _MAKER_AND_MODEL]
    except _DECODER_ERRORS:
        return ""
    shown = "".join(letter for letter in " ".join(named) if letter.isprintable()).strip()
    return shown[:_MOST_NAMED] or "EXIF"


def is_mirrored(orientation: int) -> bool:
    """Say whether no turn alone brings such a picture upright."""
    return orientation in _MIRRORED


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned and mirrored as its EXIF orientation asks."""
    return image if orientation == 1 else ImageOps.exif_transpose(image)


def is_held_twice(image: Image.Image, orientation: int) -> bool:
    """Say whether coding it takes a second picture of four bytes a pixel beside the first."""
    return image.mode not in ("1", "L", "P") and (image.mode != "RGB" or orientation != 1)


def stated_dpi(image: Image.Image) -> tuple[float, float] | None:
    """The resolution the file states, if it states one."""
    stated = image.info.get("dpi")
    try:
        return (float(stated[0]), float(stated[1])) if stated else None
    except (TypeError, ValueError, LookupError, ArithmeticError):
        return None


def flattened(image: Image.Image) -> Image.Image:
    """Bring any picture to bilevel, grey or RGB: transparency over white, palettes resolved.

    Raises:
        ValueError: Pillow knows no way (32-bit measurements and the like).
    """
    if image.mode in ("1", "L", "RGB"):
        return image
    if image.mode in ("I", "F"):
        raise ValueError(f"mode {image.mode} is no picture")
    if image.mode in ("LA", "La"):
        return _by_bands(image, "L", lambda band: _over_white(band.convert("LA"), "L"))
    if image.mode in ("RGBA", "RGBa", "PA") or "transparency" in image.info:
        return _by_bands(image, "RGB", lambda band: _over_white(band.convert("RGBA"), "RGB"))
    if image.mode.startswith("I;16"):
        return _by_bands(image, "L", _upper_byte)
    if image.mode == "P":
        resolved = image.convert("RGB")
        colours = resolved.getcolors(len(_BLACK_AND_WHITE))
        is_bilevel = colours is not None and {colour for _, colour in colours} <= _BLACK_AND_WHITE
        return resolved.convert("1", dither=Image.Dither.NONE) if is_bilevel else resolved
    return _by_bands(image, "RGB", lambda band: band.convert("RGB"))


def encode_jpeg(image: Image.Image, resolution: Resolution, *, quality: int) -> bytes:
    """Code a grey or RGB picture as a baseline JPEG with full colour resolution (4:4:4)."""
    target = io.BytesIO()
    dpi = (round(resolution.x), round(resolution.y))
    image.save(target, "JPEG", quality=quality, subsampling=0, dpi=dpi)
    return target.getvalue()


def encode_png(image: Image.Image, resolution: Resolution) -> bytes:
    """Code a grey or RGB picture without loss."""
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=_PNG_LEVEL, dpi=(resolution.x, resolution.y))
    return target.getvalue()


def encode(
    image: Image.Image, resolution: Resolution, *, jpeg_quality: int | None
) -> tuple[bytes, PageEncoding]:
    """Code a flattened picture by what it shows: black and white as G4, whatever it was stored as;
    else JPEG, or PNG without a quality. What is grey is coded as grey.
    """
    image = as_plain_as_it_is(image)
    if image.mode == "1":
        return encode_g4(image, resolution), PageEncoding.CCITT_G4
    if jpeg_quality is None:
        return encode_png(image, resolution), PageEncoding.PNG
    return encode_jpeg(image, resolution, quality=jpeg_quality), PageEncoding.JPEG


def as_plain_as_it_is(image: Image.Image) -> Image.Image:
    """Without loss: a colour picture without colour as grey, a grey one of black and white only
    as bilevel. Most are told by a few thousand samples.
    """
    if image.mode == "RGB":
        sample = image.resize((_SAMPLE_PX, _SAMPLE_PX), Image.Resampling.NEAREST)
        if not (_is_grey(sample) and all(_is_grey(band) for band in _bands(image))):
            return image
        image = _by_bands(image, "L", lambda band: band.getchannel("R"))
    if image.mode == "L" and not any(image.histogram()[1:-1]):
        return image.convert("1", dither=Image.Dither.NONE)
    return image


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    return not any(ImageChops.difference(red, other).getbbox() for other in (green, blue))


def _bands(image: Image.Image) -> Iterator[Image.Image]:
    for top in range(0, image.height, _BAND_ROWS):
        yield image.crop((0, top, image.width, min(top + _BAND_ROWS, image.height)))


def _by_bands(
    image: Image.Image, mode: str, convert: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    """Convert a picture band by band: what lies between the two modes is never there as a whole."""
    target = Image.new(mode, image.size)
    for number, band in enumerate(_bands(image)):
        target.paste(convert(band), (0, number * _BAND_ROWS))
    return target


def _upper_byte(image: Image.Image) -> Image.Image:
    """Give the upper byte of 16-bit samples; Pillow's own conversion clips at 255."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _over_white(image: Image.Image, mode: str) -> Image.Image:
    ground = Image.new(mode, image.size, "white")
    ground.paste(image.convert(mode), mask=image.getchannel("A"))
    return ground
