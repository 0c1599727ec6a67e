"""Compares what was read with what a file has, letter by letter; knows no reader, no signature."""

from __future__ import annotations

import itertools
from collections import Counter

from sohoa.domain.trust import TextProof
from sohoa.pdfa.legible import legible

_HYPHENS = "-\N{HYPHEN}\N{SOFT HYPHEN}"


def compare_texts(read: str, stored: str) -> TextProof:
    r"""Count what is in one text and not in the other; pages are parted by form feeds.

    >>> compare_texts("Công báo\f", "báo Côn\f").characters_missing
    1
    """
    pages = list(itertools.zip_longest(pages_of(read), pages_of(stored)))
    letters = [(characters_of(one or ""), characters_of(other or "")) for one, other in pages]
    words = [(_words(one or ""), _words(other or "")) for one, other in pages]
    return TextProof(
        characters_read=sum(one.total() for one, _ in letters),
        characters_missing=sum((one - other).total() for one, other in letters),
        characters_added=sum((other - one).total() for one, other in letters),
        words_read=sum(one.total() for one, _ in words),
        words_missing=sum((one - other).total() for one, other in words),
    )


def pages_of(text: str) -> list[str]:
    """The pages of a text."""
    return text.rstrip("\f").split("\f")


def characters_of(text: str) -> Counter[str]:
    """How often each letter stands in a text; white space and hyphens are none."""
    return Counter(
        letter
        for letter in legible(text.replace("\f", " "))
        if not letter.isspace() and letter not in _HYPHENS
    )


def _words(text: str) -> Counter[str]:
    return Counter(text.split())
