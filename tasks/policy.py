"""Which failures are worth another try of a whole chunk, and how long to wait before it."""

from __future__ import annotations

from typing import Any

from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from sohoa.domain.errors import SohoaError

#: Two more tries: a database that another program holds is free again by then.
RETRIES = 2
RETRY_DELAY_SECONDS = [5.0, 30.0]


def is_retryable(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Say whether a failed chunk is tried again: only for errors that say so themselves.

    What was settled before the failure is not worked on again.
    """
    error = state.data if isinstance(state.data, BaseException) else _error_of(state)
    return isinstance(error, SohoaError) and error.retryable


def _error_of(state: State[Any]) -> BaseException | None:
    result = state.result(raise_on_failure=False)
    return result if isinstance(result, BaseException) else None
