"""What the index of words holds: words of both forms, and pairs of them.

In the exact form a word is marked (`=điều`), folded it is not (`dieu`). Beside it the words stand
in their order, in both forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

EXACT, FOLDED = "=", ""
#: Letters of a word that count: an index entry has a limit, and nobody types more.
_LETTERS = 100


def cut(words: Iterable[str]) -> list[str]:
    """Words as far as they count."""
    return [word[:_LETTERS] for word in words]


def together(words: Sequence[str]) -> str:
    """Words as they stand one behind the other; a phrase is a part of it, with its blanks.

    >>> together(["giay", "phep"])
    ' giay phep '
    """
    return f" {' '.join(words)} "


def pairs_of(mark: str, words: Sequence[str]) -> Iterator[str]:
    """The entries of words that stand beside each other.

    >>> list(pairs_of(FOLDED, ["giay", "phep"]))
    ['giay phep']
    """
    return (f"{mark}{first} {second}" for first, second in pairwise(words))
