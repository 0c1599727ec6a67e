"""Renewal of one office's archive, with its own settings and worker processes."""

from __future__ import annotations

import datetime as dt

from sohoa.audit.archive import Choice, archived_rows
from sohoa.renewal.archive import Renewal, order_of, renew_archive
from sohoa.renewal.calendar import Deadline, deadlines
from sohoa.settings import load_settings
from sohoa.work.pool import Crew
from sohoa.workspace import Workspace


def renew_due(office: Workspace, choice: Choice) -> Renewal:
    """Renew what is due, in worker processes.

    Raises:
        SettingsError: The configuration cannot be used.
        NotFoundError: No archived record has one of the identities.
        NoTimestamperError, RenewalBusyError, ArchiveConflictError, DiskFullError: As
            `renew_archive`.
    """
    settings = load_settings(office.config_dir)
    work = settings.work
    with Crew(workers=work.crew_size, memory_limit_mb=work.memory_limit_mb) as crew:
        order = order_of(office, settings)
        return renew_archive(office, choice, order=order, settings=settings, crew=crew)


def calendar_of(office: Workspace, choice: Choice) -> list[Deadline]:
    """List what expires, and when.

    Raises:
        SettingsError: The configuration cannot be used.
        NotFoundError: No archived record has one of the identities.
    """
    margin = load_settings(office.config_dir).sign.renewal.margin
    rows = archived_rows(office, choice)
    return deadlines(rows, now=dt.datetime.now(dt.UTC), margin=margin)
