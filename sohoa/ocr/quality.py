"""Is the picture good enough? Cheap measures on marks already found, judged by the settings.

What they say are findings: the page is read and goes on all the same. The measures take about
seven thousandths of a second for an A4 page; none of them decodes or resamples anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sohoa.domain import scan_findings
from sohoa.domain.stage_results import Finding, Line
from sohoa.ocr.ink import MM_PER_INCH, Ink
from sohoa.ocr.prepare import PreparedPage
from sohoa.ocr.raster import Boxes, Grey, levels_of
from sohoa.ocr.settings import QualitySettings

Counts = npt.NDArray[np.int64]

#: Pages with fewer letters say nothing about how sharp or how faint a text is.
_FEWEST_LETTERS = 60
#: So many words, not short ones, are a text and no label or title.
_FEWEST_WORDS, _LONG_WORD = 40, 3
#: Every so many rows of the page are looked at.
_ROWS = 3
_LEVELS = 256
#: The text's darkness is that of its darkest quarter; sharp is a text whose steepest edges are,
#: a tenth as many steps as there are pixels of ink.
_DARKEST = 0.25
_STEEPEST = 0.1
#: A letter is cut where it touches the edge and its line goes on inside.
_TOUCHES_MM = 0.4
_GOES_ON_MM = 3.0
_BESIDE = 0.3


@dataclass(frozen=True, slots=True)
class Quality:
    """Measurements of one page.

    Attributes:
        bits: Colour depth of the scan: 1, 8 or 24.
        paper: Grey of the paper, 0 black to 255 white.
        contrast: How much darker than the paper the text is, in grey levels; `None` without text.
        sharpness: The steepest edges' step from one pixel to the next, as a share of the
            darkness they lead to; `None` without text.
        cut_letters: Letters on one edge of the picture whose line goes on inside.
    """

    bits: int
    paper: int
    contrast: int | None
    sharpness: float | None
    cut_letters: int


def measure_quality(page: PreparedPage, ink: Ink) -> Quality:
    """Measure a page as it was scanned, before any turn or straightening."""
    paper = int(np.median(ink.paper))
    contrast = sharpness = None
    if len(ink.letters) >= _FEWEST_LETTERS:
        counts = levels_of(ink.darkness)
        pixels = int(counts[ink.contrast + 1 :].sum())
        contrast = _from_top(counts, _DARKEST * pixels)
        sharpness = _sharpness(np.asarray(page.image), ink, paper=paper, pixels=pixels)
    return Quality(page.bits, paper, contrast, sharpness, _cut_letters(ink))


def judge(quality: Quality, *, skew_degrees: float, settings: QualitySettings) -> Iterator[Finding]:
    """Say what is below the bar: a code, the value measured, and the limit it breaks."""
    contrast, sharpness = quality.contrast, quality.sharpness
    if quality.bits < settings.least_bits:
        yield scan_findings.COLOUR_DEPTH.of(f"{quality.bits} < {settings.least_bits}")
    if abs(skew_degrees) > settings.most_skew_degrees:
        yield scan_findings.SKEW.of(f"{abs(skew_degrees):.1f} > {settings.most_skew_degrees:g}")
    if quality.paper < settings.darkest_paper:
        yield scan_findings.TOO_DARK.of(f"{quality.paper} < {settings.darkest_paper}")
    if contrast is not None and contrast < settings.least_contrast:
        yield scan_findings.TOO_FAINT.of(f"{contrast} < {settings.least_contrast}")
    if sharpness is not None and sharpness < settings.least_sharpness:
        yield scan_findings.BLUR.of(f"{sharpness:.2f} < {settings.least_sharpness:g}")
    if quality.cut_letters > settings.most_cut_letters:
        yield scan_findings.CLIPPED_EDGE.of(f"{quality.cut_letters} > {settings.most_cut_letters}")


def judge_print(
    lines: Sequence[Line], *, dpi: float, settings: QualitySettings
) -> Iterator[Finding]:
    """Say that words are smaller or larger than print is, by the resolution that was believed.

    A5 and A6 have the shape of A4: that a whole sheet is marked as one of them, its print shows.
    """
    words = [word for line in lines for word in line.words if len(word.text) >= _LONG_WORD]
    if len(words) < _FEWEST_WORDS:
        return
    height = float(np.median([min(word.height, word.width) for word in words])) * MM_PER_INCH / dpi
    if not settings.smallest_print_mm <= height <= settings.largest_print_mm:
        yield scan_findings.PRINT_SIZE.of(f"{height:.1f} mm")


def _sharpness(grey: Grey, ink: Ink, *, paper: int, pixels: int) -> float:
    rows = grey[::_ROWS]
    steps = np.maximum(rows[:, 1:], rows[:, :-1]) - np.minimum(rows[:, 1:], rows[:, :-1])
    wanted = _STEEPEST * pixels * rows.size / ink.darkness.size
    darkness = levels_of(rows)[::-1]
    darkest = _from_top(darkness, wanted) - (255 - paper)
    return _from_top(levels_of(steps), wanted) / max(1, darkest)


def _from_top(counts: Counts, wanted: float) -> int:
    """The level that so many of the highest values reach."""
    return _LEVELS - 1 - int(np.searchsorted(np.cumsum(counts[::-1]), max(1.0, wanted)))


def _cut_letters(ink: Ink) -> int:
    """Of the four edges, the one with the most letters cut."""
    letters, (high, wide) = ink.letters, ink.darkness.shape
    left, top, width, height = (letters[:, column] for column in range(4))
    right, bottom = wide - left - width, high - top - height
    touches, reach = (mm * ink.dpi / MM_PER_INCH for mm in (_TOUCHES_MM, _GOES_ON_MM))
    edges = (
        (left, width, top, height),
        (right, width, top, height),
        (top, height, left, width),
        (bottom, height, left, width),
    )
    return max(_cut_at(edge, touches=max(1.0, touches), reach=reach) for edge in edges)


def _cut_at(edge: Sequence[Boxes], *, touches: float, reach: float) -> int:
    """Letters that touch one edge and have another beside them, a little farther in.

    `edge` holds distance from it and depth, then place along it and length, of every letter.
    """
    distance, depth, place, length = edge
    cut = 0
    for letter in np.flatnonzero(distance <= touches):
        end = np.minimum(place + length, place[letter] + length[letter])
        beside = end - np.maximum(place, place[letter]) > _BESIDE * np.minimum(
            length, length[letter]
        )
        inside = (distance > touches) & (distance < distance[letter] + depth[letter] + reach)
        cut += bool(np.any(beside & inside))
    return cut
