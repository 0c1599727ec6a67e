"""Step 3: the fields of every paper's description are read off its pages.

It stands aside: no file of a document is made from its description, so that a layout which is added
later, or a person who corrects a field, makes no PDF/A and no signature anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sohoa.catalogue.notes import DocumentNote
from sohoa.describe.describing import rules_and_layouts
from sohoa.describe.layout import Layout
from sohoa.describe.lists import ListsTold
from sohoa.domain.errors import ItemError, SecrecyMarkError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.paper_findings import (
    NEW_HEAD_INSIDE,
    OF_SECRECY,
    SECRECY_UNSEEN,
    UNDESCRIBED,
)
from sohoa.domain.parting_errors import PartedByHeadsError
from sohoa.domain.places import pages_text, pieces_of
from sohoa.domain.stage_results import DescribedDocument, Finding, ReadDocument
from sohoa.domain.stations import Station
from sohoa.line.engine import Batch, Step, Verdict
from sohoa.line.secrecy import let_go, settle_marks
from sohoa.line.station import Chunk, StationOutcome, StationRun, WorkItem
from sohoa.line.surveying import accept_heads
from sohoa.tabular.batch_list import read_batch_list
from sohoa.work.describing import describe_job, marks_job, undescribed
from sohoa.work.pool import Job
from sohoa.work.watching import watcher


def _describe(
    batch: Batch, run: StationRun[ReadDocument, DescribedDocument], chunk: Chunk[ReadDocument]
) -> None:
    """Describe documents; see `sohoa.describe.describing.describe`.

    Where forms or lists of the office's own use up its time, or break, a document is described by
    those of the law alone, and told: a mark of secrecy must not be passed over for an expression.
    Of what cannot be described at all each page is looked at for marks; without one it goes on
    undescribed: nothing leaves the line for that.
    """
    layouts, lists = batch.settings.layouts, batch.settings.lists_told
    failed = dict[str, DescribedDocument]()

    def keep(item: WorkItem[ReadDocument], described: DescribedDocument) -> None:
        if _is_undescribed(described):
            failed[item.item_id] = described
        else:
            told = failed.pop(item.item_id, None)
            run.accept(item, _told_why(described, told) if told else described)
            watcher().advanced()

    for item, described in _described(batch, chunk.items, layouts=layouts, lists=lists):
        keep(item, described)
    if layouts or lists.told:
        left = [item for item in chunk.items if item.item_id in failed]
        for item, described in _described(batch, left, layouts=(), lists=ListsTold()):
            keep(item, described)
    left = [item for item in chunk.items if item.item_id in failed]
    for item, described in _looked_at_for_marks(batch, left, failed):
        run.accept(item, described)
        watcher().advanced()


def _told_why(described: DescribedDocument, before: DescribedDocument) -> DescribedDocument:
    """Say of what the law's forms describe why those of the office did not; the next run tries."""
    findings = (*described.findings, *before.findings)
    return replace(described, findings=findings, described_by="")


def _described(
    batch: Batch,
    items: Sequence[WorkItem[ReadDocument]],
    *,
    layouts: tuple[Layout, ...],
    lists: ListsTold,
) -> Iterator[tuple[WorkItem[ReadDocument], DescribedDocument]]:
    by = rules_and_layouts(layouts)
    jobs = (
        Job.of(one.item_id, describe_job, one.source, layouts=layouts, lists=lists, described_by=by)
        for one in items
    )
    for item, result in _worked_off(batch, items, jobs):
        if isinstance(result, ItemError):
            yield item, undescribed(item.source, (UNDESCRIBED.of(result.code),))
        else:
            yield item, result


def _looked_at_for_marks(
    batch: Batch,
    items: Sequence[WorkItem[ReadDocument]],
    failed: Mapping[str, DescribedDocument],
) -> Iterator[tuple[WorkItem[ReadDocument], DescribedDocument]]:
    """Look for marks of secrecy on what nothing can describe; a person has to, where that fails."""
    jobs = (
        Job.of(one.item_id, marks_job, one.source, why=failed[one.item_id].findings)
        for one in items
    )
    for item, result in _worked_off(batch, items, jobs):
        if isinstance(result, ItemError):
            why = (*failed[item.item_id].findings, SECRECY_UNSEEN.of(""))
            yield item, undescribed(item.source, why)
        else:
            yield item, result


def _worked_off(
    batch: Batch,
    items: Sequence[WorkItem[ReadDocument]],
    jobs: Iterable[Job[DescribedDocument]],
) -> Iterator[tuple[WorkItem[ReadDocument], DescribedDocument | ItemError]]:
    by_id = {item.item_id: item for item in items}
    seconds = batch.settings.work.document_seconds
    for job, result in batch.pool.run(jobs, seconds=seconds):
        yield by_id[job.item_id], result


def _is_undescribed(described: DescribedDocument) -> bool:
    return any(one.code == UNDESCRIBED.code for one in described.findings)


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


def _judge(batch: Batch, described: Sequence[DescribedDocument]) -> Verdict:
    """Stop what may be secret, and what the settings take apart."""
    of_marks = settle_marks(batch, described)
    others = [one for one in described if one.read.scanned.document_id not in of_marks.refused]
    return replace(of_marks, refused={**_taken_apart(batch, others), **of_marks.refused})


def _taken_apart(batch: Batch, described: Sequence[DescribedDocument]) -> dict[str, ItemError]:
    """Stop what the settings take apart where other documents begin on its pages.

    What its list names stays as it is, and so does what is archived.
    """
    if batch.settings.intake.split != "accept":
        return {}
    folder = batch.folder
    archived = batch.catalogue.archived_places(folder.batch)
    batch_list = read_batch_list(folder.workspace.batch_inbox(folder.batch))
    rows = batch_list.entries.values() if batch_list else ()
    stays = {piece.name for row in rows for piece in row.pieces}
    refused: dict[str, ItemError] = {}
    for one in described:
        scanned, pages = one.read.scanned, _new_heads(one)
        names = {piece.name for piece in pieces_of(scanned.source_name)}
        if not pages or scanned.document_id in archived or scanned.kept_original or names & stays:
            continue
        if accept_heads(folder, scanned.source_name, pages, count=len(scanned.pages)):
            error = PartedByHeadsError(scanned.document_id, pages=pages_text(pages))
            refused[scanned.document_id] = error
    return refused


def _new_heads(described: DescribedDocument) -> list[int]:
    return [one.page for one in described.findings if one.code == NEW_HEAD_INSIDE.code]


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
        if isinstance(verdict.refused.get(identity), SecrecyMarkError):
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
    judge=_judge,
    notes=_notes,
    clear=_clear,
)
