"""Red seals are taken off the picture that is read, print and other stamps stay; words within the
rim of a black one are never sure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sohoa.domain.stage_results import Derivation, PageEncoding, PageImage, Word
from sohoa.durable import sha256_of
from sohoa.ocr.black_seals import Rim, find_rims, may_have_rim, with_doubts
from sohoa.ocr.ink import find_ink
from sohoa.ocr.page import read_page
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import load_page_text
from sohoa.sample.chance import Chance
from sohoa.sample.layout import RED, press_seal
from sohoa.sample.paper import Look, Tone, scan
from sohoa.sample.typeset import DPI, Ink, Sheet

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real_vi"
BOLD = ImageFont.truetype("/usr/share/fonts/truetype/croscore/Tinos-Bold.ttf", 58)
TITLE, NAME = "CHÁNH VĂN PHÒNG", "Huỳnh Ngọc Đáng"
ON_THE_SEAL = {"HỒ", "SƠ", "MẪU"}
BODY = "Căn cứ Luật Du lịch ngày 19 tháng 6 năm 2017 của Quốc hội;"
SETTINGS = OcrSettings()


@pytest.fixture(scope="module")
def readers():
    return load_engine(SETTINGS), SecondReading()


def signed(seed: int, colour=RED) -> Sheet:
    """A sheet with a seal between title and name, its rim over both."""
    sheet = Sheet()
    pen = ImageDraw.Draw(sheet.print)
    for number in range(6):
        pen.text((300, 500 + 90 * number), BODY, 0, BOLD)
    pen.text((1100, 1500), TITLE, 0, BOLD)
    pen.text((1150, 1900), NAME, 0, BOLD)
    seal = press_seal(Chance("seal", seed))
    sheet.inks.append(Ink(seal, colour, 1010, 1530))
    return sheet


def stored(folder: Path, picture: Image.Image, *, kind: str = "jpg", turn: int = 0) -> PageImage:
    path = folder / f"page.{kind}"
    picture.save(path, dpi=(DPI, DPI), quality=80)
    encoding = PageEncoding.JPEG if kind == "jpg" else PageEncoding.PNG
    return PageImage(
        "d.p0001", path, sha256_of(path), *picture.size, DPI, DPI, encoding,
        Derivation.AS_SCANNED, turn=turn,
    )  # fmt: skip


def words_on(page: PageImage, readers, folder: Path) -> list[str]:
    engine, second = readers
    read = read_page(
        page, engine=engine, second=second, settings=SETTINGS, texts_dir=folder / "texts"
    )
    return load_page_text(read.text_path).text.split()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_the_seal_is_not_read_and_what_it_lies_on_is(readers, tmp_path, kind, seed):
    """No word of the seal is in the text; title and name, crossed by its rim, are read right."""
    page = stored(tmp_path, scan(signed(seed), Look(), chance=Chance("scan", seed)), kind=kind)

    words = words_on(page, readers, tmp_path)

    assert not ON_THE_SEAL & set(words)
    assert words == [*(6 * BODY.split()), *TITLE.split(), *NAME.split()]


def test_print_under_a_seal_stays_dark(tmp_path):
    """And the seal's own ink becomes paper, on the picture that is read only."""
    sheet = signed(0)
    picture = scan(sheet, Look(), chance=Chance("scan", 0))
    page = stored(tmp_path, picture, kind="png")
    prepared = prepare_page(page, reading_dpi=DPI)
    read = np.asarray(prepared.without_seals().image).astype(int)

    ink = sheet.inks[0]
    box = (slice(ink.top, ink.top + ink.coverage.height),
           slice(ink.left, ink.left + ink.coverage.width))  # fmt: skip
    is_print = np.asarray(sheet.print)[box] < 40
    is_seal = (np.asarray(ink.coverage) > 200) & (np.asarray(sheet.print)[box] > 250)
    assert is_print.sum() > 1000
    assert np.percentile(read[box][is_print], 90) < 110
    assert np.percentile(read[box][is_seal], 10) > 200
    assert np.percentile(np.asarray(prepared.image)[box][is_seal], 90) < 180
    assert prepared.without_seals().bare is None


@pytest.mark.parametrize("turn", [90, 180])
def test_a_turned_page_is_read_without_its_seal_too(readers, tmp_path, turn):
    """The source knows how the page lies; the picture without the seal is turned with the page."""
    picture = scan(signed(1), Look(), chance=Chance("scan", 1)).rotate(turn, expand=True)
    page = stored(tmp_path, picture, turn=turn)

    words = words_on(page, readers, tmp_path)

    assert not ON_THE_SEAL & set(words)
    assert words[-6:] == [*TITLE.split(), *NAME.split()]


