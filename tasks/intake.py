"""Station 1 as a task: a chunk of documents is taken in."""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from sohoa.domain.batons import ScannedDocument
from sohoa.intake.settings import IntakeSettings
from sohoa.work.arrival import Arrival
from sohoa.work.chunks import work_off
from sohoa.work.pool import Crew, Job
from sohoa.work.reading import take_in_job
from sohoa.work.station import Chunk, Piece, StationRun
from tasks.policy import RETRIES, RETRY_DELAY_SECONDS, is_retryable


@task(
    name="intake",
    task_run_name="intake-{run.slug}-{chunk.number}",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_retryable,
)
def take_in(
    run: StationRun[Arrival, ScannedDocument],
    chunk: Chunk[Arrival],
    *,
    crew: Crew,
    pages_dir: Path,
    settings: IntakeSettings,
    seconds: float,
) -> None:
    """Take in a chunk of documents; see `sohoa.intake.take_in`."""

    def job_for(piece: Piece[Arrival]) -> Job[ScannedDocument]:
        return Job.of(
            piece.item_id,
            take_in_job,
            piece.source.candidate,
            document_id=piece.item_id,
            batch=run.batch,
            description=piece.source.description,
            pages_dir=pages_dir / piece.item_id,
            settings=settings,
        )

    work_off(run, chunk, crew=crew, job_for=job_for, seconds=seconds)
