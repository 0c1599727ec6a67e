"""Step 7: every signed document is proven, and enters the archive and the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sohoa import AGENT
from sohoa.archive.placing import Maker, archive_document
from sohoa.domain.errors import ItemError
from sohoa.domain.stage_results import CatalogueRecord, SignedPdf
from sohoa.domain.stations import Station
from sohoa.domain.trust import Proof
from sohoa.line.engine import Batch, Step
from sohoa.line.match import known_description
from sohoa.line.station import Chunk, StationRun, WorkItem, lift_quarantine
from sohoa.ocr.document import full_text
from sohoa.work.archive_home import keep_trails, list_file_unit, require_archive
from sohoa.work.jobs import prove_job
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.watching import watcher

S = TypeVar("S")
T = TypeVar("T")
P = TypeVar("P")


def _archive(
    batch: Batch, run: StationRun[SignedPdf, CatalogueRecord], chunk: Chunk[SignedPdf]
) -> None:
    """Prove signed documents, and give them name, place, receipt and entry in their order."""
    settings, workspace = batch.settings, batch.folder.workspace
    codes = {**settings.rooms.codes(), **settings.record_types.codes()}

    def job_for(item: WorkItem[SignedPdf]) -> Job[Proof]:
        return Job.of(
            item.item_id,
            prove_job,
            item.source,
            trust=settings.sign,
            key_path=workspace.development_key_path,
            trust_dir=workspace.trust_dir,
            pdfa=settings.pdfa,
        )

    def finish(signed: SignedPdf, proof: Proof) -> CatalogueRecord:
        return archive_document(
            signed,
            proof,
            known=known_description(batch.catalogue, signed.archival.read),
            catalogue=batch.catalogue,
            archive_dir=workspace.archive_dir,
            agency=lambda formed: settings.office.that_formed(formed).code,
            codes=codes,
            text=full_text(signed.archival.read),
            archived_at=dt.datetime.now(dt.UTC),
            maker=Maker(AGENT, settings.digest),
            require_archive=partial(require_archive, workspace, batch.catalogue),
        )

    seconds = settings.work.document_seconds
    prove_and_settle(run, chunk, pool=batch.pool, job_for=job_for, finish=finish, seconds=seconds)


def _finish(batch: Batch, accepted: Sequence[CatalogueRecord]) -> None:
    """Lift what lay in quarantine, write what is due beside records, list each file unit."""
    workspace, catalogue = batch.folder.workspace, batch.catalogue
    for record in accepted:
        document_id = record.signed.archival.read.scanned.document_id
        lift_quarantine(batch.folder.quarantine_dir(document_id))
    if accepted:
        require_archive(workspace, catalogue)
    keep_trails(workspace, catalogue)
    with workspace.archive_lock():
        for folder, code in {(one.archive_path.parent, one.file_code) for one in accepted}:
            list_file_unit(folder, code, catalogue)


#: Another program may hold the catalogue for a while: what was archived before stands.
ARCHIVE = Step(
    Station.ARCHIVE,
    takes=SignedPdf,
    gives=CatalogueRecord,
    chunk=500,
    may_retry=True,
    scan_of=lambda signed: signed.archival.read.scanned,
    guard=Batch.require_clock,
    work=_archive,
    finish=_finish,
)


def prove_and_settle(
    run: StationRun[S, T],
    chunk: Chunk[S],
    *,
    pool: WorkerPool,
    job_for: Callable[[WorkItem[S]], Job[P]],
    finish: Callable[[S, P], T],
    seconds: float,
) -> None:
    """Let the pool prove documents, and finish them here, one after the other in their order.

    What is proven waits until all before it are finished: the same documents always get the
    same places.

    Raises:
        BatchError: The batch cannot go on.
    """
    results: dict[str, P | ItemError] = {}
    waiting = list(chunk.items)
    for job, result in pool.run((job_for(item) for item in chunk.items), seconds=seconds):
        results[job.item_id] = result
        while waiting and waiting[0].item_id in results:
            item = waiting.pop(0)
            run.settle(item, _finished(item, results.pop(item.item_id), finish))
            watcher().advanced(item.weight)


def _finished(
    item: WorkItem[S], proven: P | ItemError, finish: Callable[[S, P], T]
) -> T | ItemError:
    if isinstance(proven, ItemError):
        return proven
    try:
        return finish(item.source, proven)
    except ItemError as error:
        return error
