"""Image masters: bytes kept where that can be, and what the page says of itself."""

from __future__ import annotations

import io

import pytest
from intake_samples import DPI, SIZE, coded, is_upright, master, picture, scan_pdf, shown, take
from PIL import Image, TiffImagePlugin

from sohoa.domain.errors import DamagedImageError
from sohoa.domain.stage_results import Derivation, Finding, PageEncoding
from sohoa.durable import sha256_of
from sohoa.intake.settings import IntakeSettings
from sohoa.pdfa.rasters import read_raster

#: How a picture lies in a file whose orientation tag brings it upright.
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_is_its_own_page_image(tmp_path, mode, progressive):
    """Grey or colour, baseline or progressive: the master itself is the page, unchanged."""
    path = master(tmp_path, "1.bin", coded(picture(mode), "JPEG", progressive=progressive))

    document = take(path)
    (page,) = document.pages

    assert (page.path, page.sha256) == (path, document.sources[0].sha256)
    assert (page.encoding, page.derivation) == (PageEncoding.JPEG, Derivation.AS_SCANNED)
    assert (page.width_px, page.height_px, page.dpi_x, page.turn) == (*SIZE, DPI, 0)
    assert not (tmp_path / "pages").exists()


def test_a_cmyk_jpeg_becomes_rgb(tmp_path):
    """PDF readers disagree about print colours; the page is coded again, colours as they look."""
    document = take(master(tmp_path, "1.jpg", coded(picture().convert("CMYK"), "JPEG")))

    assert document.pages[0].derivation is Derivation.RE_ENCODED
    with Image.open(document.pages[0].path) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")
    assert is_upright(shown(document))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_orientation_tags_are_obeyed_once(tmp_path, kind, orientation):
    """A turn is told or made, a mirrored picture is coded anew: shown, the page is upright."""
    stored = picture().transpose(STORED[orientation]) if orientation > 1 else picture()
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"tiffinfo": {274: orientation}} if kind == "TIFF" else {"exif": exif}

    document = take(master(tmp_path, "1", coded(stored, kind, **options)))
    page = document.pages[0]

    assert is_upright(shown(document))
    assert shown(document).size == SIZE
    is_kept = kind != "TIFF" and orientation in (1, 3, 6, 8)
    assert (page.derivation is Derivation.AS_SCANNED) == is_kept
    assert page.turn == ({1: 0, 3: 180, 6: 90, 8: 270}[orientation] if is_kept else 0)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_plain_png_is_its_own_page_image(tmp_path, mode):
    """8 bits, grey or RGB, nothing transparent: PDF can show its bytes."""
    path = master(tmp_path, "1.png", coded(picture(mode), "PNG"))

    page = take(path).pages[0]

    assert (page.path, page.derivation) == (path, Derivation.AS_SCANNED)
    assert page.dpi_x == pytest.approx(DPI, abs=0.1)


