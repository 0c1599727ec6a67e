"""Page image files as PDF image streams: the file's own coded bytes, never decoded.

The headers are parsed here and not by an imaging library, because what is needed is not the
picture but where its bytes lie and whether PDF can show them as they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from sohoa.domain.stage_results import PageEncoding
from sohoa.jpeg2000 import read_jpeg2000

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_COMPONENTS = {0: 1, 2: 3}
_EIGHT_BITS = 8

#: Start-of-frame markers that DCTDecode knows: baseline, extended, progressive
#: (ISO 32000-1, 7.4.8). Lossless and arithmetic coding are not among them.
_DCT_FRAMES = {0xC0, 0xC1, 0xC2}
_OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_MARKER, _START_OF_SCAN, _ADOBE = 0xFF, 0xDA, 0xEE
_STANDALONE = {0x01, *range(0xD0, 0xD9)}

#: TIFF tags read here (TIFF 6.0) and the types a whole number may have.
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_FILL_ORDER, _STRIP_OFFSETS, _SAMPLES, _STRIP_BYTES, _T6_OPTIONS = 266, 273, 277, 279, 293
_TIFF_NUMBERS = {3: "H", 4: "I"}
_GROUP_4 = 4
_MAX_TIFF_TAGS = 512


@dataclass(frozen=True, slots=True)
class Raster:
    """An image as PDF takes it.

    Attributes:
        components: 1 is DeviceGray, 3 is DeviceRGB.
        parms: Entries of `/DecodeParms`.
        data: The coded bytes: slices of the file, in order.
    """

    width_px: int
    height_px: int
    components: int
    bits: int
    filter_name: str
    data: tuple[memoryview, ...]
    parms: dict[str, int | bool] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """The number of coded bytes."""
        return sum(len(piece) for piece in self.data)


def read_raster(content: bytes, encoding: PageEncoding) -> Raster:
    """Find the image inside a file's bytes.

    Raises:
        ValueError: The bytes are damaged, or PDF cannot show them unchanged.
    """
    readers = {
        PageEncoding.JPEG: _read_jpeg,
        PageEncoding.JPEG2000: _read_jp2,
        PageEncoding.PNG: _read_png,
        PageEncoding.CCITT_G4: _read_tiff,
    }
    try:
        raster = readers[encoding](memoryview(content))
    except (struct.error, IndexError) as error:
        raise ValueError("the file is cut short") from error
    if raster.width_px < 1 or raster.height_px < 1 or not raster.size_bytes:
        raise ValueError("the image is empty")
    return raster


def _read_jpeg(content: memoryview) -> Raster:
    frame: memoryview | None = None
    is_adobe = False
    for marker, segment in _jpeg_segments(content):
        if marker in _OTHER_FRAMES:
            raise ValueError("lossless or arithmetic JPEG")
        if marker in _DCT_FRAMES:
            frame = segment
        is_adobe = is_adobe or (marker == _ADOBE and bytes(segment[:5]) == b"Adobe")
    if frame is None:
        raise ValueError("no JPEG frame")

    bits, height, width, components = struct.unpack_from(">BHHB", frame)
    names = bytes(frame[6 + 3 * number] for number in range(components))
    if bits != _EIGHT_BITS or components not in (1, 3):
        raise ValueError(f"JPEG with {components} components of {bits} bits")
    if names == b"RGB" and not is_adobe:
        # Readers disagree: the PDF rule says YCbCr, libjpeg goes by the names and says RGB.
        raise ValueError("JPEG whose colours cannot be told")
    return Raster(width, height, components, bits, "/DCTDecode", (content,))


def _jpeg_segments(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The marker segments before the first scan."""
    if bytes(content[:2]) != b"\xff\xd8":
        raise ValueError("not a JPEG")
    position = 2
    while True:
        if content[position] != _MARKER:
            raise ValueError("JPEG marker expected")
        marker = content[position + 1]
        if marker == _MARKER:  # fill byte
            position += 1
            continue
        if marker == _START_OF_SCAN:
            return
        position += 2
        if marker in _STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", content, position)
        yield marker, content[position + 2 : position + length]
        position += max(length, 2)


