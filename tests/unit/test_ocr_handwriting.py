"""What is written by hand in the head: read in its gaps, marked where it is not sure."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_readings import ALPHABET, CODES, FixedReader, line_of, reading_of, seen
from PIL import Image, ImageDraw, ImageFont

from sohoa.describe.header import find_header
from sohoa.domain.stage_results import PageText, Reading, Word
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.figure_reader import FigureReader
from sohoa.ocr.handwriting import read_handwriting, unsure_figures
from sohoa.ocr.interface import Strip
from sohoa.sample.chance import Chance
from sohoa.sample.handwriting import write_number

TINOS = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"


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
            sure=95,
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

        (finding,) = unsure_figures([line_of(*unsure)], least=85)
        assert (finding.code, finding.value[:3]) == ("unsure-figures", "Số:")
        assert list(unsure_figures([line_of(*sure)], least=85)) == []

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
            figures=FixedHand(reading_of("12")), hand=never, sure=95,
        ) == (line,)  # fmt: skip

    @pytest.mark.parametrize(
        ("number", "figures"),
        [("792458", "79248"), ("1234567", "12345"), ("12A", "12"), ("15bis", "151"),
         ("25-26", "2526"), ("03/5", "035"), ("12A/2019", "12")],
    )  # fmt: skip
    def test_sure_print_of_other_forms_is_left_alone(self, number, figures):
        """Six figures, a letter, a stroke or a dash: more than the reader of figures can tell."""
        text = f"Số: {number}/QĐ-UBND"
        hand = reading_of(f"Số: {figures} /QĐ-UBND")

        assert self.text(text, hand, confidence=98, figures=figures) == text

    def test_a_small_letter_is_told(self):
        """A sure `0f` is mostly `01` by hand: read anew, but a person should look at it."""
        words = self.fill("Số: 0d/QĐ-UBND", reading_of("Số: 01 /QĐ-UBND"), confidence=98,
                          figures="01")  # fmt: skip

        assert " ".join(word.text for word in words) == "Số: 01 /QĐ-UBND"
        assert len(list(unsure_figures([line_of(*words)], least=85))) == 1

    def test_a_long_number_that_is_not_sure_stays_long(self):
        """What is read anew may have as many figures as were read before."""
        hand = reading_of("Số: 792458/QĐ-UBND")

        assert self.text("Số: 792453/QĐ-UBND", hand, figures="792458") == "Số: 792458 /QĐ-UBND"

    def test_a_stroke_that_is_lost_is_told(self):
        """Print shows `03/5`, not for sure; the figures are 035: a person should look."""
        hand = reading_of("Số: 035 /QĐ-UBND")
        lost = self.fill("Số: 03/5/QĐ-UBND", hand, confidence=70, figures="035")
        clear = self.fill("Số: 035/QĐ-UBND", hand, confidence=70, figures="035")

        (finding,) = unsure_figures([line_of(*lost)], least=85)
        assert finding.value == "Số: 035 /QĐ-UBND"
        assert list(unsure_figures([line_of(*clear)], least=85)) == []

    def test_a_stroke_that_one_reader_saw_is_told(self):
        """The two readers of print decided for `035`, but the first saw `03/5`."""
        readings = (Reading("first", "03/5/QĐ-UBND", 80.0), Reading("second", "035/QĐ-UBND", 90.0))
        hand = reading_of("Số: 035 /QĐ-UBND")
        (line,) = read_handwriting(
            [line_of(Word("Số:", 0, 10, 36, 20, 99.0),
                     Word("035/QĐ-UBND", 50, 10, 130, 20, 4.0, readings))],
            Image.new("L", (900, 400)), found=(), reader=FixedReader(hand),
            figures=FixedHand(reading_of("035")), hand=lambda: FixedHand(hand), sure=95,
        )  # fmt: skip

        assert [finding.code for finding in unsure_figures([line], least=85)] == ["unsure-figures"]

    @pytest.mark.parametrize(
        "text",
        ["Số CMND/CCCD: 040085001234", "Số CC/CCCD: 040085001234", "Số thẻ: 79/HDV quốc tế",
         "Số tài khoản/STK 0400 8500 1234"],
    )  # fmt: skip
    def test_a_card_is_no_number_of_a_document(self, text):
        """A name of its own before the stroke, or what stands after it, tells another paper."""
        hand = reading_of("Số: 0111/CCCD: 040085001234")

        assert self.text(text, hand, figures="0111") == text

    def test_a_finding_tells_the_number_only(self):
        """What else stands on the line may be anybody's name or telephone."""
        words = self.fill("Số: 5S4/UBND-KTTH ông Dinh", reading_of("Số: 574 /UBND-KTTH ông Dinh"))

        (finding,) = unsure_figures([line_of(*words)], least=85)
        assert "Dinh" in line_of(*words).text
        assert finding.value == "Số: 574 /UBND-KTTH"

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
            [line], image, found=(), reader=FixedReader(), figures=hand, hand=lambda: hand, sure=95
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
    page = PageText("", 1000, 1400, 0, "", lines, 90)

    assert find_header([page]).issuing_body == "BỘ CÔNG THƯƠNG TRƯỜNG ĐẠI HỌC"
    without = PageText("", 1000, 1400, 0, "", lines[3:], 90)
    assert find_header([without]).issuing_body == ""


