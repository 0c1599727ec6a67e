"""Takes the one picture that a scanned PDF page is out of it: unchanged where that can be."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
from pikepdf import PdfImage
from PIL import Image

from sohoa.domain.errors import DamagedImageError
from sohoa.domain.stage_results import Derivation, PageEncoding
from sohoa.intake import pictures
from sohoa.intake.fax import decoding_fax, wrap_g4
from sohoa.intake.fax_whole import require_whole_g4
from sohoa.intake.jp2 import own_jpeg2000
from sohoa.intake.jpeg import FORMATS, read_frame, with_its_height
from sohoa.intake.paper import Paper, number
from sohoa.intake.pdf_objects import items
from sohoa.intake.placed import PlacedImage
from sohoa.intake.resolution import Resolution, true_resolution
from sohoa.intake.sheets import Desk, Picture
from sohoa.jpeg2000 import read_jpeg2000

_GREY, _COLOUR = 1, 3
_DIRECT = {
    "/DeviceGray": _GREY,
    "/CalGray": _GREY,
    "/DeviceRGB": _COLOUR,
    "/CalRGB": _COLOUR,
    "/G": _GREY,
    "/RGB": _COLOUR,
}
_INDEXED_BITS = {1, 2, 4, 8}
_DIRECT_BITS = {1, 8}
#: A filter in front of DCTDecode saves next to nothing; one that unfolds further is a bomb.
_MOST_JPEG_BYTES = 128 << 20
#: A Flate stream may hold so much more than its picture needs: padding that some writers add.
_SPARE_BYTES = 1 << 16
#: /Columns of fax data that states none (ISO 32000-1, table 11).
_DEFAULT_COLUMNS = 1728
_INFLATED_AT_ONCE = 1 << 20
_MOST_DECODED_PIXELS = 50_000_000


def components_of(image: Any) -> int | None:
    """1 for grey (bilevel too), 3 for RGB; `None` for colours only a renderer can work out."""
    space = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) > 1:
        name = str(space[0])
        if name == "/ICCBased" and isinstance(space[1], pikepdf.Stream):
            count = space[1].get("/N")
            return int(count) if count in (_GREY, _COLOUR) else None
        return _DIRECT.get(name)
    if space is None and "/ImageMask" in image:
        return _GREY
    return _DIRECT.get(str(space))


def is_bilevel(image: Any) -> bool:
    """Say whether an image has one bit to a pixel and no colour."""
    return components_of(image) == _GREY and image.get("/BitsPerComponent", 1) == 1


def take_out(placed: PlacedImage, paper: Paper, desk: Desk, *, page: int) -> Picture | None:
    """Make the page image of a page that is one picture.

    The bytes of a JPEG, of JPEG 2000 and of Group 4 are taken as they are; other bilevel pictures
    become G4 and the rest JPEG. `None` for what a renderer does better: JBIG2, colour spaces of
    print, inverted samples.

    Raises:
        DamagedImageError: The image cannot be decoded.
        TooManyPixelsError: It turns out larger than the page said.
    """
    image = placed.stream
    filters = [str(name) for name in items(image.get("/Filter"))]
    if not _has_plain_samples(image):
        return None
    if filters and filters[-1] == "/DCTDecode" and set(filters[:-1]) <= {"/FlateDecode"}:
        return _own_jpeg(placed, paper, desk, page=page)
    if filters == ["/JPXDecode"]:
        return _own_jpeg2000(placed, paper, desk, page=page)
    if filters in (["/CCITTFaxDecode"], ["/FlateDecode"], []) and _is_simple(placed):
        return _coded_anew(placed, paper, desk, filters=filters, page=page)
    return None


def jpeg_of(placed: PlacedImage, page: int) -> bytes | None:
    """The JPEG that a picture is; `None` if it is coded otherwise.

    Raises:
        DamagedImageError: It cannot be taken out of what was put around it.
    """
    filters = [str(name) for name in items(placed.stream.get("/Filter"))]
    is_jpeg = filters[-1:] == ["/DCTDecode"] and set(filters[:-1]) <= {"/FlateDecode"}
    return unfolded(placed.stream, page) if is_jpeg else None


def decoded_for_a_look(placed: PlacedImage, page: int) -> Image.Image | None:
    """A fax or a plain picture, decoded; `None` for what a renderer does better.

    Raises:
        DamagedImageError: It cannot be decoded.
    """
    filters = [str(name) for name in items(placed.stream.get("/Filter"))]
    is_plain = filters in (["/CCITTFaxDecode"], ["/FlateDecode"], [])
    if not (is_plain and _has_plain_samples(placed.stream) and _is_simple(placed)):
        return None
    if filters == ["/FlateDecode"]:
        _require_true_length(placed, page)
    with pictures.decoding(page), decoding_fax(page):
        return _decoded(placed.stream, page)


def shown_turn(placed: PlacedImage, paper: Paper) -> int:
    """The clockwise turn from the image's pixels to the page as it is shown."""
    return (placed.turn + paper.rotate) % 360


