"""Numbers of papers that need a word of a person: ranges, several at once, a day's number.

A row is one paper. `15-20/GP` may be six papers or a number that is written so: it is asked about
by row, and not split, for each of the papers would need a row of its own to be counted by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sohoa.domain.vietnamese import fold
from sohoa.inventory.ditto import is_ditto
from sohoa.language import _

_DASH = r"\s*(?:-|–|—|÷|\.{2,}|…|->|den|toi)\s*"
_RANGE = re.compile(
    rf"^(?:so\s*|tu\s*(?:so\s*)?)?(?P<first>\d{{1,6}})(?:\s*/[^\d\s,;]*?)?{_DASH}"
    r"(?:so\s*)?(?P<last>\d{1,6})(?=\s*(?:/|$|\s))"
)
_SEVERAL = re.compile(r"^(?:[a-z.]+\s*)?\d{1,6}[a-z]?(?:\s*/[^,;+&]*)?\s*(?:,|;|\+|&|\bva\b)\s*\d")
_YEARS = range(1900, 2101)
#: What the spreadsheet program calls the days of 1990 to 2050.
_DAY_NUMBER = re.compile(r"^(?:3[3-9]|4\d|5[0-4])\d{3}$")
_PLAIN = re.compile(r"^\d{5,}$")


def question_about(number: str, *, plain_numbers_usual: bool = False) -> str | None:
    """What has to be asked about a number; `None` if nothing.

    Args:
        number: The number as it is shown.
        plain_numbers_usual: Most numbers of the column are of five digits or more and nothing
            else, as those of cards are: then none of them is taken for a day.
    """
    plain = fold(number).strip()
    if is_ditto(number):
        return _("a number of its own; a ditto mark cannot stand for it")
    if found := _RANGE.match(plain):
        first, last = int(found["first"]), int(found["last"])
        if not (last in _YEARS and len(found["last"]) == len("2018") and last > first):
            return _("one number in each row; {first} to {last} looks like several papers").format(
                first=found["first"], last=found["last"]
            )
    if _SEVERAL.match(plain):
        return _("one number in each row; several stand here")
    if not plain_numbers_usual and _DAY_NUMBER.match(plain):
        return _("a number as on the paper; this looks like the spreadsheet's number of a day")
    return None


def plain_numbers_usual(numbers: Iterable[str]) -> bool:
    """Say whether most numbers of a column are five digits or more and nothing else."""
    filled = [number for number in numbers if number]
    return 2 * sum(bool(_PLAIN.match(number)) for number in filled) > len(filled)
