"""What Prefect logs while a command runs: nothing twice, nothing after its server is gone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sohoa.domain.errors import SohoaError

#: How Prefect (3.8) calls a flow and a task that SIGTERM, Ctrl-C or `sohoa stop` has ended.
_ENDED = ("Crash detected!", "Finished in state Crashed(", "exception RunStoppedError: ")
#: Who logs that a box was stopped: the summary tells it, in the reader's language.
_TOLD = "sohoa.line.batch"


@contextmanager
def prefect_log() -> Iterator[None]:
    """Keep errors that have a code, and a wanted end, off the screen; send off the log at last.

    The command line tells such an error itself, without a traceback; Prefect keeps the whole.
    To be entered when Prefect is imported: that sets up the handlers.
    """
    screens = logging.getLogger().handlers
    for screen in screens:
        screen.addFilter(_is_untold)
    try:
        yield
    finally:
        for screen in screens:
            screen.removeFilter(_is_untold)
        for handler in logging.getLogger("prefect.flow_runs").handlers:
            handler.flush()


def _is_untold(record: logging.LogRecord) -> bool:
    if record.name == _TOLD and record.levelno < logging.ERROR:
        return False
    error = record.exc_info[1] if record.exc_info else None
    said = record.getMessage()
    return not (isinstance(error, SohoaError) or any(end in said for end in _ENDED))
