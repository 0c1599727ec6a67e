"""A blank side with the other side's print shining through is told by both; all else is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sohoa.domain.stage_results import Derivation, Line, PageEncoding, PageImage
from sohoa.durable import sha256_of
from sohoa.ocr.ink import Ink, find_ink, is_blank
from sohoa.ocr.interface import EngineTraits
from sohoa.ocr.page import read_page
from sohoa.ocr.raster import best_match
from sohoa.ocr.settings import OcrSettings, QualitySettings
from sohoa.ocr.show_through import may_have_other_side, may_shine_through, shines_through
from sohoa.ocr.store import load_page_text

DPI, A4 = 200, (1654, 2339)
PAPER = 245
TINOS = "/usr/share/fonts/truetype/croscore/Tinos-{}.ttf"
WORDS = "Căn cứ Luật Du lịch năm 2017 và đề nghị của Trưởng phòng Quản lý lữ hành"
LONG_EDGE, SHORT_EDGE = Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM

#: Pages made up in grey are no finding here.
SETTINGS = OcrSettings(quality=QualitySettings(least_bits=8))


def printed(seed: int, *, lines: int = 26) -> Image.Image:
    """A page of words as typed, black on paper."""
    chance = np.random.default_rng(seed)
    page, font = Image.new("L", A4, PAPER), ImageFont.truetype(TINOS.format("Regular"), 37)
    for number in range(lines):
        text = " ".join(chance.choice(WORDS.split(), chance.integers(5, 12)))
        ImageDraw.Draw(page).text((240, 200 + 74 * number), text, 30, font)
    return page


def seen_through(
    front: Image.Image, strength: float, *, flip: Image.Transpose = LONG_EDGE, seed: int = 0
) -> Image.Image:
    """The back of a page: its print mirrored, paler, softer, elsewhere and askew; with grain."""
    chance = np.random.default_rng(seed)
    print_ = Image.eval(front, lambda grey: max(0, PAPER - grey)).transpose(flip)
    moved = print_.rotate(
        chance.uniform(-1.5, 1.5),
        Image.Resampling.BICUBIC,
        translate=tuple(chance.uniform(-30, 30, 2)),
    )
    soft = np.asarray(moved.filter(ImageFilter.GaussianBlur(chance.uniform(2, 4))), np.float64)
    grain = chance.normal(0, 2, soft.shape)
    light = np.linspace(0, 10, soft.shape[1])
    back = np.clip(PAPER - light - strength * soft + grain, 0, 255)
    return Image.fromarray(back.astype(np.uint8))


def faded(page: Image.Image, strength: float) -> Image.Image:
    """A page as a worn ribbon or a bad copier gives it: its own print, pale."""
    return Image.eval(page, lambda grey: round(PAPER - strength * max(0, PAPER - grey)))


def ink_of(page: Image.Image) -> Ink:
    return find_ink(page, dpi=DPI)


@pytest.fixture
def stored(tmp_path: Path):
    """Store a page image."""

    def page(picture: Image.Image, name: str) -> PageImage:
        path = tmp_path / f"{name}.png"
        picture.save(path)
        return PageImage(
            f"d.{name}", path, sha256_of(path), *picture.size, DPI, DPI,
            PageEncoding.PNG, Derivation.AS_SCANNED,
        )  # fmt: skip

    return page


class Asked:
    """An engine that finds nothing and remembers whether it was asked."""

    name = "asked 1"
    traits = EngineTraits()

    def fallback(self) -> None:
        return None

    def __init__(self) -> None:
        self.times = 0

    def recognize(self, image: Image.Image, *, dpi: int) -> tuple[Line, ...]:
        self.times += 1
        return ()


@pytest.mark.parametrize("flip", [LONG_EDGE, SHORT_EDGE])
@pytest.mark.parametrize("strength", [0.35, 0.45, 0.55])
def test_print_that_shines_through_is_no_text(strength, flip):
    """However the sheet was turned over, and however strongly it shines."""
    front = printed(1)
    back = ink_of(seen_through(front, strength, flip=flip, seed=round(100 * strength)))

    assert not is_blank(back)
    assert may_shine_through(back)
    assert shines_through(back, ink_of(front))


@pytest.mark.parametrize("lines", [4, 8, 18, 26])
def test_a_scanner_may_clip_the_paper_to_white(lines):
    """Then most pieces of the page have nothing on them: they have no say."""
    front = printed(11, lines=lines)
    back = Image.eval(seen_through(front, 0.45, seed=3), lambda grey: min(255, grey + 25))

    assert shines_through(ink_of(back), ink_of(front))


def test_squares_in_black_and_white_stop_nothing():
    """A tenth of the front is as black as black can be: what is seen of it can still be told."""
    front = Image.new("1", A4, 1)
    for top in range(120, 2200, 130):
        for left in range(100, 1500, 130):
            at = left + top // 130 % 3 * 7
            ImageDraw.Draw(front).rectangle((at, top, at + 70, top + 70), 0)
    back = Image.eval(front.convert("L").transpose(LONG_EDGE), lambda grey: 143 + grey * 2 // 5)

    assert shines_through(ink_of(back), ink_of(front.convert("L")))


@pytest.mark.parametrize("first", ["alone", "beside"])
def test_a_front_that_is_delivered_later_is_looked_at(first, stored, tmp_path):
    """What is told of a faint page without its front is not believed with it, nor the reverse."""
    front = printed(2)
    page, other = stored(seen_through(front, 0.4), "p0002"), stored(front, "p0001")
    given = {"engine": Asked(), "settings": SETTINGS, "texts_dir": tmp_path / "t"}
    besides = {"alone": (), "turned": (replace(other, turn=90),), "beside": (other,)}
    order = [first, *(name for name in besides if name != first)]

    read = {name: read_page(page, beside=besides[name], **given) for name in order}

    assert [one.code for one in read["beside"].findings] == ["blank-page", "show-through"]
    for name in ("alone", "turned"):
        assert "show-through" not in [one.code for one in read[name].findings]


def test_what_was_judged_of_the_page_stays(stored, tmp_path):
    """Only that it is faint and soft is no fault of a page through which another shines."""
    front = printed(2)
    back = Image.eval(seen_through(front, 0.4), lambda grey: max(0, grey - 105))
    pages = [stored(front, "p0001"), stored(back, "p0002")]

    read = read_page(
        pages[1],
        beside=pages[:1],
        engine=Asked(),
        settings=SETTINGS,
        texts_dir=tmp_path / "t",
    )

    assert [one.code for one in read.findings] == ["too-dark", "blank-page", "show-through"]


def test_behind_a_plan_nobody_looks(stored, tmp_path):
    """The same picture is told as A4 and read as A1: its size in millimetres decides."""
    front = printed(2)
    small = [stored(front, "p0001"), stored(seen_through(front, 0.4), "p0002")]
    large = [replace(page, dpi_x=70, dpi_y=70) for page in small]
    engine = Asked()
    given = {"engine": engine, "settings": SETTINGS, "texts_dir": tmp_path / "t"}

    told = read_page(small[1], beside=small[:1], **given)
    beside_large = read_page(small[1], beside=large[:1], **given)
    assert [one.code for one in told.findings] == ["blank-page", "show-through"]
    assert "show-through" not in [one.code for one in beside_large.findings]
    times = engine.times
    read_page(large[1], beside=large[:1], **given)
    assert engine.times > times
    assert not may_have_other_side(large[1])


def test_such_a_page_is_marked_and_not_read(stored, tmp_path):
    """It has the findings of a blank page and of why; the engine is not asked."""
    front = printed(2)
    pages = [stored(front, "p0001"), stored(seen_through(front, 0.4), "p0002")]
    engine = Asked()
    given = {"engine": engine, "settings": SETTINGS, "texts_dir": tmp_path / "t"}

    read = read_page(pages[1], beside=pages[:1], **given)
    again = read_page(pages[1], beside=pages[:1], **given)
    assert engine.times == 0
    alone = read_page(pages[1], **given)

    assert [one.code for one in read.findings] == ["blank-page", "show-through"]
    assert again == read
    assert load_page_text(read.text_path).lines == ()
    assert engine.times > 0
    assert alone.findings != read.findings


@pytest.mark.parametrize("place", [(300, 300), (900, 1200), (250, 1480), (700, 2200)])
def test_a_note_on_it_is_read(place):
    """A word in soft pencil among the print that shines through, or on bare paper."""
    front = printed(3)
    back = seen_through(front, 0.3)
    note = Image.new("L", A4, 0)
    font = ImageFont.truetype(TINOS.format("Italic"), 60)
    ImageDraw.Draw(note).text(place, "Kính trình", 60, font)
    written = np.clip(np.asarray(back, np.int16) - np.asarray(note), 0, 255).astype(np.uint8)

    assert shines_through(ink_of(back), ink_of(front))
    assert not shines_through(ink_of(Image.fromarray(written)), ink_of(front))


@pytest.mark.parametrize("strength", [0.2, 0.35, 0.5])
def test_a_faint_page_is_read(strength):
    """Whatever lies behind it: another page, or a copy of itself."""
    page, other = printed(4), printed(5)
    faint = ink_of(faded(page, strength))

    assert not is_blank(faint)
    assert not shines_through(faint, ink_of(other))
    assert not shines_through(faint, ink_of(page))


def cover(ground: int, letters: int) -> Image.Image:
    """Light letters on a dark cover."""
    page, font = Image.new("L", A4, ground), ImageFont.truetype(TINOS.format("Bold"), 60)
    for number, text in enumerate(("HỒ SƠ CẤP THẺ", "Sở Du lịch", "Năm 2017")):
        ImageDraw.Draw(page).text((250, 500 + 300 * number), text, letters, font)
    return page


@pytest.mark.parametrize(
    "page",
    [cover(60, 230), cover(0, 255).convert("1"), Image.new("L", A4, 80)],
    ids=["grey", "black-and-white", "nothing on it"],
)
def test_a_dark_page_is_read(page, stored, tmp_path):
    """Nothing is darker than its paper: no other side is looked at, and it is said to be dark, or
    printed light on dark."""
    engine = Asked()
    dark, front = stored(page, "p0001"), stored(printed(8), "p0002")

    read = read_page(
        dark, beside=[front], engine=engine, settings=SETTINGS, texts_dir=tmp_path / "t"
    )

    assert engine.times > 0
    assert {"too-dark", "light-on-dark"} & {one.code for one in read.findings}
    assert not shines_through(ink_of(page.convert("L")), ink_of(printed(8)))


def test_a_piece_with_nothing_on_it_fits_nowhere():
    """Least of all everywhere, exactly; one with a mark on it is found where it lies."""
    within = np.zeros((60, 60), np.uint8)
    within[30:34, 20:28] = 200

    assert best_match(np.full((20, 20), 7, np.uint8), within) == (0, 0, 0.0)
    assert best_match(within[25:45, 15:35].copy(), within) == (15, 25, pytest.approx(1))
