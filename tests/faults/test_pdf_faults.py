"""PDFs after public bug reports, each beside its right answer (faults/README.md)."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pdf2image
import pytest
from PIL import Image, ImageChops, ImageStat

from sohoa.domain.errors import PortfolioError
from sohoa.ocr.document import assemble, full_text
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import load_page_text
from sohoa.work.reading import read_page_job

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))

from intake_samples import master, take

pytestmark = [pytest.mark.real, pytest.mark.timeout(120)]


@dataclass(frozen=True)
class Answer:
    """What becomes of a file: its pages, their resolution, and what a person is told."""

    pages: int = 1
    dpi: float = 200
    codes: tuple[str, ...] = ()
    said: str = ""


ANSWERS = {
    "boxA/a01_freetext_without_ap.pdf": Answer(codes=("annotated",), said="DA THU HOI"),
    "boxA/a03_g4_decode10.pdf": Answer(),
    "boxA/a04_mrc_mask.pdf": Answer(),
    "boxA/a05_cropped_half.pdf": Answer(),
    "boxA/a06_stencil_white_on_blue.pdf": Answer(),
    "boxA/a07_spread_two_crops.pdf": Answer(pages=2),
    "boxA/a08_layer_off.pdf": Answer(codes=("layers-off",)),
    "boxA/a09_owner_password.pdf": Answer(codes=("restricted",)),
    "boxA/a10_lab.pdf": Answer(),
    "boxA/a11_rotate_userunit.pdf": Answer(),
    "boxA/a12_exif_inside_pdf.pdf": Answer(),
    "boxE/e05_split_contents.pdf": Answer(),
    "boxE/e06_black_bar.pdf": Answer(),
    "boxE/e09_grey16.pdf": Answer(),
    "boxE/e10_multiply_seal.pdf": Answer(),
}


def taken(shared_data, folder, name):
    """A file of the set, delivered and taken in; where it lies now."""
    path = master(folder, Path(name).name, (shared_data / "faults" / name).read_bytes())
    return path, take(path)


def difference(page, viewed):
    """How far the archived page is from what a viewer shows, as a mean over its samples."""
    with Image.open(page.path) as image:
        upright = image.convert("RGB").rotate(-page.turn, expand=True).resize(viewed.size)
    return max(ImageStat.Stat(ImageChops.difference(upright, viewed.convert("RGB"))).mean)


@pytest.mark.parametrize("name", ANSWERS)
def test_the_archived_page_is_what_a_viewer_shows(shared_data, tmp_path, name):
    """Annotations, masks, crops, layers, colours, turns: as shown, as fine, with the right word."""
    answer = ANSWERS[name]

    path, document = taken(shared_data, tmp_path, name)

    viewed = pdf2image.convert_from_path(path, dpi=100, use_cropbox=True)
    assert len(document.pages) == len(viewed) == answer.pages
    for page, seen in zip(document.pages, viewed, strict=True):
        assert difference(page, seen) < 6
        assert page.dpi_x == pytest.approx(answer.dpi, abs=1)
    assert tuple(finding.code for finding in document.findings) == answer.codes
    assert answer.said in " ".join(finding.value for finding in document.findings)


def test_a_portfolio_is_refused_by_name(shared_data, tmp_path):
    """The cover of a portfolio is not the record."""
    with pytest.raises(PortfolioError):
        taken(shared_data, tmp_path, "boxA/a02_portfolio.pdf")


def test_the_ink_of_a_compact_page_is_sharp(shared_data, tmp_path):
    """200 dpi ink over 50 dpi colours: letters have edges of one pixel, not of four."""
    _path, document = taken(shared_data, tmp_path, "boxA/a04_mrc_mask.pdf")

    with Image.open(document.pages[0].path) as image:
        grey = image.convert("L")
    shifted = ImageChops.offset(grey, 1, 0)
    steps = ImageChops.difference(grey, shifted).histogram()
    assert sum(steps[100:]) > 1000


def test_what_an_e_office_system_stamped_is_read(shared_data, tmp_path):
    """Number, day and month of this letter stand in appearances of signature fields alone."""
    name = "n13.pdf"
    path = master(tmp_path, name, (shared_data / "real_vi_2" / name).read_bytes())
    document = take(path)

    page = read_page_job(document.pages[0], texts_dir=tmp_path, settings=OcrSettings())
    header = assemble(replace(document, pages=document.pages[:1]), [page]).header

    assert document.kept_original
    assert (header.number, str(header.formed)) == ("2243/PCCC&CNCH-P6", "23/07/2025")


@pytest.mark.parametrize(
    ("name", "number", "formed"),
    [("d18.pdf", "246/QĐ-UBND", "18/02/2025"), ("d13.pdf", "441/QĐ-UBND", "20/02/2025")],
)
def test_a_paper_born_digital_brings_its_own_text(shared_data, tmp_path, name, number, formed):
    """Catalogued with its exact words: every letter of them as the file has it."""
    path = master(tmp_path, name, (shared_data / "real_vi" / name).read_bytes())
    document = take(path)

    page = read_page_job(document.pages[0], texts_dir=tmp_path, settings=OcrSettings())
    read = assemble(replace(document, pages=document.pages[:1]), [page])

    own = load_page_text(document.pages[0].own_text_path)
    assert document.born_digital
    assert Counter("".join(own.text.split())) - Counter("".join(full_text(read).split())) == {}
    assert (read.header.number, str(read.header.formed)) == (number, formed)
