"""The invisible text: what a reader searches and copies is what was read, where it stands."""

from __future__ import annotations

import math
import re
import subprocess
import unicodedata
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pdfa_samples import DPI, LINES, draw_page, read_document, read_page
from PIL import Image

from sohoa.domain.errors import ToolMissingError
from sohoa.domain.stage_results import Line, Word
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.glyphless import GlyphlessFont, clusters
from sohoa.pdfa.legible import legible
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.text import extract_text
from sohoa.pdfa.validation import validate_pdfa


def build(folder, *pages):
    """The PDF of some pages."""
    archival = build_pdfa(
        read_document(*pages), folder / "a.pdf", settings=PdfaSettings(), producer="x"
    )
    return archival.path


def words_of(text: str, *, top: int = 100) -> Line:
    """Words side by side, 30 px a letter, 40 px high."""
    words, left = [], 50
    for word in text.split():
        words.append(Word(word, left, top, 30 * len(word), 40, 90.0))
        left += 30 * len(word) + 20
    return Line(1, 1, tuple(words))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_text_comes_back_line_by_line(tmp_path, turn):
    """Vietnamese, m², and characters outside the BMP survive, in order, whatever the turn."""
    picture, lines = draw_page()
    path = build(tmp_path, read_page(tmp_path, picture, lines, turn=turn))

    assert extract_text(path).strip().splitlines() == list(LINES)


def test_words_stand_on_their_boxes(tmp_path):
    """Each word begins and ends within a point of its box, and the box's centre is on it."""
    picture, lines = draw_page()
    path = build(tmp_path, read_page(tmp_path, picture, lines))
    found = subprocess.check_output(["pdftotext", "-bbox", path, "-"], text=True)
    boxes = re.findall(r'xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">', found)

    words = [word for line in lines for word in line.words]
    assert len(boxes) == len(words)
    for word, box in zip(words, boxes, strict=True):
        right, bottom = word.left + word.width, word.top + word.height
        expected = [edge / DPI * 72 for edge in (word.left, word.top, right, bottom)]
        x1, y1, x2, y2 = (float(edge) for edge in box)
        assert [x1, x2] == pytest.approx([expected[0], expected[2]], abs=1)
        assert y1 < (expected[1] + expected[3]) / 2 < y2
        assert y2 - y1 < 25


@pytest.mark.parametrize("degrees", [-3, -1.5, -0.5, 0.5, 1.5, 3])
def test_skewed_lines_stay_whole(tmp_path, degrees):
    """On a page scanned askew each line keeps its words, so that phrases are found."""
    rise = math.tan(math.radians(degrees))
    texts = ["một hai ba bốn năm sáu bảy tám chín mười", "Ủy ban nhân dân tỉnh và các đơn vị"] * 4
    lines = [
        Line(1, 1, tuple(replace(w, top=w.top + round(w.left * rise)) for w in straight.words))
        for straight in (words_of(text, top=200 + 60 * row) for row, text in enumerate(texts))
    ]
    path = build(tmp_path, read_page(tmp_path, Image.new("L", (1400, 900)), tuple(lines)))

    assert extract_text(path).strip().splitlines() == texts


def test_words_of_one_letter_have_a_box(tmp_path):
    """The blank glyph is as wide as its advance: without it pdfium drops words like `ở`."""
    path = build(tmp_path, read_page(tmp_path, Image.new("L", (400, 200)), (words_of("ở Y"),)))
    with pikepdf.open(path) as pdf:
        font = pdf.pages[0].Resources.Font["/F0"].DescendantFonts[0]
        program = TTFont(BytesIO(font.FontDescriptor.FontFile2.read_bytes()))

    glyph = program["glyf"]["blank"]
    assert (glyph.xMin, glyph.xMax, program["hmtx"]["blank"][0]) == (0, int(font.DW), int(font.DW))


def test_pages_share_one_font(tmp_path):
    """However many pages, the font is in the file once, and only if there is text."""
    picture, lines = draw_page()
    path = build(tmp_path, *(read_page(tmp_path, picture, text) for text in (lines, lines, lines)))

    assert path.read_bytes().count(b"/FontFile2") == 1
    blank = build(tmp_path, read_page(tmp_path, picture))
    assert b"/FontFile2" not in blank.read_bytes()


@pytest.mark.parametrize(
    "text", ["\x00\x07", "\ufeff", "\uffff", "a\u0000b", "g\u0308\u0301" * 40, " \u3000 "]
)
def test_illegible_words_do_no_harm(tmp_path, text):
    """Control characters, half characters and no characters never make an invalid file."""
    line = Line(1, 1, (Word(text, 10, 10, 0, 0, 0.0), Word("ổn", 100, 10, 50, 40, 90.0)))
    path = build(tmp_path, read_page(tmp_path, Image.new("L", (400, 200)), (line,)))

    assert validate_pdfa(path, signed=False) == ()
    assert "ổn" in extract_text(path)


def test_boxes_outside_the_page_do_no_harm(tmp_path):
    """Boxes upside down, overlapping or beyond the edge are placed, not believed."""
    words = (
        Word("a", -50, -90, 1, 1, 0),
        Word("b", -60, 9000, 9000, 1, 0),
        Word("c", 0, 0, 0, 0, 0),
    )
    line = Line(1, 1, words)
    path = build(tmp_path, read_page(tmp_path, Image.new("L", (400, 200)), (line,)))

    assert validate_pdfa(path, signed=False) == ()


def test_more_characters_than_codes():
    """Beyond 65,534 different characters the rest is shown as replacement characters."""
    font = GlyphlessFont()
    for start in range(0, 70_000, 100):
        font.encode("".join(chr(0x20000 + number) for number in range(start, start + 100)))
    codes, count = font.encode("x")

    assert (int(codes, 16) <= 0xFFFF, count) == (True, 1)
    assert b"<FFFD>" in font._to_unicode()


@given(st.text())
def test_legible_text_is_composed_and_stays_so(text):
    """What enters the PDF is NFC, without surrogates, and cleaning twice changes nothing."""
    clean = legible(text)

    assert unicodedata.is_normalized("NFC", clean)
    assert legible(clean) == clean
    assert "".join(clusters(clean)) == clean
    clean.encode("utf-16-be")


def test_missing_tool_says_how_to_mend(tmp_path, monkeypatch):
    """Without poppler the error names the package."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ToolMissingError, match="poppler-utils"):
        extract_text(tmp_path / "a.pdf")


def test_unreadable_pdf_is_a_value_error(tmp_path):
    """What is no PDF has no text."""
    (tmp_path / "a.pdf").write_bytes(b"not a PDF")

    with pytest.raises(ValueError, match="status"):
        extract_text(tmp_path / "a.pdf")
