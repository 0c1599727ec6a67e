"""The network's reader: words of a line's reading, boxes on the ink, order, giving pages up."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np
import pytest
from made_up_readings import reading_of
from PIL import Image, ImageDraw, ImageFont

from sohoa.domain.errors import ToolMissingError
from sohoa.domain.stage_results import Derivation, Line, PageEncoding, PageImage
from sohoa.durable import sha256_of
from sohoa.ocr.alignment import measure_alignment
from sohoa.ocr.evidence import evidence_digest, load_weights, weigh
from sohoa.ocr.ink import find_ink
from sohoa.ocr.interface import SeenIn, SeenWord, Strip
from sohoa.ocr.line_finder import line_finder
from sohoa.ocr.orientation import as_it_reads, mean_confidence, read_surely
from sohoa.ocr.page import made_with, read_page
from sohoa.ocr.pairing import pair
from sohoa.ocr.prepare import PreparedPage
from sohoa.ocr.reading_order import in_order
from sohoa.ocr.registry import load_engine
from sohoa.ocr.ruled_tables import find_tables
from sohoa.ocr.second import SecondReading
from sohoa.ocr.seen_words import words_seen
from sohoa.ocr.settings import OcrSettings, QualitySettings
from sohoa.ocr.store import load_page_text
from sohoa.ocr.syllable_model import load_syllable_model
from sohoa.ocr.word_boxes import word_boxes

DPI, A4 = 200, (1654, 2339)
TINOS = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
LINES = (
    "Căn cứ Luật Du lịch ngày 19 tháng 6 năm 2017 của Quốc hội nước Cộng hòa",
    "xã hội chủ nghĩa Việt Nam và các văn bản hướng dẫn thi hành Luật này;",
    "Xét đề nghị của Trưởng phòng Quản lý lữ hành về việc cấp giấy phép kinh",
    "doanh dịch vụ lữ hành quốc tế cho các doanh nghiệp trên địa bàn tỉnh.",
)
#: Pages made up in grey are no finding here.
SETTINGS = OcrSettings(quality=QualitySettings(least_bits=8))


@pytest.fixture(scope="module")
def network():
    """The network's reader."""
    return load_engine(SETTINGS)


@pytest.fixture(scope="module")
def tesseract():
    """Tesseract as a library."""
    return load_engine(SETTINGS.model_copy(update={"engine": "tesserocr"}))


def font(points: float = 13) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(TINOS, round(points / 72 * DPI))


def written(*texts: tuple[int, int, str], size=A4, points: float = 13) -> Image.Image:
    """A white page with texts at the places given."""
    page = Image.new("L", size, 255)
    for left, top, text in texts:
        ImageDraw.Draw(page).text((left, top), text, 0, font(points))
    return page


def body(lines=LINES * 6, *, top: int = 200) -> Image.Image:
    return written(*((200, top + 62 * number, text) for number, text in enumerate(lines)))


def prepared(image: Image.Image) -> PreparedPage:
    return PreparedPage(image, DPI, image.width, image.height, 1.0, 1.0)


def words_of(lines: tuple[Line, ...]) -> list[str]:
    return [word.text for line in lines for word in line.words]


