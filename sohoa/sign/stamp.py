"""The visible text of a signature: who, and when, in an upper corner of page 1.

The agency's stands top right: form of copy, agency and time of signing (Decree 30/2020/NĐ-CP,
annex I, part II, section I); the operator's top left: name and time of scanning (Circular
01/2023/TT-VPCP, article 8). Times New Roman, upright, size 10, black, no picture of the seal.
The text stands in the upper margin (20 to 25 mm), above the state heading.
"""

# mypy: allow-untyped-calls
# (pyHanko's PDF objects are not annotated.)
from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStamp, BaseStampStyle

from sohoa.domain.vietnam_time import in_vietnam
from sohoa.domain.vietnamese import squeeze
from sohoa.sign.font import UNITS_PER_EM, StampFont, stamp_font
from sohoa.sign.settings import Role, StampSettings
from sohoa.to_unicode import to_unicode_map

#: The decree's size; smaller only on a page that cannot hold the text otherwise.
FONT_SIZE = 10.0
_SMALLEST_SIZE, _SIZE_STEP = 1.0, 0.5
_LINE_PITCH = 1.15
#: Free space around the text inside its box: letters may reach beyond their advance.
_PADDING = 1.0
#: On a small page a margin is at most this part of its side.
_TENTH = 0.1
#: Kept free between two stamps that stand side by side, in points.
_BETWEEN = 6.0
_POINTS_PER_MM = 72 / 25.4

#: All the letters a time can need: one font subset serves every document of a batch.
_TIME_LETTERS = " 0123456789-T:+"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class StampLayout:
    """The place of the text: its box on the page in points, its lines and their size."""

    box: Box
    lines: tuple[str, ...]
    font_size: float


@dataclass(frozen=True, slots=True)
class StampText:
    """The visible text of a signature, the font it is set in, and its corner.

    `is_shared` is set where a second stamp stands in the other corner: each keeps to its half.
    """

    lines: tuple[str, ...]
    font: StampFont
    settings: StampSettings
    role: Role = Role.AGENCY
    is_shared: bool = False

    @classmethod
    def of(
        cls,
        settings: StampSettings,
        named: Sequence[str],
        moment: dt.datetime,
        *,
        font_dir: Path,
        role: Role = Role.AGENCY,
        is_shared: bool = False,
    ) -> StampText:
        """Names, a line each, and a time in Vietnam's zone (ISO 8601).

        Raises:
            ToolMissingError: No fit font is installed.
            SettingsError: A name has a letter the font lacks.
        """
        words = tuple(squeeze(name) for name in named)
        letters = "".join(sorted({*"".join(words), *_TIME_LETTERS}))
        font = stamp_font(settings.fonts, font_dir, letters)
        time = in_vietnam(moment).isoformat(timespec="seconds")
        return cls((*words, time), font, settings, role, is_shared)

    def style(self, page: Box) -> StampStyle:
        """The text laid out for a page, ready for pyHanko."""
        return StampStyle(layout=self.lay_out(page), font=self.font)

    def lay_out(self, page: Box) -> StampLayout:
        """Place the text inside the page's upper corner, whatever the page's size.

        A line that is too long goes on below. Only where the page cannot hold the text at
        all, as on a card, it gets smaller.
        """
        left, bottom, right, top = page
        margin_x = min(self.settings.margin_side_mm * _POINTS_PER_MM, (right - left) * _TENTH)
        margin_y = min(self.settings.margin_top_mm * _POINTS_PER_MM, (top - bottom) * _TENTH)
        room_x, room_y = right - left - 2 * margin_x, top - bottom - 2 * margin_y
        if self.is_shared:
            room_x = max(room_x - _BETWEEN, room_x * (1 - _TENTH)) / 2

        size = FONT_SIZE
        while True:
            lines = _wrap(self.lines, self.font, (room_x - 2 * _PADDING) / size * UNITS_PER_EM)
            widest = max(self.font.width_of(line) for line in lines)
            width = widest * size / UNITS_PER_EM + 2 * _PADDING
            height = len(lines) * size * _LINE_PITCH + 2 * _PADDING
            if (width <= room_x and height <= room_y) or size <= _SMALLEST_SIZE:
                break
            size -= _SIZE_STEP
        width, height, top = min(width, room_x), min(height, room_y), top - margin_y
        start = left + margin_x if self.role is Role.OPERATOR else right - margin_x - width
        return StampLayout((start, top - height, start + width, top), tuple(lines), size)


