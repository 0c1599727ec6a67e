"""The names of rooms and types that a report may have been made by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sohoa.domain.errors import BatchError
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import sha256_of
from sohoa.inspection.names import Names
from sohoa.settings import Settings, load_settings
from sohoa.workspace import Workspace


def names_of_report(workspace: Workspace, report: Mapping[str, Any]) -> tuple[Names, ...]:
    """Give the names of each day on which a report may have been made, the first day first.

    Nothing where the settings that it names are not those that lie there, or cannot be read: what
    stood in them nobody knows any more.
    """
    try:
        told = report["measured"]["provenance"]["settings_sha256"]
        known = dt.date.fromisoformat(report["known"])
        files = {path.name: sha256_of(path) for path in workspace.config_dir.glob("*.toml")}
        if told != files:
            return ()
        settings = load_settings(workspace.config_dir)
    except (BatchError, OSError, ValueError, LookupError, TypeError):
        return ()
    names = (settings.names_on(day) for day in _days(settings, known))
    return tuple(Names(one.room, one.record_type) for one in names)


def _days(settings: Settings, known: dt.date) -> Iterator[dt.date]:
    """The day by whose end the report knew, and each day since on which other names began."""
    today, begun = day_of(dt.datetime.now(dt.UTC)), set[dt.date]()
    for lineage in (settings.office.lineage, settings.rooms.lineage, settings.record_types.lineage):
        for one in lineage.entries:
            begun |= {day for day in (one.valid_from, _after(one.valid_to)) if day}
    yield known
    yield from sorted(day for day in begun if known < day <= today)


def _after(day: dt.date | None) -> dt.date | None:
    return day + dt.timedelta(days=1) if day and day < dt.date.max else None
