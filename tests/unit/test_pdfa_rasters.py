"""Finding the coded picture in a file: what goes into a PDF unchanged, and what is refused."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfa_samples import draw_page, encode_picture
from PIL import Image

from sohoa.domain.stage_results import PageEncoding
from sohoa.pdfa.rasters import read_raster

PICTURE = draw_page(["Hồ sơ"], size=(203, 67))[0]
FILES = {encoding: encode_picture(PICTURE, encoding) for encoding in PageEncoding}


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A picture as Pillow stores it."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def test_jpeg_is_taken_whole():
    """A JPEG file is itself the stream that DCTDecode reads."""
    raster = read_raster(FILES[PageEncoding.JPEG], PageEncoding.JPEG)

    assert b"".join(raster.data) == FILES[PageEncoding.JPEG]
    assert (raster.width_px, raster.height_px, raster.components) == (203, 67, 3)


@pytest.mark.parametrize("options", [{"progressive": True}, {"quality": 30}, {"exif": b"Exif\0\0"}])
def test_other_jpegs_are_taken(options):
    """Progressive frames and application segments are no obstacle."""
    raster = read_raster(saved(PICTURE.convert("L"), "JPEG", **options), PageEncoding.JPEG)

    assert raster.components == 1


def test_png_is_its_data_chunks():
    """A PNG's compressed rows go in, its other chunks stay out."""
    raster = read_raster(FILES[PageEncoding.PNG], PageEncoding.PNG)

    assert raster.parms["/Predictor"] == 15
    assert b"IHDR" not in b"".join(raster.data)


@pytest.mark.parametrize("black_is_zero", [False, True])
def test_tiff_strip_keeps_its_meaning_of_black(black_is_zero):
    """BlackIs1 follows the TIFF's photometric interpretation (tag 262)."""
    content = saved(
        PICTURE.convert("1"),
        "TIFF",
        compression="group4",
        strip_size=1 << 30,
        tiffinfo={262: int(black_is_zero)},
    )

    assert read_raster(content, PageEncoding.CCITT_G4).parms["/BlackIs1"] is black_is_zero


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("jpeg", saved(PICTURE.convert("CMYK"), "JPEG")),
        ("png", saved(PICTURE.convert("RGBA"), "PNG")),
        ("png", saved(PICTURE.convert("P"), "PNG")),
        ("png", saved(PICTURE.convert("1"), "PNG")),
        ("png", saved(PICTURE.convert("I;16"), "PNG")),
        ("png", saved(PICTURE.convert("L"), "PNG", transparency=0)),
        ("ccitt-g4", saved(PICTURE, "TIFF", compression="tiff_lzw")),
        ("ccitt-g4", saved(PICTURE.convert("1"), "TIFF", compression="group3")),
        (
            "ccitt-g4",
            saved(PICTURE.convert("1"), "TIFF", compression="group4", tiffinfo={278: 16}),
        ),
        (
            "ccitt-g4",
            saved(
                PICTURE.convert("1"),
                "TIFF",
                compression="group4",
                save_all=True,
                append_images=[PICTURE.convert("1")],
            ),
        ),
        ("jpeg", FILES[PageEncoding.PNG]),
        ("png", b""),
    ],
)
def test_what_pdf_cannot_show_is_refused(kind, content):
    """Other colours, depths, codings and several strips or pages are named, not converted."""
    with pytest.raises(ValueError, match=r"\w"):
        read_raster(content, PageEncoding(kind))


def test_jpeg_of_unclear_colours_is_refused():
    """Components named R, G, B without Adobe's marker look different in every reader."""
    content = bytearray(saved(PICTURE, "JPEG", keep_rgb=True))
    adobe = content.find(b"\xff\xee")
    if adobe >= 0:
        content[adobe + 1] = 0xE5

    with pytest.raises(ValueError, match="colours"):
        read_raster(bytes(content), PageEncoding.JPEG)


@given(encoding=st.sampled_from(PageEncoding), data=st.data())
def test_damage_is_a_value_error(encoding, data):
    """Whatever the bytes, the only complaint is ValueError."""
    content = bytearray(FILES[encoding])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, min(300, len(content)) - 1))] = data.draw(
            st.integers(0, 255)
        )
    cut = data.draw(st.integers(0, len(content)))
    with contextlib.suppress(ValueError):
        read_raster(bytes(content[:cut]), encoding)
