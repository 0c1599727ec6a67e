"""Two readers, one text: what each may say, what the evidence decides, what is kept beside it."""

from __future__ import annotations

import itertools
import math
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sohoa.domain.batons import Line, PageText, Word
from sohoa.ocr.candidates import candidates
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.evidence import choose, is_beyond_doubt, load_weights, weigh
from sohoa.ocr.figure_reader import FigureReader
from sohoa.ocr.handwriting import read_handwriting, unsure_figures
from sohoa.ocr.header import find_header
from sohoa.ocr.interface import Alternative, SeenWord, Strip
from sohoa.ocr.issuer import find_issuing_body
from sohoa.ocr.pairing import Place, pair, skeleton
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.spacing import spaced
from sohoa.ocr.strips import cut_line, strip_of, unread_strips
from sohoa.ocr.syllable_model import load_syllable_model
from sohoa.ocr.two_readers import read_twice
from sohoa.sample.chance import Chance
from sohoa.sample.handwriting import write_number

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real_vi"
TINOS = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
LETTERS = "aáàảãạăâbcdđeéêềếểgiíìỉhklmnopqrstuưvxyôồốổộơờịAÁĐNQSBDUCTPKHM0123456789/:-,. "
ALPHABET = ["", *sorted(set(LETTERS))]
CODES = {letter: code for code, letter in enumerate(ALPHABET) if code}


def reading_of(text: str, *, doubts: dict[int, dict[str, float]] | None = None) -> CtcReading:
    """A reading of `text`, three steps a letter; `doubts`: other letters at a place, by share."""
    steps = []
    for place, letter in enumerate(text):
        row = np.full(len(ALPHABET), 1e-6)
        others = (doubts or {}).get(place, {})
        for other, share in others.items():
            row[CODES[other]] = share
        row[CODES[letter]] = 1 - sum(others.values())
        blank = np.full(len(ALPHABET), 1e-6)
        blank[0] = 1.0
        steps += [blank, row, blank]
    if not steps:
        steps = [np.eye(len(ALPHABET))[0] + 1e-6]
    table = np.array(steps)
    return CtcReading(np.log(table / table.sum(axis=1, keepdims=True)), ALPHABET, CODES)


def seen(text: str, confidence: float = 90.0, left: int = 0, **alternatives: float) -> SeenWord:
    """A word 20 pixels high; keywords such as `p1_ổ=2.0` are other letters at a place."""
    others = tuple(Alternative(int(name[1]), name[3:], cost) for name, cost in alternatives.items())
    return SeenWord(text, left, 0, 12 * len(text), 20, confidence, alternatives=others)


def line_of(*words: Word) -> Line:
    return Line(1, 1, words)


def words_of(lines: tuple[Line, ...]) -> list[str]:
    return " ".join(line.text for line in lines).split()


class FixedReader:
    """A line reader that says what it is told; finds one line over the whole image."""

    name = "fixed"

    def __init__(self, *readings: CtcReading) -> None:
        self._readings = readings

    def find_lines(self, image: Image.Image) -> tuple[Strip, ...]:
        return ()

    def read_lines(self, image, strips):
        return self._readings[: len(strips)]


def decide(line: Line, reading: CtcReading) -> tuple[Word, ...]:
    """What two readings of one line become."""
    image = Image.new("L", (600, 40), 255)
    (decided,) = read_twice([line], image, found=(), reader=FixedReader(reading))
    return decided.words


