"""Handwriting in the head of a document: the number, the day and the month.

The form around it is printed (Decree 30/2020, annex I: `Số: …/QĐ-UBND`, `ngày … tháng … năm …`),
so what may stand in each gap is a closed set: figures in the first, the days of a month and the
months of a year in the others. Each reader says how likely each of them is; the sum decides.
The line readers say where the gaps are; the figures in them are read by a reader of their own too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Protocol

import numpy as np
from PIL import Image

from sohoa.domain import paper_findings
from sohoa.domain.grammar.dates import (
    DATE_BEGINS,
    DATE_FORM,
    DAY_GAP,
    MONTH_GAP,
    PRINTED_DATE,
    TOLD_DATE,
    YEAR_TO_THE_END,
)
from sohoa.domain.grammar.numbers import (
    CITED_NUMBER,
    MARKED_NUMBER,
    NUMBER_FORM,
    NUMBER_GAP,
    NUMBER_OF_A_CARD,
    PRINTED_NUMBER,
    SYMBOL_AT_END,
    TOLD_NUMBER,
)
from sohoa.domain.head_layout import COLUMN_GAP, FORM_ENDS, parted, space_between, word_height
from sohoa.domain.stage_results import Finding, Line, Reading, Word
from sohoa.domain.vietnamese import fold, skeleton
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.figure_beam import likely_figures
from sohoa.ocr.interface import LineReader, Strip
from sohoa.ocr.strips import around, spread_words, strip_of

#: Below this a mark is mostly handwriting (`4P` for 07); above it, and not sure, a person should
#: look: five findings more on 335 heads (44 to 49).
_FAIRLY_SURE = 50.0
#: The line reader for print weighs half: its errors on handwriting are bold ones. Of 207 heads
#: (23 scans, each also bent in eight ways) 193 to 196 numbers are right with the reader of figures
#: at 2 to 10, 191 with it at 1.
_HAND, _PRINT, _FIGURES = 1.0, 0.5, 3.0
#: Room beside a gap for the reader of figures, in heights of the line.
_ROOM_BESIDE = 0.15
#: No reader may rule a candidate out alone.
_LEAST = -14.0
_MOST_FIGURES = 5
_DAY_LENGTH = 2
#: Confidence by the log odds against the next figures: of 344 numbers and dates of those heads one
#: in 300 was wrong beyond 20, one in four between 8 and 20, one in three below. Never as sure as
#: print.
_EVEN_ODDS, _ODDS_SCALE = 6.0, 5.0
_MOST_CONFIDENCE = 90.0
#: A letter or stroke that print shows and figures alone cannot tell.
_DOUBTED = 80.0
_BY_HAND = "hand"
#: As they are written: from 3 on without a nought, by Decree 30/2020 annex I with one too.
_DAYS = frozenset([*(f"{day:02}" for day in range(1, 32)), *map(str, range(3, 10))])
_MONTHS = frozenset([*(f"{month:02}" for month in range(1, 13)), *map(str, range(1, 10))])


class StripReader(Protocol):
    """Reads one strip of a page: a line with handwriting in it, or the figures in a gap."""

    def read(self, image: Image.Image, strip: Strip) -> CtcReading:
        """Read one strip."""


@dataclass(frozen=True)
class _Form:
    """A kind of line in the head: how it is known, and the gaps in it with what may stand there."""

    line: re.Pattern[str]
    printed: re.Pattern[str]
    gaps: tuple[re.Pattern[str], ...]
    allowed: tuple[frozenset[str] | None, ...]


@dataclass(frozen=True)
class _Seen:
    """A piece of a line as every reader sees it, with what each reading weighs."""

    words: tuple[Word, ...]
    strip: Strip
    readings: tuple[tuple[CtcReading, float], ...]

    @property
    def text(self) -> str:
        """The text of the earlier reading."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True)
class _Figures:
    """The figures most likely in a gap, and the log odds against the next."""

    text: str
    margin: float


_NUMBER = _Form(NUMBER_FORM, PRINTED_NUMBER, (NUMBER_GAP,), (None,))
_DATE = _Form(DATE_FORM, PRINTED_DATE, (DAY_GAP, MONTH_GAP), (_DAYS, _MONTHS))


