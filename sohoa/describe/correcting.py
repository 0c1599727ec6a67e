"""Corrects what was read by the lists of an office, where exactly one value of them fits.

A seal is set over the left third of a signature (Decree 30/2020/NĐ-CP, article 33, 1, b), and with
it over the beginning of the printed name. What is left of a name is completed only to that
of a person who signs with this title at this body in those years; what a list does not know stays
as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from sohoa.describe.fitting import Fit, SeenLine
from sohoa.describe.lists import DIRT, MENDED, KnownValue, KnownValues, bare
from sohoa.describe.pieces import Piece
from sohoa.domain.paper_fields import FieldName
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Word
from sohoa.domain.syllable import is_syllable
from sohoa.domain.vietnamese import fold, nfc

#: So much of a value has to be legible: of a signer's name, whose person title and body tell; of
#: anything else.
_LEAST_OF_NAME, _LEAST = 0.5, 0.7
#: And so much more than of any other value.
_MARGIN = 0.1
#: A body as it was read is the list's.
_SAME_BODY = 97.0
#: A title less alike than this is another, however damaged.
_LIKE_TITLE = 60.0
#: More people than so many sign in one way at one body in no such time: then title and body tell
#: nobody apart.
_MOST_HOLDERS = 12
#: Somebody signs so many years before and after the records that are known of them: a term of
#: office and one more year.
_YEARS = 6


@dataclass(frozen=True, slots=True)
class Correction:
    """The value of a list in place of what was read; `of_list` names the file that has it."""

    value: str
    of_list: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """What a paper says of its signature beside the name: body, title, and when it was formed."""

    body: str = ""
    title: str = ""
    formed: PartialDate | None = None


def corrected(name: FieldName, words: Sequence[Word], known: KnownValues) -> Correction | None:
    """Find the one value of a field's list that words are; `None` if they stay as read."""
    kind = MENDED.get(name)
    if kind is None or not known.of(kind) or known.has(kind, _text(words)):
        return None
    line = SeenLine(words, is_name=False)
    if not line.is_damaged:
        return None
    fits = [
        (value, found)
        for value in known.of(kind)
        if (found := line.fit(value.words)) and found.legible >= _LEAST
    ]
    only = _only(fits, words)
    if only is None:
        return None
    letters = [letter for letter in _text(words) if letter.isalpha()]
    is_capitals = sum(map(str.isupper, letters)) * 2 > len(letters)
    return replace(only, value=only.value.upper()) if is_capitals else only


@dataclass(frozen=True, slots=True)
class ListedTitle:
    """A line that names a type of the lists; `correction` where it was read otherwise.

    Attributes:
        as_read: The type as its list spells it, or the words that were read.
    """

    value: str
    as_read: str
    correction: Correction | None = None


def listed_title(piece: Piece, known: KnownValues) -> ListedTitle | None:
    """Find the type of the lists that a line in capitals names, alone; `None` if it names none."""
    kind, text = FieldName.RECORD_TYPE, _text(piece.words).strip(DIRT)
    if not piece.is_capitals:
        return None
    if spelled := known.spelled(kind, text):
        return ListedTitle(spelled, spelled)
    found = corrected(kind, piece.words, known)
    if found is None:
        return None
    spelled = known.spelled(kind, found.value)
    return ListedTitle(spelled, text, replace(found, value=spelled))


