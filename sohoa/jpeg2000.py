"""JPEG 2000: what a file says of its picture, and whether PDF/A-2 takes it as it is.

Only headers are read (ITU-T T.800, annexes A and I); the picture is nobody's business here. It
stands below the stations because two of them must agree: intake on what may stay as it is, pdfa
on what it puts into a PDF.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

#: How a file in the JP2 format begins, and how its bare codestream does.
JP2_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
CODESTREAM_START = b"\xff\x4f\xff\x51"

_END_OF_CODESTREAM = b"\xff\xd9"
_START_OF_TILE = b"\xff\x90"
_BRAND = b"jp2 "
_GREY, _COLOUR = 1, 3
_EIGHT_BITS = 8
#: Boxes after which the channels are no longer plain grey or RGB: a palette, and which channel
#: means what (opacity among them); depths that differ.
_NOT_PLAIN = {b"pclr", b"cmap", b"cdef", b"bpcc"}
_ENUMERATED, _RESTRICTED_PROFILE = 1, 2
#: Enumerated colour spaces that mean what DeviceRGB and DeviceGray mean under an sRGB intent.
_SRGB, _GREYSCALE = 16, 17
_MOST_BOXES = 1000
_SIZ_BYTES, _COMPONENT_BYTES = 36, 3


@dataclass(frozen=True, slots=True)
class Codestream:
    """The first marker segment of a codestream. `is_even`: all channels are 8-bit,
    unsigned and of full resolution.
    """

    width_px: int
    height_px: int
    components: int
    is_even: bool


@dataclass(frozen=True, slots=True)
class Jpeg2000:
    """A picture in JPEG 2000.

    Attributes:
        is_boxed: It has the boxes of the JP2 format, and is no bare codestream.
        is_plain: PDF/A-2 may show it as it is, and so as DeviceGray or DeviceRGB (ISO 19005-2,
            6.2.8.3): one or three 8-bit channels, one colour specification that means just that.
    """

    width_px: int
    height_px: int
    components: int
    is_boxed: bool
    is_plain: bool


def read_jpeg2000(content: bytes | memoryview) -> Jpeg2000:
    """Read the headers of a JP2 file or a bare codestream, and see that its data is all there.

    Raises:
        ValueError: It is neither, or cut short.
    """
    view = memoryview(content)
    try:
        if bytes(view[:4]) == CODESTREAM_START:
            stream = _codestream(view)
            plain = stream.is_even and stream.components in (_GREY, _COLOUR)
            return Jpeg2000(
                stream.width_px, stream.height_px, stream.components, is_boxed=False, is_plain=plain
            )
        return _boxed(view)
    except (struct.error, IndexError) as error:
        raise ValueError("JPEG 2000 is cut short") from error


def boxed(codestream: bytes) -> bytes:
    """Put the boxes of the JP2 format around a bare codestream, which stays as it is.

    Raises:
        ValueError: It is no codestream of one or three 8-bit channels.
    """
    found = read_jpeg2000(codestream)
    if found.is_boxed or not found.is_plain:
        raise ValueError("not a plain codestream")
    space = _GREYSCALE if found.components == _GREY else _SRGB
    header = struct.pack(
        ">IIHBBBB", found.height_px, found.width_px, found.components, _EIGHT_BITS - 1, 7, 0, 0
    )
    colour = struct.pack(">BBBI", _ENUMERATED, 0, 0, space)
    return (
        JP2_SIGNATURE
        + _box(b"ftyp", _BRAND + struct.pack(">I", 0) + _BRAND)
        + _box(b"jp2h", _box(b"ihdr", header) + _box(b"colr", colour))
        + _box(b"jp2c", codestream)
    )


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _boxed(view: memoryview) -> Jpeg2000:
    if bytes(view[: len(JP2_SIGNATURE)]) != JP2_SIGNATURE:
        raise ValueError("not JPEG 2000")
    is_jp2 = False
    header: list[tuple[bytes, memoryview]] = []
    stream: Codestream | None = None
    for kind, body in _boxes(view):
        if kind == b"ftyp":
            brands = {bytes(body[:4]), *(bytes(body[at : at + 4]) for at in range(8, len(body), 4))}
            is_jp2 = _BRAND in brands
        elif kind == b"jp2h":
            header += _boxes(body)
        elif kind == b"jp2c":
            stream = _codestream(body)
            break
    if stream is None:
        raise ValueError("JPEG 2000 without a codestream")
    kinds = {kind for kind, _ in header}
    colours = [body for kind, body in header if kind == b"colr"]
    plain = (
        is_jp2
        and stream.is_even
        and stream.components in (_GREY, _COLOUR)
        and b"ihdr" in kinds
        and not kinds & _NOT_PLAIN
        and len(colours) == 1
        and _means_device_colour(colours[0], stream.components)
    )
    return Jpeg2000(
        stream.width_px, stream.height_px, stream.components, is_boxed=True, is_plain=plain
    )


def _means_device_colour(colour: memoryview, components: int) -> bool:
    method = colour[0]
    if method == _RESTRICTED_PROFILE:
        return True
    if method != _ENUMERATED:
        return False
    (space,) = struct.unpack_from(">I", colour, 3)
    return bool(space == (_GREYSCALE if components == _GREY else _SRGB))


def _boxes(view: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Boxes side by side (annex I.4); a length of 0 reaches to the end."""
    position = 0
    for _ in range(_MOST_BOXES):
        if position >= len(view):
            return
        length, kind = struct.unpack_from(">I4s", view, position)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", view, position + 8)
            head = 16
        end = position + length if length else len(view)
        if end > len(view) or end < position + head:
            raise ValueError("JPEG 2000 box is cut short")
        yield kind, view[position + head : end]
        position = end
    raise ValueError("JPEG 2000 with too many boxes")


def _codestream(view: memoryview) -> Codestream:
    if bytes(view[:4]) != CODESTREAM_START:
        raise ValueError("not a JPEG 2000 codestream")
    _length, _kind, right, bottom, left, top = struct.unpack_from(">HHIIII", view, 4)
    (count,) = struct.unpack_from(">H", view, 4 + _SIZ_BYTES)
    start = 4 + _SIZ_BYTES + 2
    depths = [
        tuple(view[at : at + _COMPONENT_BYTES])
        for at in range(start, start + _COMPONENT_BYTES * count, _COMPONENT_BYTES)
    ]
    if right <= left or bottom <= top or not depths:
        raise ValueError("JPEG 2000 of no size")
    _require_whole(view)
    is_even = all(depth == (_EIGHT_BITS - 1, 1, 1) for depth in depths)
    return Codestream(right - left, bottom - top, count, is_even)


def _require_whole(view: memoryview) -> None:
    """Walk the main header and the tile-parts to the end (annex A.4): openjpeg does not mind
    when the last ones are missing.
    """
    position = 2
    while bytes(view[position : position + 2]) != _START_OF_TILE:
        (length,) = struct.unpack_from(">H", view, position + 2)
        position += 2 + max(length, 2)
    while bytes(view[position : position + 2]) == _START_OF_TILE:
        (length,) = struct.unpack_from(">I", view, position + 6)
        if length == 0:  # the last tile-part reaches to the end of the codestream
            position = len(view) - 2
            break
        position += max(length, 14)
    if bytes(view[position : position + 2]) != _END_OF_CODESTREAM:
        raise ValueError("JPEG 2000 is cut short")