def read_handwriting(
    lines: Sequence[Line],
    image: Image.Image,
    *,
    found: Sequence[Strip],
    reader: LineReader,
    figures: StripReader,
    hand: Callable[[], StripReader],
    sure: float,
) -> tuple[Line, ...]:
    """Read the gaps of the number line and the date line anew where they are in doubt.

    Other lines, and gaps that are sure and that the reader of `figures` sees alike, stay as they
    are. `hand` is asked for its reader only where there is something in doubt; `found` are the
    lines found on the image; print of the likelihood `sure` (0 to 100) is left alone.
    """
    result = list(lines)
    head = [at for at, line in enumerate(lines) if line.words[0].top < FORM_ENDS * image.height]
    for form, filled in ((_NUMBER, _number_words), (_DATE, _date_words)):
        for at, piece in _pieces_of(form, lines, head):
            strip = strip_of(piece, found)
            (printed,) = reader.read_lines(image, [strip])
            seen = _Seen(piece, strip, ((printed, _PRINT),))
            gap_reader = _GapReader(image, figures)
            if _is_sure(seen, form, gap_reader, sure=sure):
                continue
            seen = _with_hand(seen, image, hand())
            gaps = zip(form.gaps, form.allowed, strict=True)
            known = [one for gap in gaps if (one := gap_reader.read(seen, *gap))]
            if len(known) == len(form.gaps) and (words := filled(seen, known)):
                result[at] = _with_piece(result[at], piece, words)
    return tuple(result)


def unsure_figures(lines: Sequence[Line], *, least: float) -> Iterator[Finding]:
    """The numbers and dates by hand less likely right than `least` (0 to 100): to be looked at."""
    told = set[str]()
    for line in lines:
        for word in line.words:
            by_hand = [one.text for one in word.readings if one.reader == _BY_HAND]
            if by_hand and word.confidence < least and by_hand[0] not in told:
                told.add(by_hand[0])
                known = TOLD_NUMBER.match(by_hand[0]) or TOLD_DATE.match(by_hand[0])
                yield paper_findings.UNSURE_FIGURES.of(known[0] if known else "")


def _pieces_of(
    form: _Form, lines: Sequence[Line], head: Sequence[int]
) -> Iterator[tuple[int, tuple[Word, ...]]]:
    """The first piece in the head that is of this form, as decided or to one of the readers.

    What is written by hand between two printed words runs into one with them (`ngàÂ§háng02 năm`),
    and what is decided of it may be no form though one of the readers saw it.
    """
    pieces = ((at, piece) for at in head for piece in _pieces(lines[at]))
    of_form = (
        (at, piece) for at, piece in pieces if any(_is_of(form, text) for text in _texts(piece))
    )
    yield from islice(of_form, 1)


def _is_of(form: _Form, text: str) -> bool:
    return bool(form.line.search(skeleton(text))) and not _is_of_another(text)


def _is_of_another(text: str) -> bool:
    """The number of another paper, of a card or of a telephone."""
    return bool(CITED_NUMBER.match(text) or NUMBER_OF_A_CARD.search(skeleton(text)))


def _is_sure(seen: _Seen, form: _Form, gap_reader: _GapReader, *, sure: float) -> bool:
    """Print that both readers were sure of, and the reader of figures sees the same figures.

    Two readers of print agree on handwriting too, and wrongly: `01` is `04` to both.
    """
    printed = form.printed.search(seen.text)
    if any(word.confidence < sure for word in seen.words):
        return False
    if form is _NUMBER and (marked := MARKED_NUMBER.search(seen.text)):
        return not marked["small"]  # `01` by hand is a sure `0f` to both readers of print
    if printed is None:
        return False
    if any(len(figures) > _MOST_FIGURES for figures in printed.groups()):
        return True  # longer than any number by hand, and than the beam
    seen_alike = (
        gap_reader.figures(seen, gap, most=_DAY_LENGTH if allowed else _MOST_FIGURES)
        for gap, allowed in zip(form.gaps, form.allowed, strict=True)
    )
    return all(
        likely and max(likely, key=lambda one: likely[one]) == text
        for likely, text in zip(seen_alike, printed.groups(), strict=True)
    )


