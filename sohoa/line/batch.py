"""Batches on their way: digitized, or signed where they waited; what stops one costs no other."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from sohoa.domain.batons import CatalogueRecord
from sohoa.domain.errors import (
    BatchBusyError,
    BatchError,
    BatchFilesError,
    ListMisfitError,
    RunStoppedError,
)
from sohoa.line.engine import Attempt, Tally, at_once
from sohoa.line.intake import arrivals
from sohoa.line.line import FROM_SIGNING, pass_line
from sohoa.line.step import Batch
from sohoa.line.summary import BatchSummary
from sohoa.line.waiting import pieces_of
from sohoa.work.watching import require_going_on

logger = logging.getLogger(__name__)


def digitize_batches(
    batches: Sequence[Batch], *, attempt: Attempt = at_once
) -> tuple[BatchSummary, ...]:
    """Digitize batches one after the other, and come back to those that may get on by now.

    Whoever held a batch may have let go of it while the others were worked on; and so may whoever
    held the catalogue: what a batch was stopped by is worth one more try where its error says so.
    """
    done = [digitize_batch(batch, attempt=attempt) for batch in batches]
    return tuple(
        digitize_batch(batch, attempt=attempt)
        if (one.busy and len(batches) > 1) or (one.stopped and one.stopped.retryable)
        else one
        for batch, one in zip(batches, done, strict=True)
    )


def digitize_batch(batch: Batch, *, attempt: Attempt = at_once) -> BatchSummary:
    """Take one batch through the line; whatever stops it costs this batch and no other.

    Another run may be at it, its list may be unusable, its disk may be gone or full: the reason
    stands in the summary, and running again goes on from there.
    """
    tally = Tally()
    try:
        require_going_on()
        with batch.folder.lock():
            records = pass_line(batch, arrivals(batch), attempt=attempt, tally=tally)
    except (ListMisfitError, RunStoppedError) as error:
        logger.warning("%s: stopped on the way, %s", batch.folder.slug, error.code)
        return replace(_counted(batch, tally), stopped=error)
    except BatchError as error:
        return _stopped(batch, tally, error)
    except OSError as error:
        return _stopped(batch, tally, _named(error))
    return _counted(batch, tally, records)


def sign_batch(batch: Batch, *, attempt: Attempt = at_once) -> BatchSummary:
    """Sign and archive what waits in one batch; what is signed stays signed.

    Raises:
        BatchError: The key cannot sign any more, which costs all other batches too; the next
            session goes on from there.
    """
    tally = Tally()
    try:
        require_going_on()
        with batch.folder.lock():
            pieces = pieces_of(batch.folder, batch.settings.ocr.quality)
            records = pass_line(batch, pieces, steps=FROM_SIGNING, attempt=attempt, tally=tally)
    except RunStoppedError as error:
        return replace(_counted(batch, tally), stopped=error)
    except BatchBusyError as error:
        return _stopped(batch, tally, error)
    except OSError as error:
        return _stopped(batch, tally, _named(error))
    return _counted(batch, tally, records)


def _counted(batch: Batch, tally: Tally, records: Sequence[CatalogueRecord] = ()) -> BatchSummary:
    name, phase = batch.folder.batch, batch.phase.number
    return BatchSummary.of(
        name,
        batch.catalogue.archived_page_counts(name, phase=phase),
        tally.rejections,
        waiting=tally.waiting,
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