@pytest.mark.parametrize(
    ("left", "gap", "number"),
    [
        ("Số: 25 /TB-QL Đào tạo", 300, "25/TB-QL Đào tạo"),
        ("Số: 25 /TB-QL Đào tạo", 20, "25/TB-QL"),
        ("Số: 25 /TB-ĐHĐL HỎA TỐC", 300, "25/TB-ĐHĐL"),
        ("Số: 25 /TB-ĐHĐL Mật", 300, "25/TB-ĐHĐL"),
        ("Số: 25 /TB-ĐHĐL Tối mật", 300, "25/TB-ĐHĐL"),
        ("Số: 25 /TB-ĐHĐL Hỏa tốc", 300, "25/TB-ĐHĐL"),
        ("Số: 25 /TB-ĐHĐL Thượng khẩn", 300, "25/TB-ĐHĐL"),
        ("Số: 25 /TB-QL Đào tạo Khẩn", 300, "25/TB-QL Đào tạo"),
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
    page = PageText("", 1000, 1400, 0, "", (line_of(*words),), 90)

    assert find_header([page]).number == number


@pytest.mark.parametrize(
    ("left", "beside", "number"),
    [
        ("Số: 25 /TB-QL Đào tạo", (600, 90), "25/TB-QL Đào tạo"),
        ("Số: 25 /TB-ĐHĐL Hỏa tốc", (600, 90), "25/TB-ĐHĐL"),
        ("Số: 25 /TB-ĐHĐL Hà Nội", None, "25/TB-ĐHĐL"),
        ("Số: 25 /TB-ĐHĐL Hà Nội", (600, 140), "25/TB-ĐHĐL"),
    ],
)
def test_the_second_column_may_be_a_line_of_its_own(left, beside, number):
    """Words behind the symbol are part of it only where something stands beside them."""
    lines, at = [], 50
    words = []
    for part in left.split():
        words.append(Word(part, at, 90, 12 * len(part), 20, 95.0))
        at += 12 * len(part) + 15
    lines.append(line_of(*words))
    if beside:
        lines.append(line_of(Word("Đà", *beside, 24, 20, 95.0)))
    page = PageText("", 1000, 1400, 0, "", tuple(lines), 90)

    assert find_header([page]).number == number


@pytest.mark.parametrize(
    ("place_at", "date_at"), [(330, 700), (310, 700)], ids=["apart", "right before the date"]
)
def test_a_place_without_its_comma_is_no_part_of_the_symbol(place_at, date_at):
    """`Hà Nội` stands apart from the symbol, or right before `ngày`."""
    words = [Word(text, left, 90, 12 * len(text), 20, 95.0) for text, left in (
        ("Số:", 130), ("25/TB-ĐHĐL", 175), ("Hà", place_at), ("Nội", place_at + 36),
        ("ngày" if place_at < 320 else "Quyết", date_at))]  # fmt: skip
    page = PageText("", 1000, 1400, 0, "", (line_of(*words),), 90)

    assert find_header([page]).number == "25/TB-ĐHĐL"


@pytest.mark.parametrize(
    "number", ["12A", "15bis", "03/5", "25-26", "1024/1", "792458", "12", "12/2019"]
)
def test_numbers_of_other_forms(number):
    """A letter, a stroke or a dash in a number, and six figures, are part of it."""
    words = (seen("Số:"), seen(f"{number}/QĐ-UBND", left=60))
    page = PageText("", 1000, 1400, 0, "", (line_of(*words),), 90)

    assert find_header([page]).number == f"{number}/QĐ-UBND"


@given(
    number=st.sampled_from(["Số: 25/TB-ĐHT", "Số:03/5/QĐ-UBND", "Số 12A/2019/TB-QL", "Số: /"]),
    rest=st.lists(
        st.sampled_from([",", ";x", "|", "-", "Mật", "Đào", "tạo", "Hà", "Nội,", "ngày"])
    ),
    gaps=st.lists(st.integers(-30, 400), min_size=20, max_size=20),
)
def test_no_line_breaks_the_header(number, rest, gaps):
    """Whatever stands behind the symbol, joined to it or far off: one line stops no batch."""
    glued = rest[:1] if gaps[0] < 0 else []
    parts = [*number.split()[:-1], number.split()[-1] + "".join(glued), *rest[len(glued) :]]
    words, left = [], 50
    for part, gap in zip(parts, gaps, strict=False):
        words.append(Word(part, left, 90, 12 * len(part), 20, 95.0))
        left += 12 * len(part) + gap
    page = PageText("", 1000, 1400, 0, "", (line_of(*words),), 90)

    assert "," not in find_header([page]).number


@pytest.mark.parametrize("sign", [",", ";x", ":"])
def test_a_sign_after_the_symbol_is_none_of_it(sign):
    """A comma read at the symbol's end, the second column far off."""
    left, right = Word(f"25/TB-ĐHT{sign}", 90, 90, 130, 20, 95.0), Word("Hà", 600, 90, 30, 20, 95.0)
    line = line_of(Word("Số:", 40, 90, 36, 20, 95.0), left, right)

    assert find_header([PageText("", 1000, 1400, 0, "", (line,), 90)]).number == "25/TB-ĐHT"
