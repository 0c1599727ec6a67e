"""Reconcile a box: where each paper, each row of its list and each scan of it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.box_states import BoxState
from sohoa.domain.errors import (
    BatchFilesError,
    BatchListRowError,
    MissingFileError,
    UnknownBatchError,
    explain,
)
from sohoa.domain.figures import Standing
from sohoa.domain.holdings import DocumentRow, RegisteredPaper
from sohoa.domain.identifiers import document_id
from sohoa.domain.outcome import DocumentState
from sohoa.domain.plan import Plan
from sohoa.domain.progress import measure_of
from sohoa.domain.reconciliation import BoxLine, Reconciled, SeenBox, reconcile
from sohoa.domain.scan_states import ArchivedFile, SeenScan
from sohoa.domain.vietnam_time import day_of
from sohoa.domain.vietnamese import nfc
from sohoa.intake.arriving import Transfer, holding, transfers_in
from sohoa.intake.inbox import Candidate, list_candidates
from sohoa.language import _
from sohoa.line.waiting import unsigned_among
from sohoa.plan_file import load_plan
from sohoa.settings import Settings, load_settings
from sohoa.tabular.batch_list import BatchList, read_batch_list
from sohoa.use_cases.boxes import require_box
from sohoa.use_cases.documents import FindingResult, ReasonResult, finding_result
from sohoa.use_cases.parted_boxes import PartedBox, parted_box
from sohoa.work.archive_home import require_known_archive
from sohoa.workspace import BatchFolder, Workspace

#: What the catalogue keeps of a row of the list, and of no scan.
_OF_ROWS = frozenset({MissingFileError.code, BatchListRowError.code})


@dataclass(frozen=True, slots=True)
class StateTotal:
    """How many papers of the register, rows of the list and scans stand in a state."""

    state: BoxState
    papers: int
    rows: int
    scans: int


@dataclass(frozen=True, slots=True)
class StateTotals:
    """All papers, rows and scans of a box, and by state; only states that occur."""

    papers: int
    rows: int
    scans: int
    states: tuple[StateTotal, ...]


@dataclass(frozen=True, slots=True)
class BoxLineResult:
    """A paper, a row or a scan and where it stands; what is not known is null.

    Attributes:
        row: The number of its row in the batch list.
        date: ISO 8601, as far as it is known.
        place: Where its paper lies, as the register says.
        other: The document or box that it is double with, or lies in; of a row that cannot be used,
            why.
        sheets, pages: As counted by register or list, and as scanned.
    """

    state: BoxState
    record_id: str | None
    row: int | None
    document: str | None
    file: str | None
    number: str | None
    date: str | None
    type: str | None
    subject: str | None
    place: str | None
    other: str | None
    reason: ReasonResult | None
    findings: tuple[FindingResult, ...]
    sheets: int | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class BoxResult:
    """A box reconciled: each paper, each row and each scan once, and their totals."""

    box: str
    day: dt.date
    total: StateTotals
    papers: tuple[BoxLineResult, ...]
    rows: tuple[BoxLineResult, ...]
    scans: tuple[BoxLineResult, ...]


@dataclass(frozen=True, slots=True)
class ReconciledBox:
    """A box reconciled, by which office, and as of which day."""

    box: str
    office: str
    day: dt.date
    found: Reconciled


def reconcile_box(workspace: Workspace, box: str) -> ReconciledBox:
    """Compare what register, list, box folder, catalogue and archive say of a box.

    Nothing is read off a page, and nothing is changed. Of archived files it is looked at whether
    they are there and as long as they were; `sohoa verify` reads them.

    Raises:
        UnknownBoxError: Nobody has ever seen a box of this name.
        BatchListError: Its list cannot be used.
        BatchFilesError: Its folder cannot be read.
        ArchiveAwayError, OtherArchiveError: The archive's disk is not there, or is another's.
        SettingsError, PlanError: Settings or plan cannot be used.
    """
    name, now = nfc(box), dt.datetime.now(dt.UTC)
    require_box(workspace, name)
    settings, plan = load_settings(workspace.config_dir), load_plan(workspace.plan_path)
    day = day_of(now)
    try:
        lying = _Lying.in_box(workspace, name)
    except OSError as error:
        raise BatchFilesError(problem=error.strerror or type(error).__name__) from error
    with CatalogueReader.open(workspace.catalogue_url) as reader, reader.one_state():
        documents = reader.list_documents(batch=name)
        stored = [one for one in documents if one.state.is_stored]
        if stored:
            require_known_archive(workspace)
        folders = [BatchFolder(workspace, phase.number, name) for phase in plan.phases]
        parted = parted_box(folders, name, lying.candidates, lying.batch_list, documents)
        rows = parted.rows
        named = {one.record_id for one in documents} | {row.said.record_id for row in rows}
        papers = reader.papers_in_box(name, named=named - {""})
        released = reader.masters_released([one.document_id for one in stored])
    scans = _Scans(workspace, name, settings, lying, parted, documents, released)
    seen = SeenBox(
        papers,
        rows,
        tuple(scans.seen()),
        settings.ocr.quality.needs,
        _standing(plan, day),
        _years(workspace, name, plan, documents),
    )
    office = settings.office.on(day).name
    return ReconciledBox(name, office, day, reconcile(seen))


def box_result(one: ReconciledBox) -> BoxResult:
    """Give a reconciled box as machines read it; messages in the language in force."""
    found = one.found
    totals = tuple(StateTotal(state, *counts) for state, counts in found.totals.items())
    parts = [tuple(map(_line_result, part)) for part in found.parts]
    papers, rows, scans = map(len, found.parts)
    total = StateTotals(papers, rows, scans, totals)
    return BoxResult(one.box, one.day, total, *parts)


def _line_result(line: BoxLine) -> BoxLineResult:
    reason = None
    if line.reason_code:
        code, details = line.reason_code, dict(line.reason_details)
        reason = ReasonResult(code, *explain(code, details, _))
    return BoxLineResult(
        state=line.state,
        record_id=line.record_id or None,
        row=line.row,
        document=line.document_id or None,
        file=line.file or None,
        number=line.words.number or None,
        date=line.words.formed or None,
        type=line.words.record_type or None,
        subject=line.words.subject or None,
        place=line.place or None,
        other=line.other or None,
        reason=reason,
        findings=tuple(map(finding_result, line.findings)),
        sheets=line.sheets,
        pages=line.pages,
    )


@dataclass(frozen=True, slots=True)
class _Lying:
    """What lies in a box's folder; nothing, where it is gone."""

    candidates: tuple[Candidate, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    batch_list: BatchList | None = None

    @classmethod
    def in_box(cls, workspace: Workspace, name: str) -> _Lying:
        try:
            inbox = workspace.batch_inbox(name)
        except UnknownBatchError:
            return cls()
        return cls(list_candidates(inbox), transfers_in(inbox), read_batch_list(inbox))


@dataclass(frozen=True, slots=True)
class _Scans:
    """The scans of a box: what the catalogue knows, and what lies there without it."""

    workspace: Workspace
    box: str
    settings: Settings
    lying: _Lying
    parted: PartedBox
    documents: Sequence[DocumentRow]
    released: frozenset[str]

    def seen(self) -> Iterator[SeenScan]:
        """Each once: documents as `sohoa list` has them, then what no run has seen."""
        unsigned, told = self._unsigned(), set[str]()
        for row in self.documents:
            if row.reason_code in _OF_ROWS and not self.parted.lies(row.source_name):
                continue
            told.add(row.source_name)
            yield self._of_document(row, unsigned)
        for place in self.parted.unseen(told):
            told.add(place)
            lying = self.parted.lying.get(place)
            yield SeenScan(
                document_id(self.box, place),
                place,
                True,
                is_arriving=self._is_arriving(place),
                problem=lying.problem.code if lying and lying.problem else "",
            )
        yield from self._coming({*told, *self.parted.lying})

    def _of_document(self, row: DocumentRow, unsigned: frozenset[str]) -> SeenScan:
        lies = self.parted.lies(row.source_name)
        return SeenScan(
            row.document_id,
            row.source_name,
            lies=lies,
            known=row,
            archived=self._archived(row),
            is_arriving=lies and self._is_arriving(row.source_name),
            is_released=row.document_id in self.released,
            awaits_signature=row.document_id in unsigned,
        )

    def _archived(self, row: DocumentRow) -> ArchivedFile:
        if row.archive_path is None:
            return ArchivedFile.THERE
        try:
            size = (self.workspace.archive_dir / row.archive_path).stat().st_size
        except OSError:
            return ArchivedFile.GONE
        is_as_long = row.size_bytes in (None, size)
        return ArchivedFile.THERE if is_as_long else ArchivedFile.OTHER_SIZE

    def _is_arriving(self, place: str) -> bool:
        files = self.parted.files_of(place)
        return any(holding(one, self.lying.transfers) is not None for one in files)

    def _coming(self, known: Iterable[str]) -> Iterator[SeenScan]:
        """What is being copied and is no document yet, under the name that a row gives it."""
        taken = set(known)
        for transfer in self.lying.transfers:
            files = (row.file for row in self.parted.rows if row.file)
            file = next((one for one in files if transfer.is_for(one)), transfer.final)
            if transfer.is_certain and not transfer.folder and file not in taken:
                taken.add(file)
                yield SeenScan(document_id(self.box, file), file, lies=False, is_arriving=True)

    def _unsigned(self) -> frozenset[str]:
        waiting = frozenset[str]()
        for phase in {row.phase for row in self.documents if row.phase is not None}:
            open_ = [
                row.document_id
                for row in self.documents
                if row.phase == phase and row.state is DocumentState.IN_PROGRESS
            ]
            if open_:
                folder = BatchFolder(self.workspace, phase, self.box)
                waiting |= unsigned_among(folder, self.settings.ocr.quality, open_)
        return waiting


def _standing(plan: Plan, day: dt.date) -> Callable[[RegisteredPaper], Standing]:
    measure = measure_of(plan, day)
    return lambda paper: measure.judge(paper.line.tally).standing


def _years(
    workspace: Workspace, box: str, plan: Plan, documents: Iterable[DocumentRow]
) -> Callable[[int], bool] | None:
    """The years of the phases in which a box was run; `None` if it was not run yet."""
    numbers = {row.phase for row in documents if row.phase is not None}
    phases = [
        phase
        for phase in plan.phases
        if phase.number in numbers or BatchFolder(workspace, phase.number, box).path.is_dir()
    ]
    return (lambda year: any(phase.takes(year) for phase in phases)) if phases else None


def write_box_sheet(one: ReconciledBox, target: Path) -> None:
    """Draw the sheet that goes with the box to whoever looks for what is missing in it.

    Raises:
        ToolMissingError: The font is not installed.
        DiskFullError: No room is left.
    """
    from sohoa.durable import write_durably  # noqa: PLC0415 - see below
    from sohoa.reports.box_sheet import box_sheet  # noqa: PLC0415 - heavy, and few ask for paper

    write_durably(target, box_sheet(one.found, box=one.box, office=one.office, day=one.day))
