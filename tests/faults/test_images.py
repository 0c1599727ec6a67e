"""Scans after public bug reports, file beside right answer: what is taken in, and what is found.

The files stand in the shared data; the kinds have tests with made-up inputs in `tests/unit`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.stage_results import (
    Description,
    Finding,
    ReadDocument,
    ScannedDocument,
    SignedPdf,
)
from sohoa.intake.accession import take_in
from sohoa.intake.inbox import candidate_at
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.document import assemble, full_text
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.settings import OcrSettings
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.work.proving import prove_text
from sohoa.work.reading import judge_signatures

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

A4, WIDE = (1654, 2338), (2338, 1654)


@dataclass(frozen=True)
class Right:
    """The right answer: upright sizes of the pages in order, number, what is found, what to do."""

    number: str
    sizes: list[tuple[int, int]] = field(default_factory=lambda: [A4])
    found: set[str] = field(default_factory=set)
    need: Need | None = None


RIGHT = {
    "boxB/b01_thumb_first.tif": Right("33/", found={"frames-left-out"}),
    "boxB/b02_mask_frame.tif": Right("34/", found={"frames-left-out"}),
    "boxB/b03_ycbcr_strips_orient6.tif": Right("35/"),
    "boxB/b05_phone.jpg": Right("37/", found={"resolution-assumed"}),
    "boxB/b06_cmyk.jpg": Right("38/"),
    "boxB/b07_grey16.png": Right("39/", found={"colour-depth"}, need=Need.RESCAN_IF_CAN),
    "boxB/b08_animated.png": Right("40/"),
    "boxB/b09_dpi1.jpg": Right("41/", found={"resolution-assumed"}),
    "boxB/b10_dnl.jpg": Right("42/"),
    "boxB/b11_fax.tif": Right(
        "43/", [(1728, 1146)], {"low-resolution", "colour-depth"}, Need.RESCAN_IF_CAN
    ),
    "boxB/b12_bigtiff.tif": Right("44/"),
    "boxE/e02": Right("62/", [A4, (292, 413)], {"resolution-assumed", "low-resolution", "turned"}),
    "boxE/e05_split_contents.pdf": Right("65/"),
    "boxE/e06_black_bar.pdf": Right("66/"),
    "boxE/e07_photo.jpg": Right("67/", found={"photo", "resolution-assumed"}, need=Need.REVIEW),
    "boxE/e08_cm.tif": Right("68/"),
    "boxE/e09_grey16.pdf": Right("69/", found={"colour-depth"}, need=Need.RESCAN_IF_CAN),
    "boxE/e10_multiply_seal.pdf": Right("70/"),
}
#: These read poorly enough that what to do about them is left to the measures.
ANY_NEED = {"boxE/e02"}


@pytest.fixture(scope="module")
def engine():
    return load_engine(OcrSettings())


def taken(path: Path, folder: Path) -> ScannedDocument:
    """What intake makes of it."""
    return take_in(
        candidate_at(path),
        document_id="faults.0",
        batch="faults",
        description=Description(),
        pages_dir=folder / "pages",
        settings=IntakeSettings(),
        judge_signatures=judge_signatures,
    )


def read(scanned: ScannedDocument, folder: Path, engine) -> ReadDocument:
    """What reading makes of that."""
    settings = OcrSettings()
    pages = [
        read_page(page, engine=engine, settings=settings, texts_dir=folder / "texts")
        for page in scanned.pages
    ]
    return assemble(scanned, pages, quality=settings.quality)


def about_pictures(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Without what one reader alone is not sure of in the head: `test_reading.py` sees to that."""
    of_head = ("number-", "date-", "head-")
    return tuple(one for one in findings if not one.code.startswith(of_head))


@pytest.mark.parametrize("name", RIGHT)
def test_a_scan_is_taken_as_it_is(shared_data, tmp_path, engine, name):
    """From the master to the proven text layer: pages, number, findings, and what a person does."""
    right = RIGHT[name]
    document = read(taken(shared_data / "faults" / name, tmp_path), tmp_path, engine)

    upright = [
        (page.image.height_px, page.image.width_px)
        if page.turn % 180
        else (page.image.width_px, page.image.height_px)
        for page in document.pages
    ]
    assert upright == right.sizes
    assert right.number in full_text(document).replace(" ", "")
    found = about_pictures(document.all_findings)
    codes = {finding.code for finding in found}
    assert right.found <= codes
    if name not in ANY_NEED:
        assert codes - right.found - {"turned"} == set()
        assert DECLARED.need_of(found) is right.need

    archival = build_pdfa(document, tmp_path / "a.pdf", settings=PdfaSettings(), producer="x")
    proof = prove_text(SignedPdf(archival, archival.path, archival.sha256, ()))
    assert proof.characters_missing <= 2


ORDERS = {
    "F2": ("A, A_0001, A_0002, A_0010, B", True),
    "F3": ("SKM_C3001, SKM_C3001 (2), SKM_C3001 (10)", False),
    "F4": ("1, 2, 2a, 3, bìa", True),
}


@pytest.mark.parametrize("name", ORDERS)
def test_the_pages_of_a_folder_lie_as_a_person_sees_them(shared_data, tmp_path, name):
    """And where the names leave a doubt, it is told with the order."""
    order, in_doubt = ORDERS[name]
    scanned = taken(shared_data / "faults" / "boxF" / name, tmp_path)

    assert ", ".join(source.path.stem for source in scanned.sources) == order
    told = [one.value for one in scanned.findings if one.code == "page-order"]
    assert told == ([order] if in_doubt else [])


@pytest.mark.parametrize("folder", ["real_vi", "real_vi_2"])
def test_every_bitonal_scan_is_whole(shared_data, tmp_path, folder):
    """Group 4 of any scanner is taken to its last row."""
    count = 0
    for path in sorted((shared_data / folder).glob("*.pdf")):
        if b"CCITTFax" not in path.read_bytes():
            continue
        document = taken(path, tmp_path / path.stem)
        count += sum(page.encoding == "ccitt-g4" for page in document.pages)
        for page in document.pages:
            with Image.open(page.path) as image:
                assert image.size == (page.width_px, page.height_px)
    assert count > 5


PHOTOS = {"d49.jpg", "n39.png"}


@pytest.mark.parametrize("name", ["d21.jpg", "d37.jpg", "d39.jpg", "d48.jpg", "d49.jpg"])
def test_photographs_and_scans_of_2025_are_told_apart(shared_data, tmp_path, engine, name):
    """Of real pages only the photographs are called so."""
    document = read(taken(shared_data / "real_vi" / name, tmp_path), tmp_path, engine)

    codes = {finding.code for finding in document.all_findings}
    assert ("photo" in codes) == (name in PHOTOS)


@pytest.mark.parametrize("name", ["n35.jpg", "n37.png", "n39.png"])
def test_photographs_and_scans_of_the_second_set_are_told_apart(
    shared_data, tmp_path, engine, name
):
    """The photograph is hardly legible and has to be scanned; the poor scans were read well."""
    document = read(taken(shared_data / "real_vi_2" / name, tmp_path), tmp_path, engine)

    codes = {finding.code for finding in document.all_findings}
    assert ("photo" in codes) == (name in PHOTOS)
    need = Need.RESCAN if name in PHOTOS else Need.RESCAN_IF_CAN
    assert need in DECLARED.needs_of(document.all_findings)
