"""Step 3: every document becomes PDF/A-2b with an invisible text layer."""

from __future__ import annotations

from sohoa.domain.batons import ArchivalPdf, ReadDocument
from sohoa.domain.stations import Station
from sohoa.line.station import Chunk, Piece, StationRun, work_off
from sohoa.line.step import Batch, Step
from sohoa.work.jobs import build_pdfa_job
from sohoa.work.pool import Job


def _build(
    batch: Batch, run: StationRun[ReadDocument, ArchivalPdf], chunk: Chunk[ReadDocument]
) -> None:
    """Build the PDF/A of documents; see `sohoa.pdfa.builder.build_pdfa`."""
    files_dir = batch.folder.station_dir(Station.PDFA) / "files"

    def job_for(piece: Piece[ReadDocument]) -> Job[ArchivalPdf]:
        target = files_dir / f"{piece.item_id}.pdf"
        settings = batch.settings.pdfa
        return Job.of(piece.item_id, build_pdfa_job, piece.source, target=target, settings=settings)

    seconds = batch.settings.work.document_seconds
    work_off(run, chunk, crew=batch.crew, job_for=job_for, seconds=seconds)


PDFA = Step(Station.PDFA, takes=ReadDocument, gives=ArchivalPdf, chunk=200, work=_build)
