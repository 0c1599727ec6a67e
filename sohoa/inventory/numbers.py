"""Numbers of papers that need a word of a person: ranges, several at once, a day's number.

A row is one paper. `15-20/GP` may be six papers or a number that is written so: it is asked about
by row, and not split, for each of the papers would need a row of its own to be counted by.
"""

from __future__ import annotations

from collections.abc import Iterable

from sohoa.domain.grammar.numbers import (
    DAY_OF_A_SPREADSHEET,
    LONG_BARE_NUMBER,
    NUMBER_RANGE,
    SEVERAL_NUMBERS,
)
from sohoa.domain.vietnamese import fold
from sohoa.inventory.ditto import is_ditto
from sohoa.language import _

_YEARS = range(1900, 2101)


def question_about(number: str, *, plain_numbers_usual: bool = False) -> str | None:
    """Give the question to ask about a number; `None` if there is none.

    Args:
        number: The number as it is shown.
        plain_numbers_usual: Most numbers of the column are of five digits or more and nothing
            else, as those of cards are: then none of them is taken for a day.
    """
    plain = fold(number).strip()
    if is_ditto(number):
        return _("a number of its own; a ditto mark cannot stand for it")
    if found := NUMBER_RANGE.match(plain):
        first, last = int(found["first"]), int(found["last"])
        if not (last in _YEARS and len(found["last"]) == len("2018") and last > first):
            return _("one number in each row; {first} to {last} looks like several papers").format(
                first=found["first"], last=found["last"]
            )
    if SEVERAL_NUMBERS.match(plain):
        return _("one number in each row; several stand here")
    if not plain_numbers_usual and DAY_OF_A_SPREADSHEET.match(plain):
        return _("a number as on the paper; this looks like the spreadsheet's number of a day")
    return None


def plain_numbers_usual(numbers: Iterable[str]) -> bool:
    """Say whether most numbers of a column are five digits or more and nothing else."""
    filled = [number for number in numbers if number]
    return 2 * sum(bool(LONG_BARE_NUMBER.match(number)) for number in filled) > len(filled)
