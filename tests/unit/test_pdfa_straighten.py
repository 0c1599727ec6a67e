"""Pages turned straight where the office asks for it: picture and words by the same angle."""

from __future__ import annotations

import dataclasses
import itertools
import math
from pathlib import Path

import pytest
from pdfa_samples import read_document, read_page, sha256
from PIL import Image
from test_pdfa_builder import build, render

from sohoa.alto import decode, encode
from sohoa.domain.stage_results import Line, PageEncoding, PageText, ReadPage, Word
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.straighten import straightened_text

STRAIGHT = PdfaSettings(straighten_pages=True)
SIZE = (827, 1169)


def askew_page(
    folder: Path, degrees: float, *, turn: int = 0, encoding: PageEncoding = PageEncoding.JPEG
) -> ReadPage:
    """A page with a black bar across that leans clockwise by so much, stored turned."""
    picture = Image.new("RGB", SIZE, "white")
    picture.paste((0, 0, 0), (80, 580, 740, 590))
    leaning = picture.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor="white")
    page = read_page(folder, leaning, (), encoding=encoding, turn=turn)
    text = decode(page.text_path.read_bytes())
    page.text_path.write_bytes(encode(dataclasses.replace(text, skew_degrees=degrees)))
    return dataclasses.replace(page, text_sha256=sha256(page.text_path.read_bytes()))


def fall_of_the_bar(shown: Image.Image) -> int:
    """By how many pixels the bar's upper edge falls from left to right."""

    def edge(x: int) -> int:
        column = [shown.getpixel((x, y))[0] for y in range(shown.height)]
        return next(y for y, value in enumerate(column) if value < 128)

    return edge(720) - edge(100)


@pytest.mark.parametrize("encoding", PageEncoding)
@pytest.mark.parametrize("turn", [0, 90])
def test_an_askew_page_is_turned_straight(tmp_path, encoding, turn):
    """Two degrees fall 22 pixels over this bar; straightened it falls by one at most."""
    page = askew_page(tmp_path, 2.0, turn=turn, encoding=encoding)
    as_it_is = build(read_document(page), tmp_path / "a.pdf")
    archival = build(read_document(page), tmp_path / "b.pdf", settings=STRAIGHT)

    assert fall_of_the_bar(render(as_it_is.path)) == pytest.approx(22, abs=2)
    assert abs(fall_of_the_bar(render(archival.path))) <= 1
    assert render(archival.path).size == SIZE
    assert (as_it_is.straightened, archival.straightened) == ((), (1,))


@pytest.mark.parametrize("degrees", [0.0, 0.1, 40.0])
def test_other_pages_stay_as_they_are(tmp_path, degrees):
    """A page that is straight, or leans unbelievably, keeps the scanner's bytes."""
    page = askew_page(tmp_path, degrees)

    archival = build(read_document(page), tmp_path / "a.pdf", settings=STRAIGHT)

    assert page.image.path.read_bytes() in archival.path.read_bytes()
    assert archival.straightened == ()


def test_it_is_off_unless_asked_for():
    """What the scanner wrote is what is kept."""
    assert not PdfaSettings().straighten_pages


@pytest.mark.parametrize("degrees", [-3.0, 1.5])
def test_words_come_to_lie_level(degrees):
    """Words on a leaning line get the same height, and keep their distances."""
    slope = math.tan(math.radians(degrees))
    words = tuple(
        Word("chữ", x, round(600 + (x - 400) * slope), 60, 20, 90.0) for x in range(100, 700, 80)
    )
    text = PageText("0" * 64, *SIZE, 90, "t", (Line(1, 1, words),), 90.0, skew_degrees=degrees)

    straight = straightened_text(text)

    tops = [word.top for word in straight.lines[0].words]
    lefts = [word.left for word in straight.lines[0].words]
    assert max(tops) - min(tops) <= 1
    gaps = [after - before for before, after in itertools.pairwise(lefts)]
    assert gaps == pytest.approx([80] * len(gaps), abs=1)
    assert (straight.turn, straight.skew_degrees) == (0, 0.0)