def signer_of(
    lines: Sequence[Sequence[Word]], signing: Signing, known: KnownValues
) -> Correction | None:
    """Find the one signer of the list that one of some lines names; `None` if there is none."""
    values = known.of(FieldName.SIGNER)
    damaged = [
        (line, words)
        for words in (lines if values else ())
        if not known.has(FieldName.SIGNER, _text(words))
        and (line := SeenLine(words, is_name=True)).is_damaged
    ]
    if not damaged:
        return None
    agrees = _Context(signing, values).agrees
    found = [
        one
        for line, words in damaged
        if (one := _only([*_signers(line, values, agrees)], words)) is not None
    ]
    return found[0] if len({one.value.casefold() for one in found}) == 1 else None


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _signers(
    line: SeenLine,
    values: Sequence[KnownValue],
    agrees: Callable[[KnownValue], bool | None],
) -> list[tuple[KnownValue, Fit]]:
    """The signers that a line may name: by letters alone only who is known to sign there so."""
    fits = list[tuple[KnownValue, Fit]]()
    for value in values:
        found = line.fit(value.words)
        if found is None:
            continue
        told = agrees(value)
        is_read = found.is_marked and told is not False
        is_completed = told is True and found.ends and found.legible >= _LEAST_OF_NAME
        if is_read or is_completed:
            fits.append((value, found))
    return fits


def _only(fits: Sequence[tuple[KnownValue, Fit]], words: Sequence[Word]) -> Correction | None:
    """The one that fits, if no other does nearly as well.

    What another reader has seen goes before what letters alone make likely.
    """
    seen = [one for one in fits if one[1].is_seen]
    ranked = sorted(seen or fits, key=lambda one: -one[1].legible)
    if not ranked:
        return None
    best, how = ranked[0]
    others = (one for one, other in ranked if how.legible - other.legible < _MARGIN)
    if any(one.value.casefold() != best.value.casefold() for one in others):
        return None
    return Correction(best.value, best.of_list, tuple(words))


class _Context:
    """Whether a signer of a list may have signed a paper: body, title, and time."""

    def __init__(self, signing: Signing, values: Sequence[KnownValue]) -> None:
        self._body, self._body_read = bare(signing.body), _words(signing.body)
        self._year = signing.formed.year if signing.formed else None
        here = [one for one in values if self._is_in_time(one) and self._is_here(one)]
        titles = {bare(one.title) for one in here if one.title}
        self._title = _likest(bare(signing.title), titles) if signing.title else None
        holders = {one.value.casefold() for one in here if self._has_title(one)}
        self._tells = len(holders) <= _MOST_HOLDERS

    def agrees(self, value: KnownValue) -> bool | None:
        """`True`: they sign so at this body; `False`: at another, or otherwise; `None`: unknown."""
        if not self._is_in_time(value):
            return False
        if not value.body or not self._body:
            return None
        if not (self._is_here(value) and self._has_title(value)):
            return False
        return True if self._tells else None

    def _is_here(self, value: KnownValue) -> bool:
        is_like = bool(self._body) and fuzz.ratio(value.bare_body, self._body) >= _SAME_BODY
        return is_like and not _names_another(self._body_read, _words(value.body))

    def _has_title(self, value: KnownValue) -> bool:
        return not value.title or self._title is None or bare(value.title) == self._title

    def _is_in_time(self, value: KnownValue) -> bool:
        if self._year is None:
            return True
        first, last = value.first[:4], value.last[:4]
        return not (
            (first and self._year < int(first) - _YEARS)
            or (last and self._year > int(last) + _YEARS)
        )


def _words(body: str) -> list[str]:
    """The words of a body in small letters, with their marks."""
    words = re.findall(r"[^\W_]+", nfc(body).casefold())
    return " ".join("ủy ban nhân dân" if word == "ubnd" else word for word in words).split()


def _names_another(read: Sequence[str], known: Sequence[str]) -> bool:
    """Say whether a word of a body as it was read can be what it is, and is none of the list's.

    Bodies of a long name differ by a figure or a letter: `… khu vực 1`, `… khu vực 2`.
    """
    pairs = zip(read, known, strict=False)
    return any(
        fold(one) != fold(other) and (is_syllable(one) or any(map(str.isdigit, one)))
        for one, other in pairs
    )


def _likest(title: str, known: set[str]) -> str:
    """The title of a body's list that one as it was read is; empty if none is like it."""
    best = max(sorted(known), key=lambda one: fuzz.ratio(one, title), default="")
    return best if fuzz.ratio(best, title) >= _LIKE_TITLE else ""
