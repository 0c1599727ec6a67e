"""Numbers of papers, part by part: figures, the year that may follow them, and the symbol.

One rule says whether two witnesses give one paper's number, for lists, registers and pages alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sohoa.domain.grammar.numbers import NOT_OF_A_SYMBOL, NUMBER_PARTS
from sohoa.domain.identifiers import is_bare_key, number_key

#: Signs that readers and clerks take for one another inside a symbol, where letters are meant.
_ALIKE = str.maketrans("0158l", "oisbi")
#: And letters read where figures stand.
_AS_FIGURES = str.maketrans("ozils", "02115")


@dataclass(frozen=True, slots=True)
class NumberParts:
    """The parts of a number, folded and bare of signs, so that two clerks' can be compared.

    Attributes:
        figures: What stands before the first stroke, a letter or a second group included: `12a`.
        year: Of a rule of law, between two strokes; empty if none.
        symbol: The parts of the symbol in their order: `qd`, `ubnd`.
    """

    figures: str
    year: str
    symbol: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def parts_of(number: str) -> NumberParts | None:
    """Part a number; `None` for what has no figures.

    >>> parts_of("Số 05/QĐ-SVHTTDL")
    NumberParts(figures='5', year='', symbol=('qd', 'svhttdi'))
    >>> parts_of("154/2024/NĐ-CP").year, parts_of("không số")
    ('2024', None)
    """
    found = NUMBER_PARTS.fullmatch(number_key(number))
    if found is None:
        return None
    symbol = (
        NOT_OF_A_SYMBOL.sub("", part)
        for part in re.split("[-/]", (found["symbol"] or "").translate(_ALIKE))
    )
    figures = NOT_OF_A_SYMBOL.sub("", found["figures"].translate(_AS_FIGURES))
    return NumberParts(figures, found["year"] or "", tuple(part for part in symbol if part))


def same_number(one: str, other: str) -> bool:
    """Say if two numbers can be one paper's: figures, year and symbol, as far as both give them.

    A list that gives `12` and a page that shows `12/QĐ-UBND` agree. Figures must be the same:
    one figure more or less is another paper.

    >>> same_number("05/QĐ-SVHTTDL", "Số 5"), same_number("154/2024/NĐ-CP", "154/NĐ-CP")
    (True, True)
    >>> same_number("86/QĐ-BTP", "87/QĐ-BTP"), same_number("86/QĐ-BTP", "86/TB-BTP")
    (False, False)
    """
    if not one or not other or number_key(one) == number_key(other):
        return True
    left, right = parts_of(one), parts_of(other)
    if left is None or right is None or left.figures != right.figures:
        return False
    years = {left.year, right.year} - {""}
    return len(years) <= 1 and same_symbol(left.symbol, right.symbol)


def same_symbol(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say if two symbols can be one; a clerk who writes `12/QĐ` leaves the later parts out."""
    return all(mine == theirs for mine, theirs in zip(one, other, strict=False))


def is_bare(number: str) -> bool:
    """Say if a number is figures alone, without its symbol."""
    return is_bare_key(number_key(number))


def whole_number(number: str, other: str) -> str:
    """A number, with the symbol that another witness knows where it is figures alone.

    >>> whole_number("107", "107/QĐ-SVHTTDL"), whole_number("107", "108/QĐ-SVHTTDL")
    ('107/QĐ-SVHTTDL', '107')
    >>> whole_number("12/QĐ", "12/QĐ-SVHTTDL"), whole_number("", "12")
    ('12/QĐ', '12')
    """
    if number and is_bare(number) and other and not is_bare(other) and same_number(number, other):
        return other
    return number or other
