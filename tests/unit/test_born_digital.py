"""What was never paper is taken as what it is: with its own text, if that is what it shows."""

from __future__ import annotations

import pikepdf
import pytest
from intake_samples import coded, image_stream, pdf_page, picture, saved, take, whole_page
from PIL import Image, ImageDraw, ImageFont
from typed_pdfs import FONT, LINES, typed_page

from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.stage_results import Derivation
from sohoa.ocr.document import assemble, full_text
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import load_page_text
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.text import extract_text
from sohoa.pdfa.validation import validate_pdfa
from sohoa.work.comparing import compare_texts
from sohoa.work.reading import read_page_job

NAME, DICT = pikepdf.Name, pikepdf.Dictionary
SETTINGS = OcrSettings(second_reading=False)


def typed_pdf(folder, **options):
    """One typed page in the inbox."""
    pdf = pikepdf.new()
    typed_page(pdf, **options)
    return saved(folder, pdf)


def read(document, folder, settings=SETTINGS):
    """All pages of a document, read."""
    pages = [read_page_job(page, texts_dir=folder, settings=settings) for page in document.pages]
    return assemble(document, pages)


def codes(findings):
    """The findings' codes."""
    return [finding.code for finding in findings]


def test_a_typed_pdf_is_taken_and_marked(tmp_path):
    """Text and no picture is no error: drawn, with its own text beside, and told."""
    document = take(typed_pdf(tmp_path))

    (page,) = document.pages
    assert (document.born_digital, document.kept_original) == (True, False)
    assert codes(document.findings) == ["born-digital"]
    assert (page.derivation, round(page.dpi_x)) == (Derivation.RASTERIZED, 300)
    own = load_page_text(page.own_text_path)
    assert sorted(line.text for line in own.lines) == sorted(text for text, *_ in LINES)


def test_a_signature_over_the_whole_page_makes_no_scan_of_it(tmp_path):
    """A picture that is transparent but for the seal in it lies over the typed text."""
    pdf = pikepdf.new()
    page = typed_page(pdf)
    mask = image_stream(pdf, bytes(100), size=(10, 10), Filter=None, ColorSpace=NAME.DeviceGray)
    seal = image_stream(pdf, bytes(300), size=(10, 10), Filter=None, SMask=mask)
    page.obj.Resources.XObject = DICT(Im=seal)
    content = page.obj.Contents.read_bytes() + b" q 595 0 0 842 0 0 cm /Im Do Q"
    page.obj.Contents = pdf.make_stream(content)

    document = take(saved(tmp_path, pdf))

    assert codes(document.findings) == ["born-digital"]
    assert document.pages[0].own_text_path
    assert document.pages[0].dpi_x == pytest.approx(300, abs=1)


def test_a_typed_page_before_a_scan_keeps_its_text(tmp_path):
    """Typed, with a scanned annex: not born digital; the typed page is exact all the same."""
    pdf = pikepdf.new()
    typed_page(pdf)
    pdf_page(pdf, whole_page(), xobjects={"Im": image_stream(pdf, coded(picture(), "JPEG"))})

    document = take(saved(tmp_path, pdf))

    assert not document.born_digital
    assert [bool(page.own_text_path) for page in document.pages] == [True, False]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, [30, 50, 560, 820]])
def test_own_words_stand_where_they_are_drawn(tmp_path, rotate, crop):
    """Whatever box and turn the page has, under each word's box there is ink."""
    entries = {"Rotate": rotate} | ({"CropBox": crop} if crop else {})

    (page,) = take(typed_pdf(tmp_path, **entries)).pages

    with Image.open(page.path) as image:
        grey = image.convert("L")
    words = [word for line in load_page_text(page.own_text_path).lines for word in line.words]
    assert len(words) == sum(len(text.split()) for text, *_ in LINES)
    for word in words:
        box = (word.left, word.top, word.left + word.width, word.top + word.height)
        assert grey.crop(box).getextrema()[0] < 128, word.text


@pytest.mark.parametrize("rotate", [90, 180, 270])
@pytest.mark.parametrize("crop", [None, [30, 50, 560, 820]])
def test_a_typed_page_that_is_shown_turned_is_believed(tmp_path, rotate, crop):
    """On its side or its head: the file's own words, where they stand once it is upright."""
    entries = {"Rotate": rotate} | ({"CropBox": crop} if crop else {})
    document = read(take(typed_pdf(tmp_path, **entries)), tmp_path)

    (page,) = document.pages
    text = load_page_text(page.text_path)
    assert page.turn == 360 - rotate
    assert not {"text-layer-differs", "text-layer-unused"} & set(codes(page.findings))
    assert [line.text for line in text.lines] != []
    assert sorted(full_text(document).split()) == sorted(
        word for line, *_ in LINES for word in line.split()
    )
    assert document.header.number == "215/GP-SVHTTDL"
    with Image.open(page.image.path) as image:
        upright = image.convert("L").rotate(-page.turn, expand=True)
    assert upright.size == (text.width_px, text.height_px)
    for word in (word for line in text.lines for word in line.words):
        box = (word.left, word.top, word.left + word.width, word.top + word.height)
        assert upright.crop(box).getextrema()[0] < 128, word.text
    target = tmp_path / "archive.pdf"
    build_pdfa(document, target, settings=PdfaSettings(), producer="Sohoa")
    proof = compare_texts(full_text(document), extract_text(target))
    assert (proof.characters_missing, proof.characters_added) == (0, 0)


