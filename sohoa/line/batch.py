"""The line, and batches on their way along it: what stops one batch costs no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import zip_longest
from typing import Any

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import (
    BatchBusyError,
    BatchError,
    BatchFilesError,
    ListMisfitError,
    RunStoppedError,
)
from sohoa.domain.plan import Plan
from sohoa.domain.stage_results import ArchivalPdf, CatalogueRecord
from sohoa.domain.stations import Station
from sohoa.line.engine import Attempt, Batch, Step, Tally, at_once, pass_step
from sohoa.line.intake import INTAKE, arrivals
from sohoa.line.station import WorkItem
from sohoa.line.summary import BatchSummary
from sohoa.line.waiting import items_of
from sohoa.settings import Settings
from sohoa.sign.signing_session import Signer, SigningSession
from sohoa.work.archive_home import keep_trails, require_archive
from sohoa.work.pool import WorkerPool
from sohoa.work.watching import require_going_on, watcher
from sohoa.workspace import Workspace

logger = logging.getLogger(__name__)


def step_of(station: Station) -> Step[Any, Any]:
    """Return the step of a station: what `sohoa/line/` has in the module of its name."""
    step: Step[Any, Any] = getattr(
        import_module(f"sohoa.line.{station.name.lower()}"), station.name
    )
    return step


#: The steps in the order of their stations: each takes what the one before gives (a test holds it).
LINE = tuple(map(step_of, Station))
#: Where a batch is taken up again when a person is there to sign.
FROM_SIGNING = LINE[LINE.index(step_of(Station.SIGN)) :]


def pass_line(
    batch: Batch,
    items: Sequence[WorkItem[Any]],
    *,
    steps: Sequence[Step[Any, Any]] = LINE,
    attempt: Attempt,
    tally: Tally,
) -> list[CatalogueRecord]:
    """Take a batch through the steps; what a step has done before stands.

    Raises:
        BatchError: The batch cannot go on; running it again resumes it.
    """
    for step in steps:
        items = pass_step(step, batch, items, attempt=attempt, tally=tally)
    return [item.source for item in items]


@contextmanager
def opened_line(
    workspace: Workspace,
    plan: Plan,
    settings: Settings,
    *,
    workers: int,
    imports: tuple[str, ...],
    session: SigningSession | None = None,
) -> Iterator[partial[Batch]]:
    """Open the line for a run, and give what makes a batch of a folder and its phase.

    `imports` names the modules whose functions the workers run.

    Raises:
        ArchiveAwayError, OtherArchiveError: The archive's disk is not there, or is another's.
        BatchError: The catalogue cannot be opened.
    """
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        WorkerPool(
            workers=workers, memory_limit_mb=settings.work.memory_limit_mb, imports=imports
        ) as pool,
        Signer.at_work(settings.sign, workspace.development_key_path, session=session) as signer,
    ):
        require_archive(workspace, catalogue)
        keep_trails(workspace, catalogue)
        yield partial(
            Batch, plan=plan, settings=settings, catalogue=catalogue, pool=pool, signer=signer
        )


def take_in(batches: Sequence[Batch], *, until: Callable[[], bool]) -> list[Tally]:
    """Take in boxes, one after the other, until something else is ready; what each has come to.

    For a run that would else stand and wait: `digitize_batches` goes on from there. What stops a
    box stops it there again, and is told then.
    """
    tallies = [Tally() for _batch in batches]
    for batch, tally in zip(batches, tallies, strict=True):
        if until() or watcher().stop_asked_by():
            break
        with suppress(BatchError, OSError), _held(batch):
            pass_step(INTAKE, batch, arrivals(batch), attempt=at_once, tally=tally)
    return tallies


def digitize_batches(
    batches: Sequence[Batch], *, attempt: Attempt = at_once, begun: Sequence[Tally] = ()
) -> tuple[BatchSummary, ...]:
    """Digitize batches one after the other, and come back to those that may get on by now.

    Whoever held a batch may have let go of it while the others were worked on; and so may whoever
    held the catalogue: what a batch was stopped by is worth one more try where its error says so.
    `begun` is what `take_in` has given, if it was called.
    """
    done = [
        digitize_batch(batch, attempt=attempt, tally=tally)
        for batch, tally in zip_longest(batches, begun)
    ]
    return tuple(
        digitize_batch(batch, attempt=attempt)
        if (one.busy and len(batches) > 1) or (one.stopped and one.stopped.retryable)
        else one
        for batch, one in zip(batches, done, strict=True)
    )


def digitize_batch(
    batch: Batch, *, attempt: Attempt = at_once, tally: Tally | None = None
) -> BatchSummary:
    """Take one batch through the line; whatever stops it costs this batch and no other.

    Another run may be at it, its list may be unusable, its disk may be gone or full: the reason
    stands in the summary, and running again goes on from there. `tally` is what was done already.
    """
    tally = tally or Tally()
    try:
        require_going_on()
        with _held(batch):
            records = pass_line(batch, arrivals(batch), attempt=attempt, tally=tally)
    except (ListMisfitError, RunStoppedError) as error:
        logger.warning("%s: stopped on the way, %s", batch.folder.slug, error.code)
        return replace(_counted(batch, tally), stopped=error)
    except BatchError as error:
        return _stopped(batch, tally, error)
    except OSError as error:
        return _stopped(batch, tally, _named(error))
    return _counted(batch, tally, records)


def to_sign(batch: Batch) -> list[WorkItem[ArchivalPdf]]:
    """What waits for a signature and bears the paper that it is of by now.

    The paper of a file may have been merged or taken out of the inventory since the run: the next
    one makes it anew, or asks.
    """
    asked = batch.catalogue.asked_in(batch.folder.batch)
    items = items_of(batch.folder, batch.settings.ocr.quality, asked)
    stands = step_of(Station.PDFA).stands
    return [item for item in items if stands(batch, item.source)]


def sign_batch(batch: Batch, *, attempt: Attempt = at_once) -> BatchSummary:
    """Sign and archive what waits in one batch; what is signed stays signed.

    Raises:
        BatchError: The key cannot sign any more, which costs all other batches too; the next
            session goes on from there.
    """
    tally = Tally()
    try:
        require_going_on()
        with _held(batch):
            records = pass_line(
                batch, to_sign(batch), steps=FROM_SIGNING, attempt=attempt, tally=tally
            )
    except RunStoppedError as error:
        return replace(_counted(batch, tally), stopped=error)
    except BatchBusyError as error:
        return _stopped(batch, tally, error)
    except OSError as error:
        return _stopped(batch, tally, _named(error))
    return _counted(batch, tally, records)


@contextmanager
def _held(batch: Batch) -> Iterator[None]:
    """Hold a batch on this machine, and in a catalogue that other machines work with too.

    Raises:
        BatchBusyError: Another run has it.
    """
    with batch.folder.lock(), batch.catalogue.holding_batch(batch.folder.batch):
        yield


def _counted(batch: Batch, tally: Tally, records: Sequence[CatalogueRecord] = ()) -> BatchSummary:
    name, phase = batch.folder.batch, batch.phase.number
    return BatchSummary.of(
        name,
        batch.catalogue.archived_page_counts(name, phase=phase),
        tally.rejections,
        rules=batch.settings.ocr.quality.needs,
        waiting=tally.waiting[Station.SIGN],
        signed=[record.signed for record in records],
        found=batch.catalogue.findings(name, phase=phase),
        worked=tally.worked,
    )


def _stopped(batch: Batch, tally: Tally, error: BatchError) -> BatchSummary:
    logger.warning("%s: stopped, %s", batch.folder.slug, error.code)
    return BatchSummary(batch.folder.batch, 0, 0, (), stopped=error, worked=tally.worked)


def _named(error: OSError) -> BatchFilesError:
    named = BatchFilesError(problem=error.strerror or type(error).__name__)
    named.__cause__ = error
    return named