class TestWords:
    """Words of a line's reading."""

    def test_words_are_parted_at_spaces(self):
        """Each has the steps from the space before it to the space after it."""
        reading = reading_of("bổ sung")
        first, second = words_seen(reading)

        assert (first.text, second.text) == ("bổ", "sung")
        assert (first.seen_in.start, first.seen_in.stop) == (0, 7)
        assert (second.seen_in.start, second.seen_in.stop) == (8, 21)
        assert first.confidence > 99

    def test_a_doubtful_letter_has_its_alternatives_and_less_confidence(self):
        """Where the reading gave weight to `ồ`, the word says so, at what it costs."""
        (word,) = words_seen(reading_of("bổ", doubts={1: {"ồ": 0.3}}))

        (other,) = [one for one in word.alternatives if one.letter == "ồ"]
        assert (word.text, other.position) == ("bổ", 1)
        assert other.cost == pytest.approx(np.log(0.7 / 0.3), abs=0.01)
        assert 80 < word.confidence < 90

    @pytest.mark.parametrize("text", ["", " ", "  "])
    def test_nothing_read_is_no_word(self, text):
        """Spaces alone are no words."""
        assert words_seen(reading_of(text)) == ()

    def test_candidates_cost_what_the_line_says(self):
        """With a reading at hand the cost of a text is how much less likely it is there."""
        reading = reading_of("bồ", doubts={1: {"ổ": 0.4}})
        (seen,) = words_seen(reading)
        word = SeenWord(
            seen.text, 0, 0, 20, 20, seen.confidence,
            alternatives=seen.alternatives, seen_in=SeenIn(reading, 0, 6),
        )  # fmt: skip
        (place,) = pair([word], reading_of("bổ"))
        found = {one.text: one for one in weigh(place, load_syllable_model(), before="", after="")}

        assert found["bồ"].cost == 0
        assert found["bổ"].cost == pytest.approx(np.log(0.6 / 0.4), abs=0.02)


class TestBoxes:
    """Boxes of words."""

    def test_boxes_end_where_the_ink_ends(self):
        """Of each word of a drawn line, to two pixels, whatever the letters' middles say."""
        page, pen = Image.new("L", (900, 80), 255), font()
        left, places = 40, []
        for text in ("Điều", "2.", "Quyết", "định", "này"):
            ImageDraw.Draw(page).text((left, 20), text, 0, pen)
            box = ImageDraw.Draw(page).textbbox((left, 20), text, pen)
            places.append(box)
            left += round(pen.getlength(text + " "))
        middles = [(box[0] + 8, box[2] - 8) for box in places]

        boxes = word_boxes(np.asarray(page), Strip(40, 18, left, 62), middles)

        for (x, y, width, height), (x0, y0, x1, y1) in zip(boxes, places, strict=True):
            assert (x, y) == pytest.approx((x0, y0), abs=2)
            assert (x + width, y + height) == pytest.approx((x1, y1), abs=2)

    def test_the_line_above_and_a_rule_beside_are_none_of_a_word(self):
        """Feet of letters above the line, and the rule of a table, leave its box as it is."""
        page = written((100, 40, "này"), size=(300, 120))
        alone = word_boxes(np.asarray(page), Strip(98, 40, 160, 80), [(108, 150)])
        pen = ImageDraw.Draw(page)
        pen.rectangle((110, 20, 118, 38), 0)
        pen.line((88, 0, 88, 119), 0, 3)

        assert word_boxes(np.asarray(page), Strip(98, 40, 160, 80), [(108, 150)]) == alone

    def test_boxes_without_ink_have_a_size(self):
        """On an empty piece of paper a box is the word's share of the line."""
        page = np.full((50, 200), 250, np.uint8)
        ((left, top, width, height),) = word_boxes(page, Strip(0, 10, 200, 40), [(20, 60)])

        assert (top, height) == (10, 30)
        assert left < 20
        assert left + width > 60

    def test_they_are_tesseracts(self, network, tesseract):
        """On a page of print each side is within 2 px of Tesseract's box of the same word."""
        page = body()
        ours, theirs = ([w for line in engine.recognize(page, dpi=DPI) for w in line.words]
                        for engine in (network, tesseract))  # fmt: skip
        off: list[list[int]] = []
        for word in ours:
            for other in theirs:
                across = abs(word.left + word.width / 2 - other.left - other.width / 2)
                if word.text == other.text and across < 9 and abs(word.top - other.top) < 30:
                    off.append([
                        word.left - other.left, word.top - other.top,
                        word.left + word.width - other.left - other.width,
                        word.top + word.height - other.top - other.height,
                    ])  # fmt: skip

        assert len(off) > 0.9 * len(theirs)
        for side in zip(*off, strict=True):
            assert median(map(abs, side)) <= 2


