"""Check of the machine's clock before signing: a false time in a signature cannot be taken back.

Three witnesses are asked. The archive: nothing is signed before what is archived already, nor long
after it. The plan: it does not go on for ever. The time-stamp service, with each stamp it gives.
Loads no pyHanko.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sohoa.domain.errors import (
    ClockAheadOfArchiveError,
    ClockAheadOfFilesError,
    ClockAheadOfPlanError,
    ClockBehindArchiveError,
    ClockOffStampError,
    ClockTooEarlyError,
)
from sohoa.domain.vietnam_time import day_of, day_shown, minute_shown
from sohoa.sign.clock_settings import ClockSettings

#: This program was not there before; a clock that is has lost its battery.
_EARLIEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_DAYS_OF_A_YEAR = 365.25


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


def require_near_stamp(
    stamped: dt.datetime, now: dt.datetime, settings: ClockSettings, *, service: str
) -> None:
    """Refuse to go on where the time-stamp service has another time.

    Raises:
        ClockOffStampError: By how much.
    """
    apart = abs(now - stamped)
    if apart > settings.tolerance:
        minutes = round(apart.total_seconds() / 60)
        stated = {"now": minute_shown(now), "stamped": minute_shown(stamped), "service": service}
        raise ClockOffStampError(**stated, minutes=minutes)


def _years_between(day: dt.date, now: dt.datetime) -> float:
    return (day_of(now) - day).days / _DAYS_OF_A_YEAR
