"""Numbers and dates as people here write them: 1.234 and 56,7 %, 31/12/2023."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnam_time import in_vietnam
from sohoa.language import language

#: Between a number and its sign: a line must not break there.
_NARROW_SPACE = "\u202f"
NOTHING = "–"


def count_text(number: int) -> str:
    """Write a whole number with thousands apart: `1.234` (in English `1,234`)."""
    text = f"{number:,}"
    return text.replace(",", ".") if language() == "vi" else text


def decimal_text(number: float, *, places: int = 1) -> str:
    """Write a number with a decimal comma: `56,7` (in English `56.7`)."""
    whole, _point, rest = f"{number:.{places}f}".partition(".")
    mark = "," if language() == "vi" else "."
    return f"{count_text(int(whole))}{mark}{rest}" if rest else count_text(int(whole))


def rate_text(percent: float | None) -> str:
    """Write a share in percent with one decimal, a dash where there is none: `56,7 %`."""
    return NOTHING if percent is None else f"{decimal_text(percent)}{_NARROW_SPACE}%"


def points_text(points: float | None) -> str:
    """Write percentage points with their sign: `+6,2`, `−0,5`, `0,0`; a dash for none."""
    if points is None:
        return NOTHING
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return f"{sign}{decimal_text(abs(points))}"


def floor_text(percent: float) -> str:
    """Write a floor as the plan states it: `70 %`, `79,2 %`."""
    places = len(f"{percent:g}".partition(".")[2])
    return f"{decimal_text(percent, places=places)}{_NARROW_SPACE}%"


def instant_text(at: dt.datetime) -> str:
    """Write an instant in Vietnam's time: `16:05, 31/12/2023`."""
    return in_vietnam(at).strftime("%H:%M, %d/%m/%Y")


@lru_cache(maxsize=1 << 14)
def formed_text(iso: str) -> str:
    """Write a date as far as it is known: `05/03/2012`, `03/2012`, `2012`, or nothing.

    >>> formed_text("2012-03")
    '03/2012'
    """
    return str(PartialDate.parse(iso)) if iso else ""


@lru_cache(maxsize=1 << 14)
def day_cell(iso: str) -> dt.date | None:
    """A day that is known as text, or none."""
    return dt.date.fromisoformat(iso) if iso else None
