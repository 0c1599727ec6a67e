"""Working off a chunk: its jobs through the crew, each result settled as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sohoa.domain.batons import ReadDocument, ReadPage, ScannedDocument
from sohoa.domain.errors import ItemError
from sohoa.work.pool import Crew, Job
from sohoa.work.station import Chunk, Piece, StationRun
from sohoa.work.watching import require_going_on, watcher

S = TypeVar("S")
T = TypeVar("T")
P = TypeVar("P")


def work_off(
    run: StationRun[S, T],
    chunk: Chunk[S],
    *,
    crew: Crew,
    job_for: Callable[[Piece[S]], Job[T]],
    seconds: float,
) -> None:
    """Work off documents, one job each; a failed one costs only itself.

    Raises:
        BatchError: The batch cannot go on (disk full, key unusable …).
    """
    pieces = {piece.item_id: piece for piece in chunk.pieces}
    for job, result in crew.run((job_for(piece) for piece in chunk.pieces), seconds=seconds):
        run.settle(pieces[job.item_id], result)
        watcher().advanced(pieces[job.item_id].weight)


def read_off(
    run: StationRun[ScannedDocument, ReadDocument],
    chunk: Chunk[ScannedDocument],
    *,
    crew: Crew,
    jobs_for: Callable[[Piece[ScannedDocument]], Sequence[Job[ReadPage]]],
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
    for piece in chunk.pieces:
        reading = _Reading(piece)
        for job in jobs_for(piece):
            readings[job.item_id] = reading
            jobs.append(job)
    for job, result in crew.run(jobs, seconds=seconds):
        reading = readings[job.item_id]
        reading.take(job.item_id, result)
        watcher().advanced()
        if reading.is_whole:
            run.settle(reading.piece, reading.conclude(assemble))


@dataclass
class _Reading:
    """One document whose pages are coming in, in any order."""

    piece: Piece[ScannedDocument]
    pages: dict[str, ReadPage] = field(default_factory=dict)
    failures: list[ItemError] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """All pages are in, read or failed."""
        return len(self.pages) + len(self.failures) == len(self.piece.source.pages)

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
        scanned = self.piece.source
        try:
            return assemble(scanned, [self.pages[page.page_id] for page in scanned.pages])
        except ItemError as error:
            return error


def prove_and_settle(
    run: StationRun[S, T],
    chunk: Chunk[S],
    *,
    crew: Crew,
    job_for: Callable[[Piece[S]], Job[P]],
    finish: Callable[[S, P], T],
    seconds: float,
) -> None:
    """Let the crew prove documents, and finish them here, one after the other in their order.

    What is proven waits until all before it are finished: the same documents always get the
    same places.

    Raises:
        BatchError: The batch cannot go on.
    """
    results: dict[str, P | ItemError] = {}
    waiting = list(chunk.pieces)
    for job, result in crew.run((job_for(piece) for piece in chunk.pieces), seconds=seconds):
        results[job.item_id] = result
        while waiting and waiting[0].item_id in results:
            piece = waiting.pop(0)
            run.settle(piece, _finished(piece, results.pop(piece.item_id), finish))
            watcher().advanced(piece.weight)


def _finished(piece: Piece[S], proven: P | ItemError, finish: Callable[[S, P], T]) -> T | ItemError:
    if isinstance(proven, ItemError):
        return proven
    try:
        return finish(piece.source, proven)
    except ItemError as error:
        return error


def settle_each(run: StationRun[S, T], chunk: Chunk[S], work: Callable[[S], T]) -> None:
    """Work off documents one after the other in this process: one writer, no race.

    Raises:
        BatchError: The batch cannot go on.
        RunStoppedError: Somebody asked for the end; what was done stands.
    """
    for piece in chunk.pieces:
        require_going_on()
        try:
            run.accept(piece, work(piece.source))
        except ItemError as error:
            run.reject(piece, error)
        watcher().advanced(piece.weight)
