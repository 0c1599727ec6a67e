"""What the width of a letter that stands alone tells."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont

from sohoa.domain.stage_results import Line, Word
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.word_widths import em_of, told_by_width

TINOS = ImageFont.truetype("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf", 40)
ARIMO = ImageFont.truetype("/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf", 40)


def set_line(*texts: str, font=TINOS, drawn: dict[str, str] | None = None) -> Line:
    """Words in the boxes of their ink; `drawn` is what stands there in truth."""
    words, left = [], 100
    for text in texts:
        box = font.getbbox((drawn or {}).get(text, text))
        size = round(box[2] - box[0]), round(box[3] - box[1])
        words.append(Word(text, left + round(box[0]), 50 + round(box[1]), *size, 99.0))
        left += round(font.getlength(text + " "))
    return Line(1, 1, tuple(words))


def told(line: Line) -> list[tuple[str, float]]:
    (done,) = told_by_width([line])
    return [(word.text, word.confidence) for word in done.words]


def test_em_is_the_size_of_the_print():
    """Told by the longer words of a line, whatever stands between them; else by a letter's height;
    by no sign."""
    assert em_of(set_line("Độc", "lập", "-", "Tự", "do").words) == pytest.approx(40, rel=0.12)
    assert em_of(set_line("2").words) == pytest.approx(40, rel=0.1)
    assert em_of(set_line("a").words) == pytest.approx(40, rel=0.1)
    assert em_of(set_line("-", "–").words) is None


@pytest.mark.parametrize("font", [TINOS, ARIMO])
def test_a_long_dash_is_an_en_dash_and_a_short_one_is_not(font):
    """Both readers say `-` for either; in a line of a few letters too."""
    line = set_line("đào", "tạo", "-", "phòng", font=font)
    longer = set_line("đào", "tạo", "-", "phòng", font=font, drawn={"-": "–"})

    assert told(line)[2] == ("-", 99.0)
    assert told(longer)[2] == ("–", 99.0)


def test_a_dash_whose_ink_was_not_found_stays():
    """Its box is as high as the line: it says nothing of the dash's length."""
    line = set_line("đào", "tạo", "phòng")

    assert told(Line(1, 1, (*line.words, Word("-", 400, 50, 20, 41, 99.0))))[-1] == ("-", 99.0)


@pytest.mark.parametrize(
    ("text", "wide", "high"), [("2", 84, 44), ("-", 54, 38), ("_", 52, 9), ("a", 50, 43)]
)
def test_no_letter_is_as_wide_as_a_stroke_of_a_pen(text, wide, high):
    """Beside a line, and as the last letter of a word of which no more was read."""
    line = set_line("sinh", "viên", "xuyên./.")
    stroke = Word(text, 900, 50, wide, high, 99.5)

    assert told(Line(1, 1, (*line.words, stroke)))[-1] == (text, 50.0)


@pytest.mark.parametrize("text", [*"0123456789aemwAHIMQWĐ", "Ơ", "&", "%", "–", "—", "+"])
@pytest.mark.parametrize("font", [TINOS, ARIMO])
def test_a_letter_as_wide_as_its_kind_is_believed(text, font):
    """In a line, and alone in a cell or as a page's number."""
    for line in (set_line("Bảng", text, "chi", "tiết", font=font), set_line(text, font=font)):
        assert (text, 99.0) in told(line)


@pytest.mark.parametrize("font", [TINOS, ARIMO])
def test_a_stroke_as_wide_as_a_seven_is_one(font):
    """And is not sure, as nobody read it so."""
    assert told(set_line("/", font=font, drawn={"/": "7"})) == [("7", 50.0)]
    assert told(set_line("/", font=font)) == [("/", 50.0)]


@pytest.mark.parametrize("text", ["/", "//", "/2", "/125", "5/", "1.25/"])
def test_a_stroke_that_joins_nothing_is_not_sure(text):
    """In a table's cell; nearly always a seven."""
    (word,) = told_by_width([Line(1, 1, (Word(text, 100, 50, 12, 40, 99.0),))])[0].words

    assert (word.text, word.confidence) == (text, 50.0)


def test_a_stroke_that_joins_something_is_believed():
    """Numbers, dates, and strokes between words."""
    words = ["Số:", "12/", "/QĐ-UBND", "ngày", "1/2/2020", "nam", "/", "nữ", "km/h"]

    assert [likely for _text, likely in told(set_line(*words))] == [99.0] * len(words)


def test_words_and_their_order_stay():
    """Nothing but a text or a confidence of a single letter changes."""
    line = set_line("Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc")

    assert told_by_width([line]) == (line,)


def test_the_second_reading_tells_dashes():
    """Print of both kinds, read by both readers."""
    image = Image.new("L", (1654, 700), 255)
    pen = ImageDraw.Draw(image)
    for number in range(4):
        pen.text((120, 80 + 80 * number), "Phòng Quản lý Đào tạo – phòng 103", 0, TINOS)
    for number in range(4):
        pen.text((120, 400 + 60 * number), "Độc lập - Tự do - Hạnh phúc", 0, TINOS)
    engine = load_engine(OcrSettings())
    lines = engine.recognize(image, dpi=200)

    read = SecondReading().read(lines, image, evidence=engine.traits.evidence)

    texts = [word.text for line in read for word in line.words]
    assert (texts.count("–"), texts.count("-")) == (4, 8)
