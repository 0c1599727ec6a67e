"""Numbers by which an owner is known: of identity cards, passports and businesses.

No such number is kept anywhere: what is kept is a keyed hash of it (HMAC-SHA-256, RFC 2104, its
first 128 bits), made with a key that lies outside the catalogue. Who has the catalogue and not the
key reads no number; who has both can try all numbers of nine digits in minutes (`adr/0038`).
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sohoa.domain.failure import N_, BatchError
from sohoa.domain.grammar.owner_numbers import (
    ALONE,
    BETWEEN,
    CALLED,
    IN_PLACE,
    ISSUED,
    LOCKED,
    MAY_HOLD_ONE,
    NAMED,
    PASSPORT,
    SHORTENED,
    TWELVE,
    UNLOCKED,
)
from sohoa.domain.lookup_errors import OwnerKeyMissingError
from sohoa.domain.vietnamese import skeleton

#: What stands in a text where a number stood.
MASK = "•••"
#: Hexadecimal digits of a hash, and of the mark of a key.
_HASH, _MARK = 32, 8
#: The digits of a number that stand for zero and one in a typist's hand.
_LIKE_DIGITS = str.maketrans("OIL", "011")
_CARD, _TAX_CODE, _CITIZEN, _BRANCH = 9, 10, 12, 13
_WHOLE = frozenset({_CARD, _TAX_CODE, _CITIZEN, _BRANCH})


class NumberKind(StrEnum):
    """What a heading says of the numbers below it; it decides only about zeros that were lost."""

    PERSON = "person"
    BUSINESS = "business"
    PASSPORT = "passport"
    ANY = "any"


class NumberFault(StrEnum):
    """Why a text is no number of an owner; none of them tells the text."""

    LENGTH = "length"
    LETTERS = "letters"
    ZEROS = "zeros"
    SHORTENED = "shortened"
    OTHER_KEY = "other-key"


#: What is wrong, and what to do; message ids.
FAULT_TEXTS = {
    NumberFault.LENGTH: N_(
        "an owner's number: 9 or 12 digits (identity card), 10 or 13 (business), or a passport's"
    ),
    NumberFault.LETTERS: N_("digits where the letter O, I or L stands, if they are meant"),
    NumberFault.ZEROS: N_(
        "the number with the zeros it begins with: a spreadsheet may have left them out; write it"
        " as text"
    ),
    NumberFault.SHORTENED: N_("the whole number: a spreadsheet has shortened it; write it as text"),
    NumberFault.OTHER_KEY: N_("the number typed anew: it is locked by another key"),
}


class UnreadNumberError(ValueError):
    """A text is no number of an owner, or may be two."""

    def __init__(self, fault: NumberFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class OwnerLock:
    """What turns numbers into what is kept of them; the key is never shown."""

    key: bytes = field(repr=False)

    @property
    def check(self) -> str:
        """What the catalogue keeps of the key, to know it again: nothing can be locked by it."""
        return self._hash("check")

    def of(self, number: str) -> str:
        """What is kept of a number that is written as `owner_number` gives it."""
        return self._hash(f"number {number}")

    def again(self, kept: str) -> str:
        """What was kept by an earlier key, locked by this one: only to be told from others."""
        return self._hash(f"again {kept}")

    def shown(self, number: str) -> str:
        """The same with the mark of the key: what stands in a cell in place of the number."""
        return f"#id:{self.check[:_MARK]}:{self.of(number)}"

    def unlocked(self, text: str) -> tuple[str, ...]:
        """The hashes that a cell holds which was locked by this key.

        Raises:
            UnreadNumberError: It holds one of another key.
        """
        found = list(LOCKED.finditer(text))
        if any(one["key"] != self.check[:_MARK] for one in found):
            raise UnreadNumberError(NumberFault.OTHER_KEY)
        return tuple(sorted({one["locked"] for one in found}))

    def _hash(self, said: str) -> str:
        return hmac.digest(self.key, f"sohoa owner 1 {said}".encode(), "sha256").hex()[:_HASH]


@dataclass(frozen=True, slots=True)
class LockAtHand:
    """The lock of an office, or why it cannot be had: asked for only where there is a number."""

    lock: OwnerLock | None = None
    refusal: BatchError = field(default_factory=OwnerKeyMissingError)

    def require(self) -> OwnerLock:
        """Give the lock.

        Raises:
            OwnerKeyMissingError, OwnerKeyLostError, OwnerKeyOtherError: There is none, or not the
                one by which the catalogue's numbers are locked.
        """
        if self.lock is None:
            raise self.refusal
        return self.lock


def owner_number(text: str, kind: NumberKind = NumberKind.ANY) -> str:
    """Bring one number to the form in which it is compared: its letters and digits alone.

    Spaces, dots and dashes say nothing. Zeros at the beginning that a spreadsheet has left out are
    put back where the length and the heading leave no choice; elsewhere the number is refused.

    Raises:
        UnreadNumberError: It is none, or may be two.

    >>> owner_number("079.085.001 234"), owner_number("0300123456-001"), owner_number("b 1234567")
    ('079085001234', '0300123456001', 'B1234567')
    >>> owner_number("79085001234", NumberKind.PERSON)
    '079085001234'
    >>> owner_number("300123456", NumberKind.BUSINESS)
    '0300123456'
    """
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    if SHORTENED.match(text.strip()):
        raise UnreadNumberError(NumberFault.SHORTENED)
    if plain.isascii() and plain.isdecimal():
        return _whole(plain, kind)
    if plain.translate(_LIKE_DIGITS).isdecimal():
        raise UnreadNumberError(NumberFault.LETTERS)
    if PASSPORT.fullmatch(plain):
        return plain
    raise UnreadNumberError(NumberFault.LENGTH)


def _whole(digits: str, kind: NumberKind) -> str:
    """Put back the zeros that are sure to be missing."""
    length = len(digits)
    if kind is NumberKind.PERSON and length == _TAX_CODE:
        raise UnreadNumberError(NumberFault.ZEROS)  # of a card without two zeros, or a tax code
    if kind is NumberKind.BUSINESS:
        if length == _CARD:
            return digits.zfill(_TAX_CODE)
        if length == _CITIZEN and digits[0] != "0":  # a household's own is its owner's card
            return digits.zfill(_BRANCH)
    if length in _WHOLE:
        return digits
    if kind is not NumberKind.PASSPORT and length == _CITIZEN - 1:
        return digits.zfill(_CITIZEN)
    if kind in (NumberKind.PERSON, NumberKind.ANY) and length == _CARD - 1:
        return digits.zfill(_CARD)
    raise UnreadNumberError(NumberFault.LENGTH)


def owner_numbers(text: str, kind: NumberKind = NumberKind.ANY) -> tuple[str, ...]:
    """Read a cell of such numbers: one or several, with their names and days of issue or without.

    A cell without any digit (`không có`, `-`) says nothing.

    Raises:
        UnreadNumberError: One of them is none.

    >>> owner_numbers("CMND: 281234567 cấp ngày 05/3/2010; CCCD 074085001234")
    ('074085001234', '281234567')
    """
    found = set[str]()
    if not any(letter.isdigit() for letter in text):
        return ()
    for part in text.replace("\n", ";").split(";"):
        if number := _without_words(part):
            found |= set(_several(number, kind))
    return tuple(sorted(found))


def _without_words(part: str) -> str:
    """A number without what it is called before it, and when it was issued behind it."""
    bare = skeleton(part)
    called = CALLED.match(bare)
    start = called.end() if called else 0
    issued = ISSUED.search(bare, start)
    return part[start : issued.start() if issued else len(part)].strip(" .,:()'’`-–")


def _several(text: str, kind: NumberKind) -> Iterable[str]:
    """One number, or several beside each other, each whole in itself."""
    for parts in (text.replace(",", "/").split("/"), text.split()):
        if len(parts) > 1:
            try:
                return [owner_number(part, kind) for part in parts]
            except UnreadNumberError:
                continue
    return [owner_number(text, kind)]


def in_place_of(fault: NumberFault) -> str:
    """What stands in a cell in place of what is no number."""
    return f"#id:?{fault}"


def is_in_place_of_one(text: str) -> bool:
    """Say whether a cell holds what stands in place of numbers, not what was typed."""
    return IN_PLACE.fullmatch(text) is not None


def fault_in(text: str) -> NumberFault | None:
    """Why a cell that was locked holds no number; `None` if it does."""
    found = UNLOCKED.fullmatch(text)
    return NumberFault(found["fault"]) if found and found["fault"] in list(NumberFault) else None


def as_kept(locked: Iterable[str]) -> str:
    """Hashes as the attribute of a paper keeps them."""
    return " ".join(sorted(set(locked)))


def as_told(kept: str) -> str:
    """Hashes as a screen tells them apart: their first digits, from which no number follows.

    >>> as_told("3fa1b2c4d5e60718293a4b5c6d7e8f90")
    '#3fa1b2'
    """
    return ", ".join(f"#{one[:6]}" for one in kept.split())


def masked(text: str, *, is_cell: bool = False) -> str:
    """A text without the numbers of owners in it: those that are named, and those of twelve digits.

    Args:
        text: Any text: of a page, of a cell.
        is_cell: It is a whole cell: where it is nothing but such a number, it is one.

    >>> masked("Ông A, CMND số 281 234 567 cấp năm 2010; vốn 500.000.000 đồng")
    'Ông A, CMND số ••• cấp năm 2010; vốn 500.000.000 đồng'
    """
    if not MAY_HOLD_ONE.search(text):
        return text
    if is_cell and ALONE.match(text):
        return MASK
    bare = skeleton(text)
    spans = [(one.start("number"), one.end("number")) for one in NAMED.finditer(bare)]
    spans += [one.span() for one in TWELVE.finditer(text)]
    kept, reached = list[str](), 0
    for start, end in sorted(spans):
        if start >= reached:  # else it is the number before, found twice
            kept += (text[reached:start], MASK)
        reached = max(reached, end)
    return "".join((*kept, text[reached:]))
