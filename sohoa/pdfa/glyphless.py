"""The font of the invisible text: one blank glyph for every character there is.

Text in render mode 3 needs codes that mean characters, not shapes. Each character (with the
marks that stand on it) gets a code when it is first used; all codes show the same blank glyph,
and only `/ToUnicode` tells them apart. The font is embedded and its widths agree with the font
program, as ISO 19005-2, 6.2.11.4 and 6.2.11.5, ask of visible fonts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

from sohoa.pdfa.streams import compressed
from sohoa.to_unicode import to_unicode_map

#: Advance of every glyph in 1/1000 of the font size; the drawn box is as high as the size.
ADVANCE = 500
_UNITS_PER_EM = 1000
_FONT_NAME = "SohoaGlyphless"
#: 1 January 1970 in the seconds since 1904 that TrueType counts: the font has no date.
_NO_DATE = 2_082_844_800

_LAST_CODE = 0xFFFF
_LONGEST_CLUSTER = 16
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_JOINER = "\N{ZERO WIDTH JOINER}"


def clusters(text: str) -> Iterator[str]:
    r"""Cut a text into characters with the marks that stand on them.

    >>> list(clusters("m²g\u0308"))
    ['m', '²', 'g̈']
    """
    cluster = ""
    for letter in text:
        joins = cluster and (
            unicodedata.category(letter) in {"Mn", "Me", "Mc"}
            or letter == _JOINER
            or cluster.endswith(_JOINER)
        )
        if joins and len(cluster) < _LONGEST_CLUSTER:
            cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster


class GlyphlessFont:
    """The codes one document uses; the same text in the same order gives the same codes."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def __bool__(self) -> bool:
        """Say if any character was used: a document of blank pages needs no font."""
        return bool(self._codes)

    def encode(self, text: str) -> tuple[str, int]:
        """Give a legible text's codes as hexadecimal digits, and how many there are."""
        codes = [self._code(cluster) for cluster in clusters(text)]
        return "".join(f"{code:04X}" for code in codes), len(codes)

    def _code(self, cluster: str) -> int:
        code = self._codes.get(cluster)
        if code is None:
            # Code 0 is .notdef; the last is kept for what no longer finds a place.
            if len(self._codes) >= _LAST_CODE - 1:
                cluster = _REPLACEMENT
            code = self._codes.setdefault(cluster, len(self._codes) + 1)
        return code

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """Write the font into a PDF; call it when every text has been encoded."""
        program = _font_program()
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/" + _FONT_NAME),
            Flags=4,  # symbolic: its codes follow no standard encoding
            FontBBox=[0, 0, ADVANCE, _UNITS_PER_EM],
            ItalicAngle=0,
            Ascent=_UNITS_PER_EM,
            Descent=0,
            CapHeight=_UNITS_PER_EM,
            StemV=80,
            FontFile2=compressed(pdf, program, Length1=len(program)),
        )
        to_glyph = b"\x00\x00" + b"\x00\x01" * len(self._codes)
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=pikepdf.Name("/" + _FONT_NAME),
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            DW=ADVANCE,
            CIDToGIDMap=compressed(pdf, to_glyph),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
        return pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type0,
                BaseFont=pikepdf.Name("/" + _FONT_NAME),
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[pdf.make_indirect(descendant)],
                ToUnicode=compressed(pdf, self._to_unicode()),
            )
        )

    def _to_unicode(self) -> bytes:
        return to_unicode_map((code, cluster) for cluster, code in self._codes.items())


def _hairless_box() -> Glyph:
    """A glyph with a box and no ink: there and back on the diagonal.

    A glyph without any box makes pdfium (Chromium, Edge) drop every word of a single letter.
    """
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((ADVANCE, _UNITS_PER_EM))
    pen.closePath()
    return pen.glyph()


@cache
def _font_program() -> bytes:
    """A TrueType font of two blank glyphs; the same bytes whenever it is made."""
    builder = FontBuilder(_UNITS_PER_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": Glyph(), "blank": _hairless_box()})
    builder.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "blank": (ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=_UNITS_PER_EM, descent=0)
    builder.setupNameTable({"familyName": _FONT_NAME, "psName": _FONT_NAME})
    builder.setupOS2(sTypoAscender=_UNITS_PER_EM, usWinAscent=_UNITS_PER_EM)
    builder.setupPost()
    builder.font.recalcTimestamp = False
    builder.updateHead(created=_NO_DATE, modified=_NO_DATE)
    stream = BytesIO()
    builder.save(stream)
    return stream.getvalue()
