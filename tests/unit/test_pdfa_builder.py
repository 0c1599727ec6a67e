"""The archival PDF: images untouched and upright, valid before it has a name, reproducible."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import pickle
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pikepdf.pdfa
import pytest
from pdfa_samples import draw_page, encode_picture, read_document, read_page, sha256
from PIL import Image, ImageChops

from sohoa.domain.errors import FixityError, NotPdfaError, PageNotEmbeddableError
from sohoa.domain.stage_results import ArchivalPdf, Description, PageEncoding, ReadDocument
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.rasters import read_raster
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.sink import PatientFile
from sohoa.pdfa.streams import compressed
from sohoa.pdfa.validation import claims_pdfa, validate_pdfa

PRODUCER = "Sohoa 0.1.0"
A_TIME = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def build(read: ReadDocument, target: Path, **options: object) -> ArchivalPdf:
    """Build with what the tests do not vary."""
    options = {"settings": PdfaSettings(), **options}
    return build_pdfa(read, target, producer=PRODUCER, **options)


def render(path: Path, page: int = 1, *, dpi: int = 100) -> Image.Image:
    """A page as poppler draws it; by cairo, since its splash widens images by a pixel."""
    prefix = path.with_suffix(f".{page}")
    span = ["-f", str(page), "-l", str(page), "-r", str(dpi)]
    subprocess.run(["pdftocairo", *span, "-singlefile", "-png", path, prefix], check=True)
    return Image.open(f"{prefix}.png").convert("RGB")


@pytest.fixture
def mixed(tmp_path):
    """One page of each encoding, the last without text."""
    picture, lines = draw_page()
    pages = [read_page(tmp_path, picture, lines, encoding=kind) for kind in PageEncoding]
    return read_document(*pages, read_page(tmp_path, picture))


@pytest.mark.parametrize("encoding", PageEncoding)
def test_image_bytes_go_in_unchanged(tmp_path, encoding):
    """The stream in the PDF is, byte for byte, the coded picture of the file."""
    page = read_page(tmp_path, draw_page()[0], encoding=encoding, turn=90)
    archival = build(read_document(page), tmp_path / "a.pdf")

    with pikepdf.open(archival.path) as pdf:
        stored = pdf.pages[0].Resources.XObject["/Im0"].read_raw_bytes()
    assert stored == b"".join(read_raster(page.image.path.read_bytes(), encoding).data)


@pytest.mark.parametrize("encoding", PageEncoding)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pages_stand_upright_pixel_for_pixel(tmp_path, encoding, turn):
    """Rendered at the scan's resolution, a turned page equals the upright picture."""
    upright = draw_page(size=(600, 400))[0]
    page = read_page(tmp_path, upright, encoding=encoding, turn=turn)
    shown = render(build(read_document(page), tmp_path / "a.pdf").path)

    expected = Image.open(page.image.path).convert("RGB").rotate(-turn, expand=True)
    assert shown.size == upright.size
    difference = ImageChops.difference(shown, expected).convert("L")
    assert max(difference.getextrema()) <= (3 if encoding is PageEncoding.JPEG else 0)


def test_white_stays_white_in_both_kinds_of_tiff(tmp_path):
    """A TIFF whose zero is white and one whose zero is black look the same."""
    page = read_page(tmp_path, draw_page()[0], encoding=PageEncoding.CCITT_G4)
    stream = tmp_path / "other.tif"
    Image.open(page.image.path).save(
        stream, "TIFF", compression="group4", strip_size=1 << 30, tiffinfo={262: 0}
    )
    image = dataclasses.replace(page.image, path=stream, sha256=sha256(stream.read_bytes()))
    archival = build(
        read_document(page, dataclasses.replace(page, image=image)), tmp_path / "a.pdf"
    )

    first, second = render(archival.path, 1), render(archival.path, 2)
    assert first.getpixel((5, 5)) == (255, 255, 255)
    assert first.tobytes() == second.tobytes()


