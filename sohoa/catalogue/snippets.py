"""The lines of a text that show why it was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import lru_cache

from sohoa.catalogue.letters import WORD, exact_form, folded_form

#: Words shown, and how many words of a long text are looked through.
_SHOWN_WORDS = 24
_MOST_WORDS = 20_000
_LEAD_WORDS = 5
_BLANK = re.compile(r"\s+")


def snippet_of(text: str, *, exact: Set[str], folded: Set[str], marks: tuple[str, str]) -> str:
    """Cut out the stretch with the most different words found, and mark them.

    The text stays as it was read, but for white space and control characters, which become
    single spaces: a text from outside must not steer the screen it is shown on.

    >>> snippet_of("Cấp Giấy phép", exact=set(), folded={"giay"}, marks=("[", "]"))
    'Cấp [Giấy] phép'
    """
    words = []
    for number, found in enumerate(WORD.finditer(text)):
        if number >= _MOST_WORDS:
            break
        words.append((found.start(), found.end(), _meaning(found[0], exact, folded)))
    if not words:
        return ""
    first = _best_start(words)
    shown = words[first : first + _SHOWN_WORDS]
    end = shown[-1][1] if first + len(shown) < len(words) else len(text)
    return _drawn(text, shown, 0 if first == 0 else shown[0][0], end, marks)


def _meaning(word: str, exact: Set[str], folded: Set[str]) -> str:
    """Which of the wanted words this is; empty if none."""
    exactly, plainly = _forms(word)
    if exactly in exact:
        return exactly
    return plainly if plainly in folded else ""


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, str]:
    return exact_form(word), folded_form(word)


def _best_start(words: list[tuple[int, int, str]]) -> int:
    """Where the stretch with the most different wanted words begins, with some words before."""
    best, start = 0, 0
    for position, (_start, _end, meaning) in enumerate(words):
        if not meaning:
            continue
        stretch = words[position : position + _SHOWN_WORDS - _LEAD_WORDS]
        score = len({one for _from, _to, one in stretch if one})
        if score > best:
            best, start = score, position
    return max(0, min(start - _LEAD_WORDS, len(words) - _SHOWN_WORDS))


def _drawn(
    text: str, shown: list[tuple[int, int, str]], begin: int, end: int, marks: tuple[str, str]
) -> str:
    parts, position = ["… " if begin else ""], begin
    for start, stop, meaning in shown:
        parts.append(_calm(text[position:start]))
        word = text[start:stop]
        parts.append(f"{marks[0]}{word}{marks[1]}" if meaning else word)
        position = stop
    parts += [_calm(text[position:end]), " …" if end < len(text) else ""]
    return "".join(parts).strip()


def _calm(gap: str) -> str:
    visible = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in gap)
    return _BLANK.sub(" ", visible)
