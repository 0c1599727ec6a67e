"""What Prefect logs while a command runs: nothing twice, nothing after its server is gone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sohoa.domain.errors import SohoaError


@contextmanager
def prefect_log() -> Iterator[None]:
    """Keep errors that have a code off the screen, and send off the log before leaving.

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
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, SohoaError)
