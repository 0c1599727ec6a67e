"""TIFF masters: a frame that is a page becomes a page image, JPEG and Group 4 by its own bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, TiffImagePlugin

from sohoa.domain.stage_results import Derivation, PageEncoding
from sohoa.intake import pictures
from sohoa.intake.fax import decoding_fax, wrap_g4
from sohoa.intake.fax_whole import require_whole_g4
from sohoa.intake.frames import page_frames
from sohoa.intake.jpeg import FORMATS, read_frame
from sohoa.intake.masters import Master, chosen_pages
from sohoa.intake.resolution import Resolution, true_resolution
from sohoa.intake.sheets import Desk, Picture, Sheet

#: Tags (TIFF 6.0, and Technical Note 2 for JPEG).
_WIDTH, _HEIGHT = 256, 257
_COMPRESSION, _PHOTOMETRIC, _ORIENTATION = 259, 262, 274
_STRIP_OFFSETS, _ROWS_PER_STRIP, _STRIP_BYTES, _TILE_OFFSETS, _TILE_BYTES, _TABLES = (
    273,
    278,
    279,
    324,
    325,
    347,
)
_FILL_ORDER, _T6_OPTIONS = 266, 293
_CLASSIC = (b"II*\0", b"MM\0*")
_GROUP_4, _JPEG_COMPRESSION = 4, 7
_LOW_BIT_FIRST = 2
#: Photometric interpretations under which a JPEG stands alone as it does in the TIFF.
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _YCBCR = 0, 1, 6
_SIDEWAYS = {5, 6, 7, 8}
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"


def take_tiff(
    master: Master, desk: Desk, *, first_page: int, pages: Sequence[int] = ()
) -> Iterator[Sheet]:
    """Take the frames of a TIFF as pages, one decoded at a time; those of `pages` if any are named.

    Raises:
        DamagedImageError: A frame cannot be decoded.
        HiddenPictureError: The full picture lies where no viewer looks.
        TooManyPixelsError: A frame is too large.
        TooManyPagesError: It has more frames than a document may have pages.
        NoPagesError: It has no frame.
        PagesBeyondError: It has fewer pages than were named.
    """
    base = 1 if pages else first_page
    frames, findings = page_frames(master, desk, first_page=base)
    for page, of_file in enumerate(chosen_pages(pages, of=len(frames)), start=first_page):
        picture = _frame_picture(master, desk, frames[of_file - 1], page=page)
        told = base + of_file - 1
        own = tuple(replace(one, page=page) for one in findings if one.page == told)
        yield desk.lay(picture, page=page, master=master, findings=own)


def _frame_picture(master: Master, desk: Desk, frame: int, *, page: int) -> Picture:
    # The file is opened anew for every frame: so no frame's pixels outlive its turn.
    with pictures.opened(master.path, formats=("TIFF",), page=page) as image:
        image.seek(frame)
        orientation = _tag(image, _ORIENTATION, 1)
        if orientation in pictures.TURNS and (jpeg := _own_jpeg(image, master.path)):
            return _extracted(jpeg, image, desk, turn=pictures.TURNS[orientation], page=page)

        stated = pictures.stated_dpi(image)
        is_g4 = _tag(image, _COMPRESSION, 0) == _GROUP_4
        size = _tag(image, _WIDTH, 0), _tag(image, _HEIGHT, 0)  # as stored: Pillow's is as shown
        white_is_zero = _tag(image, _PHOTOMETRIC, 0) == _WHITE_IS_ZERO
        rows_per_strip = _tag(image, _ROWS_PER_STRIP, 0)
        desk.require_room(image, page=page, orientation=orientation)
        with decoding_fax(page):
            image.load()  # Pillow brings a TIFF upright by its orientation tag as it loads it
        if stated and orientation in _SIDEWAYS:
            stated = stated[1], stated[0]
        resolution = true_resolution(stated, width_px=image.width, height_px=image.height)
        if is_g4:
            require_whole_g4(
                _strips(image, master),
                width_px=size[0],
                height_px=size[1],
                rows_per_strip=rows_per_strip,
                is_reversed=_tag(image, _FILL_ORDER, 1) == _LOW_BIT_FIRST,
                page=page,
            )
            own = _own_g4(image, master, white_is_zero=white_is_zero, resolution=resolution)
            if own is not None and orientation == 1:
                return own
        return desk.coded_again(image, resolution, page=page)


def _strips(image: Image.Image, master: Master) -> Iterator[bytes]:
    with master.path.open("rb") as stream:
        for offset, count in zip(
            _tags(image, _STRIP_OFFSETS), _tags(image, _STRIP_BYTES), strict=False
        ):
            stream.seek(offset)
            yield stream.read(min(count, master.source.size_bytes))


def _own_g4(
    image: Image.Image, master: Master, *, white_is_zero: bool, resolution: Resolution
) -> Picture | None:
    """The frame's own Group 4 data: the master itself where it is that and nothing else.

    `None` for what PDF reads otherwise: several strips, bits the other way round, raw rows.
    """
    offsets, counts = _tags(image, _STRIP_OFFSETS), _tags(image, _STRIP_BYTES)
    is_usual = _tag(image, _FILL_ORDER, 1) == 1 and _tag(image, _T6_OPTIONS, 0) == 0
    if image.mode != "1" or len(offsets) != 1 or len(counts) != 1 or not is_usual:
        return None
    content: bytes | None = None
    how = Derivation.AS_SCANNED
    if getattr(image, "n_frames", 1) > 1 or master.head[:4] not in _CLASSIC:
        with master.path.open("rb") as stream:
            stream.seek(offsets[0])
            coded = stream.read(min(counts[0], master.source.size_bytes))
        content = wrap_g4(
            [coded],
            width_px=image.width,
            height_px=image.height,
            white_is_zero=white_is_zero,
            resolution=resolution,
        )
        how = Derivation.EXTRACTED
    return Picture(content, PageEncoding.CCITT_G4, how, *image.size, resolution)


def _extracted(jpeg: bytes, image: Image.Image, desk: Desk, *, turn: int, page: int) -> Picture:
    stated = pictures.stated_dpi(image)
    frame = read_frame(io.BytesIO(jpeg))
    desk.require_pixels(frame.width_px, frame.height_px, page=page)
    with pictures.opened(io.BytesIO(jpeg), formats=FORMATS, page=page) as alone:
        pictures.prove_jpeg(alone)
    size = frame.width_px, frame.height_px
    resolution = true_resolution(stated, width_px=frame.width_px, height_px=frame.height_px)
    return Picture(jpeg, PageEncoding.JPEG, Derivation.EXTRACTED, *size, resolution, turn)


def _own_jpeg(image: Image.Image, path: Path) -> bytes | None:
    """The frame as a JPEG of its own: shared tables put back in front of its only strip.

    `None` when it is none, lies in several strips, or would mean other colours outside the TIFF.
    """
    if _tag(image, _COMPRESSION, 0) != _JPEG_COMPRESSION:
        return None
    if _tag(image, _PHOTOMETRIC, -1) not in (_BLACK_IS_ZERO, _YCBCR):
        return None
    offsets = _tags(image, _STRIP_OFFSETS) or _tags(image, _TILE_OFFSETS)
    counts = _tags(image, _STRIP_BYTES) or _tags(image, _TILE_BYTES)
    if len(offsets) != 1 or len(counts) != 1:
        return None
    with path.open("rb") as stream:
        stream.seek(offsets[0])
        strip = stream.read(min(counts[0], path.stat().st_size))
    tables = _directory(image).get(_TABLES, b"")
    if not strip.startswith(_SOI) or not isinstance(tables, bytes):
        return None
    jpeg = _SOI + tables.removeprefix(_SOI).removesuffix(_EOI) + strip.removeprefix(_SOI)
    frame = read_frame(io.BytesIO(jpeg))
    is_whole = (frame.width_px, frame.height_px) == image.size
    return jpeg if frame.is_plain and is_whole else None


def _directory(image: Image.Image) -> TiffImagePlugin.ImageFileDirectory_v2:
    assert isinstance(image, TiffImagePlugin.TiffImageFile)  # noqa: S101 - opened as TIFF only
    return image.tag_v2


def _tag(image: Image.Image, tag: int, default: int) -> int:
    value = _directory(image).get(tag, default)
    return value if isinstance(value, int) else default


def _tags(image: Image.Image, tag: int) -> tuple[int, ...]:
    value = _directory(image).get(tag, ())
    return (value,) if isinstance(value, int) else tuple(value)
