"""Reading pages: both engines, any orientation, nothing read twice."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from sohoa.describe.header import find_header
from sohoa.domain.errors import FixityError, ToolMissingError, UnreadableImageError
from sohoa.domain.facts import year_of
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import (
    Derivation,
    Description,
    Line,
    PageEncoding,
    PageImage,
    PageText,
    ScannedDocument,
    Word,
)
from sohoa.durable import sha256_of
from sohoa.ocr.document import assemble, full_text
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import ENGINES, load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings, QualitySettings
from sohoa.ocr.store import load_page_text
from sohoa.ocr.tsv import lines_of

TEXT = [
    "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG",
    "Số: 125/QĐ-SVHTTDL",
    "Bình Dương, ngày 15 tháng 3 năm 2018",
    "QUYẾT ĐỊNH",
    "Về việc cấp giấy phép kinh doanh dịch vụ lữ hành",
    "Căn cứ Quyết định số 07/2015/QĐ-UBND ngày 01 tháng 4 năm 2015",
    "Điều 1. Cấp giấy phép cho đơn vị có tên dưới đây được hoạt động",
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký ban hành",
]
#: Pages made up in grey are no finding here.
SETTINGS = OcrSettings(quality=QualitySettings(least_bits=8))


@pytest.fixture(scope="module", params=ENGINES)
def any_engine(request):
    """Each engine in turn: they keep one contract."""
    return load_engine(OcrSettings(engine=request.param))


@pytest.fixture(scope="module")
def engine():
    """The default engine."""
    return load_engine(SETTINGS)


@pytest.fixture
def draw(tmp_path: Path):
    """Draw a page of text at a resolution, turn it counter-clockwise, and store it."""

    def page(lines=TEXT, *, dpi=200, turned=0, name="page.png", turn=0) -> PageImage:
        picture = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
        font = ImageFont.truetype(
            "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf", round(13 / 72 * dpi)
        )
        for number, line in enumerate(lines):
            ImageDraw.Draw(picture).text((dpi, dpi * (0.8 + 0.45 * number)), line, 0, font)
        picture = picture.rotate(turned, expand=True)
        path = tmp_path / name
        picture.save(path)
        width, height = picture.size
        return PageImage(
            "d.p0001", path, sha256_of(path), width, height, dpi, dpi,
            PageEncoding.PNG, Derivation.AS_SCANNED, turn,
        )  # fmt: skip

    return page


@pytest.fixture
def read(engine, tmp_path):
    """Read a page with the default engine."""

    def text_of(page: PageImage) -> PageText:
        result = read_page(page, engine=engine, settings=SETTINGS, texts_dir=tmp_path / "texts")
        return load_page_text(result.text_path)

    return text_of


def test_engines_read_vietnamese(any_engine, draw, tmp_path):
    """Both engines give the printed words, composed, with boxes inside the page."""
    page = draw()

    result = read_page(page, engine=any_engine, settings=SETTINGS, texts_dir=tmp_path)
    text = load_page_text(result.text_path)

    words = set(text.text.split())
    wanted = {word for line in TEXT for word in line.split()}
    assert len(words & wanted) / len(wanted) > 0.9
    assert text.text == unicodedata.normalize("NFC", text.text)
    for line in text.lines:
        for word in line.words:
            assert 0 <= word.left < word.left + word.width <= page.width_px + 2
            assert 0 <= word.confidence <= 100


def test_white_letters_on_blue_are_read(read, draw):
    """A page printed light on dark is reversed for reading, and the finding says so."""
    page = draw()
    with Image.open(page.path) as opened:
        ImageOps.colorize(opened.convert("L"), black="white", white=(25, 25, 110)).save(page.path)

    text = read(replace(page, sha256=sha256_of(page.path)))

    assert find_header([text]).number == "125/QĐ-SVHTTDL"
    assert "light-on-dark" in {finding.code for finding in text.findings}
    assert "too-dark" not in {finding.code for finding in text.findings}


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_is_read_however_it_lies(read, draw, turned):
    """A page scanned on its head or side is read, and the turn to upright is told."""
    text = read(draw(turned=turned))

    assert text.turn == turned
    assert "BÌNH DƯƠNG" in text.text
    assert text.height_px > text.width_px


def test_the_turn_of_the_source_is_kept(read, draw):
    """Where the source already says how the page lies, the total turn is that one."""
    assert read(draw(turned=90, turn=90)).turn == 90


def test_boxes_are_in_pixels_of_the_full_page(read, draw):
    """Read at 200 dpi, a 400 dpi page has boxes twice as large: those of its own pixels."""
    small, large = read(draw(dpi=200, name="a.png")), read(draw(dpi=400, name="b.png"))

    def box(text):
        return next(w for line in text.lines for w in line.words if w.text == "QUYẾT")

    assert box(large).left == pytest.approx(2 * box(small).left, abs=12)
    assert box(large).height == pytest.approx(2 * box(small).height, abs=12)


def test_a_blank_page_has_no_words_and_is_not_turned(read, draw):
    """A blank page is no error; nothing is made up, in no direction."""
    text = read(draw(lines=[]))

    assert (text.word_count, text.confidence, text.turn) == (0, 0, 0)


class Counting:
    """An engine that counts the pages it is given."""

    def __init__(self, engine) -> None:
        self.name, self.traits, self.fallback = engine.name, engine.traits, engine.fallback
        self.calls = 0
        self._engine = engine

    def recognize(self, image, *, dpi):
        self.calls += 1
        return self._engine.recognize(image, dpi=dpi)


def test_a_page_is_not_read_twice(draw, tmp_path, engine):
    """The second reading of the same page only finds the first, with the same bytes."""
    page, counting = draw(), Counting(engine)

    first, second = (
        read_page(page, engine=counting, settings=SETTINGS, texts_dir=tmp_path / "t")
        for _turn in range(2)
    )

    assert counting.calls == 1
    assert first == second


@pytest.mark.parametrize("harm", ["half written", "a rotten bit", "of an older version"])
def test_a_text_that_was_harmed_is_read_anew(draw, tmp_path, engine, harm):
    """What a crash or a bad disk left of a page's text is not believed; the page is read again."""
    page, counting = draw(), Counting(engine)
    first = read_page(page, engine=counting, settings=SETTINGS, texts_dir=tmp_path / "t")
    whole = first.text_path.read_bytes()
    harmed = {
        "half written": whole[: len(whole) // 2],
        "a rotten bit": whole.replace("QUYẾT".encode(), "QUYỂT".encode(), 1),
        "of an older version": b'{"page_id": "d.p0001"}',
    }
    assert harmed[harm] != whole
    first.text_path.write_bytes(harmed[harm])

    again = read_page(page, engine=counting, settings=SETTINGS, texts_dir=tmp_path / "t")

    assert counting.calls == 2
    assert again == first
    assert again.text_path.read_bytes() == whole


def test_a_changed_image_is_refused(read, draw):
    """A page image that is no longer the one taken in is not read."""
    page = draw()
    page.path.write_bytes(page.path.read_bytes() + b" ")

    with pytest.raises(FixityError):
        read(page)


def test_an_image_that_cannot_be_decoded_is_refused(read, draw, tmp_path):
    """Bytes that are no image give the error that names the page."""
    page = draw()
    page.path.write_bytes(b"\xff\xd8\xff\xe0 no jpeg")
    broken = PageImage(
        "d.p0007", page.path, sha256_of(page.path), 10, 10, 200, 200,
        PageEncoding.JPEG, Derivation.AS_SCANNED,
    )  # fmt: skip

    with pytest.raises(UnreadableImageError, match="page 7"):
        read(broken)


def test_a_missing_model_says_how_to_mend_it():
    """Without the model the error names the package to install."""
    with pytest.raises(ToolMissingError, match="apt-get install tesseract-ocr-xyz"):
        load_engine(OcrSettings(languages=("xyz",)))


def test_a_document_is_its_pages(engine, draw, tmp_path):
    """Header, confidence and findings of a document come from its pages."""
    second = SecondReading()
    pages = [
        read_page(page, engine=engine, second=second, settings=SETTINGS, texts_dir=tmp_path / "t")
        for page in (
            draw(name="1.png"),
            draw(lines=[], name="2.png"),
            draw(turned=180, name="3.png"),
        )
    ]
    scanned = ScannedDocument("d", "b", "d", (), "", tuple(p.image for p in pages), Description())

    document = assemble(scanned, pages)

    assert document.header.number == "125/QĐ-SVHTTDL"
    assert year_of(document) == 2018
    assert [(one.code, one.page) for one in document.findings] == [("blank-page", 2), ("turned", 3)]
    assert document.confidence > 85
    assert full_text(document).count("\f") == 2


def _page(*lines: str) -> PageText:
    made = [
        Line(1, 1, tuple(Word(w, 10 * n, 40 * y, 9, 20, 90.0) for n, w in enumerate(text.split())))
        for y, text in enumerate(lines)
    ]
    return PageText("", 1000, 2000, 0, "test", tuple(made), 90.0)


@pytest.mark.parametrize(
    ("lines", "number", "formed", "kind"),
    [
        (TEXT, "125/QĐ-SVHTTDL", PartialDate(2018, 3, 15), "Quyết định"),
        (
            ["Số: /GP-SVHTTDL Bình Dương, ngày tháng năm 2019", "GIẤY PHÉP"],
            "", PartialDate(2019), "Giấy phép",
        ),
        (
            ["Số:12/SVHTTDL-QLDL", "V/v báo cáo năm 2016", "Thủ Dầu Một, ngày 1 tháng 2 năm 20 17"],
            "12/SVHTTDL-QLDL", PartialDate(2017, 2, 1), "Công văn",
        ),
        (["QUYẾT ĐỊNH", "Về kế hoạch ngày 1 tháng 2 năm 2011"], "", None, "Quyết định"),
        (["Căn cứ Quyết định số 7/QĐ-UBND ngày 1 tháng 2 năm 2011"], "", None, ""),
        (["CÔNG VĂN ĐẾN", "Số: 2352", "Ngày: 21/3/18", "THÔNG BÁO"], "", None, "Thông báo"),
        (["Bình Dương, ngày 31 tháng 2 năm 2018", "TỜ TRÌNH"], "", PartialDate(2018), "Tờ trình"),
        (["số 5 ngày mai", "đề án này"], "", None, ""),
    ],
)  # fmt: skip
def test_the_header_is_read_and_nothing_is_guessed(lines, number, formed, kind):
    """Number, date and type stand in the head; citations, subjects and stamps do not count."""
    fields = find_header([_page(*lines)])

    assert (fields.number, fields.formed, fields.record_type) == (number, formed, kind)


def test_rows_that_are_no_words_are_passed_over():
    """Headings, other levels and empty words of Tesseract's TSV give no line."""
    tsv = (
        "level\tpage_num\n4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t95\t \n"
    )

    assert lines_of(tsv) == ()
