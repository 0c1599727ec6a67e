"""A chunk of work as Prefect's task: the line is handed `try_chunk`, and knows no Prefect."""

from __future__ import annotations

from collections.abc import Callable

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.policy import RETRIES, RETRY_DELAY_SECONDS, is_retryable


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
