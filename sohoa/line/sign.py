"""Step 6: every PDF/A is signed once; where that needs a person, it waits for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sohoa.domain.errors import ItemError
from sohoa.domain.stage_results import ArchivalPdf, SignedPdf
from sohoa.domain.stations import Station
from sohoa.domain.vietnam_time import day_of
from sohoa.line.engine import Batch, Step
from sohoa.line.station import Chunk, StationRun, WorkItem, work_off
from sohoa.sign.signer import sign_pdf
from sohoa.work.jobs import sign_job
from sohoa.work.pool import Job
from sohoa.work.watching import require_going_on, watcher


def _sign(batch: Batch, run: StationRun[ArchivalPdf, SignedPdf], chunk: Chunk[ArchivalPdf]) -> None:
    """Sign documents, in every worker or in this process alone; see `sohoa.sign.signer`."""
    files_dir = batch.folder.station_dir(Station.SIGN) / "files"
    office, font_dir = batch.settings.office, batch.folder.workspace.cache_dir

    def job_for(item: WorkItem[ArchivalPdf]) -> Job[SignedPdf]:
        return Job.of(
            item.item_id,
            sign_job,
            item.source,
            target=files_dir / f"{item.item_id}.pdf",
            settings=batch.settings.sign,
            key_path=batch.folder.workspace.development_key_path,
            agency_name=office.on(day_of(dt.datetime.now(dt.UTC))).name,
            font_dir=font_dir,
        )

    def sign_here(archival: ArchivalPdf) -> SignedPdf:
        now = dt.datetime.now(dt.UTC)
        return sign_pdf(
            archival,
            files_dir / f"{archival.read.scanned.document_id}.pdf",
            session=batch.signer.session(),
            agency_name=office.on(day_of(now)).name,
            signed_at=now,
            font_dir=font_dir,
        )

    if batch.signer.is_single:
        _settle_each(run, chunk, sign_here)
    else:
        seconds = batch.settings.work.document_seconds
        work_off(run, chunk, pool=batch.pool, job_for=job_for, seconds=seconds)


def _settle_each(
    run: StationRun[ArchivalPdf, SignedPdf],
    chunk: Chunk[ArchivalPdf],
    sign: Callable[[ArchivalPdf], SignedPdf],
) -> None:
    """Sign documents one after the other in this process: the key is a token or a service."""
    for item in chunk.items:
        require_going_on()
        try:
            run.accept(item, sign(item.source))
        except ItemError as error:
            run.reject(item, error)
        watcher().advanced(item.weight)


#: Never tried again by itself: another try could be another wrong PIN.
SIGN = Step(
    Station.SIGN,
    takes=ArchivalPdf,
    gives=SignedPdf,
    chunk=200,
    scan_of=lambda archival: archival.read.scanned,
    waits=lambda batch, _open: bool(batch.signer.waits_for),
    guard=Batch.require_clock,
    work=_sign,
)
