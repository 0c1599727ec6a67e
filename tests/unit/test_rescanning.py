"""Which pages of a box go on the rescan slip: those with a finding that the settings name."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from catalogue_samples import record_of
from line_samples import leave_results
from PIL import Image

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody_errors import UnknownBoxError
from sohoa.domain.sides import SheetSide, Sides, side_of
from sohoa.domain.stage_results import (
    Derivation,
    Description,
    Finding,
    HeaderFields,
    PageEncoding,
    PageImage,
    ReadDocument,
    ReadPage,
    ScannedDocument,
)
from sohoa.domain.stations import Station
from sohoa.language import set_language
from sohoa.line.station import journal_of
from sohoa.use_cases.rescanning import write_rescan_slip
from sohoa.workspace import BatchFolder, Workspace


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """A workspace whose box `Hộp 01` was read: one document with faults, one without."""
    set_language("vi")
    office = Workspace(tmp_path)
    shutil.copytree(Path(__file__).parents[2] / "config", office.config_dir)
    folder = BatchFolder(office, 2, "Hộp 01")
    path = tmp_path / "page.png"
    Image.new("L", (300, 400), 200).save(path)
    found = {
        "bad": (Finding("blur", 2, "0.2 < 0.33"), Finding("skew", 1, "4.0 > 3")),
        "good": (Finding("turned", 1, "180"),),
        "grey": (Finding("colour-depth", 1, "8 < 24"), Finding("colour-depth", 2, "8 < 24")),
    }
    for name, findings in found.items():
        image = PageImage(
            name, path, "", 300, 400, 200, 200, PageEncoding.PNG, Derivation.AS_SCANNED
        )
        page = ReadPage(image, path, "", 0, 9, 90.0)
        scanned = ScannedDocument(
            name, "Hộp 01", f"{name}.pdf", (), "", (image, image), Description(sheets=1)
        )
        read = ReadDocument(scanned, (page, page), HeaderFields(), 90.0, findings)
        leave_results(folder, read, at=dt.datetime.now(dt.UTC))
    return office


def test_only_pages_to_scan_again_are_on_the_slip(office):
    """A page that merely leans is for review; a document in order is not named."""
    path, count = write_rescan_slip(office, batch="Hộp 01", target=None)

    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout
    assert count == 1
    assert path.parent == office.reports_dir
    assert "bad.pdf" in text
    assert "0.2 < 0.33" in text
    assert "4.0 > 3" not in text
    assert "good.pdf" not in text


def test_what_the_catalogue_came_to_know_later_is_on_the_slip(office):
    """A register that was imported after archiving counts more sheets; a list takes some back."""
    rows = {
        "good": (Finding("missing-pages", value="2 < 4"),),
        "bad": (Finding("skew", 1, "4.0 > 3"),),
    }
    for ordinal, (name, findings) in enumerate(rows.items(), start=1):
        record = record_of(name, office.archive_dir, findings=findings, ordinal=ordinal)
        with Catalogue.open(office.catalogue_url) as catalogue:
            catalogue.commit(record, text="")

    path, count = write_rescan_slip(office, batch="Hộp 01", target=None)

    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout
    assert count == 1
    assert "good.pdf" in text
    assert "2 < 4" in text
    assert "bad.pdf" not in text


def test_what_was_taken_in_anew_and_not_read_yet_is_named(office):
    """A run stopped in between: the old reading is of another scan, and the slip is not silent."""
    intake = journal_of(BatchFolder(office, 2, "Hộp 01"), Station.INTAKE, ScannedDocument)
    taken = intake.last("bad")
    intake.settle(replace(taken, made_from="another scan"))

    path, count = write_rescan_slip(office, batch="Hộp 01", target=None)

    text = " ".join(
        subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout.split()
    )
    assert count == 1
    assert "bad.pdf Đã thay đổi sau khi đọc" in text
    assert "0.2 < 0.33" not in text


def test_the_slip_asks_the_settings_of_today(office):
    """What leans was only to be looked at when it was read; now the office scans it again."""
    path = office.config_dir / "settings.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("rescan = [", 'rescan = [ "skew",', 1), encoding="utf-8")

    slip, count = write_rescan_slip(office, batch="Hộp 01", target=None)

    text = subprocess.run(["pdftotext", slip, "-"], capture_output=True, text=True).stdout
    assert count == 1
    assert "4.0 > 3" in text


def test_what_is_only_below_the_rule_stands_apart_on_the_slip(office):
    """A line for the document, below those that must be scanned again, with its pages."""
    path, count = write_rescan_slip(office, batch="Hộp 01", target=None)

    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout
    must, _heading, may = " ".join(text.split()).partition("nên quét lại nếu còn giấy")
    assert count == 1
    assert "bad.pdf" in must
    assert "grey.pdf" not in must
    assert "grey.pdf" in may
    assert "Thông tư 05/2025/TT-BNV" in may
    assert "1, 2" in may


@pytest.mark.parametrize(
    ("sides", "expected"), [("auto", "Tờ 1 · mặt sau · trang 2"), ("one", "Tờ 2 · trang 2")]
)
def test_the_sheet_is_named_as_the_office_scans(office, sides, expected):
    """Two pages of one registered sheet are its two sides, unless the settings know better."""
    path = office.config_dir / "settings.toml"
    path.write_text(path.read_text().replace('sides = "auto"', f'sides = "{sides}"'))

    slip, _count = write_rescan_slip(office, batch="Hộp 01", target=None)

    text = subprocess.run(["pdftotext", slip, "-"], capture_output=True, text=True).stdout
    assert expected in " ".join(text.split())


@pytest.mark.parametrize(
    ("page", "pages", "sheets", "sides", "expected"),
    [
        (3, 3, 3, Sides.AUTO, SheetSide(3)),
        (3, 3, 2, Sides.AUTO, SheetSide(2, is_back=False)),
        (2, 4, 2, Sides.AUTO, SheetSide(1, is_back=True)),
        (2, 5, 2, Sides.AUTO, None),
        (2, 4, None, Sides.AUTO, None),
        (2, 4, None, Sides.TWO, SheetSide(1, is_back=True)),
        (2, 4, 2, Sides.ONE, SheetSide(2)),
    ],
)
def test_a_page_lies_on_a_sheet(page, pages, sheets, sides, expected):
    """Counts that fit neither one side nor two say nothing."""
    assert side_of(page, pages=pages, sheets=sheets, sides=sides) == expected


def test_a_box_that_nobody_has_read_is_not_found(office):
    """The error names the box."""
    with pytest.raises(UnknownBoxError, match="Hộp 09"):
        write_rescan_slip(office, batch="Hộp 09", target=None)