class TestCtc:
    """Probabilities of texts."""

    def test_forward_is_the_sum_over_all_paths(self):
        """On a small table the forward pass is the sum over every path, counted one by one."""
        shares = np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.4, 0.4, 0.2], [0.3, 0.3, 0.4]])
        reading = CtcReading(np.log(shares), ["", "a", "b"], {"a": 1, "b": 2})
        by_text: dict[str, float] = {}
        for path in itertools.product(range(3), repeat=4):
            text = "".join("?ab"[code] for code, _same in itertools.groupby(path) if code)
            by_text[text] = by_text.get(text, 0) + math.prod(shares[range(4), path])

        texts = [text for text in by_text if text]
        found = reading.log_likelihoods(texts, start=0, stop=4)
        assert np.exp(found) == pytest.approx([by_text[text] for text in texts])

    def test_unknown_letter_is_impossible(self):
        """A text with a letter the reader does not know has next to no probability."""
        assert reading_of("ab").log_likelihoods(["ab", "漢"], start=0, stop=6)[1] == -60

    def test_best_path(self):
        """The text is that of the best path, with a time step for each letter."""
        reading = reading_of("bổ sung")

        assert reading.text == "bổ sung"
        assert [step for _letter, step, _likely in reading.peaks] == list(range(1, 21, 3))


class TestPairing:
    """Two readings side by side."""

    def test_places_end_where_both_see_a_space(self):
        """Words that one reader joined are one place; the others stand alone."""
        words = [seen("CT,"), seen("PCT"), seen("Nơi")]
        places = pair(words, reading_of("CT,PCT ơi"))

        assert [(place.first, place.second) for place in places] == [
            ("CT, PCT", "CT,PCT"), ("Nơi", "ơi"),
        ]  # fmt: skip

    @given(st.lists(st.text("abđổ", min_size=1, max_size=5), min_size=1, max_size=5),
           st.text("abđổ ", max_size=12))  # fmt: skip
    def test_no_word_is_lost(self, texts, other):
        """Whatever the second reader says, every word of the first is in one place, in order."""
        table = {letter: code for code, letter in enumerate(["", *"abđổ "]) if code}
        rows = np.full((3 * len(other) + 1, 6), -9.0)
        rows[:, 0] = 0.0
        for at, letter in enumerate(other):
            rows[3 * at + 1, table[letter]] = 1.0
        places = pair([seen(text) for text in texts], CtcReading(rows, ["", *"abđổ "], table))

        assert [word.text for place in places for word in place.words] == texts
        assert all(place.start < place.stop for place in places)

    @given(st.text(max_size=20))
    def test_skeleton_is_as_long_as_the_text(self, text):
        """Letters can be laid side by side: one in the skeleton for one in the text."""
        assert len(skeleton(text)) == len(text)


class TestDeciding:
    """What the evidence decides."""

    def test_two_sure_readers_are_not_overruled(self):
        """A typing error of the original that both see for sure stays: the text is faithful."""
        words = decide(line_of(seen("địa", 97), seen("bản", 97, left=60)), reading_of("địa bản"))

        assert [word.text for word in words] == ["địa", "bản"]
        assert all(word.confidence > 95 and not word.readings for word in words)

    def test_marks_are_decided_by_the_surer_reader_and_the_context(self):
        """`sửa đồi, bồ sung` of one reader and `đổi, bổ` of the other become `đổi, bổ`."""
        line = line_of(seen("sua", 92), seen("đồi,", 60, left=50, p1_ổ=1.0),
                       seen("bồ", 50, left=110, p1_ổ=0.8), seen("sung", 95, left=150))  # fmt: skip
        words = decide(line, reading_of("sua đổi, bổ sung"))

        assert [word.text for word in words] == ["sua", "đổi,", "bổ", "sung"]
        assert [one.text for one in words[2].readings] == ["bồ", "bổ"]

    def test_context_decides_where_the_readers_do_not(self):
        """Both unsure between marks that look alike: the syllable before and after decides."""
        place = pair([seen("bô", 50, p1_ổ=1.0)], reading_of("bô", doubts={1: {"ổ": 0.45}}))[0]
        found = weigh(place, load_syllable_model(), before="đổi,", after="sung")

        assert choose(found, load_weights()).text == "bổ"

    def test_second_reader_cannot_invent(self):
        """A second reader that sees nothing takes nothing away."""
        words = decide(line_of(seen("Quyết", 95), seen("định", 95, left=80)), reading_of(""))

        assert [word.text for word in words] == ["Quyết", "định"]

    def test_candidates_hold_both_readings_and_mixtures(self):
        """`đồi, bồ` and `đổi,bổ`: the marks of one with the space of the other is possible."""
        place = pair([seen("đồi,"), seen("bồ")], reading_of("đổi,bổ"))[0]

        assert {"đồi, bồ", "đổi,bổ", "đổi, bổ"} <= set(candidates(place))
        assert candidates(place)["đồi, bồ"] == 0

    def test_doubt_is_told_from_certainty(self):
        """Agreement of unsure readers is not beyond doubt."""
        sure = pair([seen("xã", 96)], reading_of("xã"))[0]
        unsure = Place(sure.words, sure.reading, sure.second, sure.start, sure.stop, math.log(0.5))

        assert is_beyond_doubt(sure)
        assert not is_beyond_doubt(unsure)


