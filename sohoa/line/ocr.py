"""Step 2: every page is read, and every paper is compared with what was said of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.double_documents import face_of, pairs
from sohoa.domain.errors import (
    DateDiffersError,
    ItemError,
    ListMisfitError,
    NumberDiffersError,
    SamePaperError,
    TypeDiffersError,
)
from sohoa.domain.facts import (
    Aspect,
    Contradiction,
    Misfit,
    answer,
    contradictions,
    described,
    misfit,
    same_paper,
    year_of,
)
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Finding, ReadDocument, ReadPage, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.line.engine import Batch, Step, Verdict
from sohoa.line.station import Chunk, StationOutcome, StationRun, WorkItem
from sohoa.ocr.document import assemble, held_back
from sohoa.ocr.settings import QualitySettings
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.reading import readings_of
from sohoa.work.watching import watcher

_ERRORS: Mapping[Aspect, type[ItemError]] = {
    Aspect.NUMBER: NumberDiffersError,
    Aspect.DATE: DateDiffersError,
    Aspect.TYPE: TypeDiffersError,
}


def _read(
    batch: Batch, run: StationRun[ScannedDocument, ReadDocument], chunk: Chunk[ScannedDocument]
) -> None:
    """Read the pages of documents; the page tells the year where nobody else does."""
    settings, seconds = batch.settings.ocr, batch.settings.work.page_seconds
    texts_dir = batch.folder.station_dir(Station.OCR) / "texts"

    def jobs_for(item: WorkItem[ScannedDocument]) -> Sequence[Job[ReadPage]]:
        pages = item.source.pages
        return readings_of(pages, texts_dir=texts_dir, settings=settings, seconds=seconds)

    def conclude(scanned: ScannedDocument, pages: Sequence[ReadPage]) -> ReadDocument:
        read = assemble(scanned, pages, quality=settings.quality)
        batch.require_year(scanned.document_id, year_of(read))
        return read

    read_off(run, chunk, pool=batch.pool, jobs_for=jobs_for, assemble=conclude, seconds=seconds)


def _judge(batch: Batch, read: Sequence[ReadDocument]) -> Verdict:
    """Hold back what has to be scanned again first, or may be another paper than was said.

    Both are known to the catalogue all the same. A list that as a whole names other papers stops
    the batch.
    """
    name = batch.folder.batch
    archived = batch.catalogue.archived_contents(name, phase=batch.phase.number)
    matched = match(batch.catalogue, name, read, archived=archived)
    unfit = _unfit(read, batch.settings.ocr.quality, archived=archived)
    return replace(matched, refused={**unfit, **matched.refused})


def _unfit(
    read: Sequence[ReadDocument], quality: QualitySettings, *, archived: Collection[str]
) -> dict[str, ItemError]:
    """Hold back what has to be scanned again before it is signed; what is archived stands."""
    refused: dict[str, ItemError] = {}
    for document in read:
        identity = document.scanned.document_id
        if identity not in archived and (error := held_back(document, quality)):
            refused[identity] = error
    return refused


def _notes(
    outcome: StationOutcome[ScannedDocument, ReadDocument], verdict: Verdict
) -> Iterable[DocumentNote]:
    return notes_of(outcome.results, verdict.findings)


def notes_of(
    accepted: Iterable[ReadDocument], matched: Mapping[str, tuple[Finding, ...]]
) -> Iterator[DocumentNote]:
    """After reading: the header fills what neither list nor register knew.

    `matched` is what comparing a document with list, register and other papers has found.
    """
    for read in accepted:
        yield DocumentNote(
            document_id=read.scanned.document_id,
            source_name=read.scanned.source_name,
            state=DocumentState.IN_PROGRESS,
            year=year_of(read),
            description=described(read),
            confidence=read.confidence,
            findings=(*read.all_findings, *matched.get(read.scanned.document_id, ())),
            header=read.header,
        )


OCR = Step(
    Station.OCR,
    takes=ScannedDocument,
    gives=ReadDocument,
    # Pages: about five minutes of two cores at 1.3 CPU-seconds each (shared/spec/prefect.md, 1.5).
    chunk=400,
    work=_read,
    judge=_judge,
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


def match(
    catalogue: Catalogue, batch: str, read: Sequence[ReadDocument], *, archived: Collection[str]
) -> Verdict:
    """Compare page, list and register of every document, and the documents with one another.

    Asked once all pages of a batch are read, before anything is signed.
    A person's confirmation counts for what an earlier run has shown. Archived documents stand.
    """
    told = catalogue.told(batch)
    others = dict(_same_papers(catalogue, read, archived=archived))
    fresh = [one for one in read if one.scanned.document_id not in archived]
    findings: dict[str, tuple[Finding, ...]] = {}
    refused: dict[str, ItemError] = {}
    for document in fresh:
        identity = document.scanned.document_id
        differing, same = contradictions(document), others.get(identity, ())
        questions = [*(one.question for one in differing), *map(same_paper, same)]
        if not questions:
            continue
        known = told.get(identity, ())
        answered = answer(questions, document.scanned.description.confirmation, known)
        findings[identity] = answered.findings
        if not answered.is_settled:
            refused[identity] = (
                _refusal(identity, differing[0]) if differing else _same_paper(document, same[0])
            )
    found = misfit(fresh, settled=findings.keys() - refused.keys())
    return Verdict(refused, findings, stop=_misfit_error(found) if found else None)


def _misfit_error(found: Misfit) -> ListMisfitError:
    return ListMisfitError(
        wrong=found.wrong,
        compared=found.compared,
        name=found.example.scanned.source_name,
        page=found.contradiction.page,
        listed=found.contradiction.listed,
    )


def _refusal(identity: str, found: Contradiction) -> ItemError:
    kind = _ERRORS[found.aspect]
    return kind(identity, page=found.page, listed=found.listed, registered=found.registered)


def _same_papers(
    catalogue: Catalogue, read: Sequence[ReadDocument], *, archived: Collection[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Documents whose paper others have brought: earlier ones of the batch, or elsewhere."""
    faces = [face_of(one) for one in read]
    faces.sort(key=lambda face: face.document_id not in archived)
    found = dict(catalogue.same_papers(faces))
    for first, later in pairs(faces):
        known = found.get(later.document_id, ())
        if first.document_id not in known:
            found[later.document_id] = (*known, first.document_id)
    for document in read:
        identity = document.scanned.document_id
        if identity in found and identity not in archived:
            yield identity, found[identity]


def _same_paper(document: ReadDocument, other: str) -> SamePaperError:
    known = described(document)
    identity = document.scanned.document_id
    return SamePaperError(identity, number=known.number, formed=known.formed, other=other)
