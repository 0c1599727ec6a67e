"""Station 4 as a task: a chunk of documents is signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from sohoa.domain.batons import ArchivalPdf, SignedPdf
from sohoa.sign.settings import SignSettings
from sohoa.work.chunks import settle_each, work_off
from sohoa.work.jobs import sign_job
from sohoa.work.pool import Crew, Job
from sohoa.work.station import Chunk, Piece, StationRun
from tasks.policy import RETRIES, RETRY_DELAY_SECONDS, is_retryable


@task(
    name="sign",
    task_run_name="sign-{run.slug}-{chunk.number}",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=RETRY_DELAY_SECONDS,
    retry_condition_fn=is_retryable,
)
def sign_by_crew(
    run: StationRun[ArchivalPdf, SignedPdf],
    chunk: Chunk[ArchivalPdf],
    *,
    crew: Crew,
    target_dir: Path,
    key_path: Path,
    font_dir: Path,
    agency_name: str,
    settings: SignSettings,
    seconds: float,
) -> None:
    """Sign a chunk of documents, in every worker; see `sohoa.sign.signer.sign_pdf`."""

    def job_for(piece: Piece[ArchivalPdf]) -> Job[SignedPdf]:
        return Job.of(
            piece.item_id,
            sign_job,
            piece.source,
            target=target_dir / f"{piece.item_id}.pdf",
            settings=settings,
            key_path=key_path,
            agency_name=agency_name,
            font_dir=font_dir,
        )

    work_off(run, chunk, crew=crew, job_for=job_for, seconds=seconds)


@task(name="sign-at-desk", task_run_name="sign-{run.slug}-{chunk.number}", cache_policy=NO_CACHE)
def sign_at_desk(
    run: StationRun[ArchivalPdf, SignedPdf],
    chunk: Chunk[ArchivalPdf],
    *,
    sign: Callable[[ArchivalPdf], SignedPdf],
) -> None:
    """Sign a chunk of documents one after the other in this process; never tried again by itself.

    The key is a token or a service: another try could be another wrong PIN.
    """
    settle_each(run, chunk, sign)
