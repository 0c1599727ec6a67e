"""Begin the process of a flow that a Prefect worker has started.

A worker reads what its flows print through a pipe. When the worker dies, the next line written
there ends the flow with it (SIGPIPE, or an error of the stream), in the middle of its work. With
a file in the place of the pipe the flow goes on to its end.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
import sys
from pathlib import Path

from sohoa.domain.vietnam_time import day_of
from sohoa.durable import keep_to_user_and_group
from sohoa.workspace import Workspace

_STANDARD_OUTPUT, _STANDARD_ERROR = 1, 2


def begin_as_service(workspace: Workspace, name: str) -> Path | None:
    """Make files for the service's user and group only, and print into a file of one's own.

    The file is `data/logs/<name>-<day>-<process>.log`, in the place of the worker's pipe. Where a
    flow is started by hand, with a screen or a file to print to, that stays.

    Raises:
        OSError: The file cannot be written.
    """
    keep_to_user_and_group()
    # Set by Prefect's runner in the process it starts for one flow run, and nowhere else.
    if "PREFECT__FLOW_RUN_ID" not in os.environ or not _is_pipe(_STANDARD_OUTPUT):
        return None
    day = day_of(dt.datetime.now(dt.UTC)).isoformat()
    path = workspace.logs_dir / f"{name}-{day}-{os.getpid()}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    os.dup2(log, _STANDARD_OUTPUT)
    os.dup2(log, _STANDARD_ERROR)
    os.close(log)
    return path


def _is_pipe(descriptor: int) -> bool:
    return stat.S_ISFIFO(os.fstat(descriptor).st_mode)