def test_transparency_becomes_white_paper(tmp_path):
    """What was transparent is paper, not black."""
    image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    image.paste((0, 0, 90, 255), (100, 100, SIZE[0] // 2, 300))

    document = take(master(tmp_path, "1.png", coded(image, "PNG")))

    assert document.pages[0].encoding is PageEncoding.PNG
    assert document.pages[0].derivation is Derivation.RE_ENCODED
    assert is_upright(shown(document))


@pytest.mark.parametrize("mode", ["1", "P", "LA", "I;16"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_every_depth_of_scanners_is_shown_right(tmp_path, kind, mode):
    """Bilevel, palettes, grey with alpha, 16 bits: black stays black and paper white.

    A palette of nothing but black and white is bilevel, too.
    """
    grey = picture("L" if mode == "LA" else "1").convert("L")
    image = grey.convert(mode) if mode != "I;16" else _sixteen_bits()

    document = take(master(tmp_path, "1", coded(image, kind)))

    is_bilevel = mode in ("1", "P")
    assert (document.pages[0].encoding is PageEncoding.CCITT_G4) == is_bilevel
    assert is_upright(shown(document))


@pytest.mark.parametrize("compression", [None, "group3", "group4", "tiff_lzw"])
def test_a_bilevel_frame_keeps_every_pixel(tmp_path, compression):
    """Fax, packed or plain: the page is one strip of G4, white as zero, pixel for pixel."""
    image = picture("1")

    document = take(master(tmp_path, "1.tif", coded(image, "TIFF", compression=compression)))

    page = document.pages[0]
    assert page.encoding is PageEncoding.CCITT_G4
    with Image.open(page.path) as stored:
        assert isinstance(stored, TiffImagePlugin.TiffImageFile)
        assert (stored.tag_v2[259], stored.tag_v2[262], len(stored.tag_v2[273])) == (4, 0, 1)
        assert stored.tobytes() == image.tobytes()


@pytest.mark.parametrize("photometric", [0, 1])
def test_group_4_data_stays_as_it_is(tmp_path, photometric):
    """Alone in its file the master is the page; beside others its data comes out unchanged."""
    image, strip = picture("1"), {278: SIZE[1], 262: photometric}
    single = coded(image, "TIFF", compression="group4", tiffinfo=strip)
    many = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(many) as writer:
        for _ in range(2):
            image.save(writer, "TIFF", compression="group4", dpi=(DPI, DPI), tiffinfo=strip)
            writer.newFrame()

    alone = take(master(tmp_path / "a", "1.tif", single)).pages[0]
    first, second = take(master(tmp_path / "b", "1.tif", many.getvalue())).pages

    assert (alone.derivation, alone.path.read_bytes()) == (Derivation.AS_SCANNED, single)
    data = b"".join(read_raster(single, PageEncoding.CCITT_G4).data)
    for page in (first, second):
        raster = read_raster(page.path.read_bytes(), PageEncoding.CCITT_G4)
        assert b"".join(raster.data) == data
        assert (page.derivation, page.dpi_x) == (Derivation.EXTRACTED, DPI)
        with Image.open(page.path) as stored:
            assert stored.tobytes() == image.tobytes()
            assert stored.info["dpi"] == (DPI, DPI)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_jpeg_2000_is_its_own_page_image(tmp_path, mode):
    """A JP2 is the page as it is; a bare codestream gets boxes around it and stays itself."""
    jp2 = coded(picture(mode), "JPEG2000", quality_mode="rates", quality_layers=[20])
    bare = coded(picture(mode), "JPEG2000", no_jp2=True)
    boxed_path, bare_path = master(tmp_path, "1", jp2), master(tmp_path, "2", bare)

    whole, wrapped = take(boxed_path).pages[0], take(bare_path).pages[0]

    assert (whole.path, whole.derivation) == (boxed_path, Derivation.AS_SCANNED)
    assert wrapped.path.read_bytes().endswith(bare)
    assert wrapped.derivation is Derivation.EXTRACTED
    for page in (whole, wrapped):
        assert page.encoding is PageEncoding.JPEG2000
        assert (page.width_px, page.height_px) == SIZE
        assert read_raster(page.path.read_bytes(), page.encoding).filter_name == "/JPXDecode"


@pytest.mark.parametrize("mode", ["RGBA", "I;16"])
def test_other_jpeg_2000_is_coded_again(tmp_path, mode):
    """Opacity and sixteen bits are not for PDF/A: white paper, eight bits."""
    image = _sixteen_bits() if mode == "I;16" else picture().convert(mode)

    document = take(master(tmp_path, "1.jp2", coded(image, "JPEG2000")))

    assert document.pages[0].derivation is Derivation.RE_ENCODED
    assert is_upright(shown(document))


@pytest.mark.parametrize("cut", [1, 2, 100, 5000])
def test_jpeg_2000_without_its_end_is_refused(tmp_path, cut):
    """The decoder would fill in what is missing."""
    content = coded(picture(), "JPEG2000", quality_mode="rates", quality_layers=[20])[:-cut]

    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "1.jp2", content))


@pytest.mark.parametrize(
    ("stored", "encoding", "mode"),
    [
        (picture("1").convert("RGB"), PageEncoding.CCITT_G4, "1"),
        (picture("1").convert("L"), PageEncoding.CCITT_G4, "1"),
        (picture("L").convert("RGB"), PageEncoding.JPEG, "L"),
        (picture("RGB"), PageEncoding.JPEG, "RGB"),
    ],
)
def test_content_decides_the_coding(tmp_path, stored, encoding, mode):
    """Black and white kept as colour becomes G4, grey kept as colour a grey JPEG."""
    document = take(master(tmp_path, "1.tif", coded(stored, "TIFF")))

    page = document.pages[0]
    assert page.encoding is encoding
    with Image.open(page.path) as image:
        assert image.mode == mode
    assert is_upright(shown(document))


def test_one_speck_of_colour_keeps_the_page_coloured(tmp_path):
    """A seal's red is not lost, however small."""
    stored = picture("L").convert("RGB")
    stored.putpixel((SIZE[0] - 3, SIZE[1] - 3), (200, 0, 0))

    page = take(master(tmp_path, "1.tif", coded(stored, "TIFF"))).pages[0]

    with Image.open(page.path) as image:
        assert image.mode == "RGB"


def test_frames_are_pages_in_order(tmp_path):
    """Each frame is a page with its own size; what is only a thumbnail of another is none."""
    frames = [picture("RGB"), picture("1"), picture("L", (SIZE[1], SIZE[0]))]
    target = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(target) as writer:
        for frame, subfile in zip([*frames, picture("L", (58, 83))], (0, 2, 2, 1), strict=True):
            frame.save(writer, "TIFF", dpi=(DPI, DPI), tiffinfo={254: subfile})
            writer.newFrame()

    document = take(master(tmp_path, "1.tif", target.getvalue()))

    assert [(page.width_px, page.height_px) for page in document.pages] == [f.size for f in frames]
    assert [page.encoding.value for page in document.pages] == ["jpeg", "ccitt-g4", "jpeg"]
    assert [page.page_id[-5:] for page in document.pages] == ["p0001", "p0002", "p0003"]
    for number, page in enumerate(document.pages, start=1):
        assert sha256_of(page.path) == page.sha256
        assert is_upright(shown(document, number))


def test_a_jpeg_inside_a_tiff_comes_out_unchanged(tmp_path):
    """A frame that is one JPEG strip keeps its coefficients: no picture is lost by coding twice."""
    whole = coded(picture("L"), "TIFF", compression="jpeg", quality=60, tiffinfo={278: SIZE[1]})
    strips = coded(picture("L"), "TIFF", compression="jpeg", quality=60, tiffinfo={278: 160})

    alone = take(master(tmp_path / "a", "1.tif", whole)).pages[0]
    many = take(master(tmp_path / "b", "1.tif", strips)).pages[0]

    assert (alone.derivation, many.derivation) == (Derivation.EXTRACTED, Derivation.RE_ENCODED)
    with Image.open(alone.path) as out, Image.open(io.BytesIO(whole)) as before:
        assert out.tobytes() == before.tobytes()


def test_colour_is_kept_at_full_resolution(tmp_path):
    """A colour frame becomes a JPEG at the quality set, without subsampled colours."""
    path = master(tmp_path, "1.tif", coded(picture(), "TIFF", compression="tiff_lzw"))

    coarse = take(path, settings=IntakeSettings(jpeg_quality=50)).pages[0]
    with Image.open(coarse.path) as image:
        assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3
        table = image.quantization[0]
    fine = take(path, settings=IntakeSettings(jpeg_quality=95)).pages[0]

    with Image.open(fine.path) as image:
        assert sum(image.quantization[0]) < sum(table)


def test_a_folder_is_one_document(tmp_path):
    """Pages of different kinds follow each other; the content digest is over all, in order."""
    first = master(tmp_path, "d/1.jpg", coded(picture(), "JPEG"))
    second = master(tmp_path, "d/2.png", coded(picture("1"), "PNG"))

    there, back = take(first, second), take(second, first)

    assert [page.encoding.value for page in there.pages] == ["jpeg", "ccitt-g4"]
    assert [source.path for source in there.sources] == [first, second]
    assert there.content_sha256 != back.content_sha256
    assert there.content_sha256 == take(first, second).content_sha256


@pytest.mark.parametrize(
    ("size", "stated", "true", "codes"),
    [
        ((2480, 3508), (300, 300), 300, set()),
        ((2480, 3508), (72, 72), 300, {"resolution-assumed"}),
        ((2480, 3508), (96, 96), 300, {"resolution-assumed"}),
        ((2480, 3508), (1, 1), 300, {"resolution-assumed"}),
        ((1240, 1754), (150, 150), 150, {"low-resolution"}),
        ((1011, 638), (300, 300), 300, set()),
    ],
)
def test_the_resolution_is_true_or_said_to_be_assumed(tmp_path, size, stated, true, codes):
    """A stated resolution counts if it gives a sheet that can be; a guide's card is one."""
    document = take(master(tmp_path, "1.jpg", coded(picture("L", size), "JPEG", dpi=stated)))

    assert document.pages[0].dpi_x == pytest.approx(true, abs=0.5)
    assert {finding.code for finding in document.findings} == codes


def test_pixels_need_not_be_square(tmp_path):
    """A fax of 204 x 98 dpi keeps both."""
    page = take(
        master(tmp_path, "1.tif", coded(picture("1", (1728, 1146)), "TIFF", dpi=(204, 98)))
    ).pages[0]

    assert (page.dpi_x, page.dpi_y) == (204, 98)


def test_a_coarse_page_is_a_finding_not_an_error(tmp_path):
    """Below the least resolution the page goes on, and the finding says how coarse it is."""
    document = take(
        master(tmp_path, "1.jpg", coded(picture("L", (827, 1169)), "JPEG", dpi=(100, 100)))
    )

    assert document.findings == (Finding("low-resolution", 1, "100"),)


def test_taking_in_twice_gives_the_same(tmp_path):
    """Page images are made the same way every time, so that resuming changes nothing."""
    path = master(tmp_path, "1.tif", coded(picture(), "TIFF"))

    assert take(path) == take(path)


def _sixteen_bits() -> Image.Image:
    """`picture` with 16 bits to a pixel, as scientific scanners write it."""
    grey = picture("L")
    return Image.frombytes("I;16", grey.size, b"".join(bytes((v, v)) for v in grey.tobytes()))


def late_height(jpeg: bytes) -> bytes:
    """The JPEG with its height taken out of the frame and told after the picture (DNL)."""
    frame = jpeg.index(b"\xff\xc0")
    height = jpeg[frame + 5 : frame + 7]
    return jpeg[: frame + 5] + b"\0\0" + jpeg[frame + 7 : -2] + b"\xff\xdc\0\4" + height + jpeg[-2:]


def test_a_height_told_after_the_picture_is_put_before_it(tmp_path):
    """Some scanners learn the length of a sheet as it leaves: no coefficient changes.

    Alone and in a PDF, where no viewer would show it.
    """
    whole = coded(picture(), "JPEG")
    late = late_height(whole)
    paths = master(tmp_path / "a", "1.jpg", late), scan_pdf(tmp_path / "b", data=late)

    for path in paths:
        page = take(path).pages[0]
        assert (page.width_px, page.height_px) == SIZE
        assert page.derivation is Derivation.EXTRACTED
        assert page.path.read_bytes() == whole


@pytest.mark.parametrize("height", [b"", b"\xff\xdc\0\4\0\0", b"\xff\xdc\0\4\7"])
def test_a_picture_of_no_height_is_refused(tmp_path, height):
    """Its height is nowhere: it was cut before the marker that tells it."""
    late = late_height(coded(picture(), "JPEG"))[:-8] + height

    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "1.jpg", late))
