"""Fax coding: every pixel kept, and data that was cut or damaged found out."""

from __future__ import annotations

import io
import struct

import pikepdf
import pytest
from fax_coder import END_OF_BLOCK, coded_rows, packed
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_samples import SIZE, coded, master, scan_pdf, take
from PIL import Image, ImageDraw

from sohoa.domain.errors import DamagedImageError
from sohoa.intake.fax import encode_g4, wrap_g4
from sohoa.intake.fax_whole import packed_rows, require_whole_g4
from sohoa.intake.resolution import Resolution


def written_page(seed: int = 7) -> Image.Image:
    """A bilevel page with marks all over it, as writing has."""
    image = Image.new("1", SIZE, "white")
    pen = ImageDraw.Draw(image)
    for row in range(100, SIZE[1] - 100, 40):
        for column in range(100, SIZE[0] - 100, 23):
            seed = (seed * 1103515245 + 12345) % (1 << 31)
            pen.ellipse((column, row, column + seed % 19, row + seed % 29), outline="black")
    return image


def fax(compression: str = "group4", *, rows: int = SIZE[1], photometric: int = 1) -> bytes:
    """That page as a fax TIFF."""
    image = written_page()
    tags = {278: rows, 262: photometric}
    return coded(image.copy(), "TIFF", compression=compression, tiffinfo=tags)


@pytest.mark.parametrize("size", [(1, 1), (7, 512), (8, 513), (1653, 1100)])
def test_rows_are_packed_as_pillow_packs_them(size):
    """Eight pixels a byte, rows of any width, above and below what is packed at once."""
    image = written_page().resize(size)

    assert packed_rows(image) == image.tobytes()


def strip_of(tiff: bytes) -> tuple[int, int]:
    """Where the first strip lies, and its length."""
    with Image.open(io.BytesIO(tiff)) as image:
        return image.tag_v2[273][0], image.tag_v2[279][0]


@pytest.mark.parametrize("rows", [SIZE[1], 500, 64, 8])
@pytest.mark.parametrize("photometric", [0, 1])
def test_sound_strips_of_any_height_are_taken(tmp_path, rows, photometric):
    """However the page is cut into strips, and whichever sense zero has, it is sound."""
    document = take(master(tmp_path, "1.tif", fax(rows=rows, photometric=photometric)))

    with Image.open(document.pages[0].path) as stored:
        assert stored.tobytes() == written_page().tobytes()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.85])
@pytest.mark.parametrize(
    ("compression", "damage"),
    [
        ("group4", bytes(range(40))),
        ("group4", bytes(400)),
        ("group4", b"\xa5" * 40),
        ("group3", bytes(400)),
    ],
)
def test_damaged_fax_data_is_refused(tmp_path, compression, share, damage):
    """Where libtiff decodes on over damaged codes and reports success, the page is refused.

    Of Group 3, made for noisy lines, only what is no code at all can be told from writing.
    """
    content = bytearray(fax(compression))
    offset, length = strip_of(content)
    start = offset + int(length * share)
    content[start : start + len(damage)] = damage

    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "1.tif", bytes(content)))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_strip_cut_short_is_refused(tmp_path, share):
    """A strip that ends before its picture does loses rows that nobody would miss by looking."""
    content = bytearray(fax())
    _, length = strip_of(content)
    entry = next(
        place for kind in (3, 4) if (place := content.find(struct.pack("<HHI", 279, kind, 1))) >= 0
    )
    struct.pack_into("<I", content, entry + 8, int(length * share))

    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "1.tif", bytes(content)))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_fax_page_cut_inside_a_pdf_is_refused(tmp_path, share):
    """The same in a PDF, whose other parts are all sound."""
    tiff = fax()
    offset, length = strip_of(tiff)
    path = scan_pdf(
        tmp_path,
        data=tiff[offset : offset + int(length * share)],
        Filter=pikepdf.Name.CCITTFaxDecode,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=1,
        DecodeParms=pikepdf.Dictionary(K=-1, Columns=SIZE[0], Rows=SIZE[1], BlackIs1=True),
    )

    with pytest.raises(DamagedImageError):
        take(path)


def test_what_libtiff_says_stays_off_the_screen(tmp_path, capfd):
    """A damaged page may bring a complaint for every row; none reaches the screen."""
    content = bytearray(fax("group3"))
    offset, length = strip_of(content)
    content[offset + length // 3 : offset + length // 2] = b"\xa5" * (length // 2 - length // 3)

    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "1.tif", bytes(content)))
    assert capfd.readouterr() == ("", "")


SMALL = (430, 300)
ENDS = {
    "mark": END_OF_BLOCK,
    "nothing": "",
    "one mark": END_OF_BLOCK[:12],
    "filled mark": "0" * 37 + END_OF_BLOCK,
    "mark and padding": END_OF_BLOCK + "0" * 4096,
    "padding": "0" * 4096,
    "mark and line feed": END_OF_BLOCK + f"{0x0D0A:016b}",
}


def small_page() -> Image.Image:
    """A corner of the written page: its last rows are white."""
    page = Image.new("1", SMALL, "white")
    page.paste(written_page().crop((90, 90, 510, 360)), (5, 5))
    return page


