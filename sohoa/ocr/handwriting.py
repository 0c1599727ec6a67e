"""What is written by hand in the head of a document: the number, the day and the month.

The form around it is printed (Decree 30/2020, annex I: `Số: …/QĐ-UBND`, `ngày … tháng … năm …`),
so what may stand in each gap is a closed set: figures in the first, the days of a month and the
months of a year in the others. Each reader says how likely each of them is; the sum decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
from PIL import Image

from sohoa.domain.batons import Line, Reading, Word
from sohoa.domain.vietnamese import fold
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.interface import LineReader, Strip
from sohoa.ocr.pairing import skeleton
from sohoa.ocr.strips import around, spread_words, strip_of

#: Number and date stand in the upper part of the page.
_HEAD_SHARE = 0.4
_COLUMN_GAP = 2.2
_NUMBER_LINE = re.compile(r"^.?s.{1,2}[:.; z].{0,14}/")
_DATE_LINE = re.compile(r"ng.y.{0,14}t?h.ng.{0,12}n.m")
_NUMBER_GAP = re.compile(r"^.{0,2}s.[:.; ]?(?P<gap>.{0,12}?)/.{0,3}[a-z]{2}")
_DAY_GAP = re.compile(r"ng.y(?P<gap>.{0,8}?)t?h.ng")
_MONTH_GAP = re.compile(r"h.ng(?P<gap>.{0,6}?)n.m")
_SYMBOL = re.compile(r"/\s*(?P<symbol>[^\W\d_][^/]*)$")
#: Printed figures, and what is left alone: both readers are this sure of it.
_SURE = 95.0
_PRINTED_NUMBER = re.compile(r"^S[ốỐ]:? ?\d+ ?/")
_PRINTED_DATE = re.compile(r"ngày \d{1,2} tháng \d{1,2} năm")
#: The line reader for print weighs half: its errors on handwriting are bold ones.
_HAND, _PRINT = 1.0, 0.5
#: No reader may rule a candidate out alone.
_LEAST = -14.0
_MOST_FIGURES = 5
_BEAM = 30
#: Of 23 handwritten numbers and dates 4 in 5 are read right; no margin tells which (ADR 0012).
_MOST_CONFIDENCE = 80.0
#: As they are written: from 3 on without a nought, by Decree 30/2020 annex I with one too.
_DAYS = frozenset([*(f"{day:02}" for day in range(1, 32)), *map(str, range(3, 10))])
_MONTHS = frozenset([*(f"{month:02}" for month in range(1, 13)), *map(str, range(1, 10))])


class HandReader(Protocol):
    """Reads one strip, handwriting included."""

    @property
    def name(self) -> str:
        """Reader, version and model."""

    def read(self, image: Image.Image, strip: Strip) -> CtcReading:
        """Read one strip."""


@dataclass(frozen=True)
class _Seen:
    """A piece of a line as every reader sees it, with what each reading weighs."""

    words: tuple[Word, ...]
    readings: tuple[tuple[CtcReading, float], ...]


@dataclass(frozen=True)
class _Figures:
    """The figures most likely in a gap, and the log odds against the next."""

    text: str
    margin: float


def read_handwriting(
    lines: Sequence[Line],
    image: Image.Image,
    *,
    found: Sequence[Strip],
    reader: LineReader,
    hand: Callable[[], HandReader],
) -> tuple[Line, ...]:
    """Read the gaps of the number line and the date line anew where they are in doubt.

    Other lines, and gaps that are printed and sure, stay as they are. `hand` is asked for its
    reader only where there is something in doubt; `found` are the lines found on the image.
    """
    result = list(lines)
    head = [at for at, line in enumerate(lines) if line.words[0].top < _HEAD_SHARE * image.height]
    for at, piece, fill in _doubtful(lines, head):
        seen = _see(piece, image, strip_of(piece, found), reader, hand())
        if words := fill(seen):
            result[at] = _with_piece(result[at], piece, words)
    return tuple(result)


def _doubtful(
    lines: Sequence[Line], head: Sequence[int]
) -> Iterator[tuple[int, tuple[Word, ...], Callable[[_Seen], tuple[Word, ...]]]]:
    """The first number piece and the first date piece, if their figures are in doubt."""
    for pattern, printed, fill in (
        (_NUMBER_LINE, _PRINTED_NUMBER, _number_words),
        (_DATE_LINE, _PRINTED_DATE, _date_words),
    ):
        pieces = ((at, piece) for at in head for piece in _pieces(lines[at]))
        for at, piece in pieces:
            text = " ".join(word.text for word in piece)
            if pattern.search(skeleton(text)):
                is_sure = all(word.confidence >= _SURE for word in piece)
                if not (is_sure and printed.search(text)):
                    yield at, piece, fill
                break


def _pieces(line: Line) -> Iterator[tuple[Word, ...]]:
    """A line parted at wide gaps; the place before a date is parted off too."""
    heights = sorted(word.height for word in line.words)
    gap = _COLUMN_GAP * heights[len(heights) // 2]
    piece = [line.words[0]]
    for before, word in pairwise(line.words):
        far = word.left - (before.left + before.width) > gap
        if far or re.match(r"ng.y", fold(word.text)):
            yield tuple(piece)
            piece = []
        piece.append(word)
    yield tuple(piece)


def _see(
    piece: tuple[Word, ...],
    image: Image.Image,
    strip: Strip,
    reader: LineReader,
    hand: HandReader,
) -> _Seen:
    (printed,) = reader.read_lines(image, [strip])
    close = around(piece)
    return _Seen(
        piece,
        (
            (hand.read(image, strip), _HAND),
            (hand.read(image, close), _HAND),
            (printed, _PRINT),
        ),
    )


def _number_words(seen: _Seen) -> tuple[Word, ...]:
    figures = _most_likely(seen, _NUMBER_GAP, allowed=None)
    symbol = _symbol(seen)
    if figures is None or not symbol:
        return ()
    return _rewritten(seen, f"Số: {figures.text} /{symbol}", figures.margin)


def _symbol(seen: _Seen) -> str:
    """What stands after the stroke: of what was read before and by each reader, the likeliest."""
    before = " ".join(word.text for word in seen.words)
    texts = [before, *(reading.text for reading, _weight in seen.readings)]
    symbols = [found["symbol"].strip() for text in texts if (found := _SYMBOL.search(text))]
    scores = np.zeros(len(symbols))
    for reading, weight in seen.readings:
        if symbols and (found := _SYMBOL.search(reading.text)):
            start = reading.peaks[found.start("symbol") - 1][1] + 1
            stop = len(reading.log_probabilities)
            likely = reading.log_likelihoods(symbols, start=start, stop=stop)
            scores += weight * np.array(likely)
    return symbols[int(scores.argmax())] if symbols else ""


def _date_words(seen: _Seen) -> tuple[Word, ...]:
    day = _most_likely(seen, _DAY_GAP, allowed=_DAYS)
    month = _most_likely(seen, _MONTH_GAP, allowed=_MONTHS)
    text = " ".join(word.text for word in seen.words)
    rest = re.search(r"n.m (?P<year>.*)$", skeleton(text))
    if day is None or month is None or rest is None:
        return ()
    year = text[rest.start("year") :]
    margin = min(day.margin, month.margin)
    return _rewritten(seen, f"ngày {day.text} tháng {month.text} năm {year}", margin)


def _rewritten(seen: _Seen, text: str, margin: float) -> tuple[Word, ...]:
    """The piece's words anew, spread over its box; what was read before is kept beside."""
    likely = min(_MOST_CONFIDENCE, 100 / (1 + math.exp(-margin)))
    before = " ".join(word.text for word in seen.words)
    readings = (
        Reading("first", before, min(word.confidence for word in seen.words)),
        Reading("hand", text, likely),
    )
    return tuple(spread_words(text.split(), around(seen.words), likely, readings))


