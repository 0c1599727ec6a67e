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
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

Pairs = Counter[tuple[str, str]]

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_START, _NUMBER, _SIGN = "<", "0", ","
#: Syllables never seen share so many places of the vocabulary.
_UNSEEN = 10_000
_FLOOR = 0.2


class SyllableModel:
    """Counts of syllables and of pairs of them."""

    def __init__(self, pairs: Pairs) -> None:
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


def count_pairs(lines: Iterable[str]) -> Pairs:
    """Count neighbours in lines of text; a line's ends are neighbours too."""
    pairs: Pairs = Counter()
    for line in lines:
        parts = [_START, *tokens(line), _START]
        pairs.update(pairwise(parts))
    return pairs


def pack_pairs(pairs: Pairs) -> bytes:
    """Counts as they are kept: the same bytes for the same counts."""
    table: dict[str, dict[str, int]] = {}
    for (before, syllable), count in sorted(pairs.items()):
        table.setdefault(before, {})[syllable] = count
    packed = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(packed, mtime=0)


def unpack_pairs(packed: bytes) -> Pairs:
    """Counts as they were kept.

    Raises:
        ValueError: These bytes are no counts.
    """
    try:
        table = json.loads(gzip.decompress(packed))
        return Counter(
            {
                (before, one): int(count)
                for before, row in table.items()
                for one, count in row.items()
            }
        )
    except (OSError, EOFError, zlib.error, AttributeError, TypeError) as error:
        raise ValueError("these are no counts of pairs") from error


#: The counts an office has learnt from its own pages, beside those that come with Sohoa.
learnt_pairs: ContextVar[Path | None] = ContextVar("learnt_pairs", default=None)


def load_syllable_model() -> SyllableModel:
    """What `bench/learn_syllables.py` counted in laws, and what the office in hand has learnt.

    Raises:
        OSError, ValueError: What was learnt is gone or harmed.
    """
    return _model(learnt_pairs.get())


def packed_pairs() -> bytes:
    """All that the model is made of: what tells one from another."""
    learnt = learnt_pairs.get()
    return _built_in() + (_learnt(learnt) if learnt else b"")


@cache
def _model(learnt: Path | None) -> SyllableModel:
    pairs = unpack_pairs(_built_in())
    if learnt:
        pairs.update(unpack_pairs(_learnt(learnt)))
    return SyllableModel(pairs)


@cache
def _built_in() -> bytes:
    return (files("sohoa.ocr") / "data" / "syllables.json.gz").read_bytes()


@cache
def _learnt(path: Path) -> bytes:
    """Read once per process: a page's address and its text speak of the same counts."""
    return path.read_bytes()
