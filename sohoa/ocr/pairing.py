"""Lays the text of one reader beside that of the other, place by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from sohoa.domain.stage_results import Word
from sohoa.domain.vietnamese import skeleton
from sohoa.ocr.ctc import CtcReading


@dataclass(frozen=True)
class Place:
    """The smallest piece whose ends both readers see as ends of words.

    Mostly one word; more where one of them joined words or parted one. `start` and `stop` are
    the time steps of `reading` that belong to it; `certainty` is the least log probability of
    the letters read there.
    """

    words: tuple[Word, ...]
    reading: CtcReading
    second: str
    start: int
    stop: int
    certainty: float

    @cached_property
    def first(self) -> str:
        """The first reader's text."""
        return " ".join(word.text for word in self.words)

    @property
    def is_agreed(self) -> bool:
        """Both saw the same."""
        return self.first == self.second


def pair(words: Sequence[Word], reading: CtcReading) -> tuple[Place, ...]:
    """Part two readings of one strip at the spaces they share.

    Letters are laid side by side without their marks, so that `bồ` stands beside `bổ`.
    """
    first = " ".join(word.text for word in words)
    second = reading.text
    places: list[Place] = []
    word_at, first_at, second_at = 0, 0, 0
    for end, other_end in [*_shared_spaces(first, second), (len(first), len(second))]:
        count = first.count(" ", first_at, end) + 1
        own = tuple(words[word_at : word_at + count])
        places.append(_place(own, reading, second_at, other_end))
        word_at, first_at, second_at = word_at + count, end + 1, other_end + 1
    return tuple(places)


def _place(words: tuple[Word, ...], reading: CtcReading, begin: int, end: int) -> Place:
    peaks = reading.peaks
    steps = len(reading.log_probabilities)
    start = peaks[begin - 1][1] + 1 if begin else 0
    stop = peaks[end][1] if end < len(peaks) else steps
    own = peaks[begin:end]
    return Place(
        words=words,
        reading=reading,
        second="".join(letter for letter, _step, _likely in own),
        start=min(start, steps - 1),
        stop=max(stop, min(start, steps - 1) + 1),
        certainty=min((likely for _letter, _step, likely in own), default=0.0),
    )


def _shared_spaces(first: str, second: str) -> list[tuple[int, int]]:
    blocks = Levenshtein.opcodes(skeleton(first), skeleton(second))
    return [
        (at, at - block.src_start + block.dest_start)
        for block in blocks
        if block.tag == "equal"
        for at in range(block.src_start, block.src_end)
        if first[at] == " "
    ]