class TestOrder:
    """Reading order and blocks."""

    def test_a_paper_is_read_column_by_column_in_its_head_and_foot(self, network):
        """Issuer before national title; those it goes to before who signs; the body between."""
        foot = ("Nơi nhận:", "- Như Điều 3;", "- Sở Tài chính;", "- Cổng TTĐT tỉnh;", "- Lưu: VT.")
        page = body(LINES * 3, top=500)
        pen = ImageDraw.Draw(page)
        pen.text((250, 150), "ỦY BAN NHÂN DÂN", 0, font())
        pen.text((265, 200), "TỈNH QUẢNG NGÃI", 0, font())
        pen.text((760, 150), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0, font())
        pen.text((900, 200), "Độc lập - Tự do - Hạnh phúc", 0, font())
        for number, text in enumerate(foot):
            pen.text((210, 1400 + 40 * number), text, 0, font(11))
        pen.text((1050, 1400), "TL. CHỦ TỊCH", 0, font())
        pen.text((990, 1450), "CHÁNH VĂN PHÒNG", 0, font())
        pen.text((1010, 1750), "Nguyễn Quốc Việt", 0, font())

        lines = network.recognize(page, dpi=DPI)
        read = words_of(lines)

        wanted = ["ỦY", "QUẢNG", "CỘNG", "phúc", "Luật", "Nơi", "Cổng", "Lưu:", "TL.", "CHÁNH"]
        places = [read.index(word) for word in wanted if word in read]
        assert len(places) >= len(wanted) - 1
        assert places == sorted(places)
        assert {line.block for line in lines} == set(range(1, max(one.block for one in lines) + 1))
        assert max(one.block for one in lines) >= 5

    def test_a_ruled_table_is_read_row_by_row_and_cell_by_cell(self, network):
        """Also where a cell has two lines and one goes over two rows."""
        page = Image.new("L", A4, 255)
        pen = ImageDraw.Draw(page)
        columns, rows = (150, 330, 800, 1100, 1500), (300, 380, 520, 660, 800)
        for left in columns:
            pen.line((left, rows[0], left, rows[-1]), 0, 3)
        for top in rows:
            # The last column's cell goes over the third and the fourth row.
            pen.line((columns[0], top, columns[-2 if top == rows[3] else -1], top), 0, 3)
        cells = [
            (("STT",), ("Danh mục",), ("Số lượng",), ("Đơn vị",)),
            (("một",), ("Bình bột chữa cháy", "xách tay các loại"), ("ba mươi",), ("Bình",)),
            (("hai",), ("Quần áo chữa cháy", "và cứu nạn"), ("bốn mươi",), ("Bộ và", "chiếc")),
            (("năm",), ("Đèn pin chiếu sáng", "chịu nước"), ("sáu mươi",), ()),
        ]
        for row, top in zip(cells, rows, strict=False):
            for texts, left in zip(row, columns, strict=False):
                for number, text in enumerate(texts):
                    pen.text((left + 20, top + 16 + 56 * number), text, 0, font())

        read = words_of(network.recognize(page, dpi=DPI))

        wanted = [word for row in cells for texts in row for text in texts for word in text.split()]
        assert len(read) >= 0.9 * len(wanted)
        moved = [read.index(word) for word in wanted if read.count(word) == wanted.count(word) == 1]
        assert len(moved) > 20
        assert moved == sorted(moved)

    def test_lines_beside_a_signature_stay_lines(self):
        """It is as high as four of them, and read as a letter: they are not one row."""
        texts = ("- CT, PCT UBND tỉnh;", "- VPUB: PCVP, KGVX;", "- Cổng TTĐT tỉnh;", "- Lưu: VT.")
        lines = [
            (
                Strip(261, 614 + 36 * at, 580, 643 + 36 * at),
                (SeenWord(text, 264, 616 + 36 * at, 310, 24, 99.0),),
            )
            for at, text in enumerate(texts)
        ]
        lines.append((Strip(1050, 600, 1211, 770), (SeenWord("é", 1050, 600, 161, 170, 80.0),)))

        read = in_order(lines, line_finder(), np.full(A4[::-1], 255, np.uint8))

        assert sorted(words_of(read)) == sorted([*texts, "é"])
        assert [len(line.words) for line in read] == [1] * 5

    def test_underlines_are_no_table(self):
        """Nor is a frame around a page, or a single rule."""
        page = body()
        pen = ImageDraw.Draw(page)
        pen.line((200, 190, 700, 190), 0, 3)
        pen.line((900, 190, 1300, 190), 0, 3)
        pen.rectangle((60, 60, 1600, 2280), outline=0, width=4)

        assert find_tables(np.asarray(page), 40) == ()

    def test_paragraphs_begin_where_a_line_is_indented(self, network):
        """Two paragraphs of one block, each with its first line set in."""
        page = written(*((200 + 100 * (at % 2 == 0), 200 + 50 * at, text)
                         for at, text in enumerate(LINES)))  # fmt: skip

        lines = network.recognize(page, dpi=DPI)

        assert [(line.block, line.paragraph) for line in lines] == [(1, 1), (1, 1), (1, 2), (1, 2)]


