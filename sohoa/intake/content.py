"""Says what a file is by its first bytes; its name and ending prove nothing."""

from __future__ import annotations

from enum import Enum, auto

from sohoa.jpeg2000 import CODESTREAM_START, JP2_SIGNATURE

#: How many bytes of a file are needed to tell.
HEAD_BYTES = 1024


class Content(Enum):
    """Kinds of files that intake takes."""

    JPEG = auto()
    JPEG2000 = auto()
    PNG = auto()
    TIFF = auto()
    PDF = auto()


_TAKEN = {
    b"\xff\xd8\xff": Content.JPEG,
    JP2_SIGNATURE: Content.JPEG2000,
    CODESTREAM_START: Content.JPEG2000,
    b"\x89PNG\r\n\x1a\n": Content.PNG,
    b"II*\0": Content.TIFF,
    b"MM\0*": Content.TIFF,
    b"II+\0": Content.TIFF,  # BigTIFF
    b"MM\0+": Content.TIFF,
}
#: Names that need no translation, for what people put into boxes by mistake.
_REFUSED = {
    b"PK\x03\x04": "ZIP (DOCX, XLSX)",
    b"PK\x05\x06": "ZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x8b": "GZIP",
    b"\xd0\xcf\x11\xe0": "DOC, XLS",
    b"{\\rtf": "RTF",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"AT&TFORM": "DjVu",
    b"%!PS": "PostScript",
    b"MZ": "EXE",
    b"\x7fELF": "ELF",
    b"ID3": "MP3",
}
_BRANDS = {b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"avif": "AVIF"}
_TEXT_STARTS = {b"<!doctype html": "HTML", b"<html": "HTML", b"<?xml": "XML", b"<svg": "SVG"}
_SHOWN_BYTES = 4
_FIRST_PRINTABLE = 0x20


def identify(head: bytes) -> Content | str:
    r"""Tell what begins with `head`: a `Content`, or the name of what it is instead.

    A PDF may have other bytes before its header, within the first 1024 (PDF 1.7 reference,
    appendix H.3, note 13), unless they are the signature of something else.

    >>> identify(b"PK\x03\x04 then %PDF-1.7")
    'ZIP (DOCX, XLSX)'
    """
    for start, content in _TAKEN.items():
        if head.startswith(start):
            return content
    if head.startswith(b"%PDF-"):
        return Content.PDF
    if name := _name_of(head):
        return name
    if b"%PDF-" in head[:HEAD_BYTES]:
        return Content.PDF
    return "TXT" if _is_text(head) else f"0x{head[:_SHOWN_BYTES].hex().upper()}…"


def _name_of(head: bytes) -> str:
    for start, name in _REFUSED.items():
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF":
        return "WebP" if head[8:12] == b"WEBP" else "RIFF"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "MP4")
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((name for start, name in _TEXT_STARTS.items() if plain.startswith(start)), "")


def _is_text(head: bytes) -> bool:
    """Text in any encoding an office uses: no control bytes but white space."""
    return not any(byte < _FIRST_PRINTABLE and byte not in b"\t\n\r\f\x1b" for byte in head)
