"""Pictures for a decision, cut when a document begins to wait: its page images are at hand now."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from sohoa.domain.errors import ItemError
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.stage_results import DescribedDocument, ReadDocument
from sohoa.domain.stations import Station
from sohoa.line.engine import Batch
from sohoa.line.station import journal_of
from sohoa.work.picturing import cut_job
from sohoa.work.pool import Job

logger = logging.getLogger(__name__)


def cut_for_review(batch: Batch, reads: Iterable[ReadDocument]) -> None:
    """Cut what a person decides by of documents that wait; what is cut already stays.

    Raises:
        DiskFullError: No room is left.
    """
    jobs = list(_jobs(batch, reads))
    if not jobs:
        return
    seconds = batch.settings.work.document_seconds
    for job, result in batch.pool.run(jobs, seconds=seconds):
        if isinstance(result, ItemError):
            logger.warning("%s: no pictures (%s)", job.item_id, result.code)


def _jobs(batch: Batch, reads: Iterable[ReadDocument]) -> Iterator[Job[int]]:
    journal = journal_of(batch.folder, Station.DESCRIBE, DescribedDocument)
    for read in reads:
        if not read.pages:
            continue
        identity = read.scanned.document_id
        settled = journal.last(identity)
        described = settled.result if settled else None
        paper = described.paper if described and described.read == read else PaperDescription()
        folder = batch.folder.workspace.review_dir / identity
        yield Job.of(identity, cut_job, read, paper, folder)
