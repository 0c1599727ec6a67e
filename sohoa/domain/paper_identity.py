"""Which paper a row of a register means: one rule, in the office's own words.

A paper is identified by its number with its symbol and its year; the day must agree as far as both
are known. Type and room stand beside them, for each of them may number its papers by itself. Owner,
subject, place and sheets are attributes: they may change, and it is the same paper (`adr/0032`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.facts import agree
from sohoa.domain.identifiers import number_key
from sohoa.domain.register import RegisterRecord
from sohoa.domain.vietnamese import fold, squeeze


class IdentityPart(StrEnum):
    """What stands beside number and year in telling one paper from another."""

    RECORD_TYPE = "record_type"
    ROOM = "room"
    OWNER = "owner"


#: What is asked where the office says nothing else.
USUAL_PARTS = (IdentityPart.RECORD_TYPE, IdentityPart.ROOM)
#: What tells two papers of one identity apart, as far as anything does.
_TELLING = ("owner", "subject", "location", "sheets")


def plain(text: str) -> str:
    """Bring words to the form in which two clerks would agree."""
    return fold(squeeze(text))


def _as_named(name: str) -> str:
    return name


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """The rule of an office.

    Attributes:
        parts: What must be the same beside number and year.
        room_line, type_line: A room, or a type → one name for it and all that it was called or
            merged from.
    """

    parts: tuple[IdentityPart, ...] = USUAL_PARTS
    room_line: Callable[[str], str] = _as_named
    type_line: Callable[[str], str] = _as_named

    def is_same(self, one: RegisterRecord, other: RegisterRecord) -> bool:
        """Say whether two descriptions mean one paper."""
        if number_key(one.number) != number_key(other.number):
            return False
        if not agree(one.formed, other.formed):
            return False
        parts = self.parts if one.number else (*self.parts, IdentityPart.OWNER)
        has_words = bool(one.number) or plain(one.subject) == plain(other.subject)
        return has_words and all(self.part(part, one) == self.part(part, other) for part in parts)

    def part(self, part: IdentityPart, record: RegisterRecord) -> str:
        """Give one part of a paper's identity, as it is compared."""
        if part is IdentityPart.ROOM:
            return plain(self.room_line(record.room))
        if part is IdentityPart.RECORD_TYPE:
            return plain(self.type_line(record.record_type))
        return plain(record.owner)


def shared(one: RegisterRecord, other: RegisterRecord) -> tuple[bool, ...]:
    """Say which attributes two descriptions share, the most telling first."""
    return tuple(
        plain(str(getattr(one, name) or "")) == plain(str(getattr(other, name) or ""))
        for name in _TELLING
    )


def is_one_sign_apart(one: str, other: str) -> bool:
    """Say whether two numbers differ by one sign: changed, left out, added, or two exchanged.

    >>> is_one_sign_apart("12/qd", "13/qd"), is_one_sign_apart("12/qd", "21/qd")
    (True, True)
    >>> is_one_sign_apart("12/qd", "12/qd"), is_one_sign_apart("12/qd", "123/qdx")
    (False, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, rest_of_other = one[start:], other[start:]
    if len(one) != len(other):
        longer, shorter = sorted((rest, rest_of_other), key=len, reverse=True)
        return longer[1:] == shorter
    is_exchanged = rest[:2] == rest_of_other[1::-1] and rest[2:] == rest_of_other[2:]
    return rest[1:] == rest_of_other[1:] or is_exchanged
