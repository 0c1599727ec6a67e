"""Words of subjects and owners, as two clerks would agree on them, and how rare they are."""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from sohoa.domain.vietnamese import fold

_ABBREVIATIONS = Path(__file__).parent / "abbreviations.toml"
_WORD = re.compile(r"[^\W_]+")
#: What begins a subject and says nothing: `V/v`, `về việc`.
_SUBJECT_SIGN = re.compile(r"^\W*(?:v\s*/\s*v|ve viec)\b")
#: A word of so many letters with one letter misread is the same word.
_LEAST_LETTERS = 3
#: What stands in half of the papers is rare in no register.
_LEAST_RARE = 1.0
#: One of 64: words that tell a paper from most, also where a dozen beside it share them.
_RARE = 6.0
#: So much of a subject or a name is compared: each word with each, so that more takes minutes.
_NAME_LETTERS = 3_000
#: So many first letters stand for so many words.
_SHORTENED = range(2, 9)


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """What offices shorten, and the words it stands for; bare of marks."""
    with _ABBREVIATIONS.open("rb") as file:
        return {short: tuple(words.split()) for short, words in tomllib.load(file).items()}


@lru_cache(maxsize=1 << 16)
def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a text, bare of marks and case, usual abbreviations written out.

    >>> words_of("V/v cấp GP cho Cty TNHH An Phú")
    ('cap', 'giay', 'phep', 'cho', 'cong', 'ty', 'trach', 'nhiem', 'huu', 'han', 'an', 'phu')
    """
    known = abbreviations()
    bare = _SUBJECT_SIGN.sub("", fold(text))
    return tuple(word for found in _WORD.findall(bare) for word in known.get(found, (found,)))


def named_words(text: str) -> tuple[str, ...]:
    """Give the words of a subject or a name; of one without an end those of its first page."""
    return words_of(text[:_NAME_LETTERS])


def pairs_of(words: Sequence[str]) -> tuple[str, ...]:
    """Each two words that follow one another: what a Vietnamese word mostly is."""
    return tuple(f"{one} {other}" for one, other in itertools.pairwise(words))


def written_out(words: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    """Write out what a clerk has shortened to first letters, by words that the page says.

    >>> written_out(("ks", "bong", "sen"), ("khach", "san", "bong", "sen"))
    ('khach', 'san', 'bong', 'sen')
    """
    known, letters = frozenset(said), "".join(word[0] for word in said)
    found = list[str]()
    for word in words:
        at = letters.find(word) if word not in known and len(word) in _SHORTENED else -1
        found += said[at : at + len(word)] if at >= 0 else (word,)
    return tuple(found)


def is_misread(word: str, words: Iterable[str]) -> bool:
    """Say whether a word is one of these with one letter wrong, left out, added or exchanged."""
    if len(word) < _LEAST_LETTERS:
        return False
    return any(
        abs(len(word) - len(one)) <= 1 and OSA.distance(word, one, score_cutoff=1) <= 1
        for one in words
    )


class WordCounts:
    """In how many of a register's papers each word, and each pair of words, stands.

    Of a long register a part of its papers is enough: a word that is in none of them is rare.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._texts = 0
        for text in texts:
            words = words_of(text)
            self._counts.update({*words, *pairs_of(words)})
            self._texts += 1

    def bits(self, word: str) -> float:
        """Give how much a word tells: the binary logarithm of how few papers have it."""
        return math.log2((self._texts + 1) / (self._counts[word] + 0.5))

    @property
    def rare(self) -> float:
        """From so many bits on a word is rare: one of 64 papers, or of a short register, two.

        What both papers of a register of two say is usual as well.
        """
        return max(_LEAST_RARE, min(_RARE, math.log2((self._texts + 1) / 2.5)))
