"""PDFs made to do harm: what never ends, what unfolds without measure, what lies."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
from acting_pdfs import ACTING, scan, written
from intake_samples import POINTS, coded, image_stream, pdf_page, picture, whole_page

NAME, DICT, ARRAY = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
GIGABYTE = 1 << 30


@cache
def bomb(layers: int = 1) -> bytes:
    """A gigabyte of zeros, packed a thousand to one, and once more per layer.

    Put together of one block that is repeated, and its checksum worked out: packing takes long.
    """
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (GIGABYTE % 65521) << 16 | 1
    content = b"\x78\xda" + block * 1024 + b"\x03\x00" + checksum.to_bytes(4, "big")
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    return content


def raw_pdf(*objects: bytes, trailer: bytes = b"", before: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    content, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + before), []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    content += b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (size, trailer)
    return bytes(content + b"startxref\n%d\n%%%%EOF\n" % table)


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"


def _own_parent() -> bytes:
    return raw_pdf(_CATALOGUE, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")


def _pages_in_a_ring() -> bytes:
    return raw_pdf(
        _CATALOGUE,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 4 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 300 400] >>",
    )


def _deep_tree() -> bytes:
    """Twenty thousand levels of page nodes."""
    depth = 20_000
    nodes = [
        b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1)
        for number in range(2, depth + 2)
    ]
    return raw_pdf(_CATALOGUE, *nodes, b"<< /Type /Page /MediaBox [0 0 300 400] >>")


def _deep_nesting() -> bytes:
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Deep 3 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"[" * 200_000 + b"]" * 200_000,
    )


def _one_page_shared() -> bytes:
    """One page a hundred thousand times over."""
    kids = b"3 0 R " * 100_000
    return raw_pdf(
        _CATALOGUE,
        b"<< /Type /Pages /Kids [%b] /Count 100000 >>" % kids,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>",
    )


def _false_count() -> bytes:
    return raw_pdf(_CATALOGUE, b"<< /Type /Pages /Kids [] /Count 2147483647 >>")


def _xref_to_itself() -> bytes:
    content = written(scan(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    table = int(content.rsplit(b"startxref", 1)[1].split()[0])
    return content.replace(b"trailer <<", b"trailer << /Prev %d" % table, 1)


def _with_xref_stream(objects: list[bytes], entries: bytes, **stated: object) -> bytes:
    """Objects numbered from 1, and a last one: a stream as table, whose data may be anything.

    Entries before it: one byte of kind, four of place, two of generation or index.
    """
    content, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    number = len(objects) + 1
    places.append(len(content))
    table = b"".join(b"\x01%b\0\0" % place.to_bytes(4, "big") for place in places)
    data = zlib.compress(bytes(7) + table + entries, 9) if not stated else stated["data"]
    head = b"<< /Type /XRef /W [1 4 2] /Size %d /Root 1 0 R /Filter %b /Length %d >>" % (
        stated.get("size", number + 1 + len(entries) // 7),
        stated.get("filters", b"/FlateDecode"),
        len(data),
    )
    content += b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, head, data)
    return content + b"startxref\n%d\n%%%%EOF\n" % places[-1]


def _xref_bomb(layers: int) -> Callable[[], bytes]:
    def make() -> bytes:
        names = b"[" + b"/FlateDecode " * layers + b"]"
        objects = [_CATALOGUE, b"<< /Type /Pages /Kids [] /Count 0 >>"]
        stated = {"data": bomb(layers=layers), "size": GIGABYTE // 7, "filters": names}
        return _with_xref_stream(objects, b"", **stated)

    return make


def _object_stream_bomb(layers: int) -> Callable[[], bytes]:
    """The page tree is said to lie in a stream that unfolds to a gigabyte."""

    def make() -> bytes:
        packed = bomb(layers=layers)
        names = b"[" + b"/FlateDecode " * layers + b"]"
        stream = b"<< /Type /ObjStm /N 1 /First 8 /Filter %b /Length %d >>" % (names, len(packed))
        objects = [
            b"<< /Type /Catalog /Pages 4 0 R >>",
            stream + b"\nstream\n%b\nendstream" % packed,
        ]
        inside = b"\x02\0\0\0\x02\0\0"  # object 4 is the first in stream 2
        return _with_xref_stream(objects, inside)

    return make


def _content_bomb(layers: int) -> Callable[[], bytes]:
    def make() -> bytes:
        pdf = scan()
        stream = pdf.make_stream(bomb(layers=layers))
        names = [NAME.FlateDecode] * layers
        stream.Filter = ARRAY(names)
        pdf.pages[0].Contents = ARRAY([pdf.pages[0].Contents, stream])
        return written(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none,
                       compress_streams=False)  # fmt: skip

    return make


def _picture_bomb(layers: int, **entries: object) -> Callable[[], bytes]:
    def make() -> bytes:
        pdf = pikepdf.new()
        image = image_stream(pdf, bomb(layers=layers), **entries)
        image.Filter = ARRAY([NAME.FlateDecode] * layers)
        pdf_page(pdf, whole_page(), xobjects={"Im": image})
        return written(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none,
                       compress_streams=False)  # fmt: skip

    return make


def _metadata_bomb() -> bytes:
    pdf = scan()
    packet = pdf.make_stream(bomb(), Type=NAME.Metabomb, Subtype=NAME.XML)
    packet.Filter = NAME.FlateDecode
    pdf.Root.Metabomb = packet
    # Named only when it is written: pikepdf would put an empty one in its place, qpdf unfold it.
    content = written(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none,
                      compress_streams=False,
                      object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    return content.replace(b"/Metabomb", b"/Metadata")


def _run_length_bomb() -> bytes:
    pdf = pikepdf.new()
    image = image_stream(pdf, zlib.compress(b"\x81\x00" * (1 << 22), 9))
    image.Filter = ARRAY([NAME.FlateDecode, NAME.RunLengthDecode, NAME.DCTDecode])
    pdf_page(pdf, whole_page(), xobjects={"Im": image})
    return written(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def _jpeg_of_no_end() -> bytes:
    jpeg = bytearray(coded(picture(), "JPEG"))
    place = jpeg.index(b"\xff\xc0") + 5
    jpeg[place : place + 4] = b"\xff\xdc\xff\xdc"
    pdf = pikepdf.new()
    pdf_page(pdf, whole_page(), xobjects={"Im": image_stream(pdf, bytes(jpeg))})
    return written(pdf)


def _form_of_itself() -> bytes:
    pdf = scan()
    form = pdf.make_stream(b"/Fm Do /Fm Do ", Type=NAME.XObject, Subtype=NAME.Form)
    form.BBox = [0, 0, *POINTS]
    form.Resources = DICT(XObject=DICT(Fm=form))
    pdf.pages[0].Resources.XObject.Fm = form
    pdf.pages[0].contents_add(pdf.make_stream(b"/Fm Do "))
    return written(pdf)


def _forms_that_double() -> bytes:
    """Thirty forms, each drawing the next one twice: a thousand million operators."""
    pdf = scan()
    inner = None
    for _ in range(30):
        form = pdf.make_stream(b"/Fm Do /Fm Do ", Type=NAME.XObject, Subtype=NAME.Form)
        form.BBox = [0, 0, *POINTS]
        form.Resources = DICT(XObject=DICT(Fm=inner)) if inner is not None else DICT()
        inner = form
    pdf.pages[0].Resources.XObject.Fm = inner
    pdf.pages[0].contents_add(pdf.make_stream(b"/Fm Do "))
    return written(pdf)


def _huge_page() -> bytes:
    pdf = scan()
    pdf.pages[0].MediaBox = [0, 0, 10**9, 10**9]
    pdf.pages[0].UserUnit = 10**6
    return written(pdf)


def _length_lies() -> bytes:
    content = written(scan(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return content.replace(b"/Length ", b"/Length 9999999", 1)


def _shadow(hidden: bytes) -> Callable[[], bytes]:
    """An incremental update that replaces the page's content after it was looked at."""

    def make() -> bytes:
        pdf = scan()
        before = written(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        with pikepdf.open(io.BytesIO(before)) as known:
            number = known.Root.objgen[0]
            pages = known.Root.Pages.objgen[0]
            size = int(known.trailer.Size)
        table = int(before.rsplit(b"startxref", 1)[1].split()[0])
        place = len(before)
        update = b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R %b >>\nendobj\n" % (
            number, pages, hidden,
        )  # fmt: skip
        xref = place + len(update)
        update += b"xref\n%d 1\n%010d 00000 n \n" % (number, place)
        update += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (size, number, table)
        return before + update + b"startxref\n%d\n%%%%EOF\n" % xref

    return make


