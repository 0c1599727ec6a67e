"""Reading any scan outside a batch: the same intake and reading, in a folder thrown away after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from sohoa.describe.describing import describe
from sohoa.describe.doubts import doubts
from sohoa.domain.errors import ItemError, UnreadableFileError
from sohoa.domain.identifiers import document_id
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.stage_results import (
    Description,
    Finding,
    PageText,
    ReadDocument,
    ReadPage,
    ScannedDocument,
)
from sohoa.intake.inbox import Candidate, candidate_at
from sohoa.language import _
from sohoa.ocr.document import assemble
from sohoa.ocr.store import load_page_text
from sohoa.settings import Settings
from sohoa.stopwatch import Steps, measured
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.reading import readings_of, take_in_job

T = TypeVar("T")

_BATCH = "read"


@dataclass
class FileReading:
    """The result for one file: a document with the text of its pages, or the error."""

    path: Path
    document: ReadDocument | None = None
    paper: PaperDescription = field(default_factory=PaperDescription)
    texts: tuple[PageText, ...] = ()
    error: ItemError | None = None
    cpu_seconds: Steps = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found of it, by intake, reading and describing."""
        return (*self.document.all_findings, *doubts(self.paper)) if self.document else ()


def read_files(
    paths: Sequence[Path], *, pool: WorkerPool, settings: Settings, folder: Path
) -> tuple[FileReading, ...]:
    """Read files (or folders of page images), each on its own, in the order they are named.

    All pages of all files are spread over the pool. `folder` takes what is made on the way.

    Raises:
        BatchError: Nothing can be read (a model is missing, the disk is full).
    """
    readings = {document_id(_BATCH, str(path)): FileReading(path) for path in paths}
    scanned = dict(_taken_in(readings, pool, settings, folder))
    pages: dict[str, dict[str, ReadPage]] = {identity: {} for identity in scanned}
    owners = {page.page_id: key for key, one in scanned.items() for page in one.pages}
    jobs = (
        _timed(job)
        for one in scanned.values()
        for job in readings_of(
            one.pages,
            texts_dir=folder / "texts",
            settings=settings.ocr,
            seconds=settings.work.page_seconds,
        )
    )
    for job, read in pool.run(jobs, seconds=settings.work.page_seconds):
        identity = owners[job.item_id]
        if isinstance(read, ItemError):
            readings[identity].error = readings[identity].error or read
        else:
            pages[identity][job.item_id] = read[0]
            _add(readings[identity].cpu_seconds, read[1])
    for identity, one in scanned.items():
        if readings[identity].error is None:
            _conclude(readings[identity], one, pages[identity], settings)
    return tuple(readings.values())


def _taken_in(
    readings: Mapping[str, FileReading], pool: WorkerPool, settings: Settings, folder: Path
) -> Iterator[tuple[str, ScannedDocument]]:
    """Intake of every file; one that is refused bears its error from here on."""
    jobs = list[Job[tuple[ScannedDocument, Steps]]]()
    for identity, reading in readings.items():
        try:
            candidate = candidate_at(reading.path)
        except FileNotFoundError:
            problem = _("there is no such file or folder")
            reading.error = UnreadableFileError(identity, problem=problem)
        except OSError as error:
            reading.error = UnreadableFileError(identity, problem=error.strerror)
        else:
            jobs.append(_timed(_intake_of(candidate, identity, settings, folder)))
    for job, result in pool.run(jobs, seconds=settings.work.document_seconds):
        if isinstance(result, ItemError):
            readings[job.item_id].error = result
        else:
            _add(readings[job.item_id].cpu_seconds, result[1])
            yield job.item_id, result[0]


def _intake_of(
    candidate: Candidate, identity: str, settings: Settings, folder: Path
) -> Job[ScannedDocument]:
    return Job.of(
        identity,
        take_in_job,
        candidate,
        document_id=identity,
        batch=_BATCH,
        description=Description(),
        pages_dir=folder / "pages" / identity,
        settings=settings.intake,
    )


def _conclude(
    reading: FileReading,
    scanned: ScannedDocument,
    pages: Mapping[str, ReadPage],
    settings: Settings,
) -> None:
    ordered = [pages[page.page_id] for page in scanned.pages]
    reading.document = assemble(scanned, ordered, quality=settings.ocr.quality)
    reading.texts = tuple(load_page_text(page.text_path) for page in ordered)
    known = settings.lists_told.known
    reading.paper = describe(reading.texts, layouts=settings.layouts, known=known)


def _timed(job: Job[T]) -> Job[tuple[T, Steps]]:
    """The same job, and its rescue, with the CPU-seconds of each step beside the result."""
    return Job(
        job.item_id,
        partial(perform_timed, job.call),
        rescue=_timed(job.rescue) if job.rescue else None,
        gives_up=job.gives_up,
    )


def perform_timed(call: partial[T]) -> tuple[T, Steps]:
    """Do a job in a worker and measure its steps."""
    with measured() as seconds:
        result = call()
    return result, seconds


def _add(total: Steps, more: Steps) -> None:
    for name, seconds in more.items():
        total[name] = total.get(name, 0.0) + seconds
