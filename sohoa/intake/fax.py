"""Bilevel pictures: coded as CCITT Group 4, and fax data proved whole after it was decoded.

libtiff goes on when fax data is damaged or cut, fills what is missing with something, and reports
success; a page must not lose its lower half that way without a word.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
from PIL import Image

from sohoa.domain.errors import DamagedImageError
from sohoa.intake.resolution import Resolution

Bits = npt.NDArray[np.uint8]

_PHOTOMETRIC, _ROWS_PER_STRIP, _STRIP_BYTES, _WHITE_IS_ZERO = 262, 278, 279, 0
_SHORT, _LONG, _RATIONAL, _HUNDREDTHS = 3, 4, 5, 100
#: Where `wrap_g4` puts the resolutions and the strip: after a directory of 13 entries.
_X_PLACE, _Y_PLACE, _STRIP_PLACE = 176, 184, 192
#: Turns a bilevel picture's samples, in which any other value than 0 is white.
_NEGATIVE = [255] + [0] * 255
_STANDARD_ERROR, _HEARD_BYTES = 2, 1 << 16
#: An end-of-line code is eleven zeros and a one; of other codes, at most three zeros end one
#: (a run of 24 white pixels), so that these may belong to a row when a mark is missing.
_ZEROS_OF_MARK, _MOST_ZEROS_AT_END = 11, 3
#: What a decoder must not read on into: no codes, codes of uncompressed data, of both of which
#: libtiff complains, and rows that repeat the one above them.
_TAILS = (b"\x01" * 448, b"\x02\x04\x08\x10\x20\x40\x81" * 64, b"\xff" * 448)
#: Between the last row and the end there may be so much that is no row of the picture.
_MOST_SPARE_SHARE, _MOST_SPARE_BITS = 0.01, 8 * 256
_BITS_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


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
    coded: bytes,
    *,
    width_px: int,
    height_px: int,
    white_is_zero: bool,
    resolution: Resolution,
) -> bytes:
    """Put a one-strip TIFF around Group 4 data, which stays as it is (TIFF 6.0, sections 2, 11)."""
    entries = [
        (256, _LONG, width_px),
        (257, _LONG, height_px),
        (258, _SHORT, 1),
        (259, _SHORT, 4),
        (_PHOTOMETRIC, _SHORT, _WHITE_IS_ZERO if white_is_zero else 1),
        (266, _SHORT, 1),
        (273, _LONG, _STRIP_PLACE),
        (277, _SHORT, 1),
        (_ROWS_PER_STRIP, _LONG, height_px),
        (_STRIP_BYTES, _LONG, len(coded)),
        (282, _RATIONAL, _X_PLACE),
        (283, _RATIONAL, _Y_PLACE),
        (296, _SHORT, 2),
    ]
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    head = struct.pack("<4sIH", b"II*\0", 8, len(entries)) + directory + bytes(4)
    rationals = b"".join(
        struct.pack("<II", round(value * _HUNDREDTHS), _HUNDREDTHS)
        for value in (resolution.x, resolution.y)
    )
    return head.ljust(_X_PLACE, b"\0") + rationals + coded


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


def require_whole_g4(
    strips: Iterable[bytes],
    *,
    width_px: int,
    height_px: int,
    rows_per_strip: int | None = None,
    is_reversed: bool = False,
    page: int,
) -> None:
    """Find Group 4 data that ended before its picture did: of that libtiff does not even complain.

    Data is whole, whatever coder wrote it, when it decodes to its height and ends there: with an
    end-of-block mark, or without one, and with any padding (ITU-T T.6, 2.4.1.1). So what follows
    the rows is put away, what libtiff stumbles over is put in its place, and it is decoded again:
    whole data never leads there. How long it is says nothing: coders choose their codes.

    Raises:
        DamagedImageError: Rows are missing, or there are far more than the picture has.
    """
    rows_left = height_px
    for strip in strips:
        if rows_left <= 0:
            return
        rows = min(rows_per_strip or height_px, rows_left)
        data = strip.translate(_BITS_REVERSED) if is_reversed else strip
        if not _is_whole(data, width_px, rows):
            raise DamagedImageError(page=page)
        rows_left -= rows
    if rows_left > 0:
        raise DamagedImageError(page=page)


def _is_whole(data: bytes, width_px: int, rows: int) -> bool:
    bits = _rows_only(data)
    if not _holds_rows(bits, width_px, rows):
        return False
    spare = round(len(bits) * _MOST_SPARE_SHARE) + _MOST_SPARE_BITS
    return not _holds_rows(bits[:-spare], width_px, rows)


def _holds_rows(bits: Bits, width_px: int, rows: int) -> bool:
    """Say whether so many rows are decoded whatever is put after the bits."""
    shown: set[bytes | None] = set()
    for tail in _TAILS:
        shown.add(_decoded_before(bits, tail, width_px, rows))
        if len(shown) > 1 or None in shown:
            return False
    return True


def _rows_only(data: bytes) -> Bits:
    """The bits before the first end-of-line code, which no row can hold, or before the padding."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    ones = np.flatnonzero(bits)
    marks = np.flatnonzero(np.diff(ones, prepend=-1) > _ZEROS_OF_MARK)
    if not marks.size:
        return bits[: ones[-1] + 1 + _MOST_ZEROS_AT_END] if ones.size else bits[:0]
    last = ones[marks[0] - 1] if marks[0] else -1
    return bits[: min(last + 1 + _MOST_ZEROS_AT_END, ones[marks[0]] - _ZEROS_OF_MARK)]


def _decoded_before(bits: Bits, tail: bytes, width_px: int, rows: int) -> bytes | None:
    """The rows decoded from these bits and what is put after them; `None` if libtiff complains."""
    code = np.concatenate([bits, np.unpackbits(np.frombuffer(tail, np.uint8))])
    tiff = wrap_g4(
        np.packbits(code).tobytes(),
        width_px=width_px,
        height_px=rows,
        white_is_zero=True,
        resolution=Resolution(_HUNDREDTHS, _HUNDREDTHS),
    )
    try:
        with decoding_fax(0), Image.open(io.BytesIO(tiff), formats=("TIFF",)) as image:
            return image.tobytes()
    except (DamagedImageError, OSError):
        return None


def _tag_place(tiff: bytes, tag: int) -> int:
    """Where the value of a single-valued tag lies in a little-endian TIFF of ours."""
    (directory,) = struct.unpack_from("<I", tiff, 4)
    (count,) = struct.unpack_from("<H", tiff, directory)
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        if struct.unpack_from("<H", tiff, entry) == (tag,):
            return entry + 8
    raise ValueError(f"a TIFF without tag {tag}")