def _read_jp2(content: memoryview) -> Raster:
    found = read_jpeg2000(content)
    if not (found.is_boxed and found.is_plain):
        raise ValueError("JPEG 2000 that PDF/A-2 does not take as it is")
    size = found.width_px, found.height_px
    return Raster(*size, found.components, _EIGHT_BITS, "/JPXDecode", (content,))


def _read_png(content: memoryview) -> Raster:
    if bytes(content[:8]) != _PNG_SIGNATURE:
        raise ValueError("not a PNG")
    chunks = list(_png_chunks(content))
    name, header = chunks[0]
    if name != b"IHDR":
        raise ValueError("PNG without its header")
    width, height, bits, colour, _, _, interlace = struct.unpack_from(">IIBBBBB", header)
    if bits != _EIGHT_BITS or colour not in _PNG_COMPONENTS or interlace:
        raise ValueError(f"PNG of colour type {colour}, {bits} bits, interlace {interlace}")
    if any(name == b"tRNS" for name, _ in chunks):
        raise ValueError("PNG with transparency")

    components = _PNG_COMPONENTS[colour]
    data = tuple(body for name, body in chunks if name == b"IDAT" and len(body))
    parms: dict[str, int | bool] = {
        "/Predictor": 15,
        "/Colors": components,
        "/BitsPerComponent": bits,
        "/Columns": width,
    }
    return Raster(width, height, components, bits, "/FlateDecode", data, parms)


def _png_chunks(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    position = len(_PNG_SIGNATURE)
    name = b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, position)
        body = content[position + 8 : position + 8 + length]
        if len(body) != length:
            raise ValueError("PNG chunk is cut short")
        yield name, body
        position += 12 + length


def _read_tiff(content: memoryview) -> Raster:
    tags = _tiff_tags(content)
    expected = {_COMPRESSION: _GROUP_4, _BITS: 1, _SAMPLES: 1, _FILL_ORDER: 1, _T6_OPTIONS: 0}
    defaults = {**expected, _COMPRESSION: 1}
    for tag, value in expected.items():
        if tags.get(tag, (defaults[tag],)) != (value,):
            raise ValueError(f"TIFF tag {tag} is not {value}")
    try:
        width, height, photometric, offset, length = (
            _single(tags[tag])
            for tag in (_WIDTH, _HEIGHT, _PHOTOMETRIC, _STRIP_OFFSETS, _STRIP_BYTES)
        )
    except KeyError as error:
        raise ValueError(f"TIFF without tag {error}") from error
    data = content[offset : offset + length]
    if photometric not in (0, 1) or len(data) != length:
        raise ValueError("TIFF strip is cut short or not black and white")

    # A black run is 0 in PDF's DeviceGray unless BlackIs1; TIFF's BlackIsZero (1) says that
    # the coder was fed the picture inverted (TIFF 6.0, section 10; ISO 32000-1, table 11).
    parms = {"/K": -1, "/Columns": width, "/Rows": height, "/BlackIs1": photometric == 1}
    return Raster(width, height, 1, 1, "/CCITTFaxDecode", (data,), parms)


def _tiff_tags(content: memoryview) -> dict[int, tuple[int, ...]]:
    """The whole-number tags of the only directory."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(content[:4]))
    if order is None:
        raise ValueError("not a TIFF")
    (directory,) = struct.unpack_from(f"{order}I", content, 4)
    (count,) = struct.unpack_from(f"{order}H", content, directory)
    if count > _MAX_TIFF_TAGS:
        raise ValueError("TIFF with too many tags")
    tags: dict[int, tuple[int, ...]] = {}
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        tag, kind, values = struct.unpack_from(f"{order}HHI", content, entry)
        if kind in _TIFF_NUMBERS and values == 1:
            tags[tag] = struct.unpack_from(order + _TIFF_NUMBERS[kind], content, entry + 8)
        elif kind in _TIFF_NUMBERS:
            tags[tag] = ()
    (following,) = struct.unpack_from(f"{order}I", content, directory + 2 + 12 * count)
    if following:
        raise ValueError("TIFF with more than one page")
    return tags


def _single(values: tuple[int, ...]) -> int:
    if len(values) != 1:
        raise ValueError("TIFF with more than one strip")
    return values[0]
