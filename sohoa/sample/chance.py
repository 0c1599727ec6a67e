"""Chance that repeats itself: every choice follows from the seed and the name of the stream."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Chance:
    """A stream of choices named by its key: equal keys choose alike on every machine.

    A stream of its own for texts, for ink and for the scanner: a new speck of dust then
    changes no name on a page.

    >>> Chance(0, "names").integer(1, 100) == Chance(0, "names").integer(1, 100)
    True
    """

    def __init__(self, *key: object) -> None:
        digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
        self._key = key
        self.generator = np.random.default_rng(int.from_bytes(digest))

    def stream(self, name: str) -> Chance:
        """Another stream, named by this one's key and `name`."""
        return Chance(*self._key, name)

    def integer(self, first: int, last: int) -> int:
        """A whole number, both ends included."""
        return int(self.generator.integers(first, last + 1))

    def between(self, low: float, high: float) -> float:
        """A number, evenly spread."""
        return float(self.generator.uniform(low, high))

    def near(self, value: float, spread: float) -> float:
        """A number around a value: normal, `spread` its standard deviation."""
        return float(self.generator.normal(value, spread))

    def often(self, probability: float) -> bool:
        """Say yes with a probability between 0 and 1."""
        return bool(self.generator.random() < probability)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.integer(0, len(choices) - 1)]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """So many different ones of the choices, in their order; all of them if there are fewer."""
        taken = self.generator.permutation(len(choices))[:count]
        return [choices[place] for place in sorted(taken)]

    def shuffled(self, choices: Sequence[T]) -> list[T]:
        """All of the choices, in another order."""
        return [choices[place] for place in self.generator.permutation(len(choices))]