def test_other_words_on_a_turned_page_are_still_told(tmp_path):
    """Turned or not, a text layer that says another number than the page shows is told."""
    other = str.maketrans("5", "8")
    document = read(
        take(typed_pdf(tmp_path, said=lambda text: text.translate(other), Rotate=90)), tmp_path
    )

    assert "text-layer-differs" in codes(document.pages[0].findings)


def test_its_text_goes_into_catalogue_and_archive(tmp_path):
    """Read, built and extracted again: the file's own words, letter by letter, in valid PDF/A."""
    document = read(take(typed_pdf(tmp_path)), tmp_path)

    target = tmp_path / "archive.pdf"
    build_pdfa(document, target, settings=PdfaSettings(), producer="Sohoa")

    text = full_text(document)
    assert sorted(text.split()) == sorted(word for line, *_ in LINES for word in line.split())
    assert (document.header.number, str(document.header.formed)) == ("215/GP-SVHTTDL", "12/03/2024")
    assert document.confidence == 100
    assert "text-layer-unused" not in codes(document.findings)
    proof = compare_texts(text, extract_text(target))
    assert (proof.characters_missing, proof.characters_added) == (0, 0)
    assert validate_pdfa(target, signed=False) == ()


@pytest.mark.parametrize(
    "said",
    [
        lambda letter: chr(0xE000 + ord(letter)),
        lambda letter: "¸µ¶·¹"[ord(letter) % 5] if ord(letter) > 127 else letter,
        lambda letter: chr(ord("a") + (ord(letter) * 7) % 26) if letter.isalpha() else letter,
    ],
    ids=["no letters", "an old font", "other words"],
)
def test_a_text_layer_that_is_not_what_shows_is_not_used(tmp_path, said):
    """A layer of nonsense is left alone: the page is read from its picture, and that is told."""
    document = read(take(typed_pdf(tmp_path, said=said)), tmp_path)

    assert {"text-layer-unused", "text-layer-differs"} & set(codes(document.findings))
    assert document.header.number == "215/GP-SVHTTDL"


@pytest.mark.parametrize(
    ("shown", "called", "value"),
    [("5", "6", "216/GP-SVHTTDL ≠ 215/GP-SVHTTDL"), ("3", "9", "12/09/2024 ≠ 12/03/2024")],
)
def test_one_figure_that_is_called_another_sends_it_to_a_person(tmp_path, shown, called, value):
    """Every word but the number, or the day, is what shows: the record would be another paper's."""
    document = take(typed_pdf(tmp_path, said=lambda text: text.replace(shown, called)))

    result = read(document, tmp_path)

    assert [one.value for one in result.findings if one.code == "text-layer-differs"] == [value]
    assert Need.REVIEW in NeedRules.of({}).needs_of(result.findings)


def test_a_hidden_text_of_another_paper_is_not_used(tmp_path):
    """What is in the file and not on the page does not get into the catalogue, and is told."""
    pdf = pikepdf.new()
    page = typed_page(pdf, lines=LINES[:6])
    typed_page(pdf, lines=[*LINES[6:], *LINES[6:]])
    hidden = pdf.pages[1].obj.Contents.read_bytes()
    page.obj.Contents = pdf.make_stream(
        page.obj.Contents.read_bytes() + b" 3 Tr " + hidden.replace(b" 12 Tf", b" 9 Tf") * 2
    )
    del pdf.pages[1]

    document = read(take(saved(tmp_path, pdf)), tmp_path)

    assert "text-layer-differs" in codes(document.findings)
    assert "biểu diễn" not in full_text(document)


def test_a_number_stamped_as_a_picture_is_read_into_its_line(tmp_path):
    """An e-office system stamps number and day as pictures: they are read, the rest is exact."""
    pdf = pikepdf.new()
    lines = [(text.replace("215", "      "), *rest) for text, *rest in LINES]
    page = typed_page(pdf, lines=lines)
    stamp = Image.new("RGB", (190, 120), "white")
    ImageDraw.Draw(stamp).text((15, 0), "215", fill="black", font=ImageFont.truetype(FONT, 118))
    look = pdf.make_stream(b"q 19 0 0 12 0 0 cm /Im Do Q", Type=NAME.XObject, Subtype=NAME.Form)
    look.BBox = [0, 0, 19, 12]
    picture = image_stream(
        pdf, stamp.tobytes(), size=stamp.size, Filter=None, ColorSpace=NAME.DeviceRGB
    )
    look.Resources = DICT(XObject=DICT(Im=picture))
    field = DICT(
        Type=NAME.Annot, Subtype=NAME.Widget, FT=NAME.Sig, T="S", F=4, AP={"/N": look},
        Rect=[107, 742.6, 126, 754.6],
    )  # fmt: skip
    page.obj.Annots = [pdf.make_indirect(field)]

    document = read(take(saved(tmp_path, pdf)), tmp_path, OcrSettings())

    assert "text-layer-unused" not in codes(document.findings)
    assert document.header.number == "215/GP-SVHTTDL"