def resolution_of(
    placed: PlacedImage, paper: Paper, *, width_px: int, height_px: int
) -> Resolution:
    """Pixels over paper as the page places the image; A4 is assumed if that is no sane sheet."""
    across, up = (side * paper.inches_per_unit for side in placed.sides)
    stated = (round(width_px / across, 2), round(height_px / up, 2)) if across and up else None
    return true_resolution(stated, width_px=width_px, height_px=height_px)


def _own_jpeg(placed: PlacedImage, paper: Paper, desk: Desk, *, page: int) -> Picture | None:
    image = placed.stream
    if "/ColorTransform" in str(items(image.get("/DecodeParms"))):
        return None
    content = unfolded(image, page)
    try:
        frame = read_frame(io.BytesIO(content))
        if not frame.height_px:
            content = with_its_height(content)
            frame = read_frame(io.BytesIO(content))
    except ValueError as error:
        raise DamagedImageError(page=page) from error
    desk.require_pixels(frame.width_px, frame.height_px, page=page)
    if not frame.is_plain or frame.components != components_of(image):
        return None
    with pictures.opened(io.BytesIO(content), formats=FORMATS, page=page) as decoded:
        pictures.prove_jpeg(decoded)
    size = frame.width_px, frame.height_px
    return Picture(
        content,
        PageEncoding.JPEG,
        Derivation.EXTRACTED,
        *size,
        resolution_of(placed, paper, width_px=size[0], height_px=size[1]),
        shown_turn(placed, paper),
    )


def _own_jpeg2000(placed: PlacedImage, paper: Paper, desk: Desk, *, page: int) -> Picture | None:
    image = placed.stream
    components = components_of(image)
    if components is None and "/ColorSpace" in image:
        return None
    content = own_jpeg2000(image.read_raw_bytes(), components=components, desk=desk, page=page)
    if content is None:
        return None
    header = read_jpeg2000(content)
    size = header.width_px, header.height_px
    return Picture(
        content,
        PageEncoding.JPEG2000,
        Derivation.EXTRACTED,
        *size,
        resolution_of(placed, paper, width_px=size[0], height_px=size[1]),
        shown_turn(placed, paper),
    )


def unfolded(image: Any, page: int) -> bytes:
    """The JPEG inside a stream, out of the Flate layers some writers put around it.

    Raises:
        DamagedImageError: They cannot be inflated.
    """
    content: bytes = image.read_raw_bytes()
    for name in items(image.get("/Filter")):
        if str(name) == "/FlateDecode":
            try:
                content = zlib.decompressobj().decompress(content, _MOST_JPEG_BYTES)
            except zlib.error as error:
                raise DamagedImageError(page=page) from error
    return content


def _has_plain_samples(image: Any) -> bool:
    """Say whether the samples mean what they are: no /Decode, or the one that changes nothing."""
    stated = [number(value) for value in items(image.get("/Decode"))]
    return stated in ([], [0, 1] * (components_of(image) or 0))


