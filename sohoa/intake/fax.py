"""Bilevel pictures: coded as CCITT Group 4, put into a TIFF, and decoded with an ear to libtiff."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

from PIL import Image

from sohoa.domain.errors import DamagedImageError
from sohoa.intake.resolution import Resolution

_PHOTOMETRIC, _ROWS_PER_STRIP, _STRIP_BYTES, _WHITE_IS_ZERO = 262, 278, 279, 0
_SHORT, _LONG, _RATIONAL, _HUNDREDTHS = 3, 4, 5, 100
#: Where `wrap_g4` puts the resolutions, then the strips: after a directory of 13 entries.
_X_PLACE, _Y_PLACE, _STRIP_PLACE = 176, 184, 192
#: Turns a bilevel picture's samples, in which any other value than 0 is white.
_NEGATIVE = [255] + [0] * 255
_STANDARD_ERROR, _HEARD_BYTES = 2, 1 << 16


def encode_g4(image: Image.Image, resolution: Resolution) -> bytes:
    """Code a bilevel picture as a one-strip CCITT Group 4 TIFF, white as zero.

    White as zero is what the coder is made for: paper becomes long white runs. Asked for it,
    Pillow turns the samples one by one in Python (1 s a page) and in the caller's own picture;
    so the samples are turned here, and the tag after them.
    """
    dpi = (resolution.x, resolution.y)
    target = io.BytesIO()
    tags = {_ROWS_PER_STRIP: image.height}
    turned = image.point(_NEGATIVE)
    turned.save(target, "TIFF", compression="group4", tiffinfo=tags, dpi=dpi)
    content = target.getvalue()
    place = _tag_place(content, _PHOTOMETRIC)
    return content[:place] + struct.pack("<I", _WHITE_IS_ZERO) + content[place + 4 :]


def wrap_g4(
    strips: Sequence[bytes],
    *,
    width_px: int,
    height_px: int,
    rows_per_strip: int | None = None,
    white_is_zero: bool,
    resolution: Resolution,
) -> bytes:
    """Put a TIFF around Group 4 data, which stays as it is (TIFF 6.0, sections 2, 11)."""
    sizes = [len(strip) for strip in strips]
    places = [*accumulate(sizes[:-1], initial=_STRIP_PLACE)]
    lists = b""
    if len(strips) > 1:
        places = [place + 8 * len(strips) for place in places]
        lists = struct.pack(f"<{2 * len(strips)}I", *places, *sizes)
    entries = [
        (256, _LONG, 1, width_px),
        (257, _LONG, 1, height_px),
        (258, _SHORT, 1, 1),
        (259, _SHORT, 1, 4),
        (_PHOTOMETRIC, _SHORT, 1, _WHITE_IS_ZERO if white_is_zero else 1),
        (266, _SHORT, 1, 1),
        (273, _LONG, len(strips), _STRIP_PLACE),
        (277, _SHORT, 1, 1),
        (_ROWS_PER_STRIP, _LONG, 1, rows_per_strip or height_px),
        (_STRIP_BYTES, _LONG, len(strips), _STRIP_PLACE + 4 * len(strips) if lists else sizes[0]),
        (282, _RATIONAL, 1, _X_PLACE),
        (283, _RATIONAL, 1, _Y_PLACE),
        (296, _SHORT, 1, 2),
    ]
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = struct.pack("<4sIH", b"II*\0", 8, len(entries)) + directory + bytes(4)
    rationals = b"".join(
        struct.pack("<II", round(value * _HUNDREDTHS), _HUNDREDTHS)
        for value in (resolution.x, resolution.y)
    )
    return head.ljust(_X_PLACE, b"\0") + rationals + lists + b"".join(strips)


@contextmanager
def decoding_fax(page: int) -> Iterator[None]:
    """Listen to libtiff while it decodes: of a bad code it tells nobody but standard error.

    What it prints, up to a line for every row, never reaches the screen.

    Raises:
        DamagedImageError: It complained of the coding, and went on with what it made up.
    """
    kept = os.dup(_STANDARD_ERROR)
    heard = os.memfd_create("libtiff")
    try:
        os.dup2(heard, _STANDARD_ERROR)
        try:
            yield
        finally:
            os.dup2(kept, _STANDARD_ERROR)
        if b"Fax" in os.pread(heard, _HEARD_BYTES, 0):
            raise DamagedImageError(page=page)
    finally:
        os.close(kept)
        os.close(heard)


def _tag_place(tiff: bytes, tag: int) -> int:
    """Find the value of a single-valued tag in a little-endian TIFF of ours."""
    (directory,) = struct.unpack_from("<I", tiff, 4)
    (count,) = struct.unpack_from("<H", tiff, directory)
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        if struct.unpack_from("<H", tiff, entry) == (tag,):
            return entry + 8
    raise ValueError(f"a TIFF without tag {tag}")
