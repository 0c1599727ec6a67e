"""How a page lies, from the geometry of its letters alone: sideways, on its head, leaning.

Letters stand on lines: along the right direction their lower edges fall on few positions. In
upright Vietnamese the lower edges agree better than the upper ones, which marks and ascenders
make uneven. Measured on 150 pages (ADR 0006): the agreement along lines is 2.1 to 8 times that
across them, that of lower edges 1.12 to 2 times that of upper ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sohoa.ocr.ink import Ink
from sohoa.ocr.raster import Boxes

Numbers = npt.NDArray[np.float64]

#: Too few letters say nothing about how a page lies; a few lines already say how it leans.
_FEWEST_TO_TURN = 100
_FEWEST_TO_LEAN = 25
#: More add nothing but time.
_MOST_LETTERS = 4000
#: So many times better must letters agree along the lines than across, and feet than heads.
_CLEARLY_LINES = 1.5
_CLEARLY_FEET = 1.1
#: Leaning is looked for up to this many degrees either way, first coarsely, then finely.
MOST_SKEW = 10.0
_COARSE, _FINE = 0.25, 0.02
_COARSE_ANGLES = np.arange(-MOST_SKEW, MOST_SKEW + _COARSE / 2, _COARSE)
_FINE_ANGLES = np.arange(-_COARSE, _COARSE + _FINE / 2, _FINE)
_FINE_BIN_PX = 0.5
_FINE_KERNEL = np.array([1.0, 2.0, 3.0, 2.0, 1.0])


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a page lies.

    Attributes:
        turn: The clockwise turn that brings it upright; `None` when its letters do not tell.
        skew_degrees: How far its lines then lean, clockwise; 0 when its letters do not tell.
    """

    turn: int | None
    skew_degrees: float


@dataclass(frozen=True, slots=True)
class _Found:
    agreement: float
    lean: float


@dataclass(frozen=True, slots=True)
class _Feet:
    """The lower edges of all letters, for one turn of the page: along the lines, and down."""

    along: Numbers
    down: Numbers

    def agreement(self, degrees: float) -> float:
        """How few levels the feet stand on when lines lean so: the sum of squared counts.

        Neighbouring counts are joined, for a foot may fall on either side of a pixel's border.
        """
        counts = np.bincount((self._levels(degrees) + 0.5).astype(np.int64), minlength=2)
        joined = (counts[:-1] + counts[1:]).astype(float)
        return float(joined @ joined)

    def fine_agreement(self, degrees: float) -> float:
        """The same to a fraction of a pixel: slower, and without steps where a foot changes bin."""
        level = self._levels(degrees) / _FINE_BIN_PX
        whole = level.astype(np.int64)
        part, most = level - whole, int(whole.max()) + 2
        counts = np.bincount(whole, 1 - part, most) + np.bincount(whole + 1, part, most)
        smooth = np.convolve(counts, _FINE_KERNEL)
        return float(smooth @ smooth)

    def _levels(self, degrees: float) -> Numbers:
        level = self.down - self.along * np.tan(np.radians(degrees))
        return np.asarray(level - level.min())


def measure_alignment(ink: Ink) -> Alignment:
    """Find out how a page lies. It costs about eight milliseconds."""
    letters = ink.letters
    if len(letters) < _FEWEST_TO_LEAN:
        return Alignment(None, 0.0)
    feet = _feet_of(letters[:: 1 + len(letters) // _MOST_LETTERS])
    found = {turn: _greatest(one.agreement, _COARSE_ANGLES) for turn, one in feet.items()}
    turn = max(found, key=lambda one: found[one].agreement)
    along, opposite, *across = (found[(turn + more) % 360].agreement for more in (0, 180, 90, 270))
    if along < _CLEARLY_LINES * max(across):
        return Alignment(None, 0.0)
    is_sure = len(letters) >= _FEWEST_TO_TURN and along >= _CLEARLY_FEET * opposite
    lean = _greatest(feet[turn].fine_agreement, found[turn].lean + _FINE_ANGLES).lean
    return Alignment(turn if is_sure else None, round(lean, 2))


def _feet_of(letters: Boxes) -> dict[int, _Feet]:
    """Give the feet of the letters for each turn: the edge that would then lie below."""
    left, top, width, height = (letters[:, column].astype(float) for column in range(4))
    across, down = left + width / 2, top + height / 2
    return {
        0: _Feet(across, top + height),
        90: _Feet(-down, left + width),
        180: _Feet(-across, -top),
        270: _Feet(down, -left),
    }


def _greatest(agreement: Callable[[float], float], angles: Numbers) -> _Found:
    agreements = [agreement(angle) for angle in angles]
    at = int(np.argmax(agreements))
    return _Found(agreements[at], float(angles[at]))
