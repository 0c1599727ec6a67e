"""The image quality gate: each fault is found, and a good scan is left in peace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pydantic import ValidationError

from sohoa import alto
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.stage_results import Derivation as How
from sohoa.domain.stage_results import (
    Description,
    Finding,
    Line,
    PageEncoding,
    PageImage,
    PageText,
    ReadDocument,
    ReadPage,
    Word,
)
from sohoa.domain.stage_results import ScannedDocument as Scanned
from sohoa.ocr.alignment import measure_alignment
from sohoa.ocr.document import assemble, held_back
from sohoa.ocr.ink import find_ink
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.quality import judge, judge_print, measure_quality
from sohoa.ocr.settings import QualitySettings

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
LINE = "Điều 1. Cấp giấy phép cho đơn vị có tên dưới đây được hoạt động kinh doanh lữ hành"


@pytest.fixture(scope="module")
def scan() -> Image.Image:
    """A good scan: A4 at 200 dpi, grey, with the grain of a scanner."""
    grain = np.random.default_rng(3).normal(244, 3, (2339, 1654))
    page = Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))
    font = ImageFont.truetype(FONT, 36)
    for number in range(25):
        ImageDraw.Draw(page).text((230, 250 + 70 * number), LINE, 25, font)
    return page.convert("RGB")


@pytest.fixture
def findings(tmp_path: Path):
    """Store a picture as a page, and judge it."""

    def of(picture: Image.Image) -> dict[str, str]:
        path = tmp_path / "page.png"
        picture.save(path)
        page = PageImage(
            "d.p0001", path, "", *picture.size, 200, 200, PageEncoding.PNG, How.AS_SCANNED
        )
        prepared = prepare_page(page, reading_dpi=200)
        ink = find_ink(prepared.image, dpi=200)
        skew = measure_alignment(ink).skew_degrees
        found = judge(measure_quality(prepared, ink), skew_degrees=skew, settings=QualitySettings())
        return {one.code: one.value for one in found}

    return of


FAULTS = {
    "blur": lambda page: page.filter(ImageFilter.GaussianBlur(2)),
    "too-dark": lambda page: page.point(lambda level: level * 0.5),
    "too-faint": lambda page: page.point(lambda level: 255 - (255 - level) * 0.3),
    "clipped-edge": lambda page: page.crop((250, 0, *page.size)),
    "skew": lambda page: page.rotate(-4, Image.Resampling.BICUBIC, fillcolor=(244,) * 3),
    "colour-depth": lambda page: page.convert("1", dither=Image.Dither.NONE),
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_found_with_its_measure_and_the_limit(scan, findings, code):
    """What was measured and the limit it breaks stand beside the code."""
    found = findings(FAULTS[code](scan))

    assert set(found) == {code}
    measured, sign, limit = found[code].split()
    assert float(measured) < float(limit) if sign == "<" else float(measured) > float(limit)


def test_a_good_scan_and_a_blank_page_have_no_fault(scan, findings):
    """Neither a good page nor an empty one raises an alarm."""
    assert findings(scan) == {}
    assert findings(Image.new("RGB", scan.size, (240,) * 3)) == {}


def test_grey_is_below_the_rule(scan, findings):
    """Circular 05/2025 asks for 24 bits: the value and the bar stand beside the code."""
    assert findings(scan.convert("L")) == {"colour-depth": "8 < 24"}


def _document(*pages: tuple[str, ...], sheets: int | None) -> list[Finding]:
    found = _read(*pages, sheets=sheets).findings
    return [one for one in found if one.code != "no-words"]


def _read(*pages: tuple[str, ...], sheets: int | None) -> ReadDocument:
    image = PageImage("d.p0001", Path("p"), "", 1, 1, 200, 200, PageEncoding.PNG, How.AS_SCANNED)
    scanned = Scanned(
        "d", "b", "d", (), "", (image,) * len(pages), Description(number="1/QĐ-A", sheets=sheets)
    )
    read = [
        ReadPage(image, Path("t"), "", 0, 0, 0.0, tuple(Finding(code) for code in codes))
        for codes in pages
    ]
    return assemble(scanned, read)


def test_fewer_written_pages_than_sheets_are_missing_pages():
    """Blank backs do not stand for sheets; a document that lacks one is to be scanned again."""
    missing = Finding("missing-pages", 0, "2 < 3")

    assert missing in _document((), ("blank-page",), (), sheets=3)
    assert DECLARED.need_of([missing]) is Need.RESCAN
    for sheets in (1, 2, None):
        assert missing.code not in {one.code for one in _document((), (), sheets=sheets)}


def test_what_lacks_sheets_is_not_signed():
    """Findings that the office names keep a document back; what came in signed, only this one."""
    whole, short = _read((), sheets=1), _read((), sheets=2)
    blurred = _read(("blur",), sheets=1)
    short_original, blurred_original = (
        replace(one, scanned=replace(one.scanned, kept_original=True)) for one in (short, blurred)
    )

    usual, strict = QualitySettings(), QualitySettings(hold=("blur",))
    assert [held_back(read, usual) for read in (whole, blurred)] == [None] * 2
    assert held_back(blurred_original, strict) is None
    for error, reason in (
        (held_back(short, usual), "missing-pages"),
        (held_back(short_original, usual), "missing-pages"),
        (held_back(blurred, strict), "blur"),
    ):
        assert error is not None
        assert (error.code, error.details["reasons"]) == ("OCR-002", reason)


COARSE = Finding("low-resolution", 1, "100")


def _coarse(confidence: float, *, others: tuple[str, ...] = (), **settings) -> ReadDocument:
    """A document of one page at 100 dpi, read as well as that."""
    read = _read(others, sheets=1)
    page = replace(read.pages[0], word_count=200, confidence=confidence)
    page = replace(page, text_path=_no_text(page.image))
    scanned = replace(read.scanned, findings=(COARSE,))
    return assemble(scanned, [page], quality=QualitySettings(**settings))


@pytest.fixture(autouse=True)
def _texts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def _no_text(image: PageImage) -> Path:
    text = PageText(image.sha256, 1, 1, 0, "test", (), 90.0)
    path = Path("text.xml")
    path.write_bytes(alto.encode(text))
    return path


@pytest.mark.parametrize(
    ("confidence", "others", "settings", "need", "reasons"),
    [
        (95, (), {}, Need.RESCAN_IF_CAN, "low-resolution"),
        (95, ("colour-depth",), {}, Need.RESCAN_IF_CAN, "colour-depth, low-resolution"),
        (60, (), {}, Need.RESCAN, "illegible"),
        (95, ("blur",), {}, Need.RESCAN, "blur"),
        (95, ("skew",), {}, Need.REVIEW, "skew"),
        (95, ("print-size",), {"review": ()}, Need.REVIEW, "print-size"),
        (95, (), {"hold": ("low-resolution",)}, Need.RESCAN, "low-resolution"),
        (95, (), {"rescan_if_can": ()}, None, ""),
    ],
)
def test_below_the_rule_but_read_is_apart(confidence, others, settings, need, reasons):
    """To scan again for sure, to look at, to scan again if one can: three piles, never one.

    What is below the rule and hardly legible must be scanned again; and so must what the office
    does not let into its archive.
    """
    read = _coarse(confidence, others=others, **settings)

    rules = QualitySettings(**settings).needs
    assert rules.need_of(read.all_findings) is need
    found = rules.reasons(read.all_findings, need) if need else ()
    assert ", ".join(sorted(found)) == reasons
    held = held_back(read, QualitySettings(**settings))
    assert (held is not None) == ("hold" in settings)


def test_only_what_is_on_the_slip_can_hold_a_document():
    """An office that holds what no slip names would wait for ever."""
    with pytest.raises(ValidationError, match="skew"):
        QualitySettings(hold=("skew",))


def test_the_reasons_stand_beside_the_consequence():
    """A better scan makes nothing else sure: both are said; a page in order has no consequence."""
    both = _document(("blur", "skew"), ("too-dark",), sheets=2)

    assert list(DECLARED.said(both, str)) == [
        "to be scanned again (the picture is blurred; the picture is too dark)",
        "to be looked at (the sheet leans by so many degrees)",
    ]
    assert DECLARED.needs_of(both) == {Need.RESCAN, Need.REVIEW}
    assert list(DECLARED.said(_document(("blank-page",), sheets=0), str)) == []


@pytest.mark.parametrize(
    ("dpi", "expected"), [(200, []), (300, []), (150, []), (400, ["1.9 mm"]), (96, ["7.9 mm"])]
)
def test_print_tells_that_the_resolution_is_wrong(dpi, expected):
    """A4 at 200 dpi marked 400 is a sheet of A6 with print that nobody prints; so is a poster."""
    line = Line(1, 1, tuple(Word("phép", 100 * at, 0, 90, 30, 95.0) for at in range(50)))

    found = judge_print([line], dpi=dpi, settings=QualitySettings())

    assert [finding.value for finding in found] == expected
