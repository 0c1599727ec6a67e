"""Station 2 as a task: the pages of a chunk of documents are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from sohoa.domain.batons import ReadDocument, ReadPage, ScannedDocument
from sohoa.ocr.settings import OcrSettings
from sohoa.work.chunks import read_off
from sohoa.work.pool import Crew, Job
from sohoa.work.reading import readings_of
from sohoa.work.station import Chunk, Piece, StationRun
from tasks.policy import RETRIES, RETRY_DELAY_SECONDS, is_retryable


@task(
    name="ocr",
    task_run_name="ocr-{run.slug}-{chunk.number}",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_retryable,
)
def read_pages(
    run: StationRun[ScannedDocument, ReadDocument],
    chunk: Chunk[ScannedDocument],
    *,
    crew: Crew,
    assemble: Callable[[ScannedDocument, Sequence[ReadPage]], ReadDocument],
    texts_dir: Path,
    settings: OcrSettings,
    seconds: float,
) -> None:
    """Read the pages of a chunk of documents; see `sohoa.ocr.read_page`."""

    def jobs_for(piece: Piece[ScannedDocument]) -> Sequence[Job[ReadPage]]:
        pages = piece.source.pages
        return readings_of(pages, texts_dir=texts_dir, settings=settings, seconds=seconds)

    read_off(run, chunk, crew=crew, jobs_for=jobs_for, assemble=assemble, seconds=seconds)
