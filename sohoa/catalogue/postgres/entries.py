"""What the index of words holds: words of both forms, and pairs of folded ones, each as a number.

In the exact form a word is marked (`=điều`), and stands there if folding changes it; folded it is
not (`dieu`). Beside it the words stand in their order, in both forms.

The index tells words by 52 bits of their number (`packed_words`). Of ten million, one that is asked
for is taken for another one time in four hundred million.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from operator import xor
from typing import NamedTuple

from sohoa.catalogue.database import Phrase
from sohoa.catalogue.letters import WORD, folded_form

#: Letters of a word that count: nobody types more.
LETTERS = 100
#: Words beside each other that the index knows.
_PAIR = 2
#: So many words are remembered with their entries.
_REMEMBERED = 1 << 17
_THREE = struct.Struct(">3q")


class Entry(NamedTuple):
    """A word's entry, and its share in that of a pair in which it stands first, or behind."""

    alone: int
    first: int
    behind: int


class _Entries(dict[str, Entry]):
    """Made once for each word: texts repeat them."""

    def __missing__(self, word: str) -> Entry:
        if len(self) >= _REMEMBERED:
            self.clear()
        digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
        found = self[word] = Entry(*_THREE.unpack_from(digest))
        return found


class _Marked(dict[str, int | None]):
    """Of exact words the entries, which those have that folding changes."""

    def __missing__(self, word: str) -> int | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[word] = entry_of(f"={word}") if folded_form(word) != word else None
        return found


_ENTRIES, _MARKED = _Entries(), _Marked()


def cut(words: list[str]) -> list[str]:
    """Words as far as they count."""
    if max(map(len, words), default=0) <= LETTERS:
        return words
    return [word[:LETTERS] for word in words]


def together(words: Iterable[str]) -> str:
    """Words as they stand one behind the other; a phrase is a part of it, with its blanks.

    >>> together(["giay", "phep"])
    ' giay phep '
    """
    return f" {' '.join(words)} "


def entry_of(word: str) -> int:
    """The entry of one word.

    >>> entry_of("giay")
    7825658266873257116
    """
    return _ENTRIES[word].alone


def entries_in_order(words: Sequence[str]) -> tuple[list[int], list[int]]:
    """The entries of words, and of those that stand beside each other.

    >>> words, pairs = entries_in_order(["giay", "phep", "giay"])
    >>> (words == [*map(entry_of, ("giay", "phep", "giay"))], len(set(pairs)))
    (True, 2)
    """
    if not words:
        return [], []
    alone, first, behind = zip(*map(_ENTRIES.__getitem__, words), strict=True)
    return list(alone), list(map(xor, first, behind[1:]))


def numbers_of(word: str) -> Entry:
    """The entry of a word and its shares in pairs."""
    return _ENTRIES[word]


def marked_entry(word: str) -> int | None:
    """The entry of an exact word that is told from its folded form."""
    return _MARKED[word]


def marked_entries(words: Iterable[str]) -> list[int]:
    """The entries of exact words, as far as they are told from their folded form.

    >>> marked_entries(["điều", "7"]) == [entry_of("=điều")]
    True
    """
    return [one for one in map(_MARKED.__getitem__, words) if one is not None]


def entries_of(phrase: Phrase) -> list[int]:
    """What a text must have in the index to have a phrase.

    >>> len(entries_of(Phrase(("giấy", "an"), is_exact=True)))
    2
    >>> entries_of(Phrase(("giay",), is_exact=False)) == [entry_of("giay")]
    True
    """
    folded = list(phrase.words)
    marked = list[int]()
    if phrase.is_exact:
        folded = WORD.findall(folded_form(" ".join(phrase.words)))
        marked = marked_entries(cut(list(phrase.words)))
    words, pairs = entries_in_order(cut(folded))
    return [*marked, *(pairs if len(words) > 1 else () if marked else words)]


def is_told_by_entries(phrase: Phrase) -> bool:
    """Say whether what has the entries of a phrase has the phrase: no order of words is lost."""
    return len(phrase.words) <= (1 if phrase.is_exact else _PAIR)
