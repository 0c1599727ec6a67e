"""Real scans, and files made to do harm, taken in under the limits of a worker."""

from __future__ import annotations

import csv

import pytest
from real_scans import Outcome, taken_in

from sohoa.domain.stage_results import Derivation, ScannedDocument
from sohoa.durable import sha256_of

pytestmark = [pytest.mark.slow, pytest.mark.real]

#: The slowest, an 81 million pixel map, takes 3 s of an idle core.
MOST_SECONDS = 30


@pytest.fixture(scope="module")
def outcomes(shared_data, once):
    """All files of a folder of the shared data, taken in. Whether a signature holds is asked of the
    real scans alone: in the torture set all do."""
    memory: dict[str, dict[str, Outcome]] = {}

    def of(folder: str) -> dict[str, Outcome]:
        if folder not in memory:
            is_judged = folder == "real_vi"
            memory[folder] = taken_in(once, shared_data / folder, is_judged=is_judged)
        return memory[folder]

    return of


def test_hostile_files_end_in_a_document_or_a_reason(outcomes, shared_data):
    """Every file of the torture set, in one worker that lives through all of them."""
    with (shared_data / "torture" / "MANIFEST.csv").open(encoding="utf-8", newline="") as table:
        listed = {row["file"] for row in csv.DictReader(table)}

    found = outcomes("torture")

    assert set(found) == listed
    slow = {name: seconds for name, (_, seconds) in found.items() if seconds > MOST_SECONDS}
    assert slow == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fsc_invalid__empty.tif", "INTAKE-001"),
        ("pap_simple.heic", "INTAKE-002"),
        ("pil_not_enough_data.jp2", "INTAKE-003"),
        ("fsc_invalid_1.2_no_IEND.png", "INTAKE-003"),
        ("fsc_invalid_1.01_data_changed.jpg", "INTAKE-003"),
        ("pil_broken_data_stream.png", "INTAKE-003"),
        ("vn_encrypted.pdf", "INTAKE-004"),
        ("dss_encrypted.pdf", "INTAKE-004"),
        ("omp_hugemono.pdf", "INTAKE-005"),
        ("qpdf_bad-jpeg.pdf", "INTAKE-003"),
        ("vn_truncated.pdf", "INTAKE-012"),
        ("omp_invalid.pdf", "INTAKE-012"),
        ("omp_livecycle.pdf", "INTAKE-013"),
    ],
)
def test_the_reason_is_the_true_one(outcomes, name, code):
    """What the manifest says is wrong with a file is what it is refused for."""
    assert outcomes("torture")[name][0] == code


@pytest.mark.parametrize(
    ("name", "pages", "turn"),
    [
        ("vn_jpeg_named.pdf", 1, 0),
        ("vn_rotate180.pdf", 2, 180),
        ("omp_truetype_font_nomapping.pdf", 1, 0),
        ("pil_hopper_orientation_6.jpg", 1, 90),
        ("fsc_valid_6.0_multiple_pages_and_modes.tif", 4, 0),
        ("omp_no_contents.pdf", 1, 0),
        ("omp_aspect.pdf", 1, 0),
        ("pap_multi-page-mixed.pdf", 6, 0),
    ],
)
def test_odd_but_sound_files_are_taken(outcomes, name, pages, turn):
    """Named wrongly, turned, mixed, blank: odd is no reason to refuse."""
    document = outcomes("torture")[name][0]

    assert isinstance(document, ScannedDocument)
    assert len(document.pages) == pages
    # what has to be drawn, with the stamp of its signature, is drawn upright
    turns = {page.turn for page in document.pages if page.derivation is not Derivation.RASTERIZED}
    assert turns <= {turn}


def test_already_signed_files_are_kept(outcomes):
    """A signature, intact or broken, keeps the master: judging it is not intake's business."""
    names = [
        "dss_pdf-spoofing-attack.pdf",
        "dss_pdf-signed-corrupted.pdf",
        "pyh_tail-uncovered.pdf",
    ]

    documents = [outcomes("torture")[name][0] for name in names]

    assert all(isinstance(one, ScannedDocument) and one.kept_original for one in documents)


def test_real_scans_are_taken_in(outcomes, shared_data):
    """All documents of the open set; those without a picture are known for what they are."""
    with (shared_data / "real_vi" / "MANIFEST.csv").open(encoding="utf-8", newline="") as table:
        rows = {row["file"]: row for row in csv.DictReader(table)}

    found = {name: result for name, (result, _) in outcomes("real_vi").items()}

    assert set(found) == set(rows)
    assert not [name for name, result in found.items() if isinstance(result, str)]
    born = {name for name, result in found.items() if result.born_digital}
    assert born <= {name for name in rows if rows[name]["born_digital"] == "yes"}
    for name, document in found.items():
        if isinstance(document, ScannedDocument):
            assert len(document.pages) == int(rows[name]["pages"] or 1), name


def test_scans_are_not_coded_again(outcomes):
    """No page of a real scan is coded a second time: what a scanner coded is what is kept."""
    pages = [
        page
        for result, _ in outcomes("real_vi").values()
        if isinstance(result, ScannedDocument)
        for page in result.pages
    ]

    again = [page for page in pages if page.derivation is Derivation.RE_ENCODED]

    assert again == []
    assert all(sha256_of(page.path) == page.sha256 for page in pages)
