"""The street of an address: behind the word that says so, up to the next part of the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from sohoa.domain.stage_results import Word
from sohoa.domain.vietnamese import fold

#: With these words a street begins, bare; a house number may stand before them.
_SIGNS = (("duong",), ("dai", "lo"), ("quoc", "lo"), ("tinh", "lo"), ("pho",))
#: Before `phố` these make another word of it: a quarter, a town.
_OTHER_WORDS = frozenset({"khu", "thanh"})
#: With these another part of the address begins, where no comma was read.
_NEXT_PARTS = frozenset({"phuong", "p", "xa", "thi", "khu", "ap", "to", "tp", "thanh", "quan"})
_ENDS = (",", ";", ".")
_DIRT = " .,:;-"
#: A street has no more words.
_MOST = 8


def street_in(words: Sequence[Word]) -> tuple[str, tuple[Word, ...]]:
    """Give the street that the words of an address name, and its words; empty if none does.

    >>> address = "12 Đường Yersin, P. Phú Cường".split()
    >>> street_in([Word(text, 0, 0, 1, 1, 99.0) for text in address])[0]
    'đường Yersin'
    """
    bare = [fold(word.text).strip(_DIRT) for word in words]
    for begin in range(len(words)):
        sign = next((one for one in _SIGNS if tuple(bare[begin : begin + len(one)]) == one), ())
        if not sign or (sign == ("pho",) and begin and bare[begin - 1] in _OTHER_WORDS):
            continue
        name = list(_name(words[begin + len(sign) :]))[:_MOST]
        if name:
            own = tuple(words[begin : begin + len(sign) + len(name)])
            first = [word.text.lower() for word in own[: len(sign)]]
            return " ".join((*first, *(word.text for word in name))).strip(_DIRT), own
    return "", ()


def _name(words: Sequence[Word]) -> Iterator[Word]:
    """The words of a street's name: up to a comma, or to the next part of the address."""
    own = takewhile(lambda word: fold(word.text).strip(_DIRT) not in _NEXT_PARTS, words)
    for word in own:
        yield word
        if word.text.endswith(_ENDS):
            return