class TestStrips:
    """Lines cut for the second reader."""

    def test_columns_are_parted_and_long_lines_shortened(self):
        """A wide gap parts two columns; what is longer than 14 heights is cut between words."""
        left = [seen("abcde", left=70 * at) for at in range(9)]
        line = line_of(*left, seen("abc", left=900))

        pieces = cut_line(line)
        assert [word for piece in pieces for word in piece] == list(line.words)
        assert len(pieces) == 4
        assert pieces[-1] == (line.words[-1],)

    def test_strip_is_as_high_as_the_line_found(self):
        """Height comes from the line finder, width from the words."""
        strip = strip_of([seen("xem")], [Strip(-20, -6, 700, 25), Strip(0, 60, 700, 90)])

        assert (strip.left, strip.right, strip.top, strip.bottom) == (0, 36, -6, 25)

    def test_unread_line_is_found(self):
        """A line that no word lies on was missed; one that has words was not."""
        missed = Strip(300, 100, 500, 125)

        assert unread_strips([line_of(seen("xem"))], [Strip(0, 0, 36, 20), missed]) == (missed,)

    def test_believable_line_is_added_and_rubbish_is_not(self):
        """A name only the second reader saw is text, with little confidence; scribbles are not."""
        lines = [line_of(seen("Kính", 95))]
        strips = (Strip(0, 0, 48, 20), Strip(0, 60, 40, 80), Strip(0, 90, 60, 110))
        image = Image.new("L", (600, 200))
        rubbish = FixedReader(reading_of("Kính"), reading_of("bc"), reading_of("k-b:c/"))

        result = read_twice(lines, image, found=strips, reader=rubbish)
        assert [line.text for line in result] == ["Kính"]
        named = FixedReader(reading_of("Kính"), reading_of("Nguyên Bá"))
        result = read_twice(lines, image, found=strips[:2], reader=named)
        assert [line.text for line in result] == ["Kính", "Nguyên Bá"]
        number = FixedReader(reading_of("Kính"), reading_of("Số: 30/2020/NĐ-CP"))
        result = read_twice(lines, image, found=strips[:2], reader=number)
        assert [line.text for line in result] == ["Kính", "Số: 30/2020/NĐ-CP"]
        assert all(word.confidence <= 50 for word in result[1].words)


def test_letters_spread_over_a_line_are_a_line_not_read():
    """`TY` as wide as a whole line is dropped; what the second reader sees there stands."""
    lines = [line_of(seen("Kính", 95)), line_of(Word("TY", 0, 60, 300, 20, 40.0))]
    reader = FixedReader(reading_of("Kính"), reading_of("Sổ:158/HD-STTTT"))
    image = Image.new("L", (600, 200))
    strips = (Strip(0, 0, 48, 20), Strip(0, 60, 300, 80))

    result = read_twice(lines, image, found=strips, reader=reader)
    assert [line.text for line in result] == ["Kính", "Sổ:158/HD-STTTT"]


class FixedHand:
    """A reader of handwriting that says what it is told."""

    name = "hand"

    def __init__(self, *readings: CtcReading) -> None:
        self._readings = readings

    def read(self, image, strip):
        return self._readings[0]


#: Sees every letter as likely as any other.
BLIND = CtcReading(np.full((6, len(ALPHABET)), -math.log(len(ALPHABET))), ALPHABET, CODES)


