"""PDFs after public bug reports, each beside its right answer (faults/README.md)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pdf2image
import pytest
from PIL import Image, ImageChops, ImageStat

from sohoa.domain.errors import PortfolioError

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