class TestLevel:
    """Pages that lean."""

    @pytest.mark.parametrize("lean", [-0.8, -0.4, 0.4, 0.8])
    def test_a_page_that_leans_is_read_as_well_as_a_level_one(self, network, lean):
        """Below a degree its columns are moved; the boxes lie on the page as it leans."""
        page = body()
        leaning = page.rotate(-lean, Image.Resampling.BICUBIC, fillcolor=255)
        skew = measure_alignment(find_ink(leaning, dpi=DPI)).skew_degrees
        level = as_it_reads(prepared(leaning), 0, skew, engine=network, settings=SETTINGS)

        assert level.levelled_degrees == pytest.approx(lean, abs=0.06)
        read = network.recognize(level.image, dpi=DPI)
        straight = network.recognize(page, dpi=DPI)
        assert len(set(words_of(read)) & set(words_of(straight))) >= 0.97 * len(
            set(words_of(straight))
        )
        dark = np.asarray(leaning) < 128
        for line in level.to_page(read):
            for word in line.words:
                under = dark[word.top : word.top + word.height, word.left : word.left + word.width]
                assert under.mean() > 0.05

    def test_tesseract_gets_the_page_as_it_lies(self, tesseract):
        """It follows lines that lean a little: nothing is moved for it."""
        page = prepared(body())

        assert as_it_reads(page, 0, 0.6, engine=tesseract, settings=SETTINGS) is page


def stored(tmp_path, image: Image.Image) -> PageImage:
    path = tmp_path / "page.png"
    image.save(path)
    return PageImage(
        "d.p0001", path, sha256_of(path), *image.size, DPI, DPI,
        PageEncoding.PNG, Derivation.AS_SCANNED,
    )  # fmt: skip


def curved(page: Image.Image) -> Image.Image:
    """A page as a phone sees it that is held in the hand: its lines rise and fall."""
    grey = np.asarray(page)
    by = (40 * np.sin(np.arange(page.width) / page.width * 3 * np.pi)).astype(int)
    rows = np.clip(np.arange(page.height)[:, None] + by[None, :], 0, page.height - 1)
    return Image.fromarray(grey[rows, np.arange(page.width)[None, :]])