def _wrap(lines: Sequence[str], font: StampFont, room: float) -> list[str]:
    """Break lines between words so that each fits `room` (1/1000 of the font size) if it can."""
    wrapped: list[str] = []
    for line in lines:
        current = ""
        for word in line.split(" "):
            longer = f"{current} {word}" if current else word
            if current and font.width_of(longer) > room:
                wrapped.append(current)
                current = word
            else:
                current = longer
        wrapped.append(current)
    return wrapped


@dataclass(frozen=True, kw_only=True)
class StampStyle(BaseStampStyle):
    """The hook for pyHanko: draws the layout into the signature field's box."""

    layout: StampLayout
    font: StampFont

    def create_stamp(
        self,
        writer: BasePdfFileWriter,
        box: BoxConstraints,
        text_params: dict[str, object],  # noqa: ARG002 - the text is laid out already
    ) -> BaseStamp:
        """Make the appearance for one document."""
        return _Stamp(writer, self, box)


class _Stamp(BaseStamp):
    """Black lines of text on nothing: no border, no background, no seal."""

    style: StampStyle

    def render(self) -> bytes:
        """The drawing operators; the font goes into the document on the way."""
        layout, font = self.style.layout, self.style.font
        self.set_resource(ResourceType.FONT, pdf_name("/F0"), _embed(font, self._ensure_writer))
        pitch = layout.font_size * _LINE_PITCH
        # The first baseline leaves room for marks that tower over capitals (Ẫ).
        height = layout.box[3] - layout.box[1]
        down = height - _PADDING - font.ascent * layout.font_size / UNITS_PER_EM
        drawn = [f"q 0 g BT /F0 {layout.font_size:g} Tf"]
        for number, line in enumerate(layout.lines):
            codes = "".join(f"{font.codes[letter]:04X}" for letter in line)
            drawn.append(f"1 0 0 1 {_PADDING:g} {down - number * pitch:.3f} Tm <{codes}> Tj")
        drawn.append("ET Q")
        return "\n".join(drawn).encode("ascii")


def _embed(font: StampFont, writer: BasePdfFileWriter) -> generic.IndirectObject:
    """Add a font to a PDF: Type 0, codes are glyph numbers, widths those of the program."""
    name = pdf_name(f"/{font.name}")
    program = _stream(font.program, Length1=generic.NumberObject(len(font.program)))
    descriptor = _dictionary(
        Type=pdf_name("/FontDescriptor"),
        FontName=name,
        Flags=generic.NumberObject(6),  # serif, symbolic
        FontBBox=_numbers(font.box),
        ItalicAngle=generic.NumberObject(0),
        Ascent=generic.NumberObject(font.ascent),
        Descent=generic.NumberObject(font.descent),
        CapHeight=generic.NumberObject(font.cap_height),
        StemV=generic.NumberObject(80),
        FontFile2=writer.add_object(program),
    )
    descendant = _dictionary(
        Type=pdf_name("/Font"),
        Subtype=pdf_name("/CIDFontType2"),
        BaseFont=name,
        CIDSystemInfo=_dictionary(
            Registry=generic.pdf_string("Adobe"),
            Ordering=generic.pdf_string("Identity"),
            Supplement=generic.NumberObject(0),
        ),
        CIDToGIDMap=pdf_name("/Identity"),
        FontDescriptor=writer.add_object(descriptor),
        W=generic.ArrayObject([generic.NumberObject(0), _numbers(font.widths)]),
    )
    codes = sorted(((code, letter) for letter, code in font.codes.items()), key=itemgetter(0))
    whole = _dictionary(
        Type=pdf_name("/Font"),
        Subtype=pdf_name("/Type0"),
        BaseFont=name,
        Encoding=pdf_name("/Identity-H"),
        DescendantFonts=generic.ArrayObject([writer.add_object(descendant)]),
        ToUnicode=writer.add_object(_stream(to_unicode_map(codes))),
    )
    return writer.add_object(whole)


def _dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {pdf_name(f"/{name}"): value for name, value in entries.items()}
    )


def _stream(content: bytes, **entries: generic.PdfObject) -> generic.StreamObject:
    """A compressed stream. A carriage return at its end would melt into the line feed before
    `endstream` (ISO 19005-2, 6.1.7.1); a further line feed, which decoders ignore, parts them."""
    coded = zlib.compress(content)
    if coded.endswith(b"\r"):
        coded += b"\n"
    parts = _dictionary(Filter=pdf_name("/FlateDecode"), **entries)
    return generic.StreamObject(dict(parts), encoded_data=coded)


def _numbers(values: Sequence[int]) -> generic.ArrayObject:
    return generic.ArrayObject([generic.NumberObject(value) for value in values])