class TestHandwriting:
    """Figures in the gaps of the printed form."""

    def fill(
        self, text: str, hand: CtcReading, confidence: float = 60, figures: str | None = None
    ) -> tuple[Word, ...]:
        words, left = [], 0
        for part in text.split():
            words.append(Word(part, left, 10, 12 * len(part), 20, confidence))
            left += 12 * (len(part) + 1)
        (line,) = read_handwriting(
            [line_of(*words)], Image.new("L", (900, 400)), found=(), reader=FixedReader(hand),
            figures=FixedHand(BLIND if figures is None else reading_of(figures)),
            hand=lambda: FixedHand(hand),
        )  # fmt: skip
        return line.words

    def text(self, text: str, hand: CtcReading, **known) -> str:
        return " ".join(word.text for word in self.fill(text, hand, **known))

    def test_number(self):
        """`Số: 5S4/UBND` becomes what the hand reader sees between the colon and the stroke."""
        assert self.text("Số: 5S4/UBND-KTTH", reading_of("Số: 574 /UBND-KTTH")) == (
            "Số: 574 /UBND-KTTH"
        )

    def test_day_is_one_of_the_calendar(self):
        """There is no 45th of January: of what the reader half believes, a day that exists."""
        hand = reading_of("ngày 45 tháng 01 năm 2025", doubts={5: {"1": 0.2}})

        assert self.text("ngày-45 tháng 01 năm 2025", hand) == "ngày 15 tháng 01 năm 2025"

    def test_what_is_not_sure_is_told(self):
        """Readers that disagree make a finding with what was read; readers that agree make none."""
        doubtful = reading_of("Số: 574 /UBND-KTTH", doubts={5: {"1": 0.4}})
        unsure = self.fill("Số: 5S4/UBND-KTTH", doubtful)
        sure = self.fill("Số: 5S4/UBND-KTTH", reading_of("Số: 574 /UBND-KTTH"), figures="574")

        (finding,) = unsure_figures([line_of(*unsure)])
        assert (finding.code, finding.value[:3]) == ("unsure-figures", "Số:")
        assert list(unsure_figures([line_of(*sure)])) == []

    def test_an_empty_gap_stays_empty(self):
        """A draft without a number gets none: of ten figures one is always the likeliest."""
        assert self.text("Số: /QĐ-UBND", reading_of("Số: /QĐ-UBND"), figures="") == ("Số: /QĐ-UBND")

    def test_number_with_a_year(self):
        """A rule of law has its year in the number; it is neither a figure of it nor lost."""
        hand = reading_of("Số: 15/2021/QĐ-UBND")

        assert self.text("Số: 1S/2021/QĐ-UBND", hand) == "Số: 15 /2021/QĐ-UBND"

    def test_ones_read_as_strokes(self):
        """`2116` by hand looks like `2//6` to a line reader; the gap goes on to the last stroke."""
        hand = reading_of("Số: 2//6/TB-ĐHT", doubts={5: {"1": 0.2}, 6: {"1": 0.2}})

        assert self.text("Số: 2//6/TB-ĐHT", hand, figures="2116") == "Số: 2116 /TB-ĐHT"

    def test_figures_outweigh_two_readers_of_print(self):
        """Both sure of `04`, but the reader of figures sees `01`: read anew, and never sure."""
        words = self.fill("Số: 04 /QĐ-UBND", reading_of("Số: 04 /QĐ-UBND", doubts={5: {"1": 0.1}}),
                          confidence=99, figures="01")  # fmt: skip

        assert " ".join(word.text for word in words) == "Số: 01 /QĐ-UBND"
        assert all(word.confidence <= 90 for word in words)

    def test_sure_print_is_left_alone(self):
        """Figures that are printed, sure, and seen alike by the reader of figures stay."""

        def never():
            raise AssertionError

        line = line_of(*(Word(part, 60 * at, 10, 50, 20, 99.0)
                         for at, part in enumerate(["Số:", "12", "/QĐ-UBND"])))  # fmt: skip
        image = Image.new("L", (900, 400))
        assert read_handwriting(
            [line], image, found=(), reader=FixedReader(reading_of("Số: 12 /QĐ-UBND")),
            figures=FixedHand(reading_of("12")), hand=never,
        ) == (line,)  # fmt: skip

    def test_a_sentence_is_left_alone(self):
        """A line that begins with the number of another paper is none of the form's."""
        hand = reading_of("số 15/2020/TT-BDĐT")

        assert self.text("số 1S/2020/TT-BDĐT ngày", hand) == "số 1S/2020/TT-BDĐT ngày"

    def test_only_the_head_is_looked_at(self):
        """A number that the body cites stays as it was read."""
        line = line_of(Word("số:", 0, 300, 40, 20, 50.0), Word("5S4/UBND", 60, 300, 90, 20, 50.0))
        image = Image.new("L", (900, 400))
        hand = FixedHand(reading_of("số: 574/UBND"))
        result = read_handwriting(
            [line], image, found=(), reader=FixedReader(), figures=hand, hand=lambda: hand
        )

        assert result == (line,)


