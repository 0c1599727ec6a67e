"""Station 5 as a task: a chunk of signed documents enters the archive, one after the other."""

from __future__ import annotations

from collections.abc import Callable

from prefect import task
from prefect.cache_policies import NO_CACHE

from sohoa.domain.batons import CatalogueRecord, SignedPdf
from sohoa.work.chunks import settle_each
from sohoa.work.station import Chunk, StationRun
from tasks.policy import RETRIES, RETRY_DELAY_SECONDS, is_retryable


@task(
    name="index",
    task_run_name="index-{run.slug}-{chunk.number}",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_retryable,
)
def archive_documents(
    run: StationRun[SignedPdf, CatalogueRecord],
    chunk: Chunk[SignedPdf],
    *,
    archive: Callable[[SignedPdf], CatalogueRecord],
) -> None:
    """Archive a chunk of signed documents; see `sohoa.index.archive.archive_document`."""
    settle_each(run, chunk, archive)
