"""A chunk of work as Prefect's task, and which errors are worth another try of it.

The line is handed `try_chunk`, and knows no Prefect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
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


@task(name="chunk", task_run_name="{name}", cache_policy=NO_CACHE)
def work_off_chunk(name: str, work: Callable[[], None]) -> None:
    """Work off a chunk, once; `name` says which (`ocr-hop-01-3`)."""
    del name
    work()


_work_off_patiently = work_off_chunk.with_options(
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_retryable,
)


def try_chunk(name: str, work: Callable[[], None], *, may_retry: bool) -> None:
    """Work off a chunk; tried again only where its step allows it (`sohoa.line.engine.Attempt`)."""
    (_work_off_patiently if may_retry else work_off_chunk)(name, work)