class TestFigureReader:
    """The network that reads figures, on a hand it has not learnt from."""

    @pytest.mark.parametrize("height", [34, 42])
    def test_written_by_hand(self, height):
        """Of 40 numbers that the sample generator's hand writes beside print, 36 are right."""
        font, reader = ImageFont.truetype(TINOS, 36), FigureReader()
        right = 0
        for place in range(40):
            chance = Chance("figures of a test", height, place)
            text = str(chance.integer(1, 2999))
            page = Image.new("L", (500, 120), 240)
            ImageDraw.Draw(page).text((20, 80), "Số:", font=font, fill=30, anchor="ls")
            ink = write_number(text, height=height, chance=chance)
            page.paste(40, (85, 80 - round(1.15 * height)), ink)
            end = 85 + ink.width
            ImageDraw.Draw(page).text((end, 80), "/QĐ-UBND", font=font, fill=30, anchor="ls")
            reading = reader.read(page, Strip(70, 46, end + 8, 88))
            right += reading.text == text
        assert right >= 36

    def test_printed(self):
        """Type is read too, so that printed numbers can be left alone."""
        font, reader = ImageFont.truetype(TINOS, 36), FigureReader()
        for text in ("05", "127", "3046", "98"):
            page = Image.new("L", (400, 120), 250)
            ImageDraw.Draw(page).text((20, 80), f"Số: {text}/QĐ", font=font, fill=20, anchor="ls")
            left, right = (20 + font.getlength(f"Số: {part}") for part in ("", text))
            reading = reader.read(page, Strip(left - 12, 46, right + 8, 88))
            assert reading.text == text


@pytest.mark.parametrize(
    ("text", "starts_line", "expected"),
    [
        ("Số:251", True, "Số: 251"),
        ("VT,KSTT.", False, "VT, KSTT."),
        ("-Lưu:", True, "- Lưu:"),
        ("QĐ-UBND", True, "QĐ-UBND"),
        ("21tháng02năm", False, "21 tháng 02 năm"),
        ("a,b@x.vn", False, "a,b@x.vn"),
        ("1.234,5", False, "1.234,5"),
    ],
)
def test_spaces(text, starts_line, expected):
    """Spaces come where Vietnamese typing has them, and nowhere else."""
    assert spaced(text, starts_line=starts_line) == expected


def test_code_broken_by_the_line_is_whole_in_the_text():
    """`987/QĐ-` at a line's end and `UBND` on the next are one number when searched."""
    lines = (line_of(seen("số"), seen("987/QĐ-")), line_of(seen("UBND"), seen("ngày")))
    page = PageText("p", "", 1, 1, 0, "", lines, 90)

    assert page.text == "số 987/QĐ-UBND ngày"


