"""Compact PDFs of copiers: fine ink over coarse colours. The page is as fine as its finest part."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from intake_samples import coded, image_stream, pdf_page, saved, take, whole_page
from PIL import Image, ImageChops, ImageDraw

from sohoa.domain.stage_results import PageEncoding

NAME, DICT = pikepdf.Name, pikepdf.Dictionary
#: A5 at 300 dpi, and the same sheet at 50.
FINE, COARSE, SHEET = (1748, 2480), (291, 413), (1748 * 0.24, 2480 * 0.24)
SOFT = {"Filter": NAME.FlateDecode, "ColorSpace": NAME.DeviceGray}
STENCIL = {"Filter": NAME.FlateDecode, "ColorSpace": None, "BitsPerComponent": 1, "ImageMask": True}


def ink(size=FINE, mode="L"):
    """Lines a pixel or two wide, white where there is ink."""
    image = Image.new(mode, size, 0)
    draw = ImageDraw.Draw(image)
    for row in range(20, size[1] - 20, 40):
        draw.rectangle((100, row, size[0] - 100, row + 1), fill=255 if mode == "L" else 1)
    return image


def packed(image):
    """A picture's samples as Flate data."""
    return zlib.compress(image.tobytes())


def stencil(pdf, size=FINE, **entries):
    """A mask to paint through: ink is 0, as stencils have it."""
    samples = packed(ImageChops.invert(ink(size, "L")).convert("1"))
    return image_stream(pdf, samples, size=size, **{**STENCIL, **entries})


def ground(pdf, colour="white", **entries):
    """The coarse picture of the paper's colours."""
    return image_stream(
        pdf, coded(Image.new("RGB", COARSE, colour), "JPEG"), size=COARSE, **entries
    )


def _masked(pdf, *, key, mask):
    return whole_page(SHEET) + b"q %.3f 0 0 %.3f 0 0 cm /Ink Do Q" % SHEET, {
        "Im": ground(pdf, "#eeeeee"),
        "Ink": ground(pdf, "#102040", **{key: mask}),
    }


def _explicit_mask(pdf):
    return _masked(pdf, key="Mask", mask=stencil(pdf))


def _fax_mask(pdf):
    target = io.BytesIO()
    # Pillow feeds its coder the picture inverted (BlackIsZero), as PDF's stencils want it.
    ink(FINE, "L").convert("1").save(target, "TIFF", compression="group4", tiffinfo={278: FINE[1]})
    with Image.open(target) as stored:
        at, length = stored.tag_v2[273][0], stored.tag_v2[279][0]
    parms = DICT(K=-1, Columns=FINE[0], Rows=FINE[1], BlackIs1=False)
    entries = {**STENCIL, "Filter": NAME.CCITTFaxDecode, "DecodeParms": parms, "Decode": [0, 1]}
    coded_rows = target.getvalue()[at : at + length]
    return _masked(pdf, key="Mask", mask=image_stream(pdf, coded_rows, size=FINE, **entries))


def _soft_mask(pdf):
    return _masked(pdf, key="SMask", mask=image_stream(pdf, packed(ink()), size=FINE, **SOFT))


def _bilevel_soft_mask(pdf):
    mask = image_stream(pdf, packed(ink(FINE, "1")), size=FINE, **{**SOFT, "BitsPerComponent": 1})
    return _masked(pdf, key="SMask", mask=mask)


def _alone(pdf):
    """No ground below: one picture, whose mask is six times as fine."""
    return whole_page(SHEET), {"Im": ground(pdf, "#102040", Mask=stencil(pdf))}


def _stencil_layer(pdf):
    content = whole_page(SHEET) + b"q 0 0 0.6 rg %.3f 0 0 %.3f 0 0 cm /Ink Do Q" % SHEET
    return content, {"Im": ground(pdf, "#eeeeee"), "Ink": stencil(pdf)}


def _one_short_line(pdf):
    """The only ink is a line that takes up less than a hundredth of the page."""
    content = whole_page(SHEET) + b"q 0 g 96 0 0 12 40 300 cm /Ink Do Q"
    return content, {"Im": ground(pdf), "Ink": stencil(pdf, (400, 50))}


def _many_small_ones(pdf):
    """A stencil to every word."""
    pieces = [
        b"q 0 g 48 0 0 12 %d %d cm /Ink Do Q" % (x, y)
        for x in range(30, 350, 60)
        for y in range(30, 500, 40)
    ]
    return b" ".join([whole_page(SHEET), *pieces]), {
        "Im": ground(pdf),
        "Ink": stencil(pdf, (200, 50)),
    }


def _patterned(pdf):
    """Ink painted with a pattern, which is the copier's foreground picture."""
    tile = pdf.make_stream(b"q %.3f 0 0 %.3f 0 0 cm /Im Do Q" % SHEET, PatternType=1, PaintType=1)
    tile.TilingType, tile.BBox, tile.XStep, tile.YStep = 1, [0, 0, *SHEET], SHEET[0], SHEET[1]
    tile.Resources = DICT(XObject=DICT(Im=ground(pdf, "#a01010")))
    content = whole_page(SHEET) + b"q /Pattern cs /P scn %.3f 0 0 %.3f 0 0 cm /Ink Do Q" % SHEET
    return content, {"Im": ground(pdf), "Ink": stencil(pdf), "pattern": tile}


