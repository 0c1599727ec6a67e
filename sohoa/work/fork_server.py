"""The fork server of the workers, before it imports what they work with.

Only the server imports this module, as its first (`sohoa.work.pool` names it). It is a process of
one thread from which workers are forked, and it begins no work itself.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType

# Not in its parent's group: a signal to a run and all its programs is the run's to answer.
os.setpgid(0, 0)
# Each library reads its own when it is loaded. Workers share the cores already, and a process with
# threads is not to be forked.
os.environ.update(OMP_THREAD_LIMIT="1", OPENBLAS_NUM_THREADS="1")


def _unless_left_alone(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say nothing where a run ended while a worker was being forked: nobody is there to hear."""
    if not issubclass(kind, EOFError | BrokenPipeError | ConnectionResetError):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _unless_left_alone
