"""Step 3: the fields of every paper's description are read off its pages.

It stands aside: no file of a document is made from its description, so that a layout which is added
later, or a person who corrects a field, makes no PDF/A and no signature anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from sohoa.catalogue.notes import DocumentNote
from sohoa.describe.describing import rules_and_layouts
from sohoa.domain.errors import ItemError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.paper_findings import OF_SECRECY
from sohoa.domain.stage_results import DescribedDocument, Finding, ReadDocument
from sohoa.domain.stations import Station
from sohoa.line.engine import Batch, Step, Verdict
from sohoa.line.secrecy import let_go, settle_marks
from sohoa.line.station import Chunk, StationOutcome, StationRun, WorkItem
from sohoa.work.describing import describe_job, undescribed
from sohoa.work.pool import Job
from sohoa.work.watching import watcher


def _describe(
    batch: Batch, run: StationRun[ReadDocument, DescribedDocument], chunk: Chunk[ReadDocument]
) -> None:
    """Describe documents; see `sohoa.describe.describing.describe`.

    What uses up its time goes on undescribed: nothing leaves the line for its description.
    """
    layouts, by = batch.settings.layouts, rules_and_layouts(batch.settings.layouts)
    lists = batch.settings.lists_told

    def job_for(item: WorkItem[ReadDocument]) -> Job[DescribedDocument]:
        return Job.of(
            item.item_id, describe_job, item.source, layouts=layouts, lists=lists, described_by=by
        )

    seconds = batch.settings.work.document_seconds
    items = {item.item_id: item for item in chunk.items}
    for job, result in batch.pool.run(map(job_for, chunk.items), seconds=seconds):
        item = items[job.item_id]
        if isinstance(result, ItemError):
            result = undescribed(item.source, result.code)  # noqa: PLW2901
        run.accept(item, result)
        watcher().advanced()


def _is_of_today(batch: Batch, described: DescribedDocument) -> bool:
    """Say whether a description was made by the rules, layouts and lists of now.

    Lists grow by what is archived: what an archived paper was described as stays, or the lists
    would change what they have learnt from. An office may ask for it (`describe` in the settings).
    """
    settings = batch.settings
    if described.described_by != rules_and_layouts(settings.layouts):
        return False
    if described.listed_by == settings.lists_told.digest:
        return True
    is_archived = batch.catalogue.is_archived(described.read.scanned.document_id)
    return is_archived and not settings.describe.lists_for_archived


def _notes(
    outcome: StationOutcome[ReadDocument, DescribedDocument], verdict: Verdict
) -> Iterable[DocumentNote]:
    """What pages say; of those whose texts were let go the catalogue keeps what it has.

    Of what is secret nothing but that it is.
    """
    for described in outcome.accepted:
        if not described.paper.layout and not described.findings:
            continue
        identity = described.read.scanned.document_id
        doubts, said = described.findings, verdict.findings.get(identity, ())
        if said:
            doubts = (*(one for one in doubts if one.code not in OF_SECRECY), *said)
        paper = described.paper if described.paper.layout else None
        yield _note(described, paper, doubts)
    for described in outcome.results:
        identity = described.read.scanned.document_id
        if identity in verdict.refused:
            yield _note(described, None, verdict.findings[identity])


def _note(
    described: DescribedDocument, paper: PaperDescription | None, doubts: tuple[Finding, ...]
) -> DocumentNote:
    scanned = described.read.scanned
    return DocumentNote(
        document_id=scanned.document_id,
        source_name=scanned.source_name,
        state=DocumentState.IN_PROGRESS,
        paper=paper,
        doubts=doubts,
    )


def _clear(batch: Batch, outcome: StationOutcome[ReadDocument, DescribedDocument]) -> None:
    """Let go of all that was made of what is secret."""
    let_go(batch, Station.DESCRIBE, outcome.rejected)


DESCRIBE = Step(
    Station.DESCRIBE,
    takes=ReadDocument,
    gives=DescribedDocument,
    chunk=400,
    stands=_is_of_today,
    work=_describe,
    judge=settle_marks,
    notes=_notes,
    clear=_clear,
)
