"""How a page lies and whether anything stands on it: seen in its marks, before any reading."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from sohoa.domain.stage_results import Line, Word
from sohoa.ocr.alignment import Alignment, measure_alignment
from sohoa.ocr.ink import find_ink, is_blank, is_light_on_dark
from sohoa.ocr.prepare import PreparedPage

DPI = 200
A4 = (1654, 2339)
FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
LINES = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Theo đề nghị của Trưởng phòng Nghiệp vụ Văn hóa, Giám đốc Sở quyết định:",
    "Điều 1. Cấp giấy phép cho đơn vị có tên dưới đây được hoạt động kinh doanh.",
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký ban hành.",
]


def paper(grey: int = 245) -> Image.Image:
    """An empty page with the grain of a scanner."""
    grain = np.random.default_rng(7).normal(grey, 3, (A4[1], A4[0]))
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))


def write(page: Image.Image, lines=LINES, *, grey: int = 20, points: int = 13, top: int = 300):
    """Write lines on a page."""
    font = ImageFont.truetype(FONT, round(points / 72 * DPI))
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((200, top + 70 * number), line, grey, font)
    return page


def look(page: Image.Image) -> Alignment:
    return measure_alignment(find_ink(page, dpi=DPI))


def blank(page: Image.Image) -> bool:
    return is_blank(find_ink(page, dpi=DPI))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [-7.0, 0.0, 2.5])
def test_the_letters_tell_how_a_page_lies(turned, skew):
    """Turn and lean together are found to a tenth of a degree."""
    page = write(paper(), LINES * 5)
    page = page.rotate(turned + -skew, Image.Resampling.BICUBIC, expand=True, fillcolor=245)

    alignment = look(page)

    assert alignment.turn == turned
    assert alignment.skew_degrees == pytest.approx(skew, abs=0.1)


def test_a_seal_a_table_and_a_photograph_do_not_mislead():
    """What is no letter takes no part: the page's lean is that of its lines."""
    page = write(paper(), LINES * 3)
    draw = ImageDraw.Draw(page)
    for reach in (200, 190, 120):
        draw.ellipse((1200 - reach, 1500 - reach, 1200 + reach, 1500 + reach), outline=60, width=5)
    for number in range(12):
        draw.line((150, 1250 + 60 * number, 900, 1190 + 60 * number), 0, 3)
        draw.line((150 + 60 * number, 1250, 190 + 60 * number, 1950), 0, 3)
    page.paste(Image.effect_noise((500, 300), 90), (200, 1980))

    assert look(page) == Alignment(0, pytest.approx(0.0, abs=0.15))


@pytest.mark.parametrize("lines", [[], ["Số: 12"]])
def test_too_few_letters_tell_nothing(lines):
    """A page with next to nothing on it is neither turned nor straightened."""
    assert look(write(paper(), lines)) == Alignment(None, 0.0)


def test_a_blank_page_is_seen_to_be_blank():
    """Grain, dust, a binder's holes, edge shadows and print shining through are no marks."""
    back = ImageOps.mirror(write(Image.new("L", A4, 255), LINES * 6))
    shining = back.filter(ImageFilter.GaussianBlur(3)).point(lambda v: 229 + v // 16)
    page = Image.fromarray(
        np.clip(np.asarray(paper(), np.int16) + np.asarray(shining, np.int16) - 244, 0, 255)
        .astype(np.uint8)
    )  # fmt: skip
    draw = ImageDraw.Draw(page)
    for y in (900, 1500):
        draw.ellipse((60, y, 104, y + 44), fill=85)
    for x in range(200, 1400, 170):
        draw.ellipse((x, x, x + 3, x + 3), fill=90)
    draw.rectangle((0, 0, 12, A4[1]), fill=110)

    assert blank(paper())
    assert blank(paper(215))
    assert blank(Image.new("L", A4, 255))
    assert blank(page)


@pytest.mark.parametrize(
    ("text", "grey", "points"),
    [("2", 40, 13), ("- 1 -", 150, 11), ("đã nhận", 195, 16), ("i", 60, 12)],
)
def test_a_page_with_a_word_is_not_blank(text, grey, points):
    """One page number, small or grey, or a soft pencil's note: the page is read."""
    assert not blank(write(paper(), [text], grey=grey, points=points, top=120))


@pytest.mark.parametrize(("shade", "grey"), [(125, 200), (150, 235), (170, 230), (200, 255)])
def test_a_coloured_cover_with_light_letters_is_not_blank(shade, grey):
    """Titles of covers are printed lighter than the cover; a plain cover stays blank."""
    assert not blank(write(paper(shade), ["GIẤY CHỨNG NHẬN"], grey=grey, points=24))
    assert blank(paper(shade))


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda: ImageOps.invert(write(paper(), LINES * 3)), True),
        (lambda: write(paper(60), LINES * 3, grey=250), True),
        (lambda: write(paper(150), LINES * 3, grey=250), True),
        (lambda: write(paper(), LINES * 3), False),
        (lambda: write(paper(170), LINES * 3, grey=40), False),
        (lambda: write(paper(90), LINES * 3, grey=10), False),
        (lambda: paper(40), False),
        (paper, False),
    ],
    ids=["white on black", "white on blue", "white on grey", "plain", "brown paper", "dark paper",
         "dark and empty", "empty"],
)  # fmt: skip
def test_light_letters_on_a_dark_ground_are_known(draw, expected):
    """The page is reversed for reading where its letters are light, and only there."""
    assert is_light_on_dark(find_ink(draw(), dpi=200)) is expected


def test_a_seal_or_a_dark_page_is_not_blank():
    """A seal alone says something; of dark or two-coloured paper nothing is claimed."""
    sealed = paper()
    ImageDraw.Draw(sealed).ellipse((700, 900, 1000, 1200), outline=170, width=4)
    half = paper()
    half.paste(60, (0, 0, A4[0], A4[1] // 2))

    assert not blank(sealed)
    assert not blank(paper(40))
    assert not blank(ImageOps.invert(write(paper(), LINES * 3)))
    assert not blank(half)


@pytest.mark.parametrize("skew", [-4.0, 1.5, 7.0])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_boxes_of_a_straightened_page_lie_on_the_leaning_ink(skew, scale):
    """A word found on the straightened picture is put back where it stands on the page."""
    page = Image.new("L", (800, 1100), 240)
    ImageDraw.Draw(page).rectangle((600, 200, 639, 215), fill=0)
    lying = PreparedPage(page, DPI, round(800 * scale), round(1100 * scale), scale, scale)
    straight = lying.straightened(skew)

    dark = np.argwhere(np.asarray(straight.image) < 100)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    found = Word("chữ", int(left), int(top), int(right - left + 1), int(bottom - top + 1), 90.0)
    ((word,),) = (line.words for line in straight.to_page((Line(1, 1, (found,)),)))

    middle = (word.left + word.width / 2, word.top + word.height / 2)
    assert middle == pytest.approx((620 * scale, 208 * scale), abs=2 * scale)
    assert (left, top) != (600, 200)
