"""Check of the machine's clock before signing: a false time in a signature cannot be taken back.

Two witnesses are asked here. The archive: nothing is signed before what is archived already, nor
long after it. The plan: it does not go on for ever. The third, the time-stamp service, is heard
with each stamp it gives (`sohoa.sign.timestamps`).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import (
    ClockAheadOfArchiveError,
    ClockAheadOfFilesError,
    ClockAheadOfPlanError,
    ClockBehindArchiveError,
    ClockTooEarlyError,
)
from sohoa.domain.plan import Plan
from sohoa.domain.vietnam_time import day_of, day_shown, minute_shown
from sohoa.sign.settings import ClockSettings
from sohoa.workspace import Workspace

#: This program was not there before; a clock that is has lost its battery.
_EARLIEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_DAYS_OF_A_YEAR = 365.25


def require_clock(
    workspace: Workspace, catalogue: Catalogue, plan: Plan, settings: ClockSettings
) -> None:
    """Ask the archive, the plan and, while nothing is archived, the files of the workspace.

    Raises:
        BatchError: One of SIGN-910, SIGN-912 to SIGN-915.
    """
    newest = catalogue.newest_archived_at(before=settings.archived_ahead_from)
    witnesses = Witnesses(
        newest_archived=newest,
        newest_file=_newest_file(workspace) if newest is None else None,
        plan_ends=max((phase.ends for phase in plan.phases), default=None),
    )
    require_plausible_clock(dt.datetime.now(dt.UTC), witnesses, settings)


def _newest_file(workspace: Workspace) -> dt.datetime | None:
    """Return the latest time of writing among plan, settings, boxes and the files in them."""
    moments = []
    for path in _files(workspace):
        with suppress(OSError):  # it may just be taken away
            moments.append(path.stat().st_mtime)
    return dt.datetime.fromtimestamp(max(moments), dt.UTC) if moments else None


def _files(workspace: Workspace) -> Iterator[Path]:
    yield workspace.plan_path
    for folder, pattern in (
        (workspace.config_dir, "*"),
        (workspace.inbox_dir, "*"),
        (workspace.inbox_dir, "*/*"),
    ):
        if folder.is_dir():
            yield from itertools.islice(folder.glob(pattern), 10_000)


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Evidence of the time other than the clock.

    Attributes:
        newest_archived: When the newest record entered the archive; none while it is empty.
        newest_file: When the newest file of plan, settings and inbox was written; it is asked only
            while the archive is empty.
        plan_ends: The last day of the plan's last phase.
    """

    newest_archived: dt.datetime | None = None
    newest_file: dt.datetime | None = None
    plan_ends: dt.date | None = None


def require_plausible_clock(
    now: dt.datetime, witnesses: Witnesses, settings: ClockSettings
) -> None:
    """Refuse to sign at a time that cannot be.

    Raises:
        ClockTooEarlyError: It lies before this program was written.
        ClockBehindArchiveError: It lies before the newest archived record.
        ClockAheadOfArchiveError: It lies longer after it than an office pauses.
        ClockAheadOfFilesError: It lies so long after everything that was ever written here.
        ClockAheadOfPlanError: It lies years after the plan's end.
    """
    if now < _EARLIEST:
        raise ClockTooEarlyError(now=minute_shown(now), earliest=minute_shown(_EARLIEST))
    newest, pause = witnesses.newest_archived, dt.timedelta(days=settings.longest_pause_days)
    if newest is not None:
        stated = {"now": minute_shown(now), "newest": minute_shown(newest)}
        if now < newest - settings.tolerance:
            raise ClockBehindArchiveError(**stated)
        if now > newest + pause:
            raise ClockAheadOfArchiveError(**stated, days=(now - newest).days)
    elif witnesses.newest_file is not None and now > witnesses.newest_file + pause:
        written = witnesses.newest_file
        stated = {"now": minute_shown(now), "newest": minute_shown(written)}
        raise ClockAheadOfFilesError(**stated, days=(now - written).days)
    ends = witnesses.plan_ends
    if ends is not None and _years_between(ends, now) > settings.years_after_plan:
        raise ClockAheadOfPlanError(now=minute_shown(now), ends=day_shown(ends))


def _years_between(day: dt.date, now: dt.datetime) -> float:
    return (day_of(now) - day).days / _DAYS_OF_A_YEAR
