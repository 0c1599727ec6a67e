"""What the index of words holds: words of both forms, and pairs of folded ones.

In the exact form a word is marked (`=điều`), and stands there if folding changes it; folded it is
not (`dieu`). Beside it the words stand in their order, in both forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sohoa.catalogue.database import Phrase
from sohoa.catalogue.letters import WORD, folded_form

EXACT, FOLDED = "=", ""
#: Texts of so many serials are a block; the index knows the block of each.
BLOCK = 2_048
#: What is indexed of a row: its entries, and its block (`#12`), by which a search goes from the
#: last block on. A text's own entries never begin with that sign.
INDEXED = f"array_append({{0}}.words, '#' || ({{0}}.serial / {BLOCK})::text)"
#: Letters of a word that count: an index entry has a limit, and nobody types more.
_LETTERS = 100
#: Words beside each other that the index knows.
_PAIR = 2


def cut(words: Iterable[str]) -> list[str]:
    """Words as far as they count."""
    return [word[:_LETTERS] for word in words]


def together(words: Sequence[str]) -> str:
    """Words as they stand one behind the other; a phrase is a part of it, with its blanks.

    >>> together(["giay", "phep"])
    ' giay phep '
    """
    return f" {' '.join(words)} "


def pairs_of(words: Sequence[str]) -> Iterator[str]:
    """The entries of words that stand beside each other.

    >>> list(pairs_of(["giay", "phep"]))
    ['giay phep']
    """
    return (f"{first} {second}" for first, second in pairwise(words))


def is_marked(word: str) -> bool:
    """Say whether an exact word is told from its folded form."""
    return folded_form(word) != word


def entries_of(phrase: Phrase) -> list[str]:
    """What a text must have in the index to have a phrase.

    >>> entries_of(Phrase(("giấy", "an"), is_exact=True))
    ['=giấy', 'giay an']
    >>> entries_of(Phrase(("giay",), is_exact=False))
    ['giay']
    """
    folded = list(phrase.words)
    marked = list[str]()
    if phrase.is_exact:
        folded = WORD.findall(folded_form(" ".join(phrase.words)))
        marked = [f"{EXACT}{word}" for word in cut(phrase.words) if is_marked(word)]
    folded = cut(folded)
    return [*marked, *(pairs_of(folded) if len(folded) > 1 else () if marked else folded)]


def is_told_by_entries(phrase: Phrase) -> bool:
    """Say whether what has the entries of a phrase has the phrase: no order of words is lost."""
    return len(phrase.words) <= (1 if phrase.is_exact else _PAIR)
