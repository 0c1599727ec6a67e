"""Renewal of one office's archive, with its own settings and worker processes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sohoa.audit.archive import Choice, each_archived
from sohoa.language import _
from sohoa.renewal.archive import Renewal, order_of, renew_archive
from sohoa.renewal.calendar import Deadline, deadlines
from sohoa.settings import load_settings
from sohoa.use_cases.boxes import require_box
from sohoa.work.pool import WorkerPool
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FailureResult:
    """A record that could not be renewed, and why."""

    id: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class RenewalResult:
    """The outcome of a renewal, as machines read it: ids of records.

    Attributes:
        finished: How many interrupted renewals were brought to their end first.
        upgraded: Raised to the level that the settings want.
        renewed: Given a new time stamp.
    """

    finished: int
    upgraded: tuple[str, ...]
    renewed: tuple[str, ...]
    failures: tuple[FailureResult, ...]


def renew_due(workspace: Workspace, choice: Choice) -> Renewal:
    """Renew what is due, in worker processes.

    Raises:
        SettingsError: The configuration cannot be used.
        UnknownBoxError: Nobody has ever seen a box of this name.
        NotFoundError: No archived record has one of the identities.
        NoTimestamperError, RenewalBusyError, ArchiveConflictError, DiskFullError: As
            `renew_archive`.
    """
    require_box(workspace, choice.batch)
    settings = load_settings(workspace.config_dir)
    work = settings.work
    with WorkerPool(
        workers=work.pool_size,
        memory_limit_mb=work.memory_limit_mb,
        imports=("sohoa.renewal.making",),
    ) as pool:
        order = order_of(workspace, settings)
        return renew_archive(workspace, choice, order=order, settings=settings, pool=pool)


def calendar_of(workspace: Workspace, choice: Choice) -> list[Deadline]:
    """List what expires, and when.

    Raises:
        SettingsError: The configuration cannot be used.
        UnknownBoxError: Nobody has ever seen a box of this name.
        NotFoundError: No archived record has one of the identities.
    """
    require_box(workspace, choice.batch)
    margin = load_settings(workspace.config_dir).sign.renewal.margin
    rows = each_archived(workspace, choice)
    return deadlines(rows, now=dt.datetime.now(dt.UTC), margin=margin)


def renewal_result(done: Renewal) -> RenewalResult:
    """Give what was done as machines read it; failures in the language in force."""
    failures = (FailureResult(one.item, one.code, one.render(_)) for one in done.failures)
    return RenewalResult(done.finished, done.upgraded, done.renewed, tuple(failures))
