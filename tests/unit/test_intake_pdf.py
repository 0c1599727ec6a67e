"""PDF masters: the scan comes out as it went in; what is no scan is drawn, or refused."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from intake_samples import (
    DPI,
    POINTS,
    SIZE,
    coded,
    image_stream,
    is_upright,
    pdf_page,
    picture,
    saved,
    scan_pdf,
    shown,
    take,
    whole_page,
)
from PIL import Image, ImageChops

from sohoa.domain.stage_results import Derivation, PageEncoding

NAME = pikepdf.Name
HIDDEN = b"BT 3 Tr /F1 12 Tf 50 500 Td (hidden text of a scanner) Tj ET "
TYPED = b"BT /F1 12 Tf 50 500 Td (typed text) Tj ET "


def test_a_scan_gives_its_jpeg_bytes(tmp_path):
    """A page that is one JPEG: those bytes, at the resolution the page gives them."""
    jpeg = coded(picture(), "JPEG", dpi=(1, 1))

    page = take(scan_pdf(tmp_path, data=jpeg)).pages[0]

    assert page.path.read_bytes() == jpeg
    assert page.derivation is Derivation.EXTRACTED
    assert (page.dpi_x, page.dpi_y) == pytest.approx((DPI, DPI), abs=0.1)


@pytest.mark.parametrize("before", [HIDDEN, TYPED, b"1 1 1 rg 0 0 2000 2000 re f "])
def test_what_does_not_show_does_not_count(tmp_path, before):
    """Text in no ink, and whatever lies under the picture, leaves the page one picture."""
    jpeg = coded(picture(), "JPEG")
    pdf = pikepdf.new()
    after = HIDDEN if before == HIDDEN else b""
    xobjects = {"Im": image_stream(pdf, jpeg)}
    pdf_page(pdf, b"q " + before + b"Q " + whole_page() + after, xobjects=xobjects)

    page = take(saved(tmp_path, pdf)).pages[0]

    assert page.path.read_bytes() == jpeg


@pytest.mark.parametrize(
    "content",
    [
        TYPED,
        b"0 0 1 RG 5 w 10 10 m 300 300 l S ",
        b"q 30 0 0 30 10 10 cm /Im Do Q ",
        b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI ",
    ],
    ids=["text", "line", "second image", "inline image"],
)
def test_what_shows_over_the_picture_is_not_lost(tmp_path, content):
    """With anything visible on top the page is drawn as a whole, at the picture's resolution."""
    document = take(scan_pdf(tmp_path, content=content))
    page = document.pages[0]

    assert page.derivation is Derivation.RASTERIZED
    assert (page.width_px, page.height_px) == pytest.approx(SIZE, abs=2)
    assert page.dpi_x == pytest.approx(DPI, abs=0.5)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90])
def test_rotate_is_told_and_the_bytes_stay(tmp_path, rotate):
    """/Rotate is a turn of the page image, not a reason to code it again."""
    turned = picture().rotate(rotate, expand=True)
    jpeg = coded(turned, "JPEG")
    pdf = pikepdf.new()
    box = tuple(side * 72 / DPI for side in turned.size)
    xobjects = {"Im": image_stream(pdf, jpeg, size=turned.size)}
    pdf_page(pdf, whole_page(box), box=box, xobjects=xobjects, Rotate=rotate)

    document = take(saved(tmp_path, pdf))

    assert document.pages[0].turn == rotate % 360
    assert document.pages[0].path.read_bytes() == jpeg
    assert is_upright(shown(document))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90])
@pytest.mark.parametrize("content", [b"0.3 w 0 0 m 9 9 l S ", b""], ids=["drawn", "annotated"])
def test_a_turned_page_that_is_drawn_is_upright_and_whole(tmp_path, rotate, content):
    """A page that has to be drawn is drawn as a viewer turns it, neither bent nor beside itself."""
    turned = picture().rotate(rotate, expand=True)
    pdf = pikepdf.new()
    box = tuple(side * 72 / DPI for side in turned.size)
    xobjects = {"Im": image_stream(pdf, coded(turned, "JPEG"), size=turned.size)}
    page = pdf_page(pdf, whole_page(box) + content, box=box, xobjects=xobjects, Rotate=rotate)
    if not content:
        frame = pikepdf.Dictionary(Type=NAME.Annot, Subtype=NAME.Square, Rect=[1, 1, 9, 9])
        page.obj.Annots = [pdf.make_indirect(frame)]

    document = take(saved(tmp_path, pdf))

    assert document.pages[0].derivation is Derivation.RASTERIZED
    assert (document.pages[0].turn, shown(document).size) == (0, SIZE)
    assert document.pages[0].dpi_x == pytest.approx(DPI, abs=1)
    assert is_upright(shown(document))


