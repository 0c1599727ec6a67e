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
from made_up_readings import FixedReader, line_of, reading_of, seen, words_of
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sohoa.domain.stage_results import Line, PageText, Word
from sohoa.domain.vietnamese import skeleton
from sohoa.ocr.candidates import candidates
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.evidence import choose, is_beyond_doubt, load_weights, weigh
from sohoa.ocr.interface import Strip
from sohoa.ocr.pairing import Place, pair
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.spacing import spaced
from sohoa.ocr.strips import cut_line, strip_of, unread_strips
from sohoa.ocr.syllable_model import load_syllable_model
from sohoa.ocr.two_readers import read_twice

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real_vi"
WEIGHTS = load_weights("tesseract")
TINOS = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"


def decide(line: Line, reading: CtcReading) -> tuple[Word, ...]:
    """What two readings of one line become."""
    image = Image.new("L", (600, 40), 255)
    (decided,) = read_twice([line], image, found=(), reader=FixedReader(reading), weights=WEIGHTS)
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

        assert choose(found, WEIGHTS).text == "bổ"

    def test_second_reader_cannot_invent(self):
        """A second reader that sees nothing takes nothing away."""
        words = decide(line_of(seen("Quyết", 95), seen("định", 95, left=80)), reading_of(""))

        assert [word.text for word in words] == ["Quyết", "định"]

    def test_candidates_hold_both_readings_and_mixtures(self):
        """`đồi, bồ` and `đổi,bổ`: the marks of one with the space of the other is possible."""
        place = pair([seen("đồi,"), seen("bồ")], reading_of("đổi,bổ"))[0]

        assert {"đồi, bồ", "đổi,bổ", "đổi, bổ"} <= set(candidates(place))
        assert candidates(place)["đồi, bồ"] == 0

    @pytest.mark.parametrize(
        ("first", "second"),
        [("T", "73"), ("Đ", "53"), ("q.đ2", "3.432"), ("53", "T"), ("", "73")],
    )
    def test_the_second_reading_is_a_candidate(self, first, second):
        """Also where letters the first did not see stand right before ones it saw otherwise."""
        (place,) = pair([seen(first)], reading_of(second))

        assert second in candidates(place)

    def test_figures_of_one_reader_alone_are_not_sure(self):
        """A letter where the second reader is certain of figures: they count, but not as sure."""
        (word,) = decide(line_of(seen("T", 55)), reading_of("73"))
        assert (word.text, word.confidence) == ("73", 90.0)
        (word,) = decide(line_of(seen("79", 55)), reading_of("73"))
        assert word.confidence > 95

    def test_doubt_is_told_from_certainty(self):
        """Agreement of unsure readers is not beyond doubt."""
        sure = pair([seen("xã", 96)], reading_of("xã"))[0]
        unsure = Place(sure.words, sure.reading, sure.second, sure.start, sure.stop, math.log(0.5))

        assert is_beyond_doubt(sure, WEIGHTS.bars)
        assert not is_beyond_doubt(unsure, WEIGHTS.bars)


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

        result = read_twice(lines, image, found=strips, reader=rubbish, weights=WEIGHTS)
        assert [line.text for line in result] == ["Kính"]
        named = FixedReader(reading_of("Kính"), reading_of("Nguyên Bá"))
        result = read_twice(lines, image, found=strips[:2], reader=named, weights=WEIGHTS)
        assert [line.text for line in result] == ["Kính", "Nguyên Bá"]
        number = FixedReader(reading_of("Kính"), reading_of("Số: 30/2020/NĐ-CP"))
        result = read_twice(lines, image, found=strips[:2], reader=number, weights=WEIGHTS)
        assert [line.text for line in result] == ["Kính", "Số: 30/2020/NĐ-CP"]
        assert all(word.confidence <= 50 for word in result[1].words)


def test_letters_spread_over_a_line_are_a_line_not_read():
    """`TY` as wide as a whole line is dropped; what the second reader sees there stands."""
    lines = [line_of(seen("Kính", 95)), line_of(Word("TY", 0, 60, 300, 20, 40.0))]
    reader = FixedReader(reading_of("Kính"), reading_of("Sổ:158/HD-STTTT"))
    image = Image.new("L", (600, 200))
    strips = (Strip(0, 0, 48, 20), Strip(0, 60, 300, 80))

    result = read_twice(lines, image, found=strips, reader=reader, weights=WEIGHTS)
    assert [line.text for line in result] == ["Kính", "Sổ:158/HD-STTTT"]


def test_spread_letters_that_nothing_replaces_are_kept():
    """`Số:` in a box too wide stays, on a line that is read and where the second sees nothing."""
    image = Image.new("L", (600, 200))
    wide = Word("Số:", 0, 0, 140, 20, 90.0)
    beside = [line_of(wide, Word("12/QĐ", 150, 0, 90, 20, 90.0))]
    reader = FixedReader(reading_of("Số: 12/QĐ"))

    for strips in ((), (Strip(0, 0, 240, 20),)):
        (line,) = read_twice(beside, image, found=strips, reader=reader, weights=WEIGHTS)
        assert line.text == "Số: 12/QĐ"
    (line,) = read_twice(
        [line_of(wide)],
        image,
        found=(Strip(0, 0, 140, 20),),
        reader=FixedReader(reading_of("")),
        weights=WEIGHTS,
    )
    (word,) = line.words
    assert (word.text, word.confidence) == ("Số:", 50.0)
    assert [reading.text for reading in word.readings] == ["Số:", ""]


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
    page = PageText("", 1, 1, 0, "", lines, 90)

    assert page.text == "số 987/QĐ-UBND ngày"


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
    both = second.read(first, image, evidence=engine.traits.evidence)

    expected = " ".join(texts).split()
    wrong = [(Counter(expected) - Counter(words_of(lines))).total() for lines in (first, both)]
    assert wrong[1] < wrong[0]
    assert wrong[1] <= 0.06 * len(expected)
    assert version("trueocr") in second.name_beside(engine.traits.evidence)
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
