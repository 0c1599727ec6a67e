"""Whether papers are counted by the names that they bear, or by those of today."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sohoa.domain.naming import AS_NAMED, Naming
from sohoa.domain.progress import Tally
from sohoa.domain.vietnam_time import day_of
from sohoa.settings import load_settings
from sohoa.workspace import Workspace


def naming_of(workspace: Workspace, *, today: bool, now: dt.datetime) -> Naming:
    """The names of today, or each paper's own.

    Raises:
        SettingsError: The configuration cannot be used.
    """
    return load_settings(workspace.config_dir).names_on(day_of(now)) if today else AS_NAMED


def renamed(tally: Tally, naming: Naming) -> Tally:
    """The same papers under other names."""
    room, record_type = naming.room(tally.room), naming.record_type(tally.record_type)
    return replace(tally, room=room, record_type=record_type)