def _pieces(line: Line) -> Iterator[tuple[Word, ...]]:
    """Part a line at wide gaps, and the place before a date off it."""
    gap = COLUMN_GAP * word_height(line.words)

    def is_new(piece: Sequence[Word], word: Word) -> bool:
        if word.readings and word.readings is piece[-1].readings:
            return False  # both are of one place
        texts = [word.text, *(reading.text for reading in word.readings)]
        is_far = space_between(piece[-1], word) > gap
        return is_far or any(DATE_BEGINS.match(fold(text)) for text in texts)

    return parted(line.words, is_new)


def _with_hand(seen: _Seen, image: Image.Image, hand: StripReader) -> _Seen:
    """The same piece with what the reader of handwriting sees, in two crops."""
    crops = (seen.strip, around(seen.words))
    by_hand = tuple((hand.read(image, crop), _HAND) for crop in crops)
    return replace(seen, readings=(*by_hand, *seen.readings))


def _number_words(seen: _Seen, figures: Sequence[_Figures]) -> tuple[Word, ...]:
    symbol = _symbol(seen)
    if not symbol:
        return ()
    most = _DOUBTED if _may_be_marked(seen.words) else _MOST_CONFIDENCE
    text = f"Số: {figures[0].text} /{symbol}"
    return _rewritten(seen, text, figures[0].margin, most=most)


def _may_be_marked(words: Sequence[Word]) -> bool:
    """One of the readers of print saw more than figures in the number, and was fairly sure."""
    return any(
        MARKED_NUMBER.search(" ".join(text for text, _likely in view))
        and min(likely for _text, likely in view) > _FAIRLY_SURE
        for view in _views(words)
    )


def _texts(words: Sequence[Word]) -> list[str]:
    return [" ".join(text for text, _likely in view) for view in _views(words)]


def _views(words: Sequence[Word]) -> list[list[tuple[str, float]]]:
    """The texts of some words with their confidences: as decided, and as each reader saw them."""
    readers = dict.fromkeys(one.reader for word in words for one in word.readings)
    told = [(word.text, word.confidence) for word in words]
    return [told, *(list(_as_seen(words, by=reader)) for reader in readers)]


def _as_seen(words: Sequence[Word], *, by: str) -> Iterator[tuple[str, float]]:
    """The words of a place have the same readings: each of the whole place."""
    before: tuple[Reading, ...] = ()
    for word in words:
        own = [(one.text, one.confidence) for one in word.readings if one.reader == by]
        if not own:
            yield word.text, word.confidence
        elif word.readings is not before:
            yield own[0]
        before = word.readings


def _symbol(seen: _Seen) -> str:
    """Give the likeliest text after the stroke, of the earlier reading and each reader's.

    It is print: what both readers of print saw alike is not the reader of handwriting's to change.
    """
    by_print = [SYMBOL_AT_END.search(text) for text in _texts(seen.words)]
    alike = {found["symbol"].strip() if found else "" for found in by_print}
    if len(alike) == 1 and (agreed := alike.pop()):
        return agreed
    texts = [seen.text, *(reading.text for reading, _weight in seen.readings)]
    seen_so = [found["symbol"].strip() for text in texts if (found := SYMBOL_AT_END.search(text))]
    symbols = [symbol for symbol in seen_so if symbol.lstrip("0129 /")[:1].isupper()] or seen_so
    scores = np.zeros(len(symbols))
    for reading, weight in seen.readings:
        if symbols and (found := SYMBOL_AT_END.search(reading.text)):
            start = reading.peaks[found.start("symbol") - 1][1] + 1
            stop = len(reading.log_probabilities)
            likely = reading.log_likelihoods(symbols, start=start, stop=stop)
            scores += weight * np.array(likely)
    return symbols[int(scores.argmax())] if symbols else ""


def _date_words(seen: _Seen, figures: Sequence[_Figures]) -> tuple[Word, ...]:
    day, month = figures
    rest = YEAR_TO_THE_END.search(skeleton(seen.text))
    if rest is None:
        return ()
    year = seen.text[rest.start("year") :]
    margin = min(day.margin, month.margin)
    text = f"ngày {day.text} tháng {month.text} năm {year}"
    return _rewritten(seen, text, margin, most=_MOST_CONFIDENCE)


