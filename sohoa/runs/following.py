"""Following a run from another process until it is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from sohoa.domain.errors import ExitCode
from sohoa.runs.record import SeenRun, see_run
from sohoa.workspace import Workspace

_LOOK_SECONDS = 1.0


def follow_run(
    workspace: Workspace, run_id: str, *, wait: Callable[[float], None] = time.sleep
) -> Iterator[SeenRun]:
    """Give a run as it stands, once a second, the last time when it is over.

    Raises:
        UnknownRunError: There is no such run, or its record was taken away.
    """
    while True:
        seen = see_run(workspace, run_id)
        yield seen
        if seen.state.is_over:
            return
        wait(_LOOK_SECONDS)


def exit_code_of(seen: SeenRun) -> int:
    """The exit code of a run that is over; one that was lost has failed."""
    code = seen.record.exit_code
    return int(ExitCode.FAILED) if code is None else code
