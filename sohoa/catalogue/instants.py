"""Instants as the catalogue keeps them: ISO 8601, UTC, whole seconds, always 25 characters."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from sohoa.domain.vietnam_time import day_of


def as_text(at: dt.datetime) -> str:
    """Write an aware instant.

    >>> as_text(dt.datetime(2023, 12, 31, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))))
    '2023-12-31T16:30:00+00:00'
    """
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def from_text(stored: str | None) -> dt.datetime | None:
    """Read it back; nothing stored is `None`."""
    return dt.datetime.fromisoformat(stored) if stored else None


def day_text(stored: str) -> str:
    """The day in Vietnam of a stored instant, in ISO 8601.

    >>> day_text("2023-12-31T17:00:00+00:00")
    '2024-01-01'
    """
    return _day_of_hour(stored[: len("2023-12-31T17")])


@lru_cache(maxsize=1 << 16)
def _day_of_hour(hour: str) -> str:
    """A day begins with an hour: a million instants are some thousands of hours."""
    return day_of(dt.datetime.fromisoformat(f"{hour}:00:00+00:00")).isoformat()
