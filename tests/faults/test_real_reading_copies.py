"""Reading copies of real papers that e-office systems signed, each beside its right answer."""

from __future__ import annotations

import sys
from pathlib import Path

import pdf2image
import pytest
from PIL import ImageChops, ImageFilter, ImageStat

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))

from intake_samples import master

from sohoa.domain.stage_results import Description
from sohoa.intake.accession import take_in
from sohoa.intake.inbox import Candidate
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.document import assemble, full_text
from sohoa.ocr.settings import OcrSettings
from sohoa.pdfa.own_words import own_words
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.text import extract_text
from sohoa.work.comparing import compare_texts
from sohoa.work.jobs import build_pdfa_job
from sohoa.work.reading import judge_signatures, read_page_job

pytestmark = [pytest.mark.real, pytest.mark.timeout(180)]

#: Signed, never paper → pages. The day of the third is stamped as a picture, and read otherwise.
PAGES = {"d04.pdf": 2, "d09.pdf": 1, "d12.pdf": 2, "d16.pdf": 2}
DPI = 60


def blurred(image):
    """What is left of a page without the edges of its letters, which each resolution sets anew."""
    return image.convert("RGB").filter(ImageFilter.GaussianBlur(3))


@pytest.mark.parametrize(("name", "pages"), PAGES.items())
def test_the_copy_shows_page_by_page_what_the_original_shows(shared_data, tmp_path, name, pages):
    """Stamps and seals included; its text is what was read; it names the original."""
    path = master(tmp_path, name, (shared_data / "real_vi" / name).read_bytes())
    scanned = take_in(
        Candidate(name, (path,)),
        document_id="box.0",
        batch="box",
        description=Description(),
        pages_dir=tmp_path / "pages",
        settings=IntakeSettings(),
        judge_signatures=judge_signatures,
    )
    settings = OcrSettings(second_reading=False)
    read = [read_page_job(one, texts_dir=tmp_path, settings=settings) for one in scanned.pages]
    archival = build_pdfa_job(
        assemble(scanned, read), target=tmp_path / "made.pdf", settings=PdfaSettings()
    )

    copy = archival.reading
    assert (archival.path.read_bytes(), copy.page_count) == (path.read_bytes(), pages)
    assert own_words(copy.path).original_sha256 == archival.sha256
    shown, wanted = (pdf2image.convert_from_path(one, dpi=DPI) for one in (copy.path, path))
    assert len(shown) == len(wanted) == pages
    for one, other in zip(shown, wanted, strict=True):
        difference = ImageChops.difference(blurred(one.resize(other.size)), blurred(other))
        stat = ImageStat.Stat(difference)
        assert max(stat.mean) < 4
        assert max(most for _least, most in stat.extrema) < 60
    proof = compare_texts(full_text(archival.read), extract_text(copy.path))
    assert proof.characters_missing <= proof.characters_read * 0.005