@pytest.mark.parametrize(
    ("matrix", "turn"),
    [("0 {h} -{w} 0 {w} 0", 270), ("-{w} 0 0 -{h} {w} {h}", 180), ("0 -{h} {w} 0 0 {h}", 90)],
)
def test_quarter_turns_of_the_picture_are_told(tmp_path, matrix, turn):
    """A picture that the page itself turns keeps its bytes too."""
    turned = picture().rotate(turn, expand=True)
    width, height = POINTS
    content = f"q {matrix.format(w=width, h=height)} cm /Im Do Q".encode()
    pdf = pikepdf.new()
    xobjects = {"Im": image_stream(pdf, coded(turned, "JPEG"), size=turned.size)}
    pdf_page(pdf, content, xobjects=xobjects)

    document = take(saved(tmp_path, pdf))

    assert (document.pages[0].derivation, document.pages[0].turn) == (Derivation.EXTRACTED, turn)
    assert is_upright(shown(document))


def test_a_mirrored_picture_is_drawn(tmp_path):
    """No turn makes up for a mirror; the page is drawn as viewers show it."""
    mirrored = coded(picture().transpose(Image.Transpose.FLIP_TOP_BOTTOM), "JPEG")
    pdf = pikepdf.new()
    content = b"q %.4f 0 0 -%.4f 0 %.4f cm /Im Do Q" % (*POINTS, POINTS[1])
    pdf_page(pdf, content, xobjects={"Im": image_stream(pdf, mirrored)})

    document = take(saved(tmp_path, pdf))

    assert document.pages[0].derivation is Derivation.RASTERIZED
    assert is_upright(shown(document))


@pytest.mark.parametrize("black_is_1", [False, True])
def test_a_fax_page_keeps_every_pixel(tmp_path, black_is_1):
    """CCITT with either sense of black: the page is G4 and shows black on white."""
    image = picture("1")
    fed = image if black_is_1 else ImageChops.invert(image)  # what the coder takes for black
    tiff = coded(fed, "TIFF", compression="group4", tiffinfo={278: SIZE[1]})
    with Image.open(io.BytesIO(tiff)) as stored:
        offset, length = stored.tag_v2[273][0], stored.tag_v2[279][0]
    parms = pikepdf.Dictionary(K=-1, Columns=SIZE[0], Rows=SIZE[1], BlackIs1=black_is_1)
    entries = {"Filter": NAME.CCITTFaxDecode, "BitsPerComponent": 1, "ColorSpace": NAME.DeviceGray}

    coded_rows = tiff[offset : offset + length]
    document = take(scan_pdf(tmp_path, data=coded_rows, DecodeParms=parms, **entries))

    (page,) = document.pages
    assert (page.encoding, page.derivation) == (PageEncoding.CCITT_G4, Derivation.EXTRACTED)
    assert page.path.read_bytes().endswith(coded_rows)
    assert ImageChops.difference(shown(document), image.convert("L")).getbbox() is None


@pytest.mark.parametrize("space", [NAME.DeviceRGB, None])
@pytest.mark.parametrize("is_bare", [False, True])
def test_jpeg_2000_in_a_pdf_stays_as_it_is(tmp_path, space, is_bare):
    """Its codestream is the page's, whether the PDF or the picture states the colours."""
    content = coded(picture(), "JPEG2000", no_jp2=is_bare)

    path = scan_pdf(tmp_path, data=content, Filter=NAME.JPXDecode, ColorSpace=space)
    document = take(path)

    (page,) = document.pages
    assert (page.encoding, page.derivation) == (PageEncoding.JPEG2000, Derivation.EXTRACTED)
    assert page.path.read_bytes().endswith(content)
    assert is_upright(shown(document))