def as_tiff(data: bytes, *, size: tuple[int, int] = SMALL, **tags: int) -> bytes:
    """Data in a TIFF of one strip, white as zero."""
    tiff = wrap_g4(
        [data],
        width_px=size[0],
        height_px=size[1],
        white_is_zero=True,
        resolution=Resolution(100, 100),
    )
    for name, tag in (("fill_order", 266),):
        if name in tags:
            place = tiff.find(struct.pack("<HHI", tag, 3, 1))
            tiff = tiff[: place + 8] + struct.pack("<I", tags[name]) + tiff[place + 12 :]
    return tiff


def as_pdf(folder, data: bytes, **parms):
    """Data in a PDF."""
    return scan_pdf(
        folder,
        data=data,
        Filter=pikepdf.Name.CCITTFaxDecode,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=1,
        Width=SMALL[0],
        Height=SMALL[1],
        DecodeParms=pikepdf.Dictionary(K=-1, Columns=SMALL[0], **parms),
    )


def stored_pixels(document) -> bytes:
    with Image.open(document.pages[0].path) as stored:
        return stored.convert("1").tobytes()


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("way", ["usual", "horizontal", "still"])
def test_whole_data_of_any_coder_is_taken(tmp_path, way, end):
    """Whatever codes it chose and however it ends: whole is what decodes to its height.

    In a TIFF and in a PDF, with the bits in either order.
    """
    data = packed("".join(coded_rows(small_page(), way=way)) + ENDS[end])
    turned = bytes(int(f"{byte:08b}"[::-1], 2) for byte in data)

    for place, path in (
        ("tiff", master(tmp_path, "1.tif", as_tiff(data))),
        ("turned", master(tmp_path, "2.tif", as_tiff(turned, fill_order=2))),
        ("pdf", as_pdf(tmp_path, data)),
    ):
        (tmp_path / place).mkdir()
        assert stored_pixels(take(path)) == small_page().tobytes(), place


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("way", ["usual", "horizontal", "still"])
@pytest.mark.parametrize("lost", [1, 7, 40, 200])
def test_lost_rows_are_found_whatever_the_coder(tmp_path, way, end, lost):
    """One white row lost at the end is a row lost, though the data is longer than our coder's."""
    data = packed("".join(coded_rows(small_page(), way=way)[:-lost]) + ENDS[end])

    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "1.tif", as_tiff(data)))


@pytest.mark.parametrize("orientation", [1, 3, 5, 6, 8])
def test_turned_fax_data_is_proven_as_it_is_stored(tmp_path, orientation):
    """An orientation tag brings the page upright, and hides no lost row."""
    tags = {278: SIZE[1], 262: 1, 274: orientation}
    whole = coded(written_page(), "TIFF", compression="group4", tiffinfo=tags)
    offset, length = strip_of(whole)
    cut = bytearray(whole)
    cut[offset + length // 2 : offset + length] = bytes(length - length // 2)

    assert take(master(tmp_path, "1.tif", whole)).pages[0].encoding.value == "ccitt-g4"
    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "2.tif", bytes(cut)))


@pytest.mark.parametrize("way", ["usual", "horizontal", "still"])
def test_data_cut_at_any_byte_is_found(way):
    """Wherever it is cut before its last row ends."""
    code = "".join(coded_rows(small_page(), way=way))
    data, (width, height) = packed(code + END_OF_BLOCK), SMALL
    for kept in range(0, len(code) // 8, 41):
        with pytest.raises(DamagedImageError):
            require_whole_g4([data[:kept]], width_px=width, height_px=height, page=1)


def test_more_rows_than_the_picture_is_high_are_found(tmp_path):
    """A header that says fewer rows than were coded would hide the foot of the page."""
    data = packed("".join(coded_rows(small_page())) + END_OF_BLOCK)

    with pytest.raises(DamagedImageError):
        take(master(tmp_path, "1.tif", as_tiff(data, size=(SMALL[0], SMALL[1] // 2))))


def test_rows_that_begin_on_bytes_are_taken(tmp_path):
    """/EncodedByteAlign of a PDF: fax data that libtiff does not know, and poppler does."""
    data = packed("".join(coded_rows(small_page(), align=True)) + END_OF_BLOCK)

    document = take(as_pdf(tmp_path, data, EncodedByteAlign=True))

    with Image.open(document.pages[0].path) as stored, small_page() as page:
        assert stored.size == page.size
        dark = [sum(image.convert("L").histogram()[:128]) for image in (stored, page)]
    assert dark[0] == pytest.approx(dark[1], rel=0.1)


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 70),
    rows=st.lists(st.binary(min_size=9, max_size=9), min_size=1, max_size=40),
)
def test_g4_gives_back_every_picture(width, rows):
    """Whatever the pixels: coded and decoded they are the same, and count as whole."""
    whole = Image.frombytes("1", (72, len(rows)), b"".join(rows))
    image = whole.crop((0, 0, width, len(rows)))

    content = encode_g4(image, Resolution(200, 200))

    with Image.open(io.BytesIO(content)) as stored:
        assert stored.tobytes() == image.tobytes()
        assert stored.tag_v2[262] == 0
        length = stored.tag_v2[279][0]
        offset = stored.tag_v2[273][0]
    data = content[offset : offset + length]
    require_whole_g4([data], width_px=width, height_px=len(rows), page=1)
