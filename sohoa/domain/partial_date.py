"""Dates as old papers give them: a day, a month, or only a year. A day is never invented."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sohoa.domain.grammar.dates import (
    DATE_IN_QUERY,
    DAY_IN_FIGURES,
    DAY_IN_WORDS,
    DAY_WITHOUT_WORD,
    ISO_DATE,
    MONTH_OF_A_YEAR,
    WORD_BEFORE_DAY,
    YEAR,
)
from sohoa.domain.vietnamese import fold, nfc

#: Years a paper of this office can bear. Outside it is a slip of the pen or of the reader.
OLDEST_YEAR, NEWEST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day.

    Raises:
        ValueError: No such day in the calendar, a day without a month, or a year that no
            paper of this office can bear.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not OLDEST_YEAR <= self.year <= NEWEST_YEAR:
            raise ValueError(f"year {self.year} is not between {OLDEST_YEAR} and {NEWEST_YEAR}")
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        if 0 in (self.month, self.day):
            raise ValueError("no day and no month has the number 0")
        dt.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `5/3/2012`, `03/2012`, `2012`, ISO 8601, or `ngày 5 tháng 3 năm 2012`.

        Day before month, as Vietnam writes it; a two-digit year is refused, not guessed.

        Raises:
            ValueError: The text is none of these, or no such day exists.

        >>> PartialDate.parse("5/3/2012")
        PartialDate(year=2012, month=3, day=5)
        >>> str(PartialDate.parse("03/2012"))
        '03/2012'
        """
        return _parsed(text)

    def __str__(self) -> str:
        """Vietnamese order, as far as known: `05/03/2012`, `03/2012` or `2012`."""
        parts = [f"{part:02d}" for part in (self.day, self.month) if part is not None]
        return "/".join([*parts, str(self.year)])

    @property
    def iso(self) -> str:
        """ISO 8601 with the precision that is known: `2012-03-05`, `2012-03` or `2012`."""
        if self.month is None:
            return str(self.year)
        month = f"{self.year}-{self.month:02d}"
        return month if self.day is None else f"{month}-{self.day:02d}"

    @property
    def first_day(self) -> dt.date:
        """The first day that it can be."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The last day that it can be."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def span_of(dates: Iterable[PartialDate]) -> tuple[PartialDate, PartialDate] | None:
    """The first and the last of some dates, each as far as it is known; `None` where none is.

    Of two that can begin on one day the better known comes first; so it is with the last.

    >>> [str(one) for one in span_of([PartialDate(2018, 3, 5), PartialDate(2018)])]
    ['2018', '2018']
    """
    known = list(dates)
    if not known:
        return None
    first = min(known, key=lambda one: (one.first_day, one.last_day))
    last = max(known, key=lambda one: (one.last_day, one.first_day))
    return first, last


def dates_among(words: str) -> tuple[tuple[PartialDate, ...], str]:
    """Give the days and months named in what a person typed, and the rest of it.

    >>> dates_among("cấp phép ngày 28/2/2022 karaoke")
    ((PartialDate(year=2022, month=2, day=28),), 'cấp phép   karaoke')
    """
    found = list[PartialDate]()

    def taken(match: re.Match[str]) -> str:
        written = DAY_WITHOUT_WORD.sub("ngày ", WORD_BEFORE_DAY.sub("", match[0]))
        try:
            found.append(PartialDate.parse(written))
        except ValueError:  # 31/02/2022 is words like others
            return match[0]
        return " "

    rest = DATE_IN_QUERY.sub(taken, nfc(words))
    return tuple(found), rest


@lru_cache(maxsize=1 << 14)
def _parsed(text: str) -> PartialDate:
    """A register has a few thousand different days, and asks each of them several times."""
    plain = fold(text).strip()
    if found := (DAY_IN_FIGURES.match(plain) or DAY_IN_WORDS.match(plain)):
        day, month, year = (int(part) for part in found.groups())
        return PartialDate(year, month, day)
    if found := ISO_DATE.match(plain):
        return PartialDate(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if found := MONTH_OF_A_YEAR.match(plain):
        return PartialDate(int(found[2]), int(found[1]))
    if found := YEAR.match(plain):
        return PartialDate(int(found[1]))
    raise ValueError(f"not a date: {text!r}")
