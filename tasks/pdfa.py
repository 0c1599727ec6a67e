"""Station 3 as a task: a chunk of documents becomes PDF/A."""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from sohoa.domain.batons import ArchivalPdf, ReadDocument
from sohoa.pdfa.settings import PdfaSettings
from sohoa.work.chunks import work_off
from sohoa.work.jobs import build_pdfa_job
from sohoa.work.pool import Crew, Job
from sohoa.work.station import Chunk, Piece, StationRun
from tasks.policy import RETRIES, RETRY_DELAY_SECONDS, is_retryable


@task(
    name="pdfa",
    task_run_name="pdfa-{run.slug}-{chunk.number}",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_retryable,
)
def build_pdfa(
    run: StationRun[ReadDocument, ArchivalPdf],
    chunk: Chunk[ReadDocument],
    *,
    crew: Crew,
    target_dir: Path,
    settings: PdfaSettings,
    seconds: float,
) -> None:
    """Build the PDF/A of a chunk of documents; see `sohoa.pdfa.builder.build_pdfa`."""

    def job_for(piece: Piece[ReadDocument]) -> Job[ArchivalPdf]:
        target = target_dir / f"{piece.item_id}.pdf"
        return Job.of(piece.item_id, build_pdfa_job, piece.source, target=target, settings=settings)

    work_off(run, chunk, crew=crew, job_for=job_for, seconds=seconds)
