"""PNG masters: kept as they are where PDF can show them, else coded again without loss."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.errors import DamagedImageError
from sohoa.domain.stage_results import Derivation, PageEncoding
from sohoa.intake import pictures
from sohoa.intake.masters import Master
from sohoa.intake.resolution import true_resolution
from sohoa.intake.sheets import Desk, Picture, Sheet

_SIGNATURE_BYTES = 8
_EIGHT_BITS = 8
_GREY_OR_RGB = {0, 2}
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Header:
    width_px: int
    height_px: int
    is_plain: bool


def take_png(master: Master, desk: Desk, *, page: int) -> Sheet:
    """Take a PNG as a page.

    Raises:
        DamagedImageError: A chunk is missing or damaged, or the data cannot be decoded.
        TooManyPixelsError: It is too large.
    """
    header = _header_of(master.path, page)
    desk.require_pixels(header.width_px, header.height_px, page=page)
    with pictures.opened(master.path, formats=("PNG",), page=page) as image:
        image.load()
        orientation = pictures.orientation_of(image)
        resolution = true_resolution(
            pictures.stated_dpi(image), width_px=image.width, height_px=image.height
        )
        if header.is_plain and not pictures.is_mirrored(orientation):
            picture = Picture(
                None,
                PageEncoding.PNG,
                Derivation.AS_SCANNED,
                *image.size,
                resolution,
                pictures.TURNS[orientation],
            )
        else:
            picture = desk.coded_again(
                image, resolution, page=page, orientation=orientation, lossless=True
            )
    return desk.lay(picture, page=page, master=master)


def _header_of(path: Path, page: int) -> _Header:
    """Walk all chunks to the end: Pillow would not miss an `IEND` that was cut off."""
    try:
        return _walk(path)
    except (OSError, ValueError, struct.error) as error:
        raise DamagedImageError(page=page) from error


def _walk(path: Path) -> _Header:
    header, has_transparency, name = b"", False, b""
    with path.open("rb") as stream:
        stream.seek(_SIGNATURE_BYTES)
        while name != b"IEND":
            length, name = struct.unpack(">I4s", stream.read(8))
            checksum, kept, left = zlib.crc32(name), b"", length
            while left:
                piece = stream.read(min(left, _CHUNK_BYTES))
                if not piece:
                    raise ValueError("PNG chunk is cut short")
                checksum, left = zlib.crc32(piece, checksum), left - len(piece)
                kept = kept or piece
            if stream.read(4) != struct.pack(">I", checksum):
                raise ValueError("PNG chunk is damaged")
            header = header or kept
            has_transparency = has_transparency or name == b"tRNS"

    width, height, bits, colour, _, _, interlace = struct.unpack(">IIBBBBB", header)
    is_plain = bits == _EIGHT_BITS and colour in _GREY_OR_RGB and not interlace
    return _Header(width, height, is_plain and not has_transparency)
