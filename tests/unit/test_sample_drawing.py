"""How papers are set, inked, scanned and packed."""

from __future__ import annotations

import io
from collections import Counter

import numpy as np
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sohoa.sample.chance import Chance
from sohoa.sample.containers import Container, jpeg, pack, tiff
from sohoa.sample.deliveries import Fault, plan_deliveries
from sohoa.sample.handwriting import write_number, write_signature
from sohoa.sample.kinds import KINDS, RELIC, SHOW
from sohoa.sample.layout import Handling, blank_back, press_seal, set_paper
from sohoa.sample.paper import Look, Tone, scan
from sohoa.sample.records import CaseBook
from sohoa.sample.typeset import (
    FONT_DIR,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TEXT_WIDTH,
    Cut,
    Ink,
    Sheet,
    Style,
    break_lines,
    typeface,
)
from sohoa.sample.wording import word

pytestmark = pytest.mark.slow

WORDS = st.lists(st.text("aăâbđêghiơưyợẫ.", min_size=1, max_size=30), min_size=1, max_size=60)


def paper(kind=SHOW, *, year=2019, pages=1, handling=None):
    """A paper of a kind, printed."""
    case = CaseBook(4).open_case(kind, year=year)
    wording = word(case, Chance("w"), pages=pages)
    sheets = set_paper(case, wording, handling=handling or Handling(), chance=Chance("i"))
    return case, sheets


@given(words=WORDS, indent=st.integers(0, 300))
def test_breaking_lines_loses_no_word(words, indent):
    """All words come out in order, and no line of several is wider than the column."""
    style = Style()

    lines = break_lines([(each, style) for each in words], width=TEXT_WIDTH, indent=indent)

    assert [each for line in lines for each, _style in line] == words
    for place, line in enumerate(lines):
        width = style.width(" ".join(each for each, _style in line))
        assert len(line) == 1 or width <= TEXT_WIDTH - (indent if place == 0 else 0) + len(line)


@pytest.fixture(scope="module")
def letters():
    """Every letter that stands on a paper of any kind."""
    return {letter for kind in KINDS for sheet in paper(kind)[1] for letter in sheet.text}


@pytest.mark.parametrize("cut", Cut)
def test_every_letter_printed_has_a_glyph(cut, letters):
    """No letter of any kind of paper is missing from any cut of the font."""
    with TTFont(FONT_DIR / cut.value) as font:
        assert {ord(letter) for letter in letters - {"\n"}} <= set(font.getBestCmap())


@pytest.mark.parametrize("face", ["Arimo", "DejaVu Serif"])
@pytest.mark.parametrize("cut", Cut)
def test_other_typefaces_have_every_letter_and_about_the_width_of_tinos(face, cut, letters):
    """Within `typeface` all is set in it; the page keeps its shape, and Tinos is back after it."""
    text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, ngày 15 tháng 3 năm 2021"
    style = Style(cut, 13)
    with typeface(face):
        width, path = style.width(text), style.font.path
    with TTFont(path) as font:
        assert {ord(letter) for letter in letters - {"\n"}} <= set(font.getBestCmap())
    assert width == pytest.approx(style.width(text), rel=0.12)
    assert style.font.path != path
    with pytest.raises(KeyError), typeface("Comic Sans"):
        pass


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_page_has_the_parts_the_decree_names(kind):
    """Motto, agency, number, date, recipients and the drafting room stand on every paper."""
    case, sheets = paper(kind, year=2020)
    text = "\n".join(sheet.text for sheet in sheets)

    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {case.entry.number}",
        "Bình Dương, ngày ",
        "Nơi nhận:",
        "- Lưu: VT, ",
        "GIÁM ĐỐC",
        kind.title,
    ):
        assert part in text
    assert "{" not in text


def test_later_pages_are_numbered():
    """From the second page on the first line is the page's number."""
    _case, sheets = paper(pages=3)

    assert len(sheets) >= 3
    assert [sheet.lines[0] for sheet in sheets[1:]] == [str(n) for n in range(2, len(sheets) + 1)]


def test_a_letter_says_whom_it_is_for():
    """A công văn has no title but `V/v` and an addressee."""
    case, sheets = paper(RELIC)

    assert "V/v thỏa thuận" in sheets[0].text
    assert f"Kính gửi: {case.entry.owner}." in sheets[0].text.replace("\n", " ")


