"""Check that Group 4 data holds every row of its picture.

libtiff goes on when fax data is damaged or cut, fills what is missing with something, and reports
success; a page must not lose its lower half that way without a word.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from sohoa.domain.errors import DamagedImageError
from sohoa.intake.fax import decoding_fax, wrap_g4
from sohoa.intake.resolution import Resolution

Bits = npt.NDArray[np.uint8]

#: An end-of-line code is eleven zeros and a one; of other codes, at most three zeros end one
#: (a run of 24 white pixels), so that these may belong to a row when a mark is missing.
_ZEROS_OF_MARK, _MOST_ZEROS_AT_END = 11, 3
#: Rows that repeat the one above them.
_REPEATS = b"\xff" * 448
#: What a decoder must not read on into: no codes, codes of uncompressed data, of both of which
#: libtiff complains, and repeated rows, of which it does not.
_TAILS = (b"\x01" * 448, b"\x02\x04\x08\x10\x20\x40\x81" * 64, _REPEATS)
#: Between the last row and the end there may be so much that is no row of the picture.
_MOST_SPARE_SHARE, _MOST_SPARE_BITS = 0.01, 8 * 256
_BITS_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
#: Strips are decoded together up to so many bytes: 17 of a page take 130 ms one by one, else 30.
_MOST_TOGETHER = 1 << 20
_ANY_RESOLUTION = Resolution(100, 100)
#: Rows that are packed at once: a whole page of bytes would be held twice for nothing.
_ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class _Strip:
    """The code of some rows, without what follows them."""

    bits: Bits
    rows: int

    def cut(self) -> _Strip:
        """The strip without its last code: whole data does not hold its rows any more."""
        spare = round(len(self.bits) * _MOST_SPARE_SHARE) + _MOST_SPARE_BITS
        return replace(self, bits=self.bits[:-spare])


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
    for together in _bundles(strips, rows_per_strip or height_px, height_px, is_reversed):
        if not _are_whole(together, width_px):
            raise DamagedImageError(page=page)
        rows_left -= sum(strip.rows for strip in together)
    if rows_left > 0:
        raise DamagedImageError(page=page)


def _bundles(
    strips: Iterable[bytes], rows_per_strip: int, rows_left: int, is_reversed: bool
) -> Iterator[list[_Strip]]:
    """The strips that hold the picture's rows, as many together as are decoded at once."""
    together: list[_Strip] = []
    size = 0
    for data in strips:
        if rows_left <= 0:
            break
        if together and size + len(data) > _MOST_TOGETHER:
            yield together
            together, size = [], 0
        bits = _rows_only(data.translate(_BITS_REVERSED) if is_reversed else data)
        together.append(_Strip(bits, min(rows_per_strip, rows_left)))
        size += len(data)
        rows_left -= rows_per_strip
    if together:
        yield together


def _are_whole(strips: Sequence[_Strip], width_px: int) -> bool:
    """Say whether each strip holds its rows, and no more than them."""
    rows = _held_rows(strips, width_px)
    if rows is None:
        return False
    cut = [strip.cut() for strip in strips]
    others, complained = _decoded_before(cut, _REPEATS, width_px)
    at = 0
    for strip in cut:
        place = slice(at, at := at + strip.rows * -(-width_px // 8))
        is_told = others is not None and not complained and others[place] != rows[place]
        if strip.bits.size and not is_told and _held_rows([strip], width_px) is not None:
            return False
    return True


def _held_rows(strips: Sequence[_Strip], width_px: int) -> bytes | None:
    """The rows, if they are decoded alike whatever is put after the bits of each strip."""
    shown: set[bytes | None] = set()
    for tail in _TAILS:
        rows, complained = _decoded_before(strips, tail, width_px)
        shown.add(None if complained else rows)
        if len(shown) > 1 or None in shown:
            return None
    return shown.pop()


def _rows_only(data: bytes) -> Bits:
    """The bits before the first end-of-line code, which no row can hold, or before the padding."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8))
    ones = np.flatnonzero(bits)
    marks = np.flatnonzero(np.diff(ones, prepend=-1) > _ZEROS_OF_MARK)
    if not marks.size:
        return bits[: ones[-1] + 1 + _MOST_ZEROS_AT_END] if ones.size else bits[:0]
    last = ones[marks[0] - 1] if marks[0] else -1
    return bits[: min(last + 1 + _MOST_ZEROS_AT_END, ones[marks[0]] - _ZEROS_OF_MARK)]


def _decoded_before(
    strips: Sequence[_Strip], tail: bytes, width_px: int
) -> tuple[bytes | None, bool]:
    """The rows decoded with this tail after each strip's bits, and whether libtiff complained."""
    after = np.unpackbits(np.frombuffer(tail, np.uint8))
    tiff = wrap_g4(
        [np.packbits(np.concatenate([strip.bits, after])).tobytes() for strip in strips],
        width_px=width_px,
        height_px=sum(strip.rows for strip in strips),
        rows_per_strip=strips[0].rows,
        white_is_zero=True,
        resolution=_ANY_RESOLUTION,
    )
    rows: bytes | None = None
    try:
        with decoding_fax(0), Image.open(io.BytesIO(tiff), formats=("TIFF",)) as image:
            rows = packed_rows(image)
    except (DamagedImageError, OSError):
        return rows, True
    return rows, False


def packed_rows(image: Image.Image) -> bytes:
    """Eight pixels a byte, as `Image.tobytes` gives them; that takes 20 ms a page, this three."""
    wide, high = image.size
    bands = (
        image.crop((0, top, wide, min(high, top + _ROWS_AT_ONCE)))
        for top in range(0, high, _ROWS_AT_ONCE)
    )
    return b"".join(np.packbits(np.asarray(band), axis=1).tobytes() for band in bands)
