"""JPEG 2000 masters: their own bytes are the page image, unless PDF/A cannot show them."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from sohoa.domain.errors import DamagedImageError
from sohoa.domain.stage_results import Derivation, PageEncoding
from sohoa.intake import pictures
from sohoa.intake.masters import Master
from sohoa.intake.resolution import true_resolution
from sohoa.intake.sheets import Desk, Picture, Sheet
from sohoa.jpeg2000 import Jpeg2000, boxed, read_jpeg2000

FORMATS = ("JPEG2000",)
#: How many resolution levels are left out when a picture is decoded only to see whether it can be:
#: an eighth of its size.
_PROOF_LEVELS = 3
#: 120 million colour pixels without loss have less.
_MOST_BYTES = 512 << 20


def take_jpeg2000(master: Master, desk: Desk, *, page: int) -> Sheet:
    """Take a JPEG 2000 file as a page; a bare codestream gets the boxes PDF/A asks for.

    Raises:
        DamagedImageError: It cannot be decoded, or its end is missing.
        TooManyPixelsError: It is too large.
    """
    header = _header_of(master.path, page)
    desk.require_pixels(header.width_px, header.height_px, page=page)
    with pictures.opened(master.path, formats=FORMATS, page=page) as image:
        size, stated = (header.width_px, header.height_px), pictures.stated_dpi(image)
        resolution = true_resolution(stated, width_px=size[0], height_px=size[1])
        if header.is_plain:
            prove_jpeg2000(image)
            content = None if header.is_boxed else boxed(master.path.read_bytes())
            how = Derivation.AS_SCANNED if header.is_boxed else Derivation.EXTRACTED
            picture = Picture(content, PageEncoding.JPEG2000, how, *size, resolution)
        else:
            image.load()
            picture = desk.coded_again(image, resolution, page=page)
    return desk.lay(picture, page=page, master=master)


def own_jpeg2000(content: bytes, *, components: int | None, desk: Desk, page: int) -> bytes | None:
    """The bytes of a PDF's JPX stream as a JP2 file; `None` if they mean something else there.

    `components` is what the PDF says of its colours; `None` leaves that to the picture.

    Raises:
        DamagedImageError: It cannot be decoded.
        TooManyPixelsError: It turns out larger than the page said.
    """
    try:
        header = read_jpeg2000(content)
    except ValueError as error:
        raise DamagedImageError(page=page) from error
    desk.require_pixels(header.width_px, header.height_px, page=page)
    if not header.is_plain or components not in (None, header.components):
        return None
    with pictures.opened(io.BytesIO(content), formats=FORMATS, page=page) as image:
        prove_jpeg2000(image)
    return content if header.is_boxed else boxed(content)


def prove_jpeg2000(image: Image.Image) -> None:
    """Decode a picture at an eighth of its size, where it holds so many levels."""
    image.reduce = _PROOF_LEVELS  # type: ignore[assignment,method-assign]
    try:
        image.load()
    except OSError:
        image.reduce = 0  # type: ignore[assignment,method-assign]
        image.load()


def _header_of(path: Path, page: int) -> Jpeg2000:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("larger than any page")
        return read_jpeg2000(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DamagedImageError(page=page) from error