def test_page_has_the_size_of_the_paper(tmp_path):
    """Pixels by dpi in each direction, turned with the page: A5 landscape scanned on its side."""
    page = read_page(tmp_path, Image.new("L", (1654, 583)), turn=90, dpi=(100, 200))
    archival = build(read_document(page), tmp_path / "a.pdf")

    with pikepdf.open(archival.path) as pdf:
        box = [float(edge) for edge in pdf.pages[0].MediaBox]
        assert "/Rotate" not in pdf.pages[0]
    assert box == pytest.approx([0, 0, 1654 / 200 * 72, 583 / 100 * 72], abs=0.01)


def test_both_validators_pass_it(tmp_path):
    """Without text: PDF/A-2b by pikepdf's validator and by page-validation, and it says so."""
    kinds = [kind for kind in PageEncoding if kind is not PageEncoding.JPEG2000]
    pages = [read_page(tmp_path, draw_page()[0], encoding=kind) for kind in kinds]
    archival = build(read_document(*pages), tmp_path / "a.pdf", created_at=A_TIME)

    assert pikepdf.pdfa.validate_written(archival.path, "2b").verdict == "pass"
    assert validate_pdfa(archival.path, signed=False) == ()
    assert claims_pdfa(archival.path) == archival.conformance == "PDF/A-2b"
    assert (archival.page_count, archival.sha256) == (3, sha256(archival.path.read_bytes()))


def test_level_u_is_claimed_where_asked_and_there_is_text(mixed, tmp_path):
    """All pikepdf's validator minds is the claim, which it does not know, and JPEG 2000."""
    settings = PdfaSettings(level="u")
    archival = build(mixed, tmp_path / "a.pdf", settings=settings)
    silent = read_document(read_page(tmp_path, draw_page()[0]))

    report = pikepdf.pdfa.validate_written(archival.path, "2b")
    assert {finding.rule for finding in report.findings} == {
        "ISO_19005_2:6.6.4-3",
        "pikepdf:schema-ImageXObject",
    }
    assert validate_pdfa(archival.path, signed=False) == ()
    assert claims_pdfa(archival.path) == archival.conformance == "PDF/A-2u"
    assert build(silent, tmp_path / "b.pdf", settings=settings).conformance == "PDF/A-2b"


def test_every_glyph_has_its_unicode_value(mixed, tmp_path):
    """ISO 19005-2, 6.2.11.7.2: every code drawn is mapped, and none to what is no character."""
    archival = build(mixed, tmp_path / "a.pdf")

    with pikepdf.open(archival.path) as pdf:
        cmap = pdf.pages[0].Resources.Font["/F0"].ToUnicode.read_bytes().decode()
        drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages).decode()
    mapped = dict(re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap))
    codes = {
        code for text in re.findall(r"<([0-9A-F]+)> Tj", drawn) for code in re.findall("....", text)
    }
    assert codes
    assert codes <= set(mapped)
    values = [bytes.fromhex(value).decode("utf-16-be") for value in mapped.values()]
    assert not {"\0", "\ufeff", "\ufffe"} & set("".join(values))


@pytest.mark.parametrize("kind", ["palette", "depth", "opacity", "codestream"])
def test_jpeg_2000_that_pdfa_does_not_take_is_refused(tmp_path, kind):
    """ISO 19005-2, 6.2.8.3: other channels, other depths, no boxes."""
    picture, stream = draw_page()[0], io.BytesIO()
    changed = {"opacity": picture.convert("RGBA"), "depth": Image.new("I;16", picture.size)}
    changed.get(kind, picture).save(stream, "JPEG2000", no_jp2=kind == "codestream")
    content = stream.getvalue()
    if kind == "palette":  # the box's name alone tells
        content = content.replace(b"colr", b"pclr", 1)

    with pytest.raises(ValueError, match="JPEG 2000"):
        read_raster(content, PageEncoding.JPEG2000)


