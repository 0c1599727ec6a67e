"""PDF masters that are no scan, or made to do harm: refused, kept, or bounded."""

from __future__ import annotations

import zlib

import pikepdf
import pytest
from intake_samples import (
    DPI,
    POINTS,
    coded,
    image_stream,
    is_upright,
    master,
    pdf_page,
    picture,
    saved,
    scan_pdf,
    shown,
    take,
    whole_page,
)

from sohoa.domain.errors import (
    DamagedImageError,
    DamagedPdfError,
    DynamicFormError,
    NoPagesError,
    PasswordError,
    PortfolioError,
    TooManyPagesError,
    TooManyPixelsError,
)
from sohoa.domain.stage_results import Derivation
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.settings import QualitySettings

NAME = pikepdf.Name
TYPED = b"BT /F1 12 Tf 50 500 Td (typed text) Tj ET "


@pytest.mark.parametrize("content", [TYPED, TYPED + b"q 60 0 0 60 30 400 cm /Im Do Q"])
def test_a_born_digital_pdf_is_taken_as_such(tmp_path, content):
    """Typed text and no more than an emblem: never paper, and no error."""
    pdf = pikepdf.new()
    xobjects = {"Im": image_stream(pdf, coded(picture(), "JPEG"))}
    pdf_page(pdf, content, xobjects=xobjects)

    document = take(saved(tmp_path, pdf))

    assert document.born_digital
    assert [finding.code for finding in document.findings] == ["born-digital"]


def test_a_signed_pdf_is_kept_and_may_be_typed(tmp_path):
    """A PDF that bears a signature goes on untouched; its pages are drawn for reading."""
    pdf = pikepdf.new()
    pdf_page(pdf, TYPED)
    signature = pikepdf.Dictionary(FT=NAME.Sig, V=pikepdf.Dictionary(Type=NAME.Sig), T="S1")
    pdf.Root.AcroForm = pikepdf.Dictionary(
        Fields=[pdf.make_indirect(pikepdf.Dictionary(T="G", Kids=[pdf.make_indirect(signature)]))]
    )

    document = take(saved(tmp_path, pdf))

    assert (document.kept_original, document.born_digital) == (True, True)
    assert document.pages[0].dpi_x == IntakeSettings().reading_dpi


def test_an_empty_signature_field_signs_nothing(tmp_path):
    """A field that waits for a signature does not keep the master."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    field = pdf.make_indirect(pikepdf.Dictionary(FT=NAME.Sig, T="S1"))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])

    assert not take(saved(tmp_path, pdf)).kept_original


def test_form_fields_in_a_circle_end(tmp_path):
    """Fields that are their own children are walked through in bounded time."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    field = pdf.make_indirect(pikepdf.Dictionary(T="loop"))
    field.Kids = [field, field]
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])

    assert not take(saved(tmp_path, pdf)).kept_original


def test_the_page_size_comes_from_box_and_unit(tmp_path):
    """/UserUnit scales the sheet: the same picture on a sheet twice as large has half the dpi."""
    pdf = pikepdf.new()
    half = tuple(side / 2 for side in POINTS)
    xobjects = {"Im": image_stream(pdf, coded(picture(), "JPEG"))}
    pdf_page(pdf, whole_page(half), box=half, xobjects=xobjects, UserUnit=2)

    assert take(saved(tmp_path, pdf)).pages[0].dpi_x == pytest.approx(DPI, abs=0.1)


def test_an_encrypted_pdf_is_refused(tmp_path):
    """Without its password nothing of it can be seen."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    lock = pikepdf.Encryption(owner="chu", user="matkhau")

    with pytest.raises(PasswordError):
        take(saved(tmp_path, pdf, encryption=lock))


def test_a_signed_pdf_that_is_locked_is_refused(tmp_path):
    """It may not be unlocked, or its signature breaks; locked it cannot be verified."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    signature = pikepdf.Dictionary(FT=NAME.Sig, V=pikepdf.Dictionary(Type=NAME.Sig), T="S1")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(signature)])

    with pytest.raises(PasswordError):
        take(saved(tmp_path, pdf, encryption=pikepdf.Encryption(owner="chu", user="")))


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_restricted_pdf_is_taken_as_it_is(tmp_path, revision):
    """One that opens without a password is taken, its picture unchanged, and it is told."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    lock = pikepdf.Encryption(
        owner="chu", user="", R=revision, aes=revision > 3, metadata=revision > 3
    )

    document = take(saved(tmp_path, pdf, encryption=lock))

    assert document.pages[0].derivation is Derivation.EXTRACTED
    assert is_upright(shown(document))
    assert [finding.code for finding in document.findings] == ["restricted"]


def test_a_portfolio_is_refused_by_name(tmp_path):
    """A cover with files inside is not the record; its cover is not archived in their place."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    pdf.attachments["a.pdf"] = b"%PDF-1.7 one"
    pdf.attachments["b.pdf"] = b"%PDF-1.7 two"
    pdf.Root.Collection = pikepdf.Dictionary(Type=NAME.Collection)

    with pytest.raises(PortfolioError, match="2 files"):
        take(saved(tmp_path, pdf))


