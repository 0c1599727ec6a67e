"""Pictures on a page that is drawn: proven whole, since a renderer fills up what is cut off."""

from __future__ import annotations

import io
from collections.abc import Iterable

from sohoa.domain.errors import DamagedImageError
from sohoa.intake import pictures
from sohoa.intake.jpeg import FORMATS, read_frame
from sohoa.intake.pdf_images import unfolded
from sohoa.intake.pdf_objects import items
from sohoa.intake.placed import PlacedImage
from sohoa.intake.sheets import Desk


def prove_jpegs(images: Iterable[PlacedImage], desk: Desk, *, page: int) -> None:
    """Decode the JPEGs of a page to their ends, each once.

    Raises:
        DamagedImageError: One cannot be decoded.
        TooManyPixelsError: One turns out larger than the page said.
    """
    streams = [image.stream for image in images if image.stream is not None]
    for stream in {stream.objgen: stream for stream in streams}.values():
        filters = [str(name) for name in items(stream.get("/Filter"))]
        if filters[-1:] == ["/DCTDecode"] and set(filters[:-1]) <= {"/FlateDecode"}:
            _prove(unfolded(stream, page), desk, page=page)


def _prove(content: bytes, desk: Desk, *, page: int) -> None:
    try:
        frame = read_frame(io.BytesIO(content))
    except ValueError as error:
        raise DamagedImageError(page=page) from error
    if not frame.height_px:
        return  # it comes after the picture: the renderer alone can tell
    desk.require_pixels(frame.width_px, frame.height_px, page=page)
    with pictures.opened(io.BytesIO(content), formats=FORMATS, page=page) as decoded:
        pictures.prove_jpeg(decoded)
