"""What a PDF claims, and what the validator finds: one broken file for each rule relied on."""

from __future__ import annotations

import pikepdf
import pytest
from pdfa_samples import draw_page, read_document, read_page

from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.byteranges import signed_ranges
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.validation import NOT_CHECKED, claims_pdfa, validate_pdfa


@pytest.fixture
def archival(tmp_path):
    """A valid PDF of one page."""
    read = read_document(read_page(tmp_path, *draw_page()))
    return build_pdfa(read, tmp_path / "a.pdf", settings=PdfaSettings(), producer="x").path


def _no_font(pdf):
    del pdf.pages[0].Resources.Font["/F0"].DescendantFonts[0].FontDescriptor["/FontFile2"]
    content = pdf.pages[0].Contents.read_bytes()
    pdf.pages[0].Contents = pikepdf.Stream(pdf, content.replace(b"3 Tr", b"0 Tr"))


def _other_widths(pdf):
    pdf.pages[0].Resources.Font["/F0"].DescendantFonts[0].DW = 700
    content = pdf.pages[0].Contents.read_bytes()
    pdf.pages[0].Contents = pikepdf.Stream(pdf, content.replace(b"3 Tr", b"0 Tr"))


def _no_intent(pdf):
    del pdf.Root["/OutputIntents"]


def _no_packet(pdf):
    del pdf.Root["/Metadata"]


def _script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _smoothed(pdf):
    pdf.pages[0].Resources.XObject["/Im0"].Interpolate = True


@pytest.mark.parametrize(
    "breach", [_no_font, _other_widths, _no_intent, _no_packet, _script, _smoothed]
)
def test_each_breach_is_found(archival, breach):
    """A validator that stops finding one of these is noticed at the next upgrade."""
    with pikepdf.open(archival, allow_overwriting_input=True) as pdf:
        breach(pdf)
        pdf.save(archival)

    assert validate_pdfa(archival, signed=False)


def test_bytes_after_the_end_are_found(archival):
    """PDF/A ends at its last %%EOF."""
    archival.write_bytes(archival.read_bytes() + b"more")

    assert validate_pdfa(archival, signed=True)


@pytest.mark.parametrize("content", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_claims_nothing_and_is_not_valid(tmp_path, content):
    """A broken file is an answer, not an exception."""
    path = tmp_path / "x.pdf"
    path.write_bytes(content)

    assert claims_pdfa(path) == ""
    assert validate_pdfa(path, signed=False)[0].rule == NOT_CHECKED


@pytest.mark.parametrize(
    ("packet", "claim"),
    [
        (b'<x pdfaid:part="1" pdfaid:conformance="B"/>', "PDF/A-1b"),
        (b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>", "PDF/A-3u"),
        (b'<x pdfaid:part="4"/>', "PDF/A-4"),
        (b"<nothing/>", ""),
    ],
)
def test_claims_are_read_in_either_notation(archival, packet, claim):
    """As attribute or as element, compressed by someone or not."""
    with pikepdf.open(archival, allow_overwriting_input=True) as pdf:
        pdf.Root.Metadata = pikepdf.Stream(pdf, packet)
        pdf.save(archival, fix_metadata_version=False)

    assert claims_pdfa(archival) == claim


def test_swollen_packet_costs_no_memory(archival):
    """A packet that unpacks to a gigabyte is read as far as an honest one reaches."""
    with pikepdf.open(archival, allow_overwriting_input=True) as pdf:
        pdf.Root.Metadata = pikepdf.Stream(pdf, b" " * (64 << 20))
        pdf.save(archival, compress_streams=True)

    assert claims_pdfa(archival) == ""


def test_unsigned_file_has_no_ranges(archival):
    """Without a form there is no signature."""
    assert signed_ranges(archival) == ()
