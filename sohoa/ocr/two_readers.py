"""Two readers, one text: the page engine's lines, read again by a line reader and made one.

Their errors are different ones: on 26 real pages each alone has 92 to 95% of the words right,
one or the other 98.8%.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from PIL import Image

from sohoa.domain.grammar.dates import LIKE_DATE_LINE
from sohoa.domain.grammar.numbers import LIKE_NUMBER_LINE
from sohoa.domain.stage_results import Line, Reading, Word
from sohoa.domain.syllable import legal_share
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.evidence import (
    Bars,
    Choice,
    Weights,
    choose,
    confidence,
    is_beyond_doubt,
    weigh,
)
from sohoa.ocr.interface import LineReader, Strip
from sohoa.ocr.pairing import Place, pair
from sohoa.ocr.spacing import spaced
from sohoa.ocr.strips import around, cut_line, spread_words, strip_of, unread_strips
from sohoa.ocr.syllable_model import SyllableModel, load_syllable_model

_SECOND = "second"
_FIRST = "first"
#: A line that the first reader passed over is believed only if so many of its words are possible
#: Vietnamese.
_LEGAL = 0.5
#: What one reader alone saw is trusted so much at most.
_LITTLE = 50.0
#: Figures where the first reader saw none are not sure: 97 of 100 are right in tables, and a box
#: about what it saw instead may lack the first or last of them.
_NOT_SURE = 90.0
_FEWEST_LETTERS = 3
_MOST_LOG_ODDS = 8.0
#: No letter is wider than so many heights: `TY` over half a line is a line not read.
_WIDEST_LETTER = 2.0


def read_twice(
    lines: Sequence[Line],
    image: Image.Image,
    *,
    found: Sequence[Strip],
    reader: LineReader,
    weights: Weights,
) -> tuple[Line, ...]:
    """Read the lines a page engine found once more, and the ones it missed; decide word by word.

    Boxes stay in the pixels of `image`; every word's confidence is the calibrated likelihood
    that it is right, and both readings are kept where they differ. `found` are the lines that
    the reader finds on the image; `weights` are those of the first reader.
    """
    lines, spread, missed = _without_spread(lines, found)
    pieces = [cut_line(line) for line in lines]
    strips = [strip_of(piece, found) for parts in pieces for piece in parts]
    readings = iter(reader.read_lines(image, [*strips, *missed]))
    model = load_syllable_model()
    joined = []
    for line, parts in zip(lines, pieces, strict=True):
        places = [place for piece in parts for place in pair(piece, next(readings))]
        joined.append(Line(line.block, line.paragraph, _decided(places, model, weights)))
    added = [
        (strip, words)
        for strip, reading in zip(missed, readings, strict=True)
        if (words := _believed(strip, reading, weights.bars))
    ]
    added += _not_replaced(spread, [strip for strip, _words in added])
    return _with_added([line for line in joined if line.words], added)


def _without_spread(
    lines: Sequence[Line], found: Sequence[Strip]
) -> tuple[list[Line], list[Word], Sequence[Strip]]:
    """The lines without words of a few letters spread over the room of many, if a line was found
    there that nobody else has read; those words; and all the lines that are still to be read."""
    spread = [word for line in lines for word in line.words if _is_spread(word)]
    missed = unread_strips([_without(line, spread) for line in lines], found)
    spread = [word for word in spread if _lies_on(word, missed)]
    kept = [_without(line, spread) for line in lines]
    return [line for line in kept if line.words], spread, missed


def _without(line: Line, words: Sequence[Word]) -> Line:
    return replace(line, words=tuple(word for word in line.words if word not in words))


def _not_replaced(
    spread: Sequence[Word], added: Sequence[Strip]
) -> list[tuple[Strip, tuple[Word, ...]]]:
    """Spread words where the second reader saw nothing to be believed: kept, with little trust."""
    return [(around([word]), (_first_only(word),)) for word in spread if not _lies_on(word, added)]


def _first_only(word: Word) -> Word:
    likely = min(word.confidence, _LITTLE)
    readings = (Reading(_FIRST, word.text, round(word.confidence, 1)), Reading(_SECOND, "", 0.0))
    return Word(word.text, word.left, word.top, word.width, word.height, likely, readings)


def _lies_on(word: Word, strips: Sequence[Strip]) -> bool:
    across, down = word.left + word.width / 2, word.top + word.height / 2
    return any(
        strip.left <= across <= strip.right and strip.top <= down <= strip.bottom
        for strip in strips
    )


def _is_spread(word: Word) -> bool:
    is_wide = word.width > _WIDEST_LETTER * word.height * len(word.text)
    return is_wide and any(map(str.isalpha, word.text))


def _decided(places: Sequence[Place], model: SyllableModel, weights: Weights) -> tuple[Word, ...]:
    words: list[Word] = []
    before = ""
    followers = [*(place.first for place in places[1:]), ""]
    for place, following in zip(places, followers, strict=True):
        choice = Choice(place.first, _MOST_LOG_ODDS)
        if not is_beyond_doubt(place, weights.bars):
            choice = choose(weigh(place, model, before=before, after=following), weights)
        likely = confidence(place, choice, weights)
        if _has_figures(choice.text) and not _has_figures(place.first):
            likely = min(likely, _NOT_SURE)
        words += _words(place, spaced(choice.text, starts_line=not words), likely)
        before = choice.text
    return tuple(words)


def _has_figures(text: str) -> bool:
    return any(map(str.isdigit, text))


def _words(place: Place, text: str, likely: float) -> Iterator[Word]:
    """The words of a place: each in its own box if there are as many as the first reader saw."""
    parts = text.split(" ")
    readings = () if place.is_agreed else _both(place)
    if len(parts) == len(place.words):
        for part, word in zip(parts, place.words, strict=True):
            yield Word(part, word.left, word.top, word.width, word.height, likely, readings)
        return
    yield from spread_words(parts, around(place.words), likely, readings)


def _both(place: Place) -> tuple[Reading, ...]:
    first = min(word.confidence for word in place.words)
    second = 100 * math.exp(place.certainty)
    return (
        Reading(_FIRST, place.first, round(first, 1)),
        Reading(_SECOND, place.second, round(second, 1)),
    )


def _believed(strip: Strip, reading: CtcReading, bars: Bars) -> tuple[Word, ...]:
    """The words of a line that only the second reader saw; none if it is not to be believed."""
    peaks = reading.peaks
    text = reading.text.strip()
    letters = sum(letter.isalpha() for letter in text)
    # A number and a date of the head are believed too, though they hold few syllables.
    is_of_head = LIKE_NUMBER_LINE.search(text) or LIKE_DATE_LINE.search(text)
    is_legal = legal_share(text.split()) >= _LEGAL or is_of_head
    if letters < _FEWEST_LETTERS or not is_legal:
        return ()
    mean = sum(likely for _letter, _step, likely in peaks) / len(peaks)
    if mean < math.log(bars.believed):
        return ()
    likely = 100 * math.exp(min(likely for _letter, _step, likely in peaks))
    readings = (Reading(_FIRST, "", 0.0), Reading(_SECOND, text, round(likely, 1)))
    return tuple(
        spread_words(
            spaced(text, starts_line=True).split(" "), strip, min(likely, _LITTLE), readings
        )
    )


def _with_added(
    lines: Sequence[Line], added: Sequence[tuple[Strip, tuple[Word, ...]]]
) -> tuple[Line, ...]:
    """Put each further line after the one above it that shares its column."""
    result = list(lines)
    for strip, words in sorted(added, key=lambda one: one[0].top):
        above = [at for at, line in enumerate(result) if _is_above(line, strip)]
        at = max(above, key=lambda one: result[one].words[0].top, default=-1)
        block, paragraph = (result[at].block, result[at].paragraph) if above else (1, 1)
        result.insert(at + 1, Line(block, paragraph, words))
    return tuple(result)


def _is_above(line: Line, strip: Strip) -> bool:
    left = line.words[0].left
    right = max(word.left + word.width for word in line.words)
    beside = min(right, strip.right) - max(left, strip.left)
    return line.words[0].top < strip.top and beside > 0
