"""Settings of the clock's examination: `[clock]` of `config/signing.toml`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: The most that may be allowed. What is archived was signed by clocks no further apart.
MOST_MINUTES = 24 * 60


class ClockSettings(BaseModel):
    """How far the machine's clock may be from what is known before nothing is signed by it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: So many minutes the clock may be before the newest archived record, or away from the
    #: time-stamp service.
    tolerance_minutes: Annotated[float, Field(gt=0, le=MOST_MINUTES)] = 5
    #: A clock that is more days after the newest archived record is years ahead, or the office has
    #: paused for so long and says so here.
    longest_pause_days: Annotated[int, Field(ge=1, le=36500)] = 400
    #: So many years after the last day of the plan's last phase is still signed.
    years_after_plan: Annotated[float, Field(ge=0, le=100)] = 5
    #: Records that were archived on this day or later, by a clock that was ahead, are passed over
    #: when the clock is compared with the archive.
    archived_ahead_from: dt.date | None = None

    @property
    def tolerance(self) -> dt.timedelta:
        """The tolerance as a span of time."""
        return dt.timedelta(minutes=self.tolerance_minutes)
