"""The contract that every engine of the registry keeps; a new one is held to it by being there."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import bad_engines
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pydantic import ValidationError

from sohoa.domain.errors import TimeLimitError, ToolMissingError, WorkerDiedError
from sohoa.ocr.models import find_models
from sohoa.ocr.registry import ENGINES, load_engine
from sohoa.ocr.settings import OcrSettings

DPI = 200
LINES = (
    "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG",
    "Số: 125/QĐ-SVHTTDL",
    "Căn cứ Luật Du lịch ngày 19 tháng 6 năm 2017",
    "Điều 1. Cấp giấy phép cho đơn vị có tên dưới đây",
)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    """Each engine of the registry in turn."""
    return load_engine(OcrSettings(engine=request.param))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A grey page of four lines at reading resolution."""
    image = bad_engines.draw_page(tmp_path_factory.mktemp("page"), LINES)
    with Image.open(image.path) as opened:
        return opened.convert("L")


@pytest.fixture(scope="module")
def read(engine, page):
    """What the engine reads on the page."""
    return engine.recognize(page, dpi=DPI)


def words_of(lines):
    return [word for line in lines for word in line.words]


def test_it_reads_vietnamese(read):
    """Nine of ten printed words come out right."""
    wanted = {word for line in LINES for word in line.split()}

    assert len(wanted & {word.text for word in words_of(read)}) / len(wanted) >= 0.9


def test_words_are_composed_and_whole(read):
    """Words are NFC, without space in them, and never empty; no line is without words."""
    assert all(line.words for line in read)
    for word in words_of(read):
        assert word.text == unicodedata.normalize("NFC", word.text)
        assert word.text
        assert not re.search(r"\s", word.text)
        assert 0 <= word.confidence <= 100


def test_boxes_lie_on_the_picture(read, page):
    """Every box has a size and lies inside the picture it was read from."""
    for word in words_of(read):
        assert word.width > 0
        assert word.height > 0
        assert 0 <= word.left < word.left + word.width <= page.width
        assert 0 <= word.top < word.top + word.height <= page.height


def test_lines_and_words_come_in_reading_order(read):
    """Lines from top to bottom, words from left to right, blocks and paragraphs counted from 1."""
    tops = [min(word.top for word in line.words) for line in read]
    assert tops == sorted(tops)
    for line in read:
        lefts = [word.left for word in line.words]
        assert lefts == sorted(lefts)
        assert line.block >= 1
        assert line.paragraph >= 1


def test_the_same_picture_gives_the_same_words(engine, page, read):
    """Reading is deterministic, also after other pages: results are kept by what they are of."""
    engine.recognize(Image.new("L", (300, 200), 255), dpi=DPI)

    assert engine.recognize(page, dpi=DPI) == read


@pytest.mark.parametrize(
    ("size", "shade"),
    [((1654, 2339), 255), ((1654, 2339), 0), ((1, 1), 255), ((1, 1), 0), ((2, 900), 255)],
    ids=["white", "black", "one white dot", "one black dot", "a hair"],
)
def test_a_picture_of_nothing_has_no_words(engine, size, shade):
    """Nothing is made up where nothing is, however small the picture."""
    assert engine.recognize(Image.new("L", size, shade), dpi=DPI) == ()


@pytest.mark.parametrize("size", [(9000, 12), (12, 9000)], ids=["very wide", "very high"])
def test_a_picture_of_any_shape_is_borne(engine, size):
    """A strip like a torn edge is read or refused; the engine lives on."""
    strip = Image.new("L", size, 255)
    ImageDraw.Draw(strip).rectangle((0, 4, size[0] // 2, 8), fill=0)
    try:
        lines = engine.recognize(strip, dpi=DPI)
    except WorkerDiedError:
        return
    for word in words_of(lines):
        assert 0 <= word.left < word.left + word.width <= size[0]
        assert 0 <= word.top < word.top + word.height <= size[1]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 60), st.integers(1, 60), st.binary(min_size=1, max_size=64))
def test_noise_breaks_nothing(engine, width, height, noise):
    """Whatever the dots of a small picture are, there are words inside it or none."""
    wanted = width * height
    dots = (noise * (wanted // len(noise) + 1))[:wanted]

    for word in words_of(engine.recognize(Image.frombytes("L", (width, height), dots), dpi=DPI)):
        assert word.text == unicodedata.normalize("NFC", word.text)


def test_after_an_error_the_next_page_is_read(engine, page, read):
    """A picture it cannot take is an error and no empty page, and leaves nothing behind."""
    with pytest.raises((WorkerDiedError, TimeLimitError)):
        engine.recognize(Image.new("L", (40_000, 2), 255), dpi=DPI)

    assert engine.recognize(page, dpi=DPI) == read


def test_the_name_says_what_read(engine):
    """The name is the same in every process, with a version and a digest of the models."""
    again = load_engine(OcrSettings(engine=next(n for n in ENGINES if _is(engine, n))))

    assert again.name == engine.name
    assert re.search(r"\d+\.\d+", engine.name)
    assert re.search(r"[0-9a-f]{8}$", engine.name)


def _is(engine, name: str) -> bool:
    return type(engine).__name__ == ENGINES[name][1]


def test_other_models_make_another_name(engine, tmp_path: Path):
    """A result is never taken for that of other models: their digest is part of the name."""
    name = next(n for n in ENGINES if _is(engine, n))
    own = find_models(OcrSettings())
    (tmp_path / "vie.traineddata").write_bytes((own / "vie.traineddata").read_bytes() + b" ")
    said = b"\x32\x05other"  # ONNX: a sixth field, ModelProto.doc_string
    (tmp_path / "vie.onnx").write_bytes((own / "vie.onnx").read_bytes() + said)

    other = load_engine(OcrSettings(engine=name, tessdata_dir=tmp_path))

    assert other.name != engine.name
    assert other.traits.otherwise != engine.traits.otherwise or not engine.traits.otherwise


def test_a_missing_model_says_how_to_mend_it():
    """Every engine names the package to install."""
    for name in ENGINES:
        with pytest.raises(ToolMissingError, match="apt-get install tesseract-ocr-xyz"):
            load_engine(OcrSettings(engine=name, languages=("xyz",)))


def test_an_unknown_engine_is_a_mistake_in_the_settings():
    """The settings say which engines there are."""
    with pytest.raises(ValidationError, match="network, tesserocr, pytesseract"):
        OcrSettings(engine="abbyy")