@pytest.mark.parametrize("tone", [Tone.GREY, Tone.BILEVEL])
def test_without_colours_nothing_is_taken_off(tmp_path, tone):
    """Grey and black seals cannot be told from print by their ink."""
    picture = scan(signed(2), Look(tone=tone), chance=Chance("scan", 2))

    assert prepare_page(stored(tmp_path, picture, kind="png"), reading_dpi=200).bare is None


@pytest.mark.parametrize("colour", [(40, 40, 150), (60, 60, 60)])
def test_other_inks_are_not_taken_off(tmp_path, colour):
    """Nor are blue and black ones."""
    picture = scan(signed(2, colour), Look(), chance=Chance("scan", 2))

    assert prepare_page(stored(tmp_path, picture), reading_dpi=200).bare is None


@pytest.mark.parametrize("tone", [Tone.GREY, Tone.BILEVEL])
@pytest.mark.parametrize("seed", range(3))
def test_words_within_a_black_seal_are_not_sure(readers, tmp_path, tone, seed):
    """Read or not, as they stand; the text above it is as sure as ever."""
    look = Look(tone=tone, skew_degrees=0.4)
    page = stored(tmp_path, scan(signed(seed), look, chance=Chance("scan", seed)), kind="png")
    engine, second = readers

    read = read_page(page, engine=engine, second=second, settings=SETTINGS, texts_dir=tmp_path)

    words = [word for line in load_page_text(read.text_path).lines for word in line.words]
    middle = (1010 + 213, 1530 + 213)
    within = [
        word
        for word in words
        if abs(word.left + word.width / 2 - middle[0]) < 150
        and abs(word.top + word.height / 2 - middle[1]) < 120
    ]
    assert all(word.confidence <= 50 for word in within)
    body = [word.confidence for word in words if word.top < 1400]
    assert np.mean(np.array(body) >= 95) > 0.9


def test_a_word_across_the_rim_is_no_word_of_the_seal():
    """A title that a seal lies on in part stays as sure as it was."""
    rim = Rim(500, 500, 140)

    assert rim.holds(Word("MẪU", 450, 480, 100, 40, 99.0))
    assert not rim.holds(Word("GIÁM", 560, 380, 120, 40, 99.0))
    assert not rim.holds(Word("ĐỐC", 900, 480, 100, 40, 99.0))


def test_a_black_seal_read_as_print_was_sure(readers, tmp_path):
    """What the rule is for: without it a word in the seal is marked sure."""
    found = set()
    for seed in range(4):
        look = Look(tone=Tone.BILEVEL)
        page = stored(tmp_path, scan(signed(seed), look, chance=Chance("scan", seed)), kind="png")
        prepared = prepare_page(page, reading_dpi=200)
        engine, second = readers
        lines = engine.recognize(prepared.image, dpi=200)
        lines = second.read(lines, prepared.image, evidence=engine.traits.evidence)
        ink = find_ink(prepared.image, dpi=200)
        doubted = with_doubts(lines, prepared, ink)
        pairs = zip(lines, doubted, strict=True)
        found |= {
            one.text
            for line, other in pairs
            for one, less in zip(line.words, other.words, strict=True)
            if one.confidence >= 95 and less.confidence <= 50
        }

    assert found & ON_THE_SEAL


@pytest.mark.parametrize("tone", [*Tone])
@pytest.mark.parametrize("skew", [0.0, 0.8])
def test_a_rim_is_found_where_it_is(tmp_path, tone, skew):
    """In any tone, leaning too, to two millimetres."""
    look = Look(tone=tone, skew_degrees=skew)
    page = stored(tmp_path, scan(signed(0), look, chance=Chance("scan", 0)), kind="png")
    grey = prepare_page(page, reading_dpi=200).image

    (rim,) = find_rims(np.asarray(grey), dpi=200)

    assert may_have_rim(find_ink(grey, dpi=200))
    off = np.hypot(rim.across / 200 - 1223 / 300, rim.down / 200 - 1743 / 300)
    assert off < (0.08 if not skew else 0.25)
    assert rim.radius * 2 * 25.4 / 200 == pytest.approx(36, abs=2)


