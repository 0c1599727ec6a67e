"""Tesseract's network in ONNX Runtime: it is the same network, and reads lines in any company."""

import hashlib

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sohoa.domain.errors import ToolMissingError
from sohoa.ocr.line_network import OWN_MODEL, Crop, LineNetwork, normalized

FIGURES = OWN_MODEL.parent / "figures.onnx"
TINOS = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
ARIMO = "/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf"
TEXTS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Số: 125/QĐ-UBND",
    "Điều 2. Chánh Văn phòng chịu trách nhiệm thi hành",
    "Nơi nhận:",
)


def drawn(text, *, font=TINOS, size=23, ink=30, paper=245):
    """A line of text as an array of grey, 36 pixels high at this size, close to its letters."""
    face = ImageFont.truetype(font, size)
    left, _top, right, _bottom = face.getbbox(text)
    image = Image.new("L", (round(right - left) + 4, round(size * 36 / 23)), paper)
    at = (2 - left, round(size * 3 / 23))
    ImageDraw.Draw(image).text(at, text, font=face, fill=ink)
    return np.asarray(image)


@pytest.fixture(scope="module")
def network():
    return LineNetwork()


@pytest.mark.parametrize("size", [18, 23, 50])
def test_lines_of_any_height_are_read(network, size):
    readings = network.read([Crop(drawn(text, size=size)) for text in TEXTS])

    assert [one.text.strip(" .'_") for one in readings] == list(TEXTS)


def test_light_ink_is_read_as_well_as_dark(network):
    (reading,) = network.read([Crop(drawn(TEXTS[0], ink=150, paper=190))])

    assert reading.text.strip(" .'_") == TEXTS[0]


def test_a_row_is_a_distribution_over_the_alphabet_and_the_blank_is_its_first(network):
    (reading,) = network.read([Crop(drawn(TEXTS[0]))])

    assert reading.alphabet[0] == ""
    assert reading.log_probabilities.shape[1] == len(network.alphabet)
    assert np.exp(reading.log_probabilities).sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_a_letter_that_stands_twice_in_the_alphabet_has_one_column(network):
    """Tesseract's model has Đ and the Icelandic eth, which looks the same."""
    (reading,) = network.read([Crop(drawn("Điều Đ ĐĐ"))])
    twice = [code for code, one in enumerate(network.alphabet) if one == "Đ"]

    assert len(twice) == 2
    assert reading.codes["Đ"] == twice[0]
    assert (reading.log_probabilities[:, twice[1]] < -50).all()


def test_what_a_line_says_does_not_depend_on_its_company(network):
    crops = [Crop(drawn(text)) for text in TEXTS * 5]
    together = network.read(crops)
    alone = [network.read([crop])[0] for crop in crops]

    assert [one.text for one in together] == [one.text for one in alone]
    for one, other in zip(together, alone, strict=True):
        assert one.log_probabilities.shape == other.log_probabilities.shape
        assert np.abs(np.exp(one.log_probabilities) - np.exp(other.log_probabilities)).max() < 1e-4


def test_the_same_page_gives_the_same_readings(network):
    crops = [Crop(drawn(text)) for text in TEXTS * 3]
    first, second = network.read(crops), LineNetwork().read(crops)

    for one, other in zip(first, second, strict=True):
        assert (one.log_probabilities == other.log_probabilities).all()


@pytest.mark.parametrize("size", [14, 23, 50])
def test_steps_are_where_the_letters_are(network, size):
    face = ImageFont.truetype(TINOS, size)
    (reading,) = network.read([Crop(drawn("Nơi nhận: Lưu", size=size), left=100.0)])
    colon = next(step for letter, step, _ in reading.peaks if letter == ":")
    middle = 102 + face.getlength("Nơi nhận") + face.getlength(":") / 2

    assert reading.across(colon) == pytest.approx(middle, abs=0.3 * size)


def test_lines_too_small_or_too_long_are_read_all_the_same(network):
    dot = np.full((3, 1), 255, np.uint8)
    long = np.tile(drawn(TEXTS[0]), 20)

    readings = network.read([Crop(dot), Crop(long)])

    assert len(readings[0].log_probabilities) == 4  # 1 px of 3 high is 12 of 36
    assert readings[1].step_px * len(readings[1].log_probabilities) == pytest.approx(
        long.shape[1], abs=2 * readings[1].step_px
    )


def test_no_lines_give_no_readings(network):
    assert network.read([]) == ()


def test_black_and_white_are_those_of_the_middle_row():
    """By hand: minima 10, 20, maxima 200, 210; a value fills its step evenly, and one at least lies
    below (`STATS::ile`)."""
    row = [100, 10, 200, 20, 210, 100]
    grey = np.array([[0] * 6, row, [255] * 6], np.uint8)
    black, white = 11.0, 210.5  # all of the first minimum's step, half of the second maximum's

    shade = normalized(grey)

    half = (white - black) / 2
    assert shade[1] == pytest.approx([(one - black) / half - 1 for one in row], abs=1e-5)


def test_flat_paper_is_taken_between_black_and_white():
    """Neither minima nor maxima: Tesseract takes one of 0 and one of 255, all of their steps."""
    shade = normalized(np.full((3, 9), 128, np.uint8))

    assert shade == pytest.approx(np.full((3, 9), (128 - 1) / 127.5 - 1), abs=1e-6)


def test_the_model_says_where_it_is_from(network):
    told = network.metadata

    assert told["licence"] == "Apache-2.0"
    assert told["network"] == "[1,36,0,1Ct3,3,16Mp3,3Lfys48Lfx96Lrx96Lfx192O1c1]"
    assert len(told["source_sha256"]) == 64
    assert "tessdata_fast" in told["origin"]


@pytest.mark.parametrize(
    "content",
    [b"", b"no model" * 20, OWN_MODEL.read_bytes()[:9000], FIGURES.read_bytes()],
    ids=["empty", "no model", "cut short", "another model"],
)
def test_a_file_that_is_no_such_network_is_refused_by_its_name(tmp_path, content):
    model = tmp_path / "own.onnx"
    model.write_bytes(content)

    with pytest.raises(ToolMissingError, match=r"own\.onnx.*convert_tesseract"):
        LineNetwork(model)


def test_the_name_tells_one_model_from_another(network):
    assert network.name == f"vie-{hashlib.sha256(OWN_MODEL.read_bytes()).hexdigest()[:8]}"