@pytest.mark.parametrize(
    ("mode", "space", "bits", "encoding"),
    [
        ("RGB", NAME.DeviceRGB, 8, PageEncoding.JPEG),
        ("L", NAME.DeviceGray, 8, PageEncoding.JPEG),
        ("1", NAME.DeviceGray, 1, PageEncoding.CCITT_G4),
    ],
)
def test_plain_samples_are_coded_once(tmp_path, mode, space, bits, encoding):
    """Flate samples become a JPEG, or G4 where they are bilevel."""
    data = zlib.compress(picture(mode).tobytes())
    path = scan_pdf(
        tmp_path, data=data, Filter=NAME.FlateDecode, ColorSpace=space, BitsPerComponent=bits
    )

    document = take(path)

    assert document.pages[0].derivation is Derivation.RE_ENCODED
    assert document.pages[0].encoding is encoding
    assert is_upright(shown(document))


def test_inverted_samples_show_as_viewers_show_them(tmp_path):
    """/Decode [1 0] turns white to black; the page is drawn, so it is right again."""
    negative = ImageChops.invert(picture("L"))
    path = scan_pdf(
        tmp_path,
        data=zlib.compress(negative.tobytes()),
        Filter=NAME.FlateDecode,
        ColorSpace=NAME.DeviceGray,
        Decode=[1, 0],
    )

    assert is_upright(shown(take(path)))


def test_a_page_in_strips_is_one_page(tmp_path):
    """Scanners that cut a bilevel page into strips: drawn together, bilevel again."""
    image, pdf = picture("1"), pikepdf.new()
    height = SIZE[1] // 2
    halves = [image.crop((0, top, SIZE[0], top + height)) for top in (0, height)]
    entries = {"Filter": NAME.FlateDecode, "ColorSpace": NAME.DeviceGray, "BitsPerComponent": 1}
    xobjects = {
        f"S{number}": image_stream(pdf, zlib.compress(half.tobytes()), size=half.size, **entries)
        for number, half in enumerate(halves)
    }
    width, up = POINTS[0], POINTS[1] / 2
    content = b"q %.3f 0 0 %.3f 0 %.3f cm /S0 Do Q q %.3f 0 0 %.3f 0 0 cm /S1 Do Q"
    pdf_page(pdf, content % (width, up, up, width, up), xobjects=xobjects)

    document = take(saved(tmp_path, pdf))

    assert document.pages[0].encoding is PageEncoding.CCITT_G4
    assert document.pages[0].derivation is Derivation.RASTERIZED
    assert is_upright(shown(document))


def test_a_soft_mask_is_obeyed(tmp_path):
    """A picture that is partly transparent is drawn over white paper."""
    pdf = pikepdf.new()
    mask = image_stream(
        pdf,
        zlib.compress(ImageChops.invert(picture("L")).tobytes()),
        Filter=NAME.FlateDecode,
        ColorSpace=NAME.DeviceGray,
    )
    black = coded(Image.new("RGB", SIZE, "black"), "JPEG")
    pdf_page(pdf, whole_page(), xobjects={"Im": image_stream(pdf, black, SMask=mask)})

    assert is_upright(shown(take(saved(tmp_path, pdf))))


def test_a_stamp_put_on_electronically_is_drawn(tmp_path):
    """A visible annotation is part of the page; a link without a frame is not."""
    jpeg = coded(picture(), "JPEG")
    pdf = pikepdf.new()
    look = pdf.make_stream(b"1 0 0 rg 0 0 50 50 re f", Type=NAME.XObject, Subtype=NAME.Form)
    look.BBox = [0, 0, 50, 50]
    for kind in (NAME.Stamp, NAME.Link):
        note = pikepdf.Dictionary(
            Type=NAME.Annot, Subtype=kind, Rect=[300, 20, 350, 70], F=4, Border=[0, 0, 0]
        )
        if kind == NAME.Stamp:
            note.AP = {"/N": look}
        xobjects = {"Im": image_stream(pdf, jpeg)}
        pdf_page(pdf, whole_page(), xobjects=xobjects, Annots=[pdf.make_indirect(note)])

    pages = take(saved(tmp_path, pdf)).pages

    assert [page.derivation.value for page in pages] == ["rasterized", "extracted"]


def test_a_blank_page_among_scans_is_a_blank_page(tmp_path):
    """A page without content is kept in its place, white."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    pdf_page(pdf, b"")

    document = take(saved(tmp_path, pdf))

    assert len(document.pages) == 2
    assert shown(document, 2).getextrema() == (255, 255)
