"""The stretch of a text that shows why it was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from sohoa.catalogue.letters import WORD, exact_form, folded_form

#: Words shown, and how many words of a long text are looked through.
_SHOWN_WORDS = 24
_MOST_WORDS = 20_000
_LEAD_WORDS = 5
_STRETCH = _SHOWN_WORDS - _LEAD_WORDS
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _TextWord:
    """A word's place in the text, and which of the wanted words it is (empty: none)."""

    start: int
    end: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a text; `at` is where its first marked word stands, if there is one."""

    text: str
    at: int | None


def snippet_of(text: str, *, exact: Set[str], folded: Set[str], marks: tuple[str, str]) -> Snippet:
    """Cut out the stretch with the most different words found, and mark them.

    The text stays as it was read, but for white space and control characters, which become
    single spaces: a text from outside must not steer the screen it is shown on.

    >>> snippet_of("Cấp Giấy phép", exact=set(), folded={"giay"}, marks=("[", "]")).text
    'Cấp [Giấy] phép'
    """
    words = _words(text, exact, folded)
    if not words:
        return Snippet("", None)
    first = _best_start(words)
    shown = words[first : first + _SHOWN_WORDS]
    begin = 0 if first == 0 else shown[0].start
    end = shown[-1].end if WORD.search(text, shown[-1].end) else len(text)
    at = next((word.start for word in shown if word.meaning), None)
    return Snippet(_drawn(text, shown, begin, end, marks), at)


def _words(text: str, exact: Set[str], folded: Set[str]) -> list[_TextWord]:
    """The words up to where all wanted ones have stood close together, and some more."""
    words, last = list[_TextWord](), dict[str, int]()
    stop = _MOST_WORDS
    for number, found in enumerate(WORD.finditer(text)):
        if number >= stop:
            break
        meaning = _meaning(found[0], exact, folded)
        words.append(_TextWord(found.start(), found.end(), meaning))
        if meaning and stop == _MOST_WORDS:
            last[meaning] = number
            has_all = len(last) == len(exact | folded)
            if has_all and number - min(last.values()) < _STRETCH:
                stop = number + _SHOWN_WORDS
    return words


def _meaning(word: str, exact: Set[str], folded: Set[str]) -> str:
    """Return the wanted word that this is; empty if none."""
    exactly, plainly = _forms(word)
    if exactly in exact:
        return exactly
    return plainly if plainly in folded else ""


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, str]:
    return exact_form(word), folded_form(word)


def _best_start(words: list[_TextWord]) -> int:
    """Find the start of the stretch with the most different wanted words, some words before it."""
    best, start = 0, 0
    for position, word in enumerate(words):
        if word.meaning:
            stretch = words[position : position + _STRETCH]
            score = len({one.meaning for one in stretch if one.meaning})
            if score > best:
                best, start = score, position
    return max(0, min(start - _LEAD_WORDS, len(words) - _SHOWN_WORDS))


def _drawn(text: str, shown: list[_TextWord], begin: int, end: int, marks: tuple[str, str]) -> str:
    parts, position = ["… " if begin else ""], begin
    for word in shown:
        parts.append(_calm(text[position : word.start]))
        written = text[word.start : word.end]
        parts.append(f"{marks[0]}{written}{marks[1]}" if word.meaning else written)
        position = word.end
    parts += [_calm(text[position:end]), " …" if end < len(text) else ""]
    return "".join(parts).strip()


def _calm(gap: str) -> str:
    visible = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in gap)
    return _BLANK.sub(" ", visible)
