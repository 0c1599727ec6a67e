"""ISO 2859-1 as data: from a lot and an acceptable quality limit to a sampling plan."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_TABLES = Path(__file__).parent / "iso2859.toml"
_BELOW, _ABOVE = "v", "^"


@dataclass(frozen=True, slots=True)
class LotPlan:
    """A single sampling plan.

    Attributes:
        letter: The code letter of the plan that is used, arrows followed.
        size: How many are drawn.
        accept: So many in error are accepted, one more is not.
    """

    letter: str
    size: int
    accept: int

    @property
    def reject(self) -> int:
        """From so many in error on it is rejected."""
        return self.accept + 1


def levels() -> tuple[str, ...]:
    """The inspection levels, special ones first."""
    return tuple(_tables()["levels"])


def quality_limits() -> tuple[str, ...]:
    """The acceptable quality limits of the table, in percent, as it writes them."""
    return tuple(_tables()["aqls"])


def code_letter(lot: int, level: str) -> str:
    """Give the code letter of a lot (table 1); the smallest lot of the table has two.

    >>> code_letter(1000, "II")
    'J'
    """
    at = levels().index(level)
    row = next(row for row in _tables()["lots"] if row[0] in {0, max(lot, row[0])})
    return str(row[1][at])


def plan_at(letter: str, aql: str) -> LotPlan:
    """Give the plan of a code letter and a quality limit (table 2-A), following its arrows.

    >>> plan_at("J", "1.0")
    LotPlan(letter='J', size=80, accept=2)
    """
    plans, column = _tables()["plans"], quality_limits().index(aql)
    letters = list(plans)
    at = letters.index(letter)
    while (cell := plans[letters[at]]["accept"].split()[column]) in {_BELOW, _ABOVE}:
        at += 1 if cell == _BELOW else -1
    return LotPlan(letters[at], plans[letters[at]]["size"], int(cell))


def plan_of_at_least(records: int, letter: str, aql: str) -> LotPlan | None:
    """The first plan from a letter on that draws at least so many; `None` if none does."""
    letters = list(_tables()["plans"])
    plans = (plan_at(one, aql) for one in letters[letters.index(letter) :])
    return next((plan for plan in plans if plan.size >= records), None)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_TABLES.read_text(encoding="utf-8"))
