"""Step 5: every document becomes PDF/A-2b with an invisible text layer."""

from __future__ import annotations

from sohoa.catalogue.writer import Catalogue
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
    known = batch.catalogue.decided_descriptions([item.source for item in chunk.items])

    def job_for(item: WorkItem[ReadDocument]) -> Job[ArchivalPdf]:
        return Job.of(
            item.item_id,
            build_pdfa_job,
            item.source,
            target=files_dir / f"{item.item_id}.pdf",
            settings=batch.settings.pdfa,
            known=known.get(item.item_id),
        )

    seconds = batch.settings.work.document_seconds
    work_off(run, chunk, pool=batch.pool, job_for=job_for, seconds=seconds)


def is_of_its_paper(catalogue: Catalogue, archival: ArchivalPdf) -> bool:
    """Say whether a file names the paper that was decided last; what is archived stands."""
    scanned = archival.read.scanned
    identity = scanned.document_id
    decision = catalogue.standing_decisions({identity: scanned.content_sha256}).get(identity)
    borne = archival.known and archival.known.record_id
    return borne == (decision and decision.record_id) or catalogue.is_stored(identity)


PDFA = Step(
    Station.PDFA,
    takes=ReadDocument,
    gives=ArchivalPdf,
    chunk=200,
    stands=lambda batch, archival: is_of_its_paper(batch.catalogue, archival),
    work=_build,
)
