"""Which papers are worth comparing with a scan: one rule, for any store that keeps papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sohoa.domain.identifiers import number_key
from sohoa.matching.seen_paper import SeenPaper

#: Figures that readers take for one another, each with those it is taken for.
_TAKEN_FOR = {
    "0": "68", "1": "74", "2": "73", "3": "852", "4": "91", "5": "638", "6": "058", "7": "12",
    "8": "360", "9": "47",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a paper must have one of to be compared with a scan.

    Attributes:
        figures: Figures of its number, before the first stroke, without zeros before them.
        year: The year it was formed in, if the scan says it: of the figures' papers only these,
            if there are any.
        day: The day it was formed on, ISO 8601; empty if the scan does not say it.
        record_id: The paper that the list names; empty if none.
    """

    figures: tuple[str, ...]
    year: int | None
    day: str
    record_id: str


def wanted(seen: SeenPaper) -> Wanted:
    """Say which papers are worth comparing with a scan.

    By its number, what else that may be, what readers take for it, and the list's; by its day.
    """
    numbers = (seen.number, *seen.numbers, seen.listed.number)
    figures = dict.fromkeys(_figures(one) for one in numbers if one)
    said = _figures(seen.number)
    if not seen.is_number_believed:
        figures |= dict.fromkeys(_taken_for(said))
    formed = seen.formed
    day = formed.iso if formed and formed.day else ""
    year = formed.year if formed and seen.is_date_sure else None
    return Wanted(tuple(filter(None, figures)), year, day, seen.listed_id)


def _figures(number: str) -> str:
    return number_key(number).partition("/")[0]


def is_misread_as(one: str, other: str) -> bool:
    """Say whether a reader may have taken figures for these: one of them, or one more or less.

    >>> is_misread_as("275", "225"), is_misread_as("275", "276"), is_misread_as("75", "275")
    (True, True, True)
    >>> is_misread_as("275", "274"), is_misread_as("275", "226")
    (False, False)
    """
    return other in _taken_for(one) or _is_one_left_out(one, other)


def _is_one_left_out(one: str, other: str) -> bool:
    """Say whether one of the two is the other with a sign more."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _taken_for(figures: str) -> Iterator[str]:
    for at, figure in enumerate(figures):
        for other in _TAKEN_FOR.get(figure, ""):
            yield f"{figures[:at]}{other}{figures[at + 1 :]}".lstrip("0")
