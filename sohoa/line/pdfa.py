"""Step 4: every document becomes PDF/A-2b with an invisible text layer."""

from __future__ import annotations

from sohoa.domain.stage_results import ArchivalPdf, ReadDocument
from sohoa.domain.stations import Station
from sohoa.line.engine import Batch, Step
from sohoa.line.station import Chunk, StationRun, WorkItem, work_off
from sohoa.work.jobs import build_pdfa_job
from sohoa.work.pool import Job


def _build(
    batch: Batch, run: StationRun[ReadDocument, ArchivalPdf], chunk: Chunk[ReadDocument]
) -> None:
    """Build the PDF/A of documents; see `sohoa.pdfa.builder.build_pdfa`."""
    files_dir = batch.folder.station_dir(Station.PDFA) / "files"

    def job_for(item: WorkItem[ReadDocument]) -> Job[ArchivalPdf]:
        target = files_dir / f"{item.item_id}.pdf"
        settings = batch.settings.pdfa
        return Job.of(item.item_id, build_pdfa_job, item.source, target=target, settings=settings)

    seconds = batch.settings.work.document_seconds
    work_off(run, chunk, pool=batch.pool, job_for=job_for, seconds=seconds)


PDFA = Step(Station.PDFA, takes=ReadDocument, gives=ArchivalPdf, chunk=200, work=_build)
