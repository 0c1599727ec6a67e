"""Station 5 as a task: a chunk of signed documents is proven, and enters the archive in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from sohoa.domain.batons import CatalogueRecord, SignedPdf
from sohoa.domain.trust import Proof
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.settings import SignSettings
from sohoa.work.chunks import prove_and_settle
from sohoa.work.jobs import prove_job
from sohoa.work.pool import Crew, Job
from sohoa.work.station import Chunk, Piece, StationRun
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
    crew: Crew,
    archive: Callable[[SignedPdf, Proof], CatalogueRecord],
    trust: SignSettings,
    key_path: Path,
    trust_dir: Path,
    pdfa: PdfaSettings,
    seconds: float,
) -> None:
    """Archive a chunk of signed documents; see `sohoa.index.archive.archive_document`."""

    def job_for(piece: Piece[SignedPdf]) -> Job[Proof]:
        return Job.of(
            piece.item_id,
            prove_job,
            piece.source,
            trust=trust,
            key_path=key_path,
            trust_dir=trust_dir,
            pdfa=pdfa,
        )

    prove_and_settle(run, chunk, crew=crew, job_for=job_for, finish=archive, seconds=seconds)