def _rewritten(seen: _Seen, text: str, margin: float, *, most: float) -> tuple[Word, ...]:
    """The piece's words anew, spread over its box; what was read before is kept beside."""
    odds = (margin - _EVEN_ODDS) / _ODDS_SCALE
    likely = min(most, 100 / (1 + math.exp(-odds)))
    readings = (
        Reading("first", seen.text, min(word.confidence for word in seen.words)),
        Reading(_BY_HAND, text, likely),
    )
    return tuple(spread_words(text.split(), around(seen.words), likely, readings))


def _with_piece(line: Line, piece: tuple[Word, ...], words: tuple[Word, ...]) -> Line:
    start = line.words.index(piece[0])
    return replace(line, words=(*line.words[:start], *words, *line.words[start + len(piece) :]))


@dataclass(frozen=True)
class _GapReader:
    """Weighs what the readers see in a gap of the form."""

    image: Image.Image
    reader: StripReader
    #: What was seen of a piece of the picture: it is asked for again once hands are looked at.
    seen: dict[tuple[Strip, int], Mapping[str, float]] = field(default_factory=dict)

    def read(
        self, seen: _Seen, gap: re.Pattern[str], allowed: frozenset[str] | None
    ) -> _Figures | None:
        """The likeliest figures; None if the gap is more likely empty, or is not seen at all."""
        most = _DAY_LENGTH if allowed else _longest(seen)
        views = [
            (likely, weight)
            for reading, weight in seen.readings
            if (likely := _figures_in(reading, gap, most))
        ]
        if own := self.figures(seen, gap, most=most):
            views.append((own, _FIGURES))
        found = {text for likely, _weight in views for text in likely}
        found = found & (allowed | {""}) if allowed else found
        scores = {
            text: sum(weight * max(likely.get(text, _LEAST), _LEAST) for likely, weight in views)
            for text in found
        }
        ranked = sorted(scores, key=lambda text: (-scores[text], text))
        if not ranked or not ranked[0]:
            return None
        margin = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else -_LEAST
        return _Figures(ranked[0], margin)

    def figures(self, seen: _Seen, gap: re.Pattern[str], *, most: int) -> Mapping[str, float]:
        """Give the figure reader's likelihoods: the mean over the gap as each reader places it."""
        crops = [crop for reading, _weight in seen.readings if (crop := _crop(reading, gap, seen))]
        views = []
        for crop in crops:
            if (crop, most) not in self.seen:
                reading = self.reader.read(self.image, crop)
                steps = len(reading.log_probabilities)
                self.seen[crop, most] = likely_figures(reading, 0, steps, most)
            views.append(self.seen[crop, most])
        texts = {text for likely in views for text in likely}
        return {
            text: sum(max(likely.get(text, _LEAST), _LEAST) for likely in views) / len(views)
            for text in texts
        }


def _longest(seen: _Seen) -> int:
    """How many figures a number may have: more than by hand if so many were read before."""
    printed = PRINTED_NUMBER.search(seen.text)
    return max(_MOST_FIGURES, len(printed[1]) if printed else 0)


def _crop(reading: CtcReading, gap: re.Pattern[str], seen: _Seen) -> Strip | None:
    """Where on the page a gap lies: from the letter before it to the letter after it."""
    found = gap.search(skeleton(reading.text))
    if found is None:
        return None
    first, last = found.span("gap")
    room = _ROOM_BESIDE * seen.strip.height
    left = reading.across(reading.peaks[first - 1][1]) - room
    end = reading.across(reading.peaks[last][1]) if last < len(reading.peaks) else seen.strip.right
    return Strip(left, seen.strip.top, max(end + room, left + 1), seen.strip.bottom)


def _figures_in(reading: CtcReading, gap: re.Pattern[str], most: int) -> Mapping[str, float]:
    found = gap.search(skeleton(reading.text))
    if found is None:
        return {}
    first, last = found.span("gap")
    steps = len(reading.log_probabilities)
    start = reading.peaks[first - 1][1] + 1
    stop = reading.peaks[last][1] if last < len(reading.peaks) else steps
    return likely_figures(reading, start, max(stop, start + 1), most)
