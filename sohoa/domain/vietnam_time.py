"""The time zone, the day and the written time of Vietnam, for every part of Sohoa.

No function here asks the clock: a caller gives the instant, in UTC as everywhere else.
"""

from __future__ import annotations

import datetime as dt

#: Asia/Ho_Chi_Minh has had one offset and no summer time since 1975.
VIETNAM = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")


def in_vietnam(moment: dt.datetime) -> dt.datetime:
    """Give an aware instant by the clock of Vietnam.

    >>> in_vietnam(dt.datetime(2023, 12, 31, 17, tzinfo=dt.UTC)).isoformat()
    '2024-01-01T00:00:00+07:00'
    """
    return moment.astimezone(VIETNAM)


def day_of(moment: dt.datetime) -> dt.date:
    """Give the calendar day of an aware instant, in Vietnam.

    >>> day_of(dt.datetime(2023, 12, 31, 17, tzinfo=dt.UTC))
    datetime.date(2024, 1, 1)
    """
    return in_vietnam(moment).date()


def start_of(day: dt.date) -> dt.datetime:
    """Give the first instant of a day in Vietnam."""
    return dt.datetime.combine(day, dt.time(), VIETNAM)


def end_of(day: dt.date) -> dt.datetime:
    """Give the last whole second of a day in Vietnam: what `--as-of` and `--at` mean by a day.

    >>> end_of(dt.date(2023, 12, 31)).isoformat()
    '2023-12-31T23:59:59+07:00'
    """
    return start_of(day) + dt.timedelta(hours=23, minutes=59, seconds=59)


def day_shown(day: dt.date) -> str:
    """Write a day as people here do: `05/03/2012`. Of an instant, convert it first (`day_of`)."""
    return day.strftime("%d/%m/%Y")


def minute_shown(moment: dt.datetime) -> str:
    """Write an instant to the minute: `14:05 05/03/2012`.

    >>> minute_shown(dt.datetime(2026, 11, 28, 18, 5, tzinfo=dt.UTC))
    '01:05 29/11/2026'
    """
    return in_vietnam(moment).strftime("%H:%M %d/%m/%Y")


def moment_shown(moment: dt.datetime) -> str:
    """Write an instant to the second, with its zone: `05/03/2012 14:05:09 +07:00`."""
    return in_vietnam(moment).strftime("%d/%m/%Y %H:%M:%S +07:00")
