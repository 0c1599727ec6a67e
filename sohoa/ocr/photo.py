"""Is it a photograph of the paper and no flat scan? Light that falls off, lines that fan out.

A scanner lights every part of a sheet alike and sees all of it straight from above. Measured on 154
pages of real scans and 3 photographs: the paper's light varies smoothly by 0 to 2.4 % across a scan
(7.3 % on made-up ones), by 12 to 38 % across a photograph; lines at the head and at the foot lean
alike within 0.4 degrees on a scan (0.8), and differ by 1.4 and 2.2 on two of the photographs. A
sheet that moved while it was scanned (5.8 degrees) is found as well: it is no flat scan either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sohoa.domain import scan_findings
from sohoa.domain.stage_results import Finding
from sohoa.ocr.alignment import Alignment, measure_alignment
from sohoa.ocr.ink import Ink
from sohoa.ocr.prepare import PreparedPage
from sohoa.ocr.raster import largest_part, outline_of
from sohoa.ocr.settings import QualitySettings

Numbers = npt.NDArray[np.float64]

#: A page is looked at in so many cells across its shorter side, of so many pixels at least; its
#: paper is what most of a cell is.
_CELLS, _LEAST_CELL, _PAPER_PERCENT = 26, 4, 80
#: At a quarter of the reading resolution a cell has some hundred pixels, enough to tell its paper.
_COARSER = 4
#: Darker than this share of the lightest is not the sheet: the scanner's bed, the desk.
_SHEET_SHARE, _LIGHTEST_PERCENT = 0.5, 95
#: The outer cells are left out: scanners have shadows along edges and in the fold of a book.
_MARGIN = 0.1
_FEWEST_CELLS = 40
#: Light falls off smoothly: what is left of it beside a bent plane is at most this share.
_MOST_ROUGH = 0.03
_FITS, _OUTLIER, _LEAST_OUTLIER = 4, 2.0, 3.0
#: An outline is the sheet's if it has four sides, and so much of the picture within them.
_LEAST_SHEET, _MOST_SHEET = 0.25, 0.97


@dataclass(frozen=True, slots=True)
class Flatness:
    """Measured flatness: 0 where nothing can be measured.

    Attributes:
        falloff: How far the paper's light varies smoothly, as a share of it.
        fan_degrees: How far lines at the head and at the foot lean apart.
        slant_degrees: How far opposite edges of the sheet are from parallel.
    """

    falloff: float
    fan_degrees: float
    slant_degrees: float


def measure_flatness(page: PreparedPage, ink: Ink, *, lies: Alignment) -> Flatness:
    """Measure a page as it was scanned. Black and white has no light to measure.

    Neither has a picture that is no higher or no wider than a few pixels.
    """
    grey = np.asarray(page.image.reduce(_COARSER))
    cell = max(_LEAST_CELL, min(grey.shape) // _CELLS)
    if page.bits == 1 or min(grey.shape) < cell:
        return Flatness(0.0, 0.0, 0.0)
    high, wide = (side // cell for side in grey.shape)
    cells = grey[: high * cell, : wide * cell].reshape(high, cell, wide, cell).swapaxes(1, 2)
    light = np.percentile(cells.reshape(high, wide, -1), _PAPER_PERCENT, axis=2)
    on_sheet = largest_part(light > _SHEET_SHARE * np.percentile(light, _LIGHTEST_PERCENT))
    return Flatness(_falloff(light, on_sheet), _fan(ink, lies), _slant(grey, light, on_sheet))


def judge_flatness(flatness: Flatness, *, settings: QualitySettings) -> Iterator[Finding]:
    """Say that it is no flat scan: which of the three measures shows it, and by how much."""
    measured = (
        ("%", 100 * flatness.falloff, 100 * settings.most_light_falloff),
        ("°", flatness.fan_degrees, settings.most_fan_degrees),
        ("°", flatness.slant_degrees, settings.most_fan_degrees),
    )
    found = [
        f"{value:.1f}{unit} > {most:g}{unit}" for unit, value, most in measured if value > most
    ]
    if found:
        yield scan_findings.PHOTO.of(", ".join(found))


def _falloff(light: Numbers, on_sheet: npt.NDArray[np.bool_]) -> float:
    """How far a bent plane through the paper's light varies; 0 if it is no such plane."""
    high, wide = light.shape
    top, left = max(1, round(high * _MARGIN)), max(1, round(wide * _MARGIN))
    inner = np.zeros_like(on_sheet)
    inner[top : high - top, left : wide - left] = True
    used = on_sheet & inner
    if used.sum() < _FEWEST_CELLS:
        return 0.0
    down, across = (one / max(1, len(light)) for one in np.nonzero(used))
    terms = (np.ones_like(down), across, down, across**2, down**2, across * down)
    shape, levels = np.stack(terms, axis=1), light[used]
    kept = np.ones(len(levels), bool)
    rest, plane = levels, levels
    for _ in range(_FITS):
        plane = shape @ np.linalg.lstsq(shape[kept], levels[kept], rcond=None)[0]
        rest = np.abs(plane - levels)
        kept = rest <= max(_LEAST_OUTLIER, _OUTLIER * float(np.median(rest)))
    paper = float(np.median(levels))
    if paper <= 0 or float(np.median(rest)) > _MOST_ROUGH * paper:
        return 0.0
    least, most = np.percentile(plane, (5, 95))
    return float(most - least) / paper


def _fan(ink: Ink, lies: Alignment) -> float:
    """How far lines lean apart between the first and the last third of the letters."""
    if not len(ink.letters):
        return 0.0
    if lies.turn is None:
        return max(_fan_along(ink, down=True), _fan_along(ink, down=False))
    return _fan_along(ink, down=lies.turn not in (90, 270))


def _fan_along(ink: Ink, *, down: bool) -> float:
    """The same for lines that follow one another down the picture, or across it.

    A part whose letters do not tell leans by exactly nothing.
    """
    column, turns = (1, (0, 180, None)) if down else (0, (90, 270, None))
    first, last = np.percentile(ink.letters[:, column], (33, 67))
    places = ink.marks[:, column]
    parts = [
        measure_alignment(replace(ink, marks=ink.marks[chosen]))
        for chosen in (places < first, places > last)
    ]
    if any(part.turn not in turns or not part.skew_degrees for part in parts):
        return 0.0
    return abs(parts[0].skew_degrees - parts[1].skew_degrees)


def _slant(grey: npt.NDArray[np.uint8], light: Numbers, on_sheet: npt.NDArray[np.bool_]) -> float:
    """How far opposite edges of a sheet that lies wholly in the picture are from parallel."""
    share = float(on_sheet.mean())
    if not _LEAST_SHEET < share < _MOST_SHEET:
        return 0.0
    bar = _SHEET_SHARE * float(np.percentile(light, _LIGHTEST_PERCENT))
    corners = outline_of(grey > bar)
    if corners is None:
        return 0.0
    sides = np.roll(corners, -1, axis=0) - corners
    angles = np.degrees(np.arctan2(sides[:, 1], sides[:, 0]))
    apart = [abs((angles[one] - angles[one + 2]) % 180) for one in (0, 1)]
    return float(max(min(one, 180 - one) for one in apart))