def _with_piece(line: Line, piece: tuple[Word, ...], words: tuple[Word, ...]) -> Line:
    start = line.words.index(piece[0])
    return replace(line, words=(*line.words[:start], *words, *line.words[start + len(piece) :]))


def _most_likely(
    seen: _Seen, gap: re.Pattern[str], *, allowed: frozenset[str] | None
) -> _Figures | None:
    """Weigh every reader's figures in a gap; None where no reader sees the form around it."""
    views = [
        (likely, weight)
        for reading, weight in seen.readings
        if (likely := _figures_in(reading, gap, 2 if allowed else _MOST_FIGURES))
    ]
    found = {text for likely, _weight in views for text in likely}
    found = found & allowed if allowed else found
    scores = {
        text: sum(weight * max(likely.get(text, _LEAST), _LEAST) for likely, weight in views)
        for text in found
    }
    ranked = sorted(scores, key=lambda text: (-scores[text], text))
    if not ranked:
        return None
    margin = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else -_LEAST
    return _Figures(ranked[0], margin)


def _figures_in(reading: CtcReading, gap: re.Pattern[str], most: int) -> Mapping[str, float]:
    found = gap.search(skeleton(reading.text))
    if found is None:
        return {}
    first, last = found.span("gap")
    steps = len(reading.log_probabilities)
    start = reading.peaks[first - 1][1] + 1
    stop = reading.peaks[last][1] if last < len(reading.peaks) else steps
    return _figures(reading, start, max(stop, start + 1), most)


def _figures(reading: CtcReading, start: int, stop: int, most: int) -> dict[str, float]:
    """Log probability of the likeliest figures in some steps, as if nothing else could stand
    there (prefix beam search; a space counts as nothing)."""
    steps = reading.log_probabilities[start:stop].astype(float)
    nothing = np.logaddexp(steps[:, 0], steps[:, reading.codes[" "]])
    figures = {figure: steps[:, reading.codes[figure]] for figure in "0123456789"}
    beam = {"": (0.0, -math.inf)}
    for step in range(len(steps)):
        grown: dict[str, tuple[float, float]] = {}
        for prefix, (paused, going) in beam.items():
            whole = np.logaddexp(paused, going)
            _add(grown, prefix, whole + nothing[step], -math.inf)
            if prefix:
                _add(grown, prefix, -math.inf, going + figures[prefix[-1]][step])
            if len(prefix) < most:
                for figure, likely in figures.items():
                    reached = paused if prefix.endswith(figure) else whole
                    _add(grown, prefix + figure, -math.inf, reached + likely[step])
        ranked = sorted(grown, key=lambda prefix: -np.logaddexp(*grown[prefix]))
        beam = {prefix: grown[prefix] for prefix in ranked[:_BEAM]}
    ends = {prefix: float(np.logaddexp(*both)) for prefix, both in beam.items() if prefix}
    total = float(np.logaddexp.reduce(list(ends.values()))) if ends else 0.0
    return {prefix: one - total for prefix, one in ends.items()}


def _add(grown: dict[str, tuple[float, float]], prefix: str, paused: float, going: float) -> None:
    before = grown.get(prefix, (-math.inf, -math.inf))
    grown[prefix] = (
        float(np.logaddexp(before[0], paused)),
        float(np.logaddexp(before[1], going)),
    )