ENDLESS: dict[str, Callable[[], bytes]] = {
    "own-parent": _own_parent,
    "pages-in-a-ring": _pages_in_a_ring,
    "deep-tree": _deep_tree,
    "deep-nesting": _deep_nesting,
    "one-page-shared": _one_page_shared,
    "false-count": _false_count,
    "xref-to-itself": _xref_to_itself,
    "xref-bomb": _xref_bomb(1),
    "xref-bomb-twice": _xref_bomb(2),
    "object-stream-bomb": _object_stream_bomb(1),
    "object-stream-bomb-twice": _object_stream_bomb(2),
    "content-bomb": _content_bomb(1),
    "content-bomb-twice": _content_bomb(2),
    "picture-bomb": _picture_bomb(1),
    "picture-bomb-twice": _picture_bomb(2),
    "metadata-bomb": _metadata_bomb,
    "run-length-bomb": _run_length_bomb,
    "jpeg-of-no-end": _jpeg_of_no_end,
    "form-of-itself": _form_of_itself,
    "forms-that-double": _forms_that_double,
    "huge-page": _huge_page,
    "length-lies": _length_lies,
    "shadow-script": _shadow(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
}


def write_all(folder: Path) -> list[Path]:
    """Every one of them as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    makers = {name: make for name, (make, _kind) in ACTING.items()} | ENDLESS
    paths = []
    for name, make in makers.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(make())
        paths.append(path)
    return paths
