"""How likely one syllable follows another in Vietnamese administrative prose.

A bigram model with Witten-Bell smoothing over syllables in lower case; every number is one
token, and so is every other sign. It is asked only to choose between texts that the readers
themselves thought possible.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_START, _NUMBER, _SIGN = "<", "0", ","
#: Syllables never seen share so many places of the vocabulary.
_UNSEEN = 10_000
_FLOOR = 0.2


class SyllableModel:
    """Counts of syllables and of pairs of them."""

    def __init__(self, pairs: Counter[tuple[str, str]]) -> None:
        self._pairs = pairs
        self._single: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._followers: Counter[str] = Counter()
        for (before, syllable), count in pairs.items():
            self._single[syllable] += count
            self._before[before] += count
            self._followers[before] += 1
        self._total = sum(self._single.values())
        self._size = len(self._single) + _UNSEEN

    def log_likelihood(self, texts: Sequence[str], *, before: str, after: str) -> list[float]:
        """Natural logarithm of each text's probability between its neighbours (may be empty)."""
        left = tokens(before)[-1:] or [_START]
        right = tokens(after)[:1] or [_START]
        return [self._chain([*left, *tokens(text), *right]) for text in texts]

    def _chain(self, parts: Sequence[str]) -> float:
        return sum(
            math.log(self._probability(parts[at], parts[at - 1])) for at in range(1, len(parts))
        )

    def _probability(self, syllable: str, before: str) -> float:
        alone = (self._single[syllable] + _FLOOR) / (self._total + _FLOOR * self._size)
        spread = self._followers[before] + 0.1
        return (self._pairs[before, syllable] + spread * alone) / (self._before[before] + spread)


def tokens(text: str) -> list[str]:
    """Syllables in lower case; `0` for a number, `,` for a sign.

    >>> tokens("Số 12/QĐ-UBND")
    ['số', '0', ',', 'qđ', ',', 'ubnd']
    """
    return [
        _NUMBER if part[0].isdigit() else part if part[0].isalpha() else _SIGN
        for part in _TOKEN.findall(text.lower())
    ]


def count_pairs(lines: Iterable[str]) -> Counter[tuple[str, str]]:
    """Count neighbours in lines of text; a line's ends are neighbours too."""
    pairs: Counter[tuple[str, str]] = Counter()
    for line in lines:
        parts = [_START, *tokens(line), _START]
        pairs.update(pairwise(parts))
    return pairs


@cache
def load_syllable_model() -> SyllableModel:
    """The model that comes with Sohoa: what `research/learn_syllables.py` counted."""
    packed = (files("sohoa.ocr") / "data" / "syllables.json.gz").read_bytes()
    table: dict[str, dict[str, int]] = json.loads(gzip.decompress(packed))
    pairs = Counter(
        {(before, one): count for before, row in table.items() for one, count in row.items()}
    )
    return SyllableModel(pairs)
