"""Fax coding: every pixel kept, and data that was cut or damaged found out."""

from __future__ import annotations

import io
import struct

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_samples import SIZE, coded, master, scan_pdf, take
from PIL import Image, ImageDraw

from sohoa.domain.errors import DamagedImageError
from sohoa.intake.fax import encode_g4, require_whole_g4
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


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 70),
    rows=st.lists(st.binary(min_size=9, max_size=9), min_size=1, max_size=40),
    white_is_zero=st.booleans(),
)
def test_g4_gives_back_every_picture(width, rows, white_is_zero):
    """Whatever the pixels: coded and decoded they are the same, and count as whole."""
    whole = Image.frombytes("1", (72, len(rows)), b"".join(rows))
    image = whole.crop((0, 0, width, len(rows)))

    content = encode_g4(image, Resolution(200, 200))

    with Image.open(io.BytesIO(content)) as stored:
        assert stored.tobytes() == image.tobytes()
        assert stored.tag_v2[262] == 0
        length = stored.tag_v2[279][0]
    if white_is_zero:
        require_whole_g4(image, coded_bytes=length, page=1)
