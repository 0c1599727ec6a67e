"""Settings of the worker processes, the `[work]` section of `config/settings.toml`."""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class WorkSettings(BaseModel):
    """The worker processes and their limits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Worker processes; 0 takes one per core.
    workers: Annotated[int, Field(ge=0, le=256)] = 0
    #: Address space of one worker, in MB.
    memory_limit_mb: Annotated[int, Field(ge=512)] = 2048
    #: Longest time for one page to be read, in seconds of CPU time; ten times as long by the clock.
    page_seconds: Annotated[float, Field(gt=0)] = 120
    #: Longest time for one document at another station, counted in the same way.
    document_seconds: Annotated[float, Field(gt=0)] = 600
    #: Working files of an archived document are taken away after so many days (`sohoa tidy`).
    keep_days: Annotated[float, Field(ge=0)] = 14
    #: The records of so many runs are kept, the newest; see `sohoa.use_cases.tidying`.
    keep_runs: Annotated[int, Field(ge=1)] = 1000
    #: How long the night waits at its end for a batch that another run holds, in minutes.
    busy_minutes: Annotated[float, Field(ge=0)] = 120

    @property
    def pool_size(self) -> int:
        """Return the number of workers to start."""
        return self.workers or len(os.sched_getaffinity(0))