def test_issuing_body_is_the_left_column_above_the_number():
    """Superior and body are the capitals on the left; the national title on the right is not."""

    def at(left: int, top: int, text: str) -> tuple[Word, ...]:
        return tuple(
            Word(part, left + 40 * number, top, 35, 20, 95.0)
            for number, part in enumerate(text.split())
        )

    lines = (
        line_of(*at(50, 20, "BỘ CÔNG THƯƠNG"), *at(600, 20, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA")),
        line_of(*at(50, 50, "TRƯỜNG ĐẠI HỌC"), *at(650, 50, "Độc lập - Tự do")),
        line_of(*at(50, 90, "Số: 12 /TB-ĐHT"), *at(600, 90, "Hà Nội, ngày")),
        line_of(*at(300, 150, "THÔNG BÁO")),
    )
    page = PageText("p", "", 1000, 1400, 0, "", lines, 90)

    assert find_header([page]).issuing_body == "BỘ CÔNG THƯƠNG TRƯỜNG ĐẠI HỌC"
    assert find_issuing_body(PageText("p", "", 1000, 1400, 0, "", lines[3:], 90)) == ""


@pytest.mark.parametrize(
    ("left", "gap", "number"),
    [
        ("Số: 25 /TB-QL Đào tạo", 300, "25/TB-QL Đào tạo"),
        ("Số: 25 /TB-QL Đào tạo", 20, "25/TB-QL"),
        ("Số: 25 /TB-ĐHĐL HỎA TỐC", 300, "25/TB-ĐHĐL"),
        ("Số: 25 /TB-ĐHĐL", 300, "25/TB-ĐHĐL"),
    ],
)
def test_symbol_that_ends_in_words(left, gap, number):
    """Words in small letters between the symbol and the next column are part of it."""
    words, at = [], 50
    for part in [*left.split(), "Hà", "Nội,", "ngày", "08"]:
        at += gap if part == "Hà" else 15
        words.append(Word(part, at, 90, 12 * len(part), 20, 95.0))
        at += 12 * len(part)
    page = PageText("p", "", 1000, 1400, 0, "", (line_of(*words),), 90)

    assert find_header([page]).number == number


@pytest.fixture(scope="module")
def readers():
    """The real engine and the real second readers."""
    return load_engine(OcrSettings()), SecondReading()


def test_real_readers_on_a_drawn_page(readers):
    """On a blurred page both together make fewer errors than the first reader alone."""
    engine, second = readers
    texts = [
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ",
        "về thẩm quyền giải quyết thủ tục hành chính tại địa phương và biểu mẫu",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký ban hành; để biết, thực hiện",
        "phối hợp với các đơn vị liên quan tổ chức triển khai Kế hoạch đảm bảo tiến độ",
    ] * 3
    image = Image.new("L", (1654, 1200), 245)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(TINOS, 38)
    for number, text in enumerate(texts):
        pen.text((120, 60 + 70 * number), text, fill=40, font=font)
    image = image.filter(ImageFilter.GaussianBlur(1.5))
    first = engine.recognize(image, dpi=200)
    both = second.read(first, image)

    expected = " ".join(texts).split()
    wrong = [(Counter(expected) - Counter(words_of(lines))).total() for lines in (first, both)]
    assert wrong[1] < wrong[0]
    assert wrong[1] <= 0.06 * len(expected)
    assert version("trueocr") in second.name
    assert "asterocr" not in sys.modules  # its code would send usage figures elsewhere


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data is not there")
def test_real_page_reads_better_than_by_the_first_reader(readers, tmp_path):
    """On a real scan word recall and precision rise, and the number written by hand is read."""
    from bench.truth import matches, truth_pages
    from sohoa.ocr.page import read_page
    from sohoa.ocr.store import load_page_text

    engine, second = readers
    page = next(one for one in truth_pages(tmp_path) if one.document == "d32")
    texts = [
        load_page_text(
            read_page(page.image, engine=engine, second=reader, settings=OcrSettings(),
                      texts_dir=tmp_path / str(bool(reader))).text_path
        ).text
        for reader in (None, second)
    ]  # fmt: skip
    (alone, asked, given), (together, _asked, given_together) = (
        matches(page.text, text) for text in texts
    )

    assert together > alone
    assert together / given_together > alone / given
    assert together / asked > 0.97
    assert "Số: 22 /TTr-UBND" in texts[1]
