"""The files scanners write: TIFF with many pages, PDF with a JPEG per page, JPEG, PNG.

Nothing in them depends on the clock: equal pages give equal bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from enum import Enum

from PIL import Image
from PIL.TiffImagePlugin import AppendingTiffWriter

from sohoa.sample.typeset import DPI, PAGE_HEIGHT, PAGE_WIDTH


class Container(Enum):
    """The file format of a delivery; the value is the name's ending, a folder has none."""

    TIFF_G4 = "g4.tif"
    TIFF_JPEG = "jpeg.tif"
    TIFF_LZW = "lzw.tif"
    PDF = ".pdf"
    FOLDER = ""
    JPEG = ".jpg"
    PNG = ".png"

    @property
    def ending(self) -> str:
        """`.tif` for the three kinds of TIFF, else the value."""
        return ".tif" if self.value.endswith(".tif") else self.value

    @property
    def holds_one_page(self) -> bool:
        """Say whether the format has no second page."""
        return self in (Container.JPEG, Container.PNG)


_TIFF_COMPRESSION = {
    Container.TIFF_G4: "group4",
    Container.TIFF_JPEG: "jpeg",
    Container.TIFF_LZW: "tiff_lzw",
}


def pack(
    container: Container, pages: Iterable[Image.Image], *, stem: str, quality: int
) -> dict[str, bytes]:
    """Put pages into files: path below the box → bytes. Pages are taken one at a time."""
    name = f"{stem}{container.ending}"
    if container is Container.FOLDER:
        numbered = enumerate(pages, start=1)
        return {f"{stem}/trang-{number}.jpg": jpeg(page, quality) for number, page in numbered}
    if container is Container.PDF:
        return {name: pdf_of_jpegs(pages, quality)}
    if container in _TIFF_COMPRESSION:
        return {name: tiff(pages, _TIFF_COMPRESSION[container], quality=quality)}
    (page,) = pages
    return {name: png(page) if container is Container.PNG else jpeg(page, quality)}


def jpeg(page: Image.Image, quality: int) -> bytes:
    """A baseline JPEG that states its resolution."""
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=quality, dpi=(DPI, DPI))
    return stream.getvalue()


def png(page: Image.Image) -> bytes:
    """A PNG; quickly made rather than small."""
    stream = io.BytesIO()
    page.save(stream, "PNG", compress_level=3, dpi=(DPI, DPI))
    return stream.getvalue()


def tiff(pages: Iterable[Image.Image], compression: str, *, quality: int) -> bytes:
    """A TIFF with a directory per page."""
    stream = io.BytesIO()
    options = {"quality": quality} if compression == "jpeg" else {}
    with AppendingTiffWriter(stream, new=True) as book:
        for page in pages:
            page.save(book, "TIFF", compression=compression, dpi=(DPI, DPI), **options)
            book.newFrame()
    return stream.getvalue()


def pdf_of_jpegs(pages: Iterable[Image.Image], quality: int) -> bytes:
    """A PDF as scanners write it: per page one JPEG that fills an A4 page (ISO 32000-1, 7.5)."""
    bodies: list[bytes] = []
    page_ids: list[int] = []
    for page in pages:
        first = 3 + len(bodies)
        page_ids.append(first)
        bodies += _pdf_page(page, first, quality)
    kids = b" ".join(b"%d 0 R" % page_id for page_id in page_ids)
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(page_ids), kids)
    return _pdf_file([catalog, tree, *bodies])


def _pdf_page(page: Image.Image, first: int, quality: int) -> list[bytes]:
    """Page, content and image: objects `first`, `first` + 1 and `first` + 2."""
    width, height = PAGE_WIDTH * 72 / DPI, PAGE_HEIGHT * 72 / DPI
    content = b"q %.2f 0 0 %.2f 0 0 cm /Im0 Do Q" % (width, height)
    picture = jpeg(page, quality)
    space = b"/DeviceGray" if page.mode == "L" else b"/DeviceRGB"
    return [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R "
        b"/Resources << /XObject << /Im0 %d 0 R >> >> >>" % (width, height, first + 1, first + 2),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s "
        b"/BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream"
        % (page.width, page.height, space, len(picture), picture),
    ]


def _pdf_file(bodies: list[bytes]) -> bytes:
    """Number the objects from 1 and add the cross-reference table."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(bodies) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)
