"""A wrong resolution tag is noticed by the paper it would mean; small papers are believed."""

from __future__ import annotations

import pikepdf
import pytest
from intake_samples import coded, image_stream, master, pdf_page, picture, saved, take, whole_page

from sohoa.domain.stage_results import Finding
from sohoa.intake.resolution import true_resolution

MM = 25.4


def pixels(short_mm: float, long_mm: float, dpi: int) -> tuple[int, int]:
    """What a scan of such a paper has."""
    return round(short_mm / MM * dpi), round(long_mm / MM * dpi)


@pytest.mark.parametrize(
    ("short_mm", "long_mm"),
    [
        (54, 85.6), (105, 148), (148, 210), (190, 265), (210, 297), (204, 290),
        (216, 279), (210, 330), (216, 356), (297, 420), (420, 594), (841, 1189), (170, 240),
        (200, 400), (600, 1000), (205, 270),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("is_wide", [False, True])
def test_true_papers_are_believed(short_mm, long_mm, dpi, is_wide):
    """Cards, certificates, sheets trimmed a little, drawings: nothing is said of them."""
    size = pixels(short_mm, long_mm, dpi)
    width, height = size[::-1] if is_wide else size

    found = true_resolution((dpi, dpi), width_px=width, height_px=height)

    assert (found.x, found.y, found.is_assumed, found.doubt) == (dpi, dpi, False, "")


@pytest.mark.parametrize(
    ("true_dpi", "stated"),
    [(88, 200), (120, 200), (75, 200), (150, 400), (200, 300), (300, 200), (150, 100), (200, 150)],
)
@pytest.mark.parametrize(("short_mm", "long_mm"), [(210, 297), (207, 293)])
def test_a_sheet_of_no_known_size_is_told(true_dpi, stated, short_mm, long_mm):
    """A4 scanned at one resolution and marked with another: A4 is assumed, and said."""
    width, height = pixels(short_mm, long_mm, true_dpi)

    found = true_resolution((stated, stated), width_px=width, height_px=height)

    assert found.x == pytest.approx(true_dpi, rel=0.02)
    assert not found.is_assumed
    assert f"{stated} dpi = " in found.doubt
    assert "A4 = " in found.doubt


@pytest.mark.parametrize(("short_mm", "long_mm"), [(60, 160), (95, 150), (120, 120)])
def test_small_papers_of_no_known_size_are_believed_and_told(short_mm, long_mm):
    """A receipt may be of any size: the tag stays, and a person measures the paper."""
    width, height = pixels(short_mm, long_mm, 200)

    found = true_resolution((200, 200), width_px=width, height_px=height)

    assert (found.x, found.is_assumed) == (200, False)
    assert found.doubt == f"200 dpi = {short_mm} x {long_mm} mm"


def test_the_doubt_is_a_finding_and_the_bar_is_kept(tmp_path):
    """750 x 1034 pixels "at 200 dpi": the page is judged by the paper that is likely meant.

    The same where a PDF lays the picture on such a page.
    """
    small = coded(picture("RGB", (750, 1034)), "JPEG", dpi=(200, 200))
    pdf = pikepdf.new()
    box = (750 * 72 / 200, 1034 * 72 / 200)
    stream = image_stream(pdf, small, size=(750, 1034))
    pdf_page(pdf, whole_page(box), box=box, xobjects={"Im": stream})

    for path in (master(tmp_path / "a", "1.jpg", small), saved(tmp_path / "b", pdf)):
        document = take(path)
        assert document.pages[0].dpi_x == pytest.approx(88.4)
        assert document.findings == (
            Finding("resolution-doubt", 1, "200 dpi = 95 x 131 mm; A4 = 88 dpi"),
            Finding("low-resolution", 1, "88"),
        )


def test_drawings_have_a_bar_of_their_own(tmp_path):
    """A sheet larger than A3 at 200 dpi is below what the circular asks of drawings."""
    size = pixels(420, 594, 200)
    document = take(master(tmp_path, "1.png", coded(picture("L", size), "PNG", dpi=(200, 200))))

    assert [finding.code for finding in document.findings] == ["low-resolution-drawing"]