def test_the_number_may_be_typed_or_by_hand():
    """By hand it is ink, typed it is print; the text is the same."""
    _case, typed = paper(handling=Handling(number_by_hand=False))
    _case, by_hand = paper(handling=Handling(number_by_hand=True))

    inks = [sum(len(sheet.inks) for sheet in sheets) for sheets in (typed, by_hand)]
    assert inks[1] == inks[0] + 1
    assert typed[0].text == by_hand[0].text


def test_hands_write_only_digits():
    """Each digit leaves ink, two of the same differ, and a letter is refused."""
    chance = Chance("hand")

    drawn = [write_number(digit, height=50, chance=chance) for digit in "01234567890"]
    assert all(image.getextrema()[1] > 128 for image in drawn)
    assert drawn[0].tobytes() != drawn[-1].tobytes()
    with pytest.raises(KeyError):
        write_number("x", height=50, chance=chance)


def test_signatures_differ_and_stay_on_their_piece():
    """No two signatures are alike, and none is cut off at the right."""
    one, two = (write_signature(width=500, chance=Chance(seed)) for seed in "ab")

    assert one.tobytes() != two.tobytes()
    assert one.crop((495, 0, 500, one.height)).getextrema()[1] == 0


@pytest.mark.parametrize("degrees", [-1.5, 0.7])
def test_ink_turns_with_the_sheet(degrees):
    """A square of ink lies on a skewed scan where the same square in print lies."""
    printed, inked = Sheet(), Sheet()
    printed.print.paste(0, (1900, 600, 2000, 700))
    inked.inks.append(Ink(Image.new("L", (100, 100), 255), (0, 0, 0), 1900, 600))

    look = Look(tone=Tone.GREY, skew_degrees=degrees, grain=0)
    scans = [np.asarray(scan(sheet, look, chance=Chance("s"))) for sheet in (printed, inked)]

    middles = [np.argwhere(levels[300:1000, 1700:2200] < 60).mean(axis=0) for levels in scans]
    assert np.abs(middles[0] - middles[1]).max() < 2
    assert np.abs(middles[0] - (350, 250)).max() > 5


def test_print_shows_through_a_seal():
    """Ink darkens: black under a red seal stays black, white becomes red."""
    sheet = Sheet()
    sheet.print.paste(0, (1000, 1000, 1010, 1300))
    sheet.inks.append(Ink(Image.new("L", (300, 300), 255), (206, 36, 48), 900, 1000))

    page = scan(sheet, Look(grain=0), chance=Chance("s"))

    assert sum(page.getpixel((1005, 1100))) < 40
    red, green, _blue = page.getpixel((950, 1100))
    assert red > 150 > green


def test_upside_down_is_the_same_page_turned():
    """The page fed the wrong way round is the right one turned by 180 degrees."""
    _case, (sheet, *_rest) = paper()

    upright = scan(sheet, Look(skew_degrees=0.5), chance=Chance("s"))
    turned = scan(sheet, Look(skew_degrees=0.5, upside_down=True), chance=Chance("s"))

    assert turned.transpose(Image.Transpose.ROTATE_180).tobytes() == upright.tobytes()


@pytest.mark.parametrize("tone", Tone)
def test_each_tone_keeps_its_mode(tone):
    """Colour, grey and bilevel scans are A4 at 300 dpi, mostly paper, with black print."""
    _case, (sheet, *_rest) = paper()

    page = scan(sheet, Look(tone=tone), chance=Chance("s"))

    assert page.mode == tone.value
    assert page.size == (PAGE_WIDTH, PAGE_HEIGHT)
    levels = np.asarray(page.convert("L"))
    assert levels.min() < 40
    assert 0.02 < (levels < 128).mean() < 0.15


def test_the_back_is_blank_but_for_what_shows_through():
    """A blank back has no text and nothing dark, but is not pure white."""
    _case, (front, *_rest) = paper()

    back = blank_back(front)

    assert back.text == ""
    darkest, lightest = back.print.getextrema()
    assert 215 < darkest < 250
    assert lightest == 255


def test_a_seal_is_never_inked_evenly():
    """Two impressions of the seal differ."""
    assert press_seal(Chance(1)).tobytes() != press_seal(Chance(2)).tobytes()


