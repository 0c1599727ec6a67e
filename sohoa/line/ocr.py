"""Step 2: every page is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sohoa.catalogue.notes import DocumentNote
from sohoa.domain.errors import (
    ItemError,
)
from sohoa.domain.facts import (
    described,
    year_of,
)
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import ReadDocument, ReadPage, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.line.engine import Batch, Step, Verdict
from sohoa.line.station import Chunk, StationOutcome, StationRun, WorkItem
from sohoa.ocr.document import assemble
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.reading import readings_of
from sohoa.work.watching import watcher


def _read(
    batch: Batch, run: StationRun[ScannedDocument, ReadDocument], chunk: Chunk[ScannedDocument]
) -> None:
    """Read the pages of documents."""
    settings, seconds = batch.settings.ocr, batch.settings.work.page_seconds
    texts_dir = batch.folder.station_dir(Station.OCR) / "texts"

    def jobs_for(item: WorkItem[ScannedDocument]) -> Sequence[Job[ReadPage]]:
        pages = item.source.pages
        return readings_of(pages, texts_dir=texts_dir, settings=settings, seconds=seconds)

    def conclude(scanned: ScannedDocument, pages: Sequence[ReadPage]) -> ReadDocument:
        return assemble(scanned, pages, quality=settings.quality)

    read_off(run, chunk, pool=batch.pool, jobs_for=jobs_for, assemble=conclude, seconds=seconds)


def _notes(
    outcome: StationOutcome[ScannedDocument, ReadDocument], _verdict: Verdict
) -> Iterable[DocumentNote]:
    return notes_of(outcome.results)


def notes_of(accepted: Iterable[ReadDocument]) -> Iterator[DocumentNote]:
    """After reading: the header fills what neither list nor register knew."""
    for read in accepted:
        yield DocumentNote(
            document_id=read.scanned.document_id,
            source_name=read.scanned.source_name,
            state=DocumentState.IN_PROGRESS,
            year=year_of(read),
            description=described(read),
            confidence=read.confidence,
            findings=read.all_findings,
            header=read.header,
        )


OCR = Step(
    Station.OCR,
    takes=ScannedDocument,
    gives=ReadDocument,
    # Pages: about five minutes of two cores at 1.3 CPU-seconds each (shared/spec/prefect.md, 1.5).
    chunk=400,
    work=_read,
    notes=_notes,
)


def read_off(
    run: StationRun[ScannedDocument, ReadDocument],
    chunk: Chunk[ScannedDocument],
    *,
    pool: WorkerPool,
    jobs_for: Callable[[WorkItem[ScannedDocument]], Sequence[Job[ReadPage]]],
    assemble: Callable[[ScannedDocument, Sequence[ReadPage]], ReadDocument],
    seconds: float,
) -> None:
    """Read documents page by page: the pages of a long one keep every worker busy.

    A document is settled when its last page is in. A page's own result is kept by content,
    so what was read before a crash is not read again.

    Raises:
        BatchError: The batch cannot go on.
    """
    readings: dict[str, _Reading] = {}
    jobs: list[Job[ReadPage]] = []
    for item in chunk.items:
        reading = _Reading(item)
        for job in jobs_for(item):
            readings[job.item_id] = reading
            jobs.append(job)
    for job, result in pool.run(jobs, seconds=seconds):
        reading = readings[job.item_id]
        reading.take(job.item_id, result)
        watcher().advanced()
        if reading.is_whole:
            run.settle(reading.item, reading.conclude(assemble))


@dataclass
class _Reading:
    """One document whose pages are coming in, in any order."""

    item: WorkItem[ScannedDocument]
    pages: dict[str, ReadPage] = field(default_factory=dict)
    failures: list[ItemError] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """All pages are in, read or failed."""
        return len(self.pages) + len(self.failures) == len(self.item.source.pages)

    def take(self, page_id: str, result: ReadPage | ItemError) -> None:
        if isinstance(result, ItemError):
            self.failures.append(result)
        else:
            self.pages[page_id] = result

    def conclude(
        self, assemble: Callable[[ScannedDocument, Sequence[ReadPage]], ReadDocument]
    ) -> ReadDocument | ItemError:
        if self.failures:
            return self.failures[0]
        scanned = self.item.source
        try:
            return assemble(scanned, [self.pages[page.page_id] for page in scanned.pages])
        except ItemError as error:
            return error