@pytest.mark.parametrize(
    "draw",
    [
        lambda pen: [pen.rectangle((300 + 200 * x, 300 + 120 * y, 500 + 200 * x, 420 + 120 * y),
                                   outline=0, width=4) for x in range(8) for y in range(20)],
        lambda pen: pen.rectangle((300, 300, 730, 730), outline=0, width=9),
        lambda pen: pen.arc((300, 300, 720, 720), 0, 240, fill=0, width=9),
        lambda pen: [pen.text((200, 200 + 70 * at), 4 * BODY, 0, BOLD) for at in range(40)],
        lambda pen: pen.ellipse((300, 300, 1200, 1200), outline=0, width=9),
    ],
    ids=["table", "box", "arc", "text", "large"],
)  # fmt: skip
def test_nothing_else_has_a_rim(draw):
    """Tables, boxes, arcs, a page full of print."""
    picture = Image.new("L", (2480, 3508), 255)
    draw(ImageDraw.Draw(picture))

    assert list(find_rims(np.asarray(picture.resize((1653, 2339))), dpi=200)) == []


def test_a_page_without_large_marks_is_not_searched():
    """Looking for rims costs a tenth of a second: print alone asks for none."""
    picture = Image.new("L", (2480, 3508), 255)
    for at in range(40):
        ImageDraw.Draw(picture).text((200, 200 + 70 * at), BODY, 0, BOLD)

    assert not may_have_rim(find_ink(picture, dpi=300))


def red_on_white(draw) -> Image.Image:
    picture = Image.new("RGB", (2480, 3508), (250, 250, 248))
    draw(ImageDraw.Draw(picture))
    return picture


@pytest.mark.parametrize(
    "draw",
    [
        lambda pen: pen.rectangle((300, 300, 730, 690), outline=RED, width=9),
        lambda pen: pen.arc((300, 300, 720, 720), 0, 250, fill=RED, width=9),
        lambda pen: pen.ellipse((300, 300, 480, 480), outline=RED, width=9),
        lambda pen: pen.ellipse((300, 300, 1100, 1100), outline=RED, width=9),
        lambda pen: pen.ellipse((300, 300, 720, 520), outline=RED, width=9),
        lambda pen: pen.line((300, 300, 720, 720), fill=RED, width=9),
    ],
    ids=["box", "arc", "small", "large", "oval", "line"],
)
def test_only_round_rims_of_a_seals_size_are_seals(tmp_path, draw):
    """What a stamp in a box says, `MẬT` or `KHẨN`, is the paper's."""
    picture = red_on_white(draw)

    assert prepare_page(stored(tmp_path, picture), reading_dpi=200).bare is None


def test_a_red_stamp_in_a_box_is_read(readers, tmp_path):
    """Beside a page's print, as it is."""
    picture = scan(signed(3), Look(), chance=Chance("scan", 3))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((300, 200, 700, 330), outline=RED, width=8)
    pen.text((330, 230), "TUYỆT MẬT", RED, BOLD)

    words = words_on(stored(tmp_path, picture), readers, tmp_path)

    assert {"TUYỆT", "MẬT"} <= set(words)
    assert not ON_THE_SEAL & set(words)


@pytest.mark.parametrize(
    "draw",
    [
        lambda pen: pen.ellipse((-100, 300, 330, 730), outline=RED, width=9),
        lambda pen: pen.ellipse((2100, 3150, 2530, 3580), outline=RED, width=9),
        lambda pen: pen.ellipse((0, 0, 425, 425), fill=RED),
        lambda pen: pen.rectangle((0, 0, 2480, 3508), fill=RED),
    ],
    ids=["over the left edge", "over the corner", "filled", "red paper"],
)
def test_seals_at_the_edge_and_red_paper_break_nothing(tmp_path, draw):
    """The page is prepared as any."""
    prepared = prepare_page(stored(tmp_path, red_on_white(draw)), reading_dpi=200)

    assert prepared.without_seals().image.size == prepared.image.size


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data is not there")
@pytest.mark.parametrize(
    ("name", "on_the_seal", "under_it"),
    [
        ("d21", {"ĐẠI", "LỰC"}, {"Phùng", "TRƯỞNG", "PHÒNG"}),
        ("d48", {"ĐIỆN", "LỰC"}, {"Trương"}),
    ],
)
def test_seals_of_real_scans(readers, tmp_path, name, on_the_seal, under_it):
    """A page's last lines have no word of its seal, and those under it."""
    from bench.truth import truth_pages

    page = next(one for one in truth_pages(tmp_path) if one.document == name)
    words = words_on(page.image, readers, tmp_path)[-60:]

    assert not on_the_seal & set(words)
    assert under_it <= set(words)