def _is_simple(placed: PlacedImage) -> bool:
    """Say whether the samples are grey, RGB or from a palette of these, in depths of scanners.

    What would take too much memory to decode here is not: poppler writes it out by rows.
    """
    image = placed.stream
    if _fax_parms(image).get("/EncodedByteAlign", False):
        return False  # libtiff knows no such rows
    if not is_bilevel(image) and placed.width_px * placed.height_px > _MOST_DECODED_PIXELS:
        return False
    bits = image.get("/BitsPerComponent", 1)
    space = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) and str(space[0]) in ("/Indexed", "/I"):
        return bits in _INDEXED_BITS
    return components_of(image) is not None and bits in _DIRECT_BITS


def _coded_anew(
    placed: PlacedImage, paper: Paper, desk: Desk, *, filters: list[str], page: int
) -> Picture:
    image = placed.stream
    if filters == ["/FlateDecode"]:
        _require_true_length(placed, page)
    with pictures.decoding(page), decoding_fax(page):
        decoded = _decoded(image, page)
    resolution = resolution_of(placed, paper, width_px=decoded.width, height_px=decoded.height)
    if filters == ["/CCITTFaxDecode"]:
        _require_whole_fax(image, decoded.height, page)
        if is_bilevel(image) and decoded.mode == "1" and (coded := _own_g4(image, resolution)):
            how, turn = Derivation.EXTRACTED, shown_turn(placed, paper)
            return Picture(coded, PageEncoding.CCITT_G4, how, *decoded.size, resolution, turn)
    quality = desk.settings.jpeg_quality
    content, encoding = pictures.encode(decoded, resolution, jpeg_quality=quality)
    return Picture(
        content,
        encoding,
        Derivation.RE_ENCODED,
        *decoded.size,
        resolution,
        shown_turn(placed, paper),
    )


def _own_g4(image: Any, resolution: Resolution) -> bytes | None:
    """A stream's own Group 4 data as a TIFF; `None` if it is coded otherwise or cut by the PDF."""
    parms = _fax_parms(image)
    size = int(image.get("/Width")), int(image.get("/Height"))
    has_own_width = number(parms.get("/Columns", _DEFAULT_COLUMNS)) == size[0]
    if not _is_g4(parms) or not has_own_width:
        return None
    return wrap_g4(
        [image.read_raw_bytes()],
        width_px=size[0],
        height_px=size[1],
        white_is_zero=not parms.get("/BlackIs1", False),
        resolution=resolution,
    )


def _fax_parms(image: Any) -> Any:
    return next(iter(items(image.get("/DecodeParms"))), None) or {}


def _is_g4(parms: Any) -> bool:
    return (number(parms.get("/K", 0)) or 0) < 0


def _require_whole_fax(image: Any, height_px: int, page: int) -> None:
    parms = _fax_parms(image)
    if _is_g4(parms):
        require_whole_g4(
            [image.read_raw_bytes()],
            width_px=int(number(parms.get("/Columns", _DEFAULT_COLUMNS)) or 0),
            height_px=height_px,
            page=page,
        )


def _decoded(image: Any, page: int) -> Image.Image:
    try:
        decoded = PdfImage(image).as_pil_image()
        decoded.load()
    except (pikepdf.PdfError, NotImplementedError) as error:
        raise DamagedImageError(page=page) from error
    return pictures.flattened(decoded)


def _require_true_length(placed: PlacedImage, page: int) -> None:
    """Inflate piece by piece, keeping nothing: a stream may unfold to far more than its picture.

    Raises:
        DamagedImageError: It holds more or much less than its header says, or is damaged.
    """
    image = placed.stream
    components = components_of(image) or 1
    bits = int(image.get("/BitsPerComponent", 1))
    row = (placed.width_px * components * bits + 7) // 8 + 1  # and a predictor's byte
    most = row * placed.height_px + _SPARE_BYTES
    inflater = zlib.decompressobj()
    waiting, length = image.read_raw_bytes(), 0
    try:
        while waiting and not inflater.eof and length <= most:
            length += len(inflater.decompress(waiting, _INFLATED_AT_ONCE))
            waiting = inflater.unconsumed_tail
    except zlib.error as error:
        raise DamagedImageError(page=page) from error
    if length > most or length < (row - 1) * placed.height_px:
        raise DamagedImageError(page=page)
