"""JPEG masters: their own bytes are the page image, unless PDF cannot show them as they are."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import BinaryIO

from sohoa.domain import scan_findings
from sohoa.domain.errors import DamagedImageError
from sohoa.domain.stage_results import Derivation, PageEncoding
from sohoa.intake import pictures
from sohoa.intake.masters import Master
from sohoa.intake.resolution import true_resolution
from sohoa.intake.sheets import Desk, Picture, Sheet

#: Start-of-frame markers (ITU-T T.81, table B.1): baseline, extended, progressive; and the lossless
#: and arithmetic ones, which PDF does not know (ISO 32000-1, 7.4.8).
_PLAIN_FRAMES = {0xC0, 0xC1, 0xC2}
_OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_START_OF_SCAN, _ADOBE, _FILL, _STANDALONE = 0xDA, 0xEE, 0xFF, {0x01, *range(0xD0, 0xD9)}
_EIGHT_BITS, _GREY_OR_COLOUR = 8, (1, 3)
_LEAST_SEGMENT = 2
#: Define number of lines: the height, told after the first scan (ITU-T T.81, B.2.5).
_LINES, _LINES_SEGMENT = b"\xff\xdc\0\4", 6
#: Where a frame header tells its height, counted from its marker.
_HEIGHT_PLACE, _HEIGHT_BYTES = 5, 2
_MOST_LATE_BYTES = 256 << 20
FORMATS = ("JPEG", "MPO")


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame header of a JPEG; `is_plain` when PDF can show the bytes as they are.

    A height of 0 is told after the picture (`with_its_height`).
    """

    width_px: int
    height_px: int
    components: int
    is_plain: bool


def read_frame(stream: BinaryIO) -> Frame:
    """Read a JPEG as far as its frame header.

    Raises:
        ValueError: It has none, or is cut short before it.
    """
    if stream.read(2) != b"\xff\xd8":
        raise ValueError("not a JPEG")
    is_adobe = False
    while True:
        marker = _next_marker(stream)
        if marker in _STANDALONE:
            continue
        if marker == _START_OF_SCAN:
            raise ValueError("no JPEG frame")
        (length,) = struct.unpack(">H", _exactly(stream, 2))
        segment = _exactly(stream, max(length - _LEAST_SEGMENT, 0))
        is_adobe = is_adobe or (marker == _ADOBE and segment.startswith(b"Adobe"))
        if marker in _PLAIN_FRAMES or marker in _OTHER_FRAMES:
            return _frame(marker, segment, is_adobe=is_adobe)


def with_its_height(content: bytes) -> bytes:
    """A JPEG whose frame leaves its height to a marker after the picture, told in the frame.

    Viewers and PDF know of no such marker. Every coefficient stays as it is.

    Raises:
        ValueError: Nothing tells a height.
    """
    place = 2
    while content[place : place + 1] == b"\xff" and content[place + 1] not in _PLAIN_FRAMES:
        if content[place + 1] == _START_OF_SCAN or content[place + 1] in _STANDALONE:
            raise ValueError("no JPEG frame")
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    marker = content.find(_LINES, place)
    height = content[marker + 4 : marker + _LINES_SEGMENT]
    if marker < 0 or len(height) < _HEIGHT_BYTES or not any(height):
        raise ValueError("JPEG of no height")
    at = place + _HEIGHT_PLACE
    rest = content[at + _HEIGHT_BYTES : marker] + content[marker + _LINES_SEGMENT :]
    return content[:at] + height + rest


def take_jpeg(master: Master, desk: Desk, *, page: int) -> Sheet:
    """Take a JPEG as a page.

    Raises:
        DamagedImageError: It cannot be decoded to its end.
        TooManyPixelsError: It is too large.
    """
    frame, late = _frame_of(master, page)
    desk.require_pixels(frame.width_px, frame.height_px, page=page)
    source = master.path if late is None else io.BytesIO(late)
    with pictures.opened(source, formats=FORMATS, page=page) as image:
        orientation = pictures.orientation_of(image)
        camera = pictures.camera_of(image)
        stated = pictures.stated_dpi(image)
        resolution = true_resolution(stated, width_px=frame.width_px, height_px=frame.height_px)
        if frame.is_plain and not pictures.is_mirrored(orientation):
            pictures.prove_jpeg(image)
            picture = Picture(
                late,
                PageEncoding.JPEG,
                Derivation.AS_SCANNED if late is None else Derivation.EXTRACTED,
                frame.width_px,
                frame.height_px,
                resolution,
                pictures.TURNS[orientation],
            )
        else:
            picture = desk.coded_again(image, resolution, page=page, orientation=orientation)
    findings = (scan_findings.CAMERA.at(page, camera),) if camera else ()
    return desk.lay(picture, page=page, master=master, findings=findings)


def _frame_of(master: Master, page: int) -> tuple[Frame, bytes | None]:
    """The frame, and the bytes to go by where the master's own leave the height to the end."""
    try:
        with master.path.open("rb") as stream:
            frame = read_frame(stream)
            if frame.height_px:
                return frame, None
            stream.seek(0)
            late = with_its_height(stream.read(_MOST_LATE_BYTES))
            return read_frame(io.BytesIO(late)), late
    except (OSError, ValueError) as error:
        raise DamagedImageError(page=page) from error


def _frame(marker: int, segment: bytes, *, is_adobe: bool) -> Frame:
    try:
        bits, height, width, components = struct.unpack_from(">BHHB", segment)
    except struct.error as error:
        raise ValueError("JPEG frame is cut short") from error
    if not width:
        raise ValueError("JPEG of no size")
    # Readers disagree on components named R, G, B without Adobe's marker: PDF's rule says they
    # are YCbCr, libjpeg goes by the names.
    is_ambiguous = segment[6::3] == b"RGB" and not is_adobe
    is_plain = (
        marker in _PLAIN_FRAMES
        and bits == _EIGHT_BITS
        and components in _GREY_OR_COLOUR
        and not is_ambiguous
    )
    return Frame(width, height, components, is_plain)


def _next_marker(stream: BinaryIO) -> int:
    if _exactly(stream, 1) != b"\xff":
        raise ValueError("JPEG marker expected")
    while True:
        (marker,) = _exactly(stream, 1)
        if marker != _FILL:
            return marker


def _exactly(stream: BinaryIO, count: int) -> bytes:
    piece = stream.read(count)
    if len(piece) != count:
        raise ValueError("JPEG is cut short")
    return piece
