"""Frames of a TIFF that are no pages are not counted, archived or read; a doubt keeps the page."""

from __future__ import annotations

import io
import struct

import pytest
from intake_samples import DPI, SIZE, coded, master, picture, take
from PIL import Image, TiffImagePlugin

from sohoa.domain.errors import HiddenPictureError, TooManyPagesError
from sohoa.intake.settings import IntakeSettings

THUMB = (SIZE[0] // 8, SIZE[1] // 8)
NEW, OLD, PHOTOMETRIC = 254, 255, 262
Frame = tuple[str, tuple[int, int], dict[int, int]]


def tiff(*frames: Frame) -> bytes:
    """A TIFF of frames, each by mode, size and tags."""
    target = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(target) as writer:
        for mode, size, tags in frames:
            picture(mode, size).save(writer, "TIFF", dpi=(DPI, DPI), tiffinfo=tags)
            writer.newFrame()
    return target.getvalue()


def taken(tmp_path, *frames: Frame):
    """Sizes of the pages that come of it, and the codes found."""
    document = take(master(tmp_path, "1.tif", tiff(*frames)))
    found = [(one.code, one.page) for one in document.findings if one.code.startswith("frame")]
    return [(page.width_px, page.height_px) for page in document.pages], found


LEFT_OUT = ("frames-left-out", 1)


@pytest.mark.parametrize(
    "no_page",
    [
        ("RGB", THUMB, {NEW: 1}),
        ("RGB", THUMB, {NEW: 3}),
        ("L", THUMB, {OLD: 2}),
        ("L", (160, 160), {NEW: 1}),
        ("RGB", (SIZE[0] // 2, SIZE[1] // 2), {NEW: 1}),
        ("1", SIZE, {NEW: 4}),
        ("1", SIZE, {NEW: 6}),
        ("1", THUMB, {NEW: 5}),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_what_says_that_it_is_no_page_is_none(tmp_path, no_page, first):
    """A thumbnail or mask, by the new tag or the old, before its page or after it."""
    page = ("RGB", SIZE, {NEW: 2})
    frames = (no_page, page) if first else (page, no_page)

    assert taken(tmp_path, *frames) == ([SIZE], [LEFT_OUT])


def test_a_page_of_its_own_is_not_lost_by_a_false_claim(tmp_path):
    """Half as large and of the same shape, but it shows another page: kept, and asked about."""
    target = io.BytesIO()
    other = picture("RGB", (SIZE[0] // 2, SIZE[1] // 2)).transpose(Image.Transpose.ROTATE_180)
    with TiffImagePlugin.AppendingTiffWriter(target) as writer:
        for image, kind in ((picture(), 0), (other, 1)):
            image.save(writer, "TIFF", dpi=(DPI, DPI), tiffinfo={NEW: kind})
            writer.newFrame()

    document = take(master(tmp_path, "1.tif", target.getvalue()))

    assert len(document.pages) == 2
    assert [one.page for one in document.findings if one.code == "frame-doubt"] == [2]


def test_a_mask_by_its_colours_alone_is_no_page(tmp_path):
    """Photometric 4 without a tag: of that Pillow makes no picture, and need not."""
    frames = [("RGB", SIZE, {}), ("1", SIZE, {PHOTOMETRIC: 4}), ("L", SIZE, {})]

    assert taken(tmp_path, *frames) == ([SIZE] * 2, [LEFT_OUT])


@pytest.mark.parametrize("tags", [{}, {NEW: 0}, {NEW: 2}, {OLD: 1}, {OLD: 3}])
def test_what_says_that_it_is_a_page_is_one(tmp_path, tags):
    """Also where it is one of many."""
    assert taken(tmp_path, *[("L", SIZE, tags)] * 3) == ([SIZE] * 3, [])


def test_thumbnails_of_every_page_cost_no_page(tmp_path):
    """A limit on pages is one on pages, not on frames: none is cut off behind them."""
    frames = [("L", SIZE, {NEW: 2}), ("L", THUMB, {NEW: 1}), ("1", SIZE, {NEW: 4})] * 3
    path = master(tmp_path, "1.tif", tiff(*frames))

    assert len(take(path, settings=IntakeSettings(max_pages=3)).pages) == 3
    with pytest.raises(TooManyPagesError):
        take(path, settings=IntakeSettings(max_pages=2))


def test_where_all_claim_to_be_reduced_all_are_pages(tmp_path):
    """There is nothing they could be reduced from: a scanner's habit, and a person is told."""
    pages, found = taken(tmp_path, *[("L", SIZE, {NEW: 1})] * 2)

    assert (pages, found) == ([SIZE] * 2, [("frame-doubt", 1), ("frame-doubt", 2)])


@pytest.mark.parametrize("size", [SIZE, (1100, 1600), (900, 400)])
def test_what_can_be_no_reduced_image_stays_a_page(tmp_path, size):
    """As large as the others, or of another shape: it lies, and a person is told."""
    pages, found = taken(tmp_path, ("L", SIZE, {NEW: 0}), ("L", size, {NEW: 1}))

    assert (pages, found) == ([SIZE, size], [("frame-doubt", 2)])


def test_a_tiny_frame_without_a_tag_is_a_page_in_doubt(tmp_path):
    """It may be a thumbnail and may be a page: nobody is left to find out by chance."""
    pages, found = taken(tmp_path, ("RGB", THUMB, {}), ("RGB", SIZE, {}))

    assert pages == [THUMB, SIZE]
    assert ("frame-doubt", 1) in found


def test_a_mask_alone_is_a_page(tmp_path):
    """A scan wrongly called a mask is not lost."""
    assert taken(tmp_path, ("1", SIZE, {NEW: 4})) == ([SIZE], [("frame-doubt", 1)])


def with_directory_below(below: bytes) -> bytes:
    """A TIFF whose only frame, a thumbnail, names in SubIFDs the directory of another TIFF."""
    target = io.BytesIO()
    picture("RGB", THUMB).save(target, "TIFF", tiffinfo={NEW: 1, 330: 0xFFFFFF}, dpi=(DPI, DPI))
    content = bytearray(target.getvalue())
    content += bytes(len(content) % 2)
    (directory,) = struct.unpack_from("<I", below, 4)
    (count,) = struct.unpack_from("<H", below, directory)
    place = next(
        at for kind in (3, 4, 13) if (at := content.find(struct.pack("<HHI", 330, kind, 1))) >= 0
    )
    struct.pack_into("<HHII", content, place, 330, 4, 1, len(content))
    return bytes(content) + below[directory : directory + 2 + 12 * count] + bytes(4)


def test_a_full_picture_below_a_thumbnail_is_refused(tmp_path):
    """A camera's TIFF: what every viewer shows is the thumbnail; that is not archived for it."""
    content = with_directory_below(coded(picture("L"), "TIFF"))

    with pytest.raises(HiddenPictureError):
        take(master(tmp_path, "1.tif", content))


def test_smaller_pictures_below_a_page_are_no_pages(tmp_path):
    """A pyramid's lower steps lie below their page, and stay there."""
    content = with_directory_below(coded(picture("L", (40, 57)), "TIFF"))

    assert len(take(master(tmp_path, "1.tif", content)).pages) == 1
