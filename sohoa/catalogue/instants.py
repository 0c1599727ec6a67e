"""Instants as the catalogue keeps them: ISO 8601, UTC, whole seconds, always 25 characters."""

from __future__ import annotations

import datetime as dt


def as_text(at: dt.datetime) -> str:
    """Write an aware instant.

    >>> as_text(dt.datetime(2023, 12, 31, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))))
    '2023-12-31T16:30:00+00:00'
    """
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def from_text(stored: str | None) -> dt.datetime | None:
    """Read it back; nothing stored is `None`."""
    return dt.datetime.fromisoformat(stored) if stored else None
