"""Find the batches that wait for a signature: their PDF/A are made, and not all signed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from sohoa.domain.facts import contradictions
from sohoa.domain.plan import Phase, PhaseKind, Plan
from sohoa.domain.secrecy import mark_in
from sohoa.domain.stage_results import (
    ArchivalPdf,
    DescribedDocument,
    IdentifiedDocument,
    ReadDocument,
    SignedPdf,
)
from sohoa.domain.stations import Station
from sohoa.domain.vietnamese import nfc
from sohoa.line.station import WorkItem, journal_of
from sohoa.ocr.document import held_back
from sohoa.ocr.settings import QualitySettings
from sohoa.workspace import BatchFolder, Workspace


@dataclass(frozen=True, slots=True)
class WaitingBatch:
    """A batch whose PDF/A are made and not all signed."""

    folder: BatchFolder
    phase: Phase
    count: int


def waiting_batches(
    workspace: Workspace,
    plan: Plan,
    names: Sequence[str] = (),
    *,
    quality: QualitySettings,
    asked: Collection[str],
    bears: Callable[[ArchivalPdf], bool],
) -> list[WaitingBatch]:
    """The batches with documents to sign, of every digitization phase; of `names` if given.

    `asked` are the documents of which a person has to say first which paper they are; `bears` says
    whether a file bears the paper that it is of by now, as `to_sign` asks it.
    """
    phases = [phase for phase in plan.phases if phase.kind is PhaseKind.DIGITIZE]
    folders = [(folder, phase) for phase in phases for folder in _folders(workspace, phase)]
    wanted = {nfc(name) for name in names}
    counted = [
        WaitingBatch(folder, phase, _count_unsigned(folder, quality, asked, bears))
        for folder, phase in folders
        if not wanted or folder.batch in wanted
    ]
    return [batch for batch in counted if batch.count]


def _count_unsigned(
    folder: BatchFolder,
    quality: QualitySettings,
    asked: Collection[str],
    bears: Callable[[ArchivalPdf], bool],
) -> int:
    items = items_of(folder, quality, asked)
    return sum(_is_unsigned(folder, item) and bears(item.source) for item in items)


def unsigned_among(
    folder: BatchFolder, quality: QualitySettings, documents: Collection[str]
) -> frozenset[str]:
    """Those of some documents that wait to be signed; of the others nothing is read.

    Of none of them has a person to say first which paper it is.
    """
    items = items_of(folder, quality, (), among=documents)
    return frozenset(item.item_id for item in items if _is_unsigned(folder, item))


def items_of(
    folder: BatchFolder,
    quality: QualitySettings,
    asked: Collection[str],
    *,
    among: Collection[str] | None = None,
) -> list[WorkItem[ArchivalPdf]]:
    """Return the items that a batch's PDF/A station has handed on, by its journal.

    What has to be scanned again first, or may be another paper than was said, is left out,
    unless it is signed already.
    """
    was_matched = journal_of(folder, Station.MATCH, IdentifiedDocument).manifest() is not None
    journal = journal_of(folder, Station.PDFA, ArchivalPdf)
    manifest = journal.manifest()
    handed_on = manifest.items if manifest else ()
    settled = [journal.last(item) for item in handed_on if among is None or item in among]
    items = [
        WorkItem(
            one.item_id,
            one.result.read.scanned.source_name,
            one.digest,
            one.result,
            tuple(source.path for source in one.result.read.scanned.sources),
        )
        for one in settled
        if one is not None and one.result is not None
    ]
    return [
        item
        for item in items
        if not _is_unsigned(folder, item)
        or (
            item.item_id not in asked
            and (was_matched or _is_as_listed(item.source.read))
            and held_back(item.source.read, quality) is None
            and not _bears_a_mark(folder, item.source.read)
        )
    ]


def _is_as_listed(read: ReadDocument) -> bool:
    """Say whether a box that an earlier program left here may be signed: it matched nothing."""
    return bool(read.scanned.description.confirmation) or not contradictions(read)


def _bears_a_mark(folder: BatchFolder, read: ReadDocument) -> bool:
    """Say whether a mark of secrecy was found and nobody has said that it is none."""
    if read.scanned.description.confirmation:
        return False
    journal = journal_of(folder, Station.DESCRIBE, DescribedDocument)
    last = journal.last(read.scanned.document_id)
    return last is not None and last.result is not None and bool(mark_in(last.result.findings))


def _folders(workspace: Workspace, phase: Phase) -> Iterator[BatchFolder]:
    root = workspace.data_dir / "batches" / f"phase-{phase.number}"
    if root.is_dir():
        for folder in sorted(root.iterdir()):
            if folder.is_dir():
                yield BatchFolder(workspace, phase.number, nfc(folder.name))


def _is_unsigned(folder: BatchFolder, item: WorkItem[ArchivalPdf]) -> bool:
    journal = journal_of(folder, Station.SIGN, SignedPdf)
    settled = journal.outcome_of(item.item_id, made_from=item.made_from, source=item.source)
    return settled is None or not settled.stands_for(item.made_from)
