"""Reads a page the way it lies: most pages once, none oftener than it is worth.

The geometry of the letters says beforehand how a page lies (`alignment.py`); a page on its head
or its side is turned before it is read for the first time. Only where the geometry is unsure and
reading is poor is a page tried in other turns, and a turned reading must be clearly better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sohoa.domain import scan_findings
from sohoa.domain.stage_results import Finding, Line, Word
from sohoa.ocr.alignment import Alignment
from sohoa.ocr.interface import EngineTraits, OcrEngine
from sohoa.ocr.prepare import PreparedPage
from sohoa.ocr.settings import OcrSettings

#: A reading must hold so many letters to tell how a page lies: stamps and speckles read as
#: something in every direction.
_FEWEST_LETTERS = 40
_LONG_WORD = 3
_ON_ITS_HEAD = 180
_ON_A_SIDE = (90, 270)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reading: the further turn it was made with, the page as read, and what was read.

    Boxes of `lines` are in the pixels of `page.image`.
    """

    turn: int
    page: PreparedPage
    lines: tuple[Line, ...] = ()

    @property
    def letters(self) -> int:
        """How many letters were read."""
        return sum(len(word.text) for line in self.lines for word in line.words)

    @property
    def confidence(self) -> float:
        """How sure the engine was, 0 to 100."""
        return mean_confidence(self.lines)

    @property
    def is_sideways(self) -> bool:
        """Tesseract reads lines that run up or down the page too; their words are upright boxes.

        Small print has short words in high boxes whichever way it runs: so it is told first by
        how the words of a line follow one another.
        """
        runs = [_run(line.words) for line in self.lines if len(line.words) > 1]
        if runs:
            return sum(down for _, down in runs) > sum(across for across, _ in runs)
        boxes = [word for line in self.lines for word in line.words if len(word.text) >= _LONG_WORD]
        return sum(word.height > word.width for word in boxes) > len(boxes) / 2

    @property
    def worth(self) -> float:
        """Letters weighted by how sure the engine was of them."""
        weights = (len(word.text) * word.confidence for line in self.lines for word in line.words)
        return sum(weights) / 100


@dataclass(frozen=True, slots=True)
class Upright:
    """A page as it was read best: by which engine, and what is to be said of that."""

    best: Attempt
    engine: OcrEngine
    findings: tuple[Finding, ...] = ()


def read_surely(
    page: PreparedPage, alignment: Alignment, *, engine: OcrEngine, settings: OcrSettings
) -> Upright:
    """Read a page upright; if the engine is not sure of it, by the engine it falls back on.

    It is not sure either of a few letters where the page's geometry does not tell how it lies:
    finding level lines only, it may have read what is left of a page on its side. What fell back
    has a finding with how sure the first engine was, 0 to 100.

    Raises:
        UnreadableImageError, TimeLimitError: As in `read_upright`.
    """
    read = read_upright(page, alignment, engine=engine, settings=settings)
    is_told = alignment.turn is not None or read.letters >= _FEWEST_LETTERS
    is_sure = is_told and read.confidence >= engine.traits.poor_confidence
    other = None if is_sure else engine.fallback()
    if other is None:
        return Upright(read, engine)
    finding = scan_findings.FELL_BACK.of(f"{read.confidence:.0f}")
    again = read_upright(page, alignment, engine=other, settings=settings)
    return Upright(again, other, (finding,))


def read_upright(
    page: PreparedPage, alignment: Alignment, *, engine: OcrEngine, settings: OcrSettings
) -> Attempt:
    """Read a page, straightened if it leans too much, in the turn that makes it upright.

    Raises:
        UnreadableImageError: The engine cannot take this picture.
        TimeLimitError: The engine took too long over it.
    """
    poor = engine.traits.poor_confidence

    def attempt(turn: int) -> Attempt:
        lies = as_it_reads(page, turn, alignment.skew_degrees, engine=engine, settings=settings)
        return Attempt(turn, lies, engine.recognize(lies.image, dpi=lies.dpi))

    likely = attempt(alignment.turn or 0)
    if alignment.turn == 0 or _is_well_read(likely, poor):
        return likely
    upright = attempt(0) if likely.turn else likely
    if _is_well_read(upright, poor):
        return upright
    turns = _ON_A_SIDE if upright.is_sideways else (_ON_ITS_HEAD, *_ON_A_SIDE)
    return _best_turn(upright, turns, attempt, known=likely, traits=engine.traits)


def as_it_reads(
    page: PreparedPage,
    turn: int,
    skew_degrees: float,
    *,
    engine: OcrEngine,
    settings: OcrSettings,
) -> PreparedPage:
    """Turn a page; straighten it where it leans more than engines stand, else level it for one
    that needs it."""
    if abs(skew_degrees) >= settings.straighten_degrees:
        page = page.straightened(skew_degrees)
    turned = page.turned(turn)
    return turned.levelled(skew_degrees) if engine.traits.needs_level else turned


def mean_confidence(lines: Sequence[Line]) -> float:
    """Mean confidence of the words, each weighing as many as it has letters; 0 without words."""
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _run(words: Sequence[Word]) -> tuple[int, int]:
    """How far the words of a line lie apart across the page, and down it."""
    across = [2 * word.left + word.width for word in words]
    down = [2 * word.top + word.height for word in words]
    return max(across) - min(across), max(down) - min(down)


def _is_well_read(attempt: Attempt, poor_confidence: float) -> bool:
    """Say if no other turn need be tried; so also of an upright page without a letter."""
    if not attempt.letters:
        return attempt.turn == 0
    return not attempt.is_sideways and attempt.confidence >= poor_confidence


def _best_turn(
    upright: Attempt,
    turns: Sequence[int],
    attempt: Callable[[int], Attempt],
    *,
    known: Attempt,
    traits: EngineTraits,
) -> Attempt:
    """Try other turns; the best of those that are clearly better, else the page as it lies.

    A page on its head ends the search at once; of two sideways readings both must be seen.
    """
    believable: list[Attempt] = []
    for turn in turns:
        tried = known if known.turn == turn else attempt(turn)
        if _is_clearly_better(tried, upright, traits):
            believable.append(tried)
        if believable and turn == _ON_ITS_HEAD:
            break
    return max(believable, key=lambda one: one.worth, default=upright)


def _is_clearly_better(attempt: Attempt, upright: Attempt, traits: EngineTraits) -> bool:
    is_unsure = attempt.confidence < traits.least_turned
    if is_unsure or attempt.is_sideways or attempt.letters < _FEWEST_LETTERS:
        return False
    if upright.is_sideways:
        return True
    factor = traits.clearly_better
    better = attempt.worth > factor * upright.worth
    return better and attempt.confidence > factor * upright.confidence
