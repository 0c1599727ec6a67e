"""The calendar: what expires when, and from which day it is renewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sohoa.domain.holdings import DocumentRow


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day on which proofs end.

    `state` is `ended`, `due` (within the margin) or `later`; a record whose proof has no known
    end stands under no day, as `unknown`.
    """

    provable_until: dt.date | None
    renew_from: dt.date | None
    state: str
    levels: tuple[str, ...]
    documents: tuple[str, ...]


def deadlines(
    rows: Iterable[DocumentRow], *, now: dt.datetime, margin: dt.timedelta
) -> list[Deadline]:
    """Sort archived records by the day on which their proof ends; the first to end comes first."""
    days: dict[dt.date | None, list[DocumentRow]] = {}
    for row in rows:
        if not row.kept_original:
            day = row.provable_until.date() if row.provable_until else None
            days.setdefault(day, []).append(row)
    ordered = sorted(days, key=lambda day: (day is None, day or dt.date.max))
    return [_deadline(day, days[day], now.date(), margin) for day in ordered]


def _deadline(
    day: dt.date | None, rows: list[DocumentRow], today: dt.date, margin: dt.timedelta
) -> Deadline:
    levels = {one.get("level", "") for row in rows for one in row.signatures}
    documents = tuple(sorted(row.document_id for row in rows))
    if day is None:
        return Deadline(None, None, "unknown", tuple(sorted(levels)), documents)
    begins = day - margin
    state = "ended" if day < today else "due" if begins <= today else "later"
    return Deadline(day, begins, state, tuple(sorted(levels)), documents)