def test_data_that_ends_in_a_carriage_return_is_valid(tmp_path):
    """The picture's bytes are all there, and the stream's end cannot be misread."""
    noise = (Image.effect_noise((40, 40), 90) for _ in range(10_000))
    contents = ((picture, encode_picture(picture, PageEncoding.PNG)) for picture in noise)
    picture = next(
        picture
        for picture, content in contents
        if read_raster(content, PageEncoding.PNG).data[-1][-1:] == b"\r"
    )
    page = read_page(tmp_path, picture, encoding=PageEncoding.PNG)
    archival = build(read_document(page), tmp_path / "a.pdf")

    with pikepdf.open(archival.path) as pdf:
        stored = pdf.pages[0].Resources.XObject["/Im0"].read_raw_bytes()
    coded = b"".join(read_raster(page.image.path.read_bytes(), PageEncoding.PNG).data)
    assert (coded[-1:], stored) == (b"\r", coded + b"\n")
    assert validate_pdfa(archival.path, signed=False) == ()


def test_compressed_streams_never_end_in_a_carriage_return():
    """One in 256 would; each still unpacks to what went in."""
    pdf = pikepdf.new()
    for number in range(2000):
        data = b"%d" % number
        coded = compressed(pdf, data).read_raw_bytes()
        assert not coded.endswith(b"\r")
        assert zlib.decompressobj().decompress(coded) == data


def test_full_disk_is_an_error_and_not_the_end():
    """Without the patient file a full disk would abort the process inside pikepdf."""
    pdf = pikepdf.new()
    pdf.Root.Big = pikepdf.Stream(pdf, Image.effect_noise((1000, 1000), 90).tobytes())

    with pytest.raises(OSError, match="No space left"), PatientFile(Path("/dev/full")) as file:
        pdf.save(file)


def test_same_input_gives_same_bytes(mixed, tmp_path):
    """Nothing of the clock, the process or chance gets into the file."""
    first, second = (build(mixed, tmp_path / name) for name in ("a.pdf", "b.pdf"))

    assert first.sha256 == second.sha256


def test_description_is_in_step(mixed, tmp_path):
    """XMP and document information say the same; the language is Vietnamese."""
    at = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    archival = build(mixed, tmp_path / "a.pdf", created_at=at)

    with pikepdf.open(archival.path) as pdf, pdf.open_metadata() as xmp:
        assert pdf.Root.Lang == "vi-VN"
        title = f"Văn bản số hóa {mixed.scanned.document_id}"
        assert xmp["dc:title"] == str(pdf.docinfo["/Title"]) == title
        assert xmp["dc:identifier"] == mixed.scanned.document_id
        assert xmp["pdf:Producer"] == str(pdf.docinfo["/Producer"])
        assert xmp["pdf:Producer"].startswith(PRODUCER)
        assert xmp["xmp:CreatorTool"] == str(pdf.docinfo["/Creator"]) == PRODUCER
        assert xmp["xmp:CreateDate"] == "2026-03-04T05:06:07+07:00"
        assert pdf.docinfo["/ModDate"] == "D:20260304050607+07'00'"
        assert "/MarkInfo" not in pdf.Root


def said(read: ReadDocument, **words: str) -> ReadDocument:
    """The same document, of which something is said."""
    scanned = dataclasses.replace(read.scanned, description=Description(**words))
    return dataclasses.replace(read, scanned=scanned)


def test_the_title_says_nothing_that_can_be_corrected(mixed, tmp_path):
    """Type, number, subject and owner may be put right later, and what is signed stays."""
    words = {"number": "12/GP", "record_type": "Giấy phép", "subject": "Cấp cho", "owner": "An"}
    archival = build(said(mixed, **words), tmp_path / "a.pdf")

    with pikepdf.open(archival.path) as pdf, pdf.open_metadata() as xmp:
        shown = f"{xmp['dc:title']} {pdf.docinfo['/Title']}"
        assert [word for word in words.values() if word in shown] == []
        assert xmp["dc:source"] == "12/GP"


@pytest.mark.parametrize("number", ["", "a\x00\ufeff\ud800b\x1b", "]]>&quot;", "Ơ" * 3000])
def test_any_word_is_valid(mixed, tmp_path, number):
    """A word out of a spreadsheet cannot break the packet."""
    archival = build(said(mixed, number=number), tmp_path / "a.pdf")

    assert validate_pdfa(archival.path, signed=False) == ()