def _luminosity_group(pdf):
    """The mask is a group in the graphics state."""
    group = pdf.make_stream(
        b"q %.3f 0 0 %.3f 0 0 cm /M Do Q" % SHEET, Type=NAME.XObject, Subtype=NAME.Form
    )
    group.BBox, group.Group = [0, 0, *SHEET], DICT(S=NAME.Transparency, CS=NAME.DeviceGray)
    mask = image_stream(pdf, packed(ink()), size=FINE, **SOFT)
    group.Resources = DICT(XObject=DICT(M=mask))
    content = whole_page(SHEET) + b"q /G gs %.3f 0 0 %.3f 0 0 cm /Ink Do Q" % SHEET
    return content, {"Im": ground(pdf), "Ink": ground(pdf, "#102040"), "group": group}


COMPACT = {
    "explicit mask": _explicit_mask,
    "Group 4 mask": _fax_mask,
    "soft mask": _soft_mask,
    "bilevel soft mask": _bilevel_soft_mask,
    "no ground": _alone,
    "stencil": _stencil_layer,
    "one short line": _one_short_line,
    "a stencil to a word": _many_small_ones,
    "painted with a pattern": _patterned,
    "group as mask": _luminosity_group,
}


def compact(folder, make):
    """A page as a copier packs it."""
    pdf = pikepdf.new()
    content, parts = make(pdf)
    group, tile = parts.pop("group", None), parts.pop("pattern", None)
    page = pdf_page(pdf, content, box=SHEET, xobjects=parts)
    if group is not None:
        mask = DICT(Type=NAME.Mask, S=NAME.Luminosity, G=group)
        page.obj.Resources.ExtGState = DICT(G=DICT(SMask=mask))
    if tile is not None:
        page.obj.Resources.Pattern = DICT(P=tile)
    return saved(folder, pdf)


@pytest.mark.parametrize("kind", COMPACT)
def test_the_page_is_as_fine_as_its_finest_part(tmp_path, kind):
    """Scanned at 300 dpi: archived at 300, and nobody is told to scan it again."""
    document = take(compact(tmp_path, COMPACT[kind]))

    (page,) = document.pages
    assert page.dpi_x == pytest.approx(300, abs=3)
    assert [one.code for one in document.findings] == []
    with Image.open(page.path) as image:
        drawn = image.convert("L")
    if kind not in ("one short line", "a stencil to a word"):
        column = drawn.crop((800, 1000, 801, 1200)).tobytes()
        darker = [value < 140 for value in column]
        assert 5 <= sum(darker) <= 5 * 4  # a line in forty rows, and no wider than it was


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        (b"BT /F1 9 Tf 30 20 Td (Scanned with a telephone) Tj ET ", ["low-resolution"]),
        (b"1 w 30 20 m 200 20 l S ", ["low-resolution"]),
        (
            b"BT /F1 9 Tf 30 500 Td 12 TL "
            + b"(a line of letters made of the scan) ' " * 30
            + b"ET",
            [],
        ),
    ],
    ids=["footer", "line", "letters made into fonts"],
)
def test_a_coarse_scan_is_told_also_under_a_footer(tmp_path, over, codes):
    """A line of the scanning program makes no fine scan of a coarse one; a page of letters does."""
    pdf = pikepdf.new()
    scan = image_stream(pdf, coded(Image.new("RGB", (582, 827), "white"), "JPEG"), size=(582, 827))
    pdf_page(pdf, whole_page(SHEET) + over, box=SHEET, xobjects={"Im": scan})

    document = take(saved(tmp_path, pdf))

    assert document.pages[0].dpi_x == pytest.approx(300, abs=1)
    assert [(one.code, one.value) for one in document.findings] == [(code, "100") for code in codes]


def test_an_emblem_makes_no_page_finer(tmp_path):
    """A small picture that is no ink does not decide how finely a coarse page is drawn."""
    pdf = pikepdf.new()
    content = whole_page(SHEET) + b"q 20 0 0 20 40 300 cm /Emblem Do Q"
    emblem = image_stream(pdf, coded(Image.new("RGB", (600, 600), "red"), "JPEG"), size=(600, 600))
    scan = image_stream(
        pdf, coded(Image.new("RGB", (1165, 1653), "white"), "JPEG"), size=(1165, 1653)
    )
    pdf_page(pdf, content, box=SHEET, xobjects={"Im": scan, "Emblem": emblem})

    assert take(saved(tmp_path, pdf)).pages[0].dpi_x == pytest.approx(200, abs=1)


@pytest.mark.parametrize(
    ("paint", "encoding", "is_coloured"),
    [
        (b"0 g", PageEncoding.CCITT_G4, False),
        (b"0 0 0 1 k", PageEncoding.CCITT_G4, False),
        (b"0.5 g", PageEncoding.JPEG, False),
        (b"0.8 0.1 0.1 rg", PageEncoding.JPEG, True),
        (b"0 1 1 0 k", PageEncoding.JPEG, True),
        (b"/DeviceRGB cs 0.8 0 0 sc", PageEncoding.JPEG, True),
    ],
)
def test_a_stencil_keeps_the_colour_it_is_painted_with(tmp_path, paint, encoding, is_coloured):
    """A seal that is a red stencil is red; black letters alone are black and white."""
    pdf = pikepdf.new()
    content = b"q %b %.3f 0 0 %.3f 0 0 cm /Ink Do Q" % (paint, *SHEET)
    pdf_page(pdf, content, box=SHEET, xobjects={"Ink": stencil(pdf)})

    (page,) = take(saved(tmp_path, pdf)).pages

    assert page.encoding is encoding
    with Image.open(page.path) as image:
        red, _green, blue = image.convert("RGB").crop((300, 1000, 900, 1100)).split()
    assert (ImageChops.subtract(red, blue).getextrema()[1] > 90) == is_coloured
