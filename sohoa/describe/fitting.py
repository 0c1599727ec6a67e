"""How far words that were read are a value of a list, where part of them is damaged.

A word that is sure and can be what it is stays: it is never changed to its neighbour. One that can
be but is not sure is another only if another reader saw that. One that cannot be a word in its
place, as a seal or a signature lies over it, may be completed by its letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.distance import LCSseq

from sohoa.describe.lists import DIRT
from sohoa.describe.names import SURNAMES, WRITTEN
from sohoa.domain.stage_results import Reading, Word
from sohoa.domain.syllable import is_syllable
from sohoa.domain.vietnamese import fold

#: A word as likely as this was read for sure (of 34 real signers' names that were read right 29
#: have no word below it; no wrong one has none, `python -m bench.fields`).
SURE = 90.0
#: So much of the letters of a damaged word has to be in the value's, in their order, and so much
#: of the value's in it: of a name, whose person title and body tell; of others, that differ by one
#: letter (`PHÚ LỢI`, `PHÚ LỘC`).
_LEAST_OF_NAME, _LEAST_OF_OTHERS = (0.6, 0.5), (0.75, 0.75)
#: Before the last word of a name these tell nobody apart, where the surname is hidden.
_COMMON = frozenset({"văn", "van", "thị", "thi"})
#: A shorter word is not completed (`KT.` and `TL.` are another authority each), nor is any by fewer
#: letters.
_SHORTEST, _LEAST_LETTERS = 3, 2
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Fit:
    """How words fit a value.

    Attributes:
        legible: The share of the value's letters that was read, 0 to 1.
        is_seen: Whatever differs was seen so by another reader.
        is_marked: Whatever differs does so by marks alone, on words that cannot be.
        ends: Whether the last word was read for sure: of a name the one people are called by.
    """

    legible: float
    is_seen: bool
    is_marked: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word as it was read: its letters in small, what others saw, what it may be."""

    text: str
    readings: tuple[Reading, ...]
    is_sure: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a differing part stands: in a person's name, and at its beginning."""

    is_of_name: bool
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """How one differing part fits: letters read of the value's, and by what."""

    letters: float
    is_seen: bool = False
    is_marked: bool = False


