"""Words of a line that a CTC reader read: text, confidence, what else each letter may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np

from sohoa.ocr.candidates import UNTHOUGHT
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.interface import Alternative, SeenIn

#: Confidence 0 to 100 by the log probability of the doubtfullest letter: 0.9 is 96, 0.5 is 76.
_SLOPE = 35.0
#: A letter as likely as this leaves no room for another.
_SURE = -0.0005
#: So many other letters of a place are looked at: no more of a whole word are weighed
#: (`candidates.py`), and blank, space and the letter itself are among them.
_MOST_LOOKED_AT = 12
_SPACE = " "


@dataclass(frozen=True, slots=True)
class WordSeen:
    """A word of a line; `first` and `last` are the middles of its outer letters, in pixels."""

    text: str
    confidence: float
    first: float
    last: float
    alternatives: Sequence[Alternative]
    seen_in: SeenIn


def words_seen(reading: CtcReading) -> tuple[WordSeen, ...]:
    """The words between the spaces of the best path."""
    letters = enumerate(reading.peaks)
    parts = groupby(letters, key=lambda letter: letter[1][0] == _SPACE)
    return tuple(
        _word(reading, [at for at, _peak in part]) for is_space, part in parts if not is_space
    )


def _word(reading: CtcReading, places: Sequence[int]) -> WordSeen:
    peaks, steps = reading.peaks, len(reading.log_probabilities)
    first, last = places[0], places[-1]
    start = peaks[first - 1][1] + 1 if first else 0
    stop = peaks[last + 1][1] if last + 1 < len(peaks) else steps
    likely = min(peaks[at][2] for at in places)
    return WordSeen(
        text="".join(peaks[at][0] for at in places),
        confidence=max(0.0, min(100.0, 100.0 + _SLOPE * likely)),
        first=reading.across(peaks[first][1]),
        last=reading.across(peaks[last][1]),
        alternatives=_OtherLetters(reading, places),
        seen_in=SeenIn(reading, start, stop),
    )


class _OtherLetters(Sequence[Alternative]):
    """The other letters of a word, looked for when they are asked for: five of six words are
    beyond doubt, and nobody asks."""

    def __init__(self, reading: CtcReading, places: Sequence[int]) -> None:
        self._reading, self._places = reading, places

    @cached_property
    def _found(self) -> tuple[Alternative, ...]:
        return _alternatives(self._reading, self._places)

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, at: Any) -> Any:
        return self._found[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._found == tuple(other)

    # As of a list: what it holds is looked for when it is asked.
    __hash__ = None  # type: ignore[assignment]


def _alternatives(reading: CtcReading, places: Sequence[int]) -> tuple[Alternative, ...]:
    """The other letters of each place, the likeliest first; none where letters are not single."""
    if any(len(reading.peaks[at][0]) != 1 for at in places):
        return ()
    found = [one for position, at in enumerate(places) for one in _others(reading, at, position)]
    return tuple(sorted(found, key=lambda one: one.cost))


def _others(reading: CtcReading, at: int, position: int) -> Iterator[Alternative]:
    """What else a letter may be: the steps about its peak, short of its neighbours'."""
    peaks = reading.peaks
    letter, step, likely = peaks[at]
    if likely > _SURE:
        return
    begin = max(step - 1, peaks[at - 1][1] + 1 if at else 0)
    end = min(step + 2, peaks[at + 1][1] if at + 1 < len(peaks) else step + 2)
    seen = reading.log_probabilities[begin : max(end, begin + 1)].max(axis=0)
    likeliest = np.argpartition(seen, -min(_MOST_LOOKED_AT, len(seen)))[-_MOST_LOOKED_AT:]
    for code in likeliest[seen[likeliest] > likely - UNTHOUGHT].tolist():
        other = reading.alphabet[code]
        if len(other) == 1 and other not in (letter, _SPACE):
            yield Alternative(position, other, max(0.0, likely - float(seen[code])))