@pytest.mark.parametrize(
    ("compression", "mode", "tag"), [("group4", "1", 4), ("jpeg", "RGB", 7), ("tiff_lzw", "RGB", 5)]
)
def test_a_tiff_holds_its_pages(compression, mode, tag):
    """Each page has its own directory with compression and resolution."""
    pages = [Image.new(mode, (320, 452), 1) for _page in range(3)]

    with Image.open(io.BytesIO(tiff(pages, compression, quality=80))) as book:
        assert book.n_frames == 3
        for number in range(3):
            book.seek(number)
            assert book.tag_v2[259] == tag
            assert [float(dpi) for dpi in book.info["dpi"]] == [300, 300]


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_pdf_holds_the_jpegs_themselves(mode):
    """A page of the PDF is A4 and its image the very JPEG."""
    pages = [Image.new(mode, (248, 351), shade) for shade in ("white", "gray")]

    packed = pack(Container.PDF, pages, stem="0001", quality=80)

    with pikepdf.open(io.BytesIO(packed["0001.pdf"])) as pdf:
        assert len(pdf.pages) == 2
        for page, picture in zip(pdf.pages, pages, strict=True):
            assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]
            assert page.resources["/XObject"]["/Im0"].read_raw_bytes() == jpeg(picture, 80)
        assert pdf.check_pdf_syntax() == []


def test_a_folder_holds_a_jpeg_per_page():
    """Pages of a folder are numbered from 1."""
    packed = pack(Container.FOLDER, [Image.new("L", (20, 30))] * 2, stem="0003", quality=80)

    assert list(packed) == ["0003/trang-1.jpg", "0003/trang-2.jpg"]


@pytest.mark.parametrize("container", [one for one in Container if one.holds_one_page])
def test_a_page_alone_is_a_picture_in_its_own_format(container):
    """As large as it was, with its resolution; a second page is no picture's."""
    packed = pack(container, [Image.new("RGB", (248, 351))], stem="0005", quality=80)

    with Image.open(io.BytesIO(packed[f"0005{container.ending}"])) as picture:
        assert picture.format == container.name
        assert picture.size == (248, 351)
        assert [round(dpi) for dpi in picture.info["dpi"]] == [300, 300]
    with pytest.raises(ValueError, match="unpack"):
        pack(container, [Image.new("RGB", (8, 8))] * 2, stem="0005", quality=80)


@settings(max_examples=60)
@given(documents=st.integers(1, 400), seed=st.integers())
def test_deliveries_keep_their_promises(documents, seed):
    """As many as asked for, in boxes of at most fifty, each fault once if there is room for it."""
    deliveries = plan_deliveries(documents, seed=seed)

    places = {(delivery.box, delivery.stem) for delivery in deliveries}
    assert len(places) == len(deliveries) == documents
    assert max(Counter(delivery.box for delivery in deliveries).values()) <= 50
    faults = [delivery.fault for delivery in deliveries if delivery.fault]
    assert sorted(fault.name for fault in faults) == (
        sorted(fault.name for fault in Fault) if documents >= 6 else []
    )


@given(documents=st.integers(1, 120), seed=st.integers())
@settings(max_examples=60)
def test_what_is_not_listed_can_be_read(documents, seed):
    """Unlisted documents are the last ones, sound, and have number and day typed."""
    deliveries = plan_deliveries(documents, seed=seed)

    unlisted = [delivery for delivery in deliveries if not delivery.listed]
    assert unlisted == deliveries[len(deliveries) - len(unlisted) :]
    assert len(unlisted) == (2 if documents >= 10 else 1 if documents >= 3 else 0)
    for delivery in unlisted:
        assert delivery.fault is None
        assert not delivery.handling.number_by_hand
        assert not delivery.handling.day_by_hand


def test_a_small_sample_shows_everything_once():
    """Twelve documents are enough to see each container, tone and oddity."""
    scannings = [each.scanning for each in plan_deliveries(12, seed=0) if not each.fault]

    assert {scanning.container for scanning in scannings} == set(Container)
    assert {scanning.tone for scanning in scannings} == set(Tone)
    assert any(scanning.blank_back for scanning in scannings)
    assert any(scanning.upside_down for scanning in scannings)