def test_enclosed_files_are_told_and_not_named(tmp_path):
    """Files in a PDF are content that shows on no page: a person is sent to look, without names."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    for number in range(3):
        pdf.attachments[f"Nguyen Van A {number}.txt"] = b"thu hoi"

    document = take(saved(tmp_path, pdf))

    told = {finding.code: finding.value for finding in document.findings}
    assert told == {"embedded-files": "3", "active-content-removed": "EmbeddedFile"}
    assert "embedded-files" in QualitySettings().review


def test_forms_and_empty_pdfs_are_refused(tmp_path):
    """An XFA form, one that asks to be rendered, and a PDF without pages are no scans."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    pdf.Root.NeedsRendering = True
    with pytest.raises(DynamicFormError):
        take(saved(tmp_path, pdf))
    pdf.Root.NeedsRendering = False
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("x"), Fields=[])
    with pytest.raises(DynamicFormError):
        take(saved(tmp_path, pdf))

    with pytest.raises(NoPagesError):
        take(saved(tmp_path, pikepdf.new()))


def test_a_cut_pdf_is_damaged_not_shorter(tmp_path):
    """Half a file is never taken for a document with fewer pages."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    for _page in range(3):
        pdf.pages.append(pdf.pages[0])
    whole = saved(tmp_path, pdf).read_bytes()

    for share in (0.3, 0.6, 0.9, 0.97):
        with pytest.raises((DamagedPdfError, DamagedImageError)):
            take(master(tmp_path, "cut.pdf", whole[: int(len(whole) * share)]))


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"Filter": NAME.FlateDecode},
        {"Filter": NAME.JBIG2Decode, "ColorSpace": NAME.DeviceGray, "BitsPerComponent": 1},
    ],
)
def test_a_pixel_bomb_in_a_pdf_is_refused_unopened(tmp_path, entries):
    """The header of an image decides, whatever its filter; nothing is decoded."""
    with pytest.raises(TooManyPixelsError, match="1225"):
        take(scan_pdf(tmp_path, data=b"no image at all", size=(35_000, 35_000), **entries))


def test_a_jpeg_larger_than_its_header_says_is_refused(tmp_path):
    """The JPEG's own frame counts, not what the PDF says of it."""
    settings = IntakeSettings(max_megapixels=1)

    with pytest.raises(TooManyPixelsError):
        take(scan_pdf(tmp_path, size=(10, 10)), settings=settings)


def test_a_flate_bomb_is_refused_in_bounded_memory(tmp_path):
    """A stream that unfolds to far more than its picture is damaged, and is not unfolded."""
    bomb = zlib.compress(bytes(300_000_000), 9)

    with pytest.raises(DamagedImageError):
        take(scan_pdf(tmp_path, data=bomb, Filter=NAME.FlateDecode))


def test_a_content_bomb_is_left_to_poppler(tmp_path):
    """Page content that unfolds to gigabytes is not parsed here; the page is drawn."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    content = pdf.make_stream(zlib.compress(whole_page() + b"q Q " * 5_000_000, 9))
    content.Filter = NAME.FlateDecode
    pdf.pages[0].obj.Contents = content

    document = take(saved(tmp_path, pdf))

    assert document.pages[0].derivation is Derivation.RASTERIZED
    assert is_upright(shown(document))


def test_too_many_pages_are_refused(tmp_path):
    """A document has a bounded number of pages."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    pdf.pages.append(pdf.pages[0])

    with pytest.raises(TooManyPagesError):
        take(saved(tmp_path, pdf), settings=IntakeSettings(max_pages=1))


def test_in_too_many_pages_nothing_is_looked_for(tmp_path):
    """To go through a hundred thousand takes long: whatever else is wrong, it is refused before."""
    pdf = pikepdf.open(scan_pdf(tmp_path))
    pdf.pages.append(pdf.pages[0])
    pdf.Root.Collection = pikepdf.Dictionary(Type=NAME.Collection)

    with pytest.raises(TooManyPagesError):
        take(saved(tmp_path, pdf), settings=IntakeSettings(max_pages=1))


@pytest.mark.parametrize("over", [b"", TYPED], ids=["taken out", "drawn"])
def test_a_damaged_picture_names_its_page(tmp_path, over):
    """A JPEG cut short inside a sound PDF is found by decoding it, also where the page is drawn."""
    jpeg = coded(picture(), "JPEG")
    pdf = pikepdf.open(scan_pdf(tmp_path))
    xobjects = {"Im": image_stream(pdf, jpeg[: len(jpeg) // 2])}
    pdf_page(pdf, whole_page() + over, xobjects=xobjects)

    with pytest.raises(DamagedImageError, match="page 2"):
        take(saved(tmp_path, pdf))
