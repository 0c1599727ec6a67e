"""Candidates for a place: both readings, and what else either reader thought possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeAlias

from rapidfuzz.distance import Levenshtein

from sohoa.ocr.interface import SeenWord
from sohoa.ocr.pairing import Place

#: A letter that the first reader did not think of at all costs this much (its own scale: beyond
#: 14 no alternative was right on the pages with ground truth).
UNTHOUGHT = 14.0
_MOST_ALTERNATIVES = 8
_MOST_PAIRED = 5
_MOST_DIFFERENCES = 4
#: Other letters, with what they cost, by their position in a place's text.
_Known: TypeAlias = Mapping[int, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Change:
    """Letters [begin, end) of the first reading replaced, at the first reader's cost."""

    begin: int
    end: int
    letters: str
    cost: float


def candidates(place: Place) -> dict[str, float]:
    """Texts that may stand in a place, each with what it costs in the first reader's eyes.

    The first reading comes first, at no cost. There are further: it with one or two letters
    changed to the first reader's own alternatives, and every mixture of the two readings.
    """
    first, known = place.first, _alternatives(place)
    found = {first: 0.0}
    for changes in _own_doubts(known):
        _put(found, first, changes)
    if place.second and place.second != first:
        differences = list(_differences(place, known))
        if len(differences) <= _MOST_DIFFERENCES:
            for chosen in product((False, True), repeat=len(differences)):
                _put(found, first, [one for one, is_in in zip(differences, chosen, strict=True)
                                    if is_in])  # fmt: skip
        else:
            _put(found, first, differences)
    return found


def _put(found: dict[str, float], first: str, changes: list[_Change]) -> None:
    text = first
    for change in sorted(changes, key=lambda change: (change.begin, change.end), reverse=True):
        text = text[: change.begin] + change.letters + text[change.end :]
    cost = sum(change.cost for change in changes)
    text = text.strip()
    if text and cost < found.get(text, float("inf")):
        found[text] = cost


def _own_doubts(known: _Known) -> Iterator[list[_Change]]:
    changes = [
        _Change(at, at + 1, letter, cost)
        for at, letters in known.items()
        for letter, cost in letters.items()
        if cost < UNTHOUGHT
    ]
    changes = sorted(changes, key=lambda change: change.cost)[:_MOST_ALTERNATIVES]
    yield from ([change] for change in changes)
    for one, other in combinations(changes[:_MOST_PAIRED], 2):
        if one.begin != other.begin:
            yield [one, other]


def _differences(place: Place, known: _Known) -> Iterator[_Change]:
    first, second = place.first, place.second
    for block in Levenshtein.opcodes(first, second):
        begin, end = block.src_start, block.src_end
        letters = second[block.dest_start : block.dest_end]
        if block.tag == "replace" and end - begin == len(letters):
            for offset, letter in enumerate(letters):
                at = begin + offset
                cost = min(UNTHOUGHT, known.get(at, {}).get(letter, UNTHOUGHT))
                yield _Change(at, at + 1, letter, cost)
        elif block.tag != "equal":
            size = max(end - begin, len(letters))
            yield _Change(begin, end, letters, UNTHOUGHT * size**0.5)


def _alternatives(place: Place) -> _Known:
    """The first reader's other letters by their position in the place's text."""
    known: dict[int, dict[str, float]] = {}
    start = 0
    for word in place.words:
        if isinstance(word, SeenWord):
            for one in word.alternatives:
                known.setdefault(start + one.position, {})[one.letter] = one.cost
        start += len(word.text) + 1
    return known
