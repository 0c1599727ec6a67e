"""Real pages, taken in and looked at once: none is taken for what it is not, before any reading."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from real_scans import taken_in
from test_ocr_show_through import faded

from sohoa.domain.stage_results import ScannedDocument
from sohoa.ocr.alignment import measure_alignment
from sohoa.ocr.ink import Ink, find_ink, is_blank
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.show_through import shines_through

pytestmark = [pytest.mark.slow, pytest.mark.real]

DPI = 200


@pytest.fixture(scope="module")
def real_pages(shared_data, once) -> dict[str, list[tuple[str, Image.Image, Ink]]]:
    """File name → its pages: id, image as it is read, ink; what is no scan is not among them."""
    looked_at = {}
    outcomes = taken_in(once, shared_data / "real_vi", is_judged=True)
    for name, (scanned, _seconds) in outcomes.items():
        if isinstance(scanned, ScannedDocument):
            images = [prepare_page(page, reading_dpi=DPI).image for page in scanned.pages]
            looked_at[name] = [
                (page.page_id, image, find_ink(image, dpi=DPI))
                for page, image in zip(scanned.pages, images, strict=True)
            ]
    return looked_at


def test_real_pages_with_words_are_neither_blank_nor_turned(real_pages):
    """All real scans lie upright; only pages without a printed word are called blank."""
    blanks = []
    for name, pages in real_pages.items():
        if Path(name).suffix not in (".pdf", ".jpg"):
            continue
        for page_id, _image, ink in pages:
            assert measure_alignment(ink).turn in (0, None), page_id
            if is_blank(ink):
                blanks.append(page_id)

    assert blanks == ["d04.p0002"]


def test_no_real_page_is_taken_for_the_other_side(real_pages):
    """Real scans: each page beside the next one, as it is and faded, is read."""
    wrong = []
    for name, pages in real_pages.items():
        inks = [(ink, find_ink(faded(image, 0.4), dpi=DPI)) for _id, image, ink in pages]
        for own, (other, _faint) in [*pairwise(inks), *pairwise(reversed(inks))]:
            seen = [ink for ink in own if not is_blank(ink)]
            wrong += [name for ink in seen if shines_through(ink, other)]

    assert wrong == []