class TestGivingUp:
    """Pages that the network is not sure of."""

    def test_a_page_with_bent_lines_is_read_by_tesseract(self, network, tmp_path):
        """A finding says so and how unsure the network was; the page names who read it."""
        page = stored(tmp_path, curved(body()))

        read = read_page(page, engine=network, settings=SETTINGS, texts_dir=tmp_path / "t")
        text = load_page_text(read.text_path)

        (finding,) = [one for one in read.findings if one.code == "fell-back"]
        assert float(finding.value) < SETTINGS.network_confidence
        assert text.engine.startswith("tesserocr ")

    def test_a_sure_page_is_not_given_up(self, network, tmp_path):
        """No finding, and the network's name."""
        page = stored(tmp_path, body())

        read = read_page(page, engine=network, settings=SETTINGS, texts_dir=tmp_path / "t")

        assert "fell-back" not in {one.code for one in read.findings}
        assert load_page_text(read.text_path).engine.startswith("network vie-")

    @pytest.mark.parametrize("turned", [90, 180, 270])
    def test_a_page_that_does_not_lie_upright_is_unsure(self, network, turned):
        """On its head and on its side the network's mean lies below its bar, upright far above."""
        page = body()
        lying = page.rotate(turned, expand=True)

        assert mean_confidence(network.recognize(lying, dpi=DPI)) < SETTINGS.network_confidence
        assert mean_confidence(network.recognize(page, dpi=DPI)) > 93

    def test_where_the_letters_do_not_tell_reading_tells_how_a_page_lies(self, network):
        """A few lines on their head: tried turned, since reading them is poor."""
        page = body(LINES)
        lying = prepared(page.rotate(180))
        untold = replace(measure_alignment(find_ink(lying.image, dpi=DPI)), turn=None)

        read = read_surely(lying, untold, engine=network, settings=SETTINGS)

        assert (read.best.turn, read.findings) == (180, ())
        assert "Luật" in words_of(read.best.lines)

    def test_tesseract_is_loaded_for_such_a_page_only(self):
        """A worker that reads sure pages never loads it."""
        code = (
            "import sys; from sohoa.ocr.registry import load_engine;"
            "from sohoa.ocr.settings import OcrSettings; engine = load_engine(OcrSettings());"
            "assert 'tesserocr' not in sys.modules; engine.fallback();"
            "assert 'tesserocr' in sys.modules"
        )
        subprocess.run([sys.executable, "-c", code], check=True)


class TestAddress:
    """What a page's text is kept under."""

    def test_texts_of_tesseract_keep_their_address(self, tesseract):
        """What was read before there was a network is found, whatever becomes of the network."""
        readers, choices, _bars = made_with(tesseract, SecondReading(), SETTINGS)

        assert choices == "200 65 1.0 v8"
        assert readers.startswith(f"{tesseract.name} + trueocr ")
        assert (
            evidence_digest("tesseract") == "f1a9eba1"
        )  # of the weights of version 8, learnt before
        assert evidence_digest("network") != evidence_digest("tesseract")

    def test_the_network_and_what_it_falls_back_on_are_in_the_address(self, network):
        """Another bar or another Tesseract would give another text."""
        other = load_engine(SETTINGS.model_copy(update={"poor_confidence": 60}))
        parts = made_with(network, SecondReading(), SETTINGS)

        assert parts[0].startswith("network vie-")
        assert parts[1].split()[1] == f"{SETTINGS.network_confidence}"
        assert parts != made_with(other, SecondReading(), SETTINGS)

    def test_each_reader_has_its_weights(self):
        """And its bars, in one file each."""
        for evidence in ("tesseract", "network"):
            bars = load_weights(evidence).bars
            assert 0 < bars.least_figures <= bars.sure_figures <= 100

    def test_two_models_at_once_are_tesseracts(self):
        """The network is one model's: the mistake is told, with what to set."""
        with pytest.raises(ToolMissingError, match="tesserocr"):
            load_engine(OcrSettings(languages=("vie", "eng")))


def test_lines_are_looked_for_once(network, monkeypatch):
    """The second reading asks for the lines of the same picture and gets what was found."""
    asked = []
    detect = type(line_finder()._models).detect
    monkeypatch.setattr(
        type(line_finder()._models),
        "detect",
        lambda self, grey: asked.append(1) or detect(self, grey),
    )
    page = body(LINES)
    lines = network.recognize(page, dpi=DPI)
    SecondReading().read(lines, page, evidence=network.traits.evidence)

    assert asked == [1]
    assert line_finder().find(page) is line_finder().find(page)


def test_words_go_from_left_to_right(network):
    """In each line, and never over one another."""
    for line in network.recognize(body(), dpi=DPI):
        for before, word in pairwise(line.words):
            assert before.left + before.width <= word.left