class SeenLine:
    """Words of one line as readers saw them; `is_name`: of a person.

    A seal may hide the first words of a name altogether.
    """

    def __init__(self, words: Sequence[Word], *, is_name: bool) -> None:
        self._is_name = is_name
        self._seen = _seen(words, is_name=is_name)
        self._texts = [one.text for one in self._seen]
        self._sure = [one.text for one in self._seen if one.is_sure]
        last = self._seen[-1:]
        self._ends = {one.text for one in last} | set(_otherwise(last))

    @property
    def is_damaged(self) -> bool:
        """Whether any word may be another: what has none is never compared with a list."""
        return len(self._sure) < len(self._seen)

    def fit(self, value: Sequence[str]) -> Fit | None:
        """Say how it fits the words of a value, in small letters; `None` if they contradict it."""
        if not value or not self._may_fit(value):
            return None
        seen, texts, parts, same = self._seen, self._texts, list[_Part](), 0
        matcher = SequenceMatcher(None, texts, value, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                same += sum(map(len, value[c:d]))
                continue
            part = self._hidden() if tag == "insert" and a == 0 else None
            place = _Place(self._is_name, is_first=self._is_name and a == 0)
            part = part or _part(seen[a:b], value[c:d], place)
            if part is None:
                return None
            parts.append(part)
        read = same + sum(part.letters for part in parts)
        return Fit(
            min(1.0, read / sum(map(len, value))),
            all(part.is_seen for part in parts),
            all(part.is_seen or part.is_marked for part in parts),
            seen[-1].is_sure and texts[-1] == value[-1],
        )

    def _may_fit(self, value: Sequence[str]) -> bool:
        """Pass over at once what lacks a word that is sure, or a name that is another's."""
        if self._is_name and value[-1] not in self._ends:
            return False
        return bool(self._sure or self._is_name) and all(word in value for word in self._sure)

    def _hidden(self) -> _Part | None:
        """The first words of a name of which nothing is left; not where what is left is common."""
        return None if not self._is_name or set(self._texts[:-1]) <= _COMMON else _Part(0.0)


def _part(seen: Sequence[_Seen], value: Sequence[str], place: _Place) -> _Part | None:
    """How words fit other words that a value has in their place; `None` if they do not."""
    if not seen or not value or any(one.is_sure for one in seen):
        return None
    wanted = "".join(value)
    texts = ("".join(one.text for one in seen), *_otherwise(seen))
    if wanted in texts or _one_by_one(seen, value):
        return _Part(len(wanted), is_seen=True)
    if any(one.is_possible for one in seen):
        return None
    if len(seen) == len(value) and all(
        fold(one.text) == fold(word) for one, word in zip(seen, value, strict=True)
    ):
        return _Part(_common(texts[0], wanted), is_marked=True)
    if len(seen) == len(value) > 1:
        inner = _Place(place.is_of_name)
        pairs = zip(seen, value, strict=True)
        each = (_part([one], [word], inner) for one, word in pairs)
        found = [part.letters if part else 0.0 for part in each]
        return _Part(sum(found)) if all(found) else None
    letters = max(_letters(text, wanted, place) for text in texts)
    return _Part(letters) if letters else None


def _letters(text: str, wanted: str, place: _Place) -> float:
    """How many letters of a value's part a text has; 0 if it is not what is left of that part.

    Of a name's beginning most may be hidden: then what is left has to be its end.
    """
    found, own = fold(text), fold(wanted)
    alike = LCSseq.similarity(found, own)
    if len(own) < _SHORTEST or alike < _LEAST_LETTERS:
        return 0.0
    of_seen, of_value = _LEAST_OF_NAME if place.is_of_name else _LEAST_OF_OTHERS
    is_like = alike >= of_seen * len(found) and alike >= of_value * len(own)
    is_end = place.is_first and own.endswith(found) and found not in _COMMON
    return _common(text, wanted) if is_like or is_end else 0.0


def _otherwise(seen: Sequence[_Seen]) -> list[str]:
    """What each reader saw in place of some words, where there were several."""
    readers = dict.fromkeys(one.reader for word in seen for one in word.readings)
    found = list[str]()
    for reader in readers:
        text = ""
        last: tuple[Reading, ...] = ()
        for word in seen:
            of_reader = (one.text for one in word.readings if one.reader == reader)
            # Words that were compared as one place have the same readings.
            if not word.readings or word.readings != last:
                text += _joined(next(of_reader, word.text))
            last = word.readings
        found.append(text)
    return [text for text in found if text]


def _joined(text: str) -> str:
    """The letters and figures of a text in small, without what parts them."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _one_by_one(seen: Sequence[_Seen], value: Sequence[str]) -> bool:
    """Say whether each word is as the value has it, or was seen so."""
    return len(seen) == len(value) and all(
        word == one.text or word in map(_joined, (other.text for other in one.readings))
        for one, word in zip(seen, value, strict=True)
    )


def _common(text: str, wanted: str) -> float:
    """How many letters two texts have in common, in order; one with other marks is half of one."""
    same: int = LCSseq.similarity(text, wanted)
    alike: int = LCSseq.similarity(fold(text), fold(wanted))
    return (same + alike) / 2


def _seen(words: Sequence[Word], *, is_name: bool) -> list[_Seen]:
    """The words that have letters, and what each may be."""
    found = list[_Seen]()
    for word in words:
        text = word.text.strip(DIRT)
        if any(map(str.isalpha if is_name else str.isalnum, text)):
            found.append(_of(word, text, is_name=is_name, is_first=not found))
    return found


def _of(word: Word, text: str, *, is_name: bool, is_first: bool) -> _Seen:
    is_word = bool(_LETTERS.fullmatch(text)) or (not is_name and text.isalnum())
    if is_name:
        is_word = is_word and text[0].isupper() and text[1:].islower()
    has_surname = not (is_name and is_first) or text.title() in SURNAMES
    # Names of other peoples begin otherwise; what is a surname but for its marks is a slip.
    is_slip = not has_surname and fold(text) in WRITTEN
    is_sure = is_word and not is_slip and word.confidence >= SURE
    may_be = is_word or (is_name and is_first)
    is_possible = is_sure or (may_be and has_surname and is_syllable(text))
    return _Seen(text.casefold(), word.readings, is_sure, is_possible)