@pytest.mark.parametrize("file", ["image", "text"])
def test_changed_file_is_refused(tmp_path, file):
    """An image or a text other than the one its stage result names never gets into a PDF."""
    page = read_page(tmp_path, *draw_page())
    path = page.image.path if file == "image" else page.text_path
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(FixityError, match=path.name):
        build(read_document(page), tmp_path / "a.pdf")


def test_unfit_image_is_named(tmp_path):
    """A picture in colours PDF cannot take as it is names its page and leaves nothing behind."""
    page = read_page(tmp_path, draw_page()[0])
    page.image.path.write_bytes(encode_picture(Image.new("CMYK", (827, 1169)), PageEncoding.JPEG))
    image = dataclasses.replace(page.image, sha256=sha256(page.image.path.read_bytes()))
    target = tmp_path / "out" / "a.pdf"
    with pytest.raises(PageNotEmbeddableError) as caught:
        build(read_document(dataclasses.replace(page, image=image)), target)

    assert caught.value.details == {"page": "1"}
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("change", [{"width_px": 5}, {"dpi_x": 0.0}, {"dpi_y": 1.0}])
def test_stage_result_that_does_not_fit_its_image_is_refused(tmp_path, change):
    """Other dimensions than the file's, no resolution, or a page of many metres."""
    page = read_page(tmp_path, draw_page()[0])
    wrong = dataclasses.replace(page, image=dataclasses.replace(page.image, **change))

    with pytest.raises(PageNotEmbeddableError):
        build(read_document(wrong), tmp_path / "a.pdf")


def test_invalid_pdf_gets_no_name(mixed, tmp_path, monkeypatch):
    """If what was written is not PDF/A, the rule is named and the old file stays."""
    monkeypatch.setattr("sohoa.pdfa.builder.srgb_intent", lambda _pdf: pikepdf.Dictionary())
    target = tmp_path / "out" / "a.pdf"
    target.parent.mkdir()
    target.write_bytes(b"what stood here")
    with pytest.raises(NotPdfaError, match=r"ISO_19005_2|pikepdf:"):
        build(mixed, target)

    assert [(file.name, file.read_bytes()) for file in target.parent.iterdir()] == [
        ("a.pdf", b"what stood here")
    ]


def test_signed_master_is_kept_untouched(tmp_path):
    """A PDF that bears signatures is copied, not rebuilt, and claims nothing."""
    master = tmp_path / "signed.pdf"
    master.write_bytes(b"%PDF-1.4 with a signature")
    read = read_document(read_page(tmp_path, *draw_page()), original=master)
    archival = build(read, tmp_path / "a.pdf")

    assert archival.path.read_bytes() == master.read_bytes()
    assert (archival.conformance, archival.page_count) == ("", 1)


def test_changed_master_is_not_kept(tmp_path):
    """A signed master that changed since intake is refused, and no copy of it stays."""
    master = tmp_path / "signed.pdf"
    master.write_bytes(b"%PDF-1.4")
    read = read_document(read_page(tmp_path, *draw_page()), original=master)
    master.write_bytes(b"%PDF-1.5")

    with pytest.raises(FixityError, match=r"signed\.pdf"):
        build(read, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_memory_does_not_grow_with_the_document(tmp_path):
    """Three hundred pages, a quarter of a gigabyte, are built in less than 150 MB."""
    page = read_page(tmp_path, Image.effect_noise((1600, 1600), 80).convert("L"))
    script = (
        "import pickle, re, sys; from pathlib import Path\n"
        "from sohoa.pdfa.builder import build_pdfa\n"
        "from sohoa.pdfa.settings import PdfaSettings\n"
        "read = pickle.loads(Path(sys.argv[1]).read_bytes())\n"
        "build_pdfa(read, Path(sys.argv[2]), producer='x',\n"
        "           settings=PdfaSettings())\n"
        # not ru_maxrss: that begins with the memory of the process which started this one
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    (tmp_path / "read").write_bytes(pickle.dumps(read_document(*[page] * 300)))
    command = [sys.executable, "-c", script, tmp_path / "read", tmp_path / "a.pdf"]
    peak_kb = int(subprocess.check_output(command))

    assert (tmp_path / "a.pdf").stat().st_size > 200 << 20
    assert peak_kb < 150 << 10
