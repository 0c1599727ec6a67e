"""PDFs that were never paper, made at test time: Vietnamese text in an embedded font."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont

NAME, DICT = pikepdf.Name, pikepdf.Dictionary
FONT = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")
SHEET = (595.3, 841.9)
LINES = (
    ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", 60, 780, 11),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 310, 780, 11),
    ("Độc lập - Tự do - Hạnh phúc", 350, 764, 11),
    ("Số: 215/GP-SVHTTDL", 90, 745, 12),
    ("Đồng Nai, ngày 12 tháng 3 năm 2024", 340, 745, 12),
    ("GIẤY PHÉP", 260, 700, 14),
    ("Cho phép tổ chức biểu diễn nghệ thuật tại nhà văn hóa trung tâm của thành phố", 70, 660, 12),
    ("Thời gian biểu diễn từ ngày 20 tháng 3 đến hết ngày 25 tháng 3 năm 2024", 70, 640, 12),
    ("Đơn vị được cấp giấy phép chịu trách nhiệm về nội dung chương trình", 70, 620, 12),
    ("theo đúng các quy định hiện hành của pháp luật về biểu diễn nghệ thuật", 70, 600, 12),
)


@cache
def _font() -> TTFont:
    return TTFont(FONT)


def _glyphs(text: str) -> str:
    table = _font().getBestCmap()
    return "".join(f"{_font().getGlyphID(table[ord(letter)]):04x}" for letter in text)


def embedded_font(pdf: pikepdf.Pdf, said=lambda text: text) -> pikepdf.Object:
    """Tinos as a CID font; `said` is what its letters are called when they are extracted."""
    font = _font()
    scale = 1000 / font["head"].unitsPerEm
    table = font.getBestCmap()
    letters = sorted({letter for text, *_ in LINES for letter in text} | set("0123456789 "))
    gids = {letter: font.getGlyphID(table[ord(letter)]) for letter in letters}
    widths: list = []
    rows = []
    for letter, gid in gids.items():
        widths += [gid, pikepdf.Array([round(font["hmtx"][table[ord(letter)]][0] * scale)])]
        rows.append(f"<{gid:04x}> <{said(letter).encode('utf-16-be').hex()}>")
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(rows)} beginbfchar\n" + "\n".join(rows) + "\nendbfchar endcmap end end"
    )
    program = pdf.make_stream(FONT.read_bytes())
    descriptor = DICT(
        Type=NAME.FontDescriptor, FontName=NAME.Tinos, Flags=4, FontBBox=[0, -300, 1000, 1000],
        ItalicAngle=0, Ascent=900, Descent=-220, CapHeight=660, StemV=80, FontFile2=program,
    )  # fmt: skip
    cid = DICT(
        Type=NAME.Font, Subtype=NAME.CIDFontType2, BaseFont=NAME.Tinos, W=widths, DW=500,
        CIDSystemInfo=DICT(Registry="Adobe", Ordering="Identity", Supplement=0),
        CIDToGIDMap=NAME.Identity, FontDescriptor=pdf.make_indirect(descriptor),
    )  # fmt: skip
    return pdf.make_indirect(
        DICT(
            Type=NAME.Font, Subtype=NAME.Type0, BaseFont=NAME.Tinos, Encoding=NAME("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(cid)], ToUnicode=pdf.make_stream(cmap.encode()),
        )
    )  # fmt: skip


def typed_page(pdf: pikepdf.Pdf, lines=LINES, *, said=lambda text: text, **entries) -> pikepdf.Page:
    """A page with these lines: text, left, bottom, size."""
    content = " ".join(
        f"BT /F1 {size} Tf {left} {bottom} Td <{_glyphs(text)}> Tj ET"
        for text, left, bottom, size in lines
    )
    page = DICT(
        Type=NAME.Page, MediaBox=[0, 0, *SHEET], Contents=pdf.make_stream(content.encode()),
        Resources=DICT(Font=DICT(F1=embedded_font(pdf, said))), **entries,
    )  # fmt: skip
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1]
