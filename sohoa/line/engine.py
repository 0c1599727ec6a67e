"""The engine of the line: what a step is, and the one way in which every step is passed.

Open, refuse, work off, judge, close, finish, record, pass on: the order stands here and nowhere
else, so that no step can pass on before it is closed, or record twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from sohoa import AGENT
from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody_errors import ChangedUnderWayError
from sohoa.domain.errors import (
    BatchError,
    ItemError,
    OtherPhaseError,
    OutsideEveryPhaseError,
    UnknownBatchError,
    YearUnknownError,
)
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.plan import Phase, Plan
from sohoa.domain.stage_results import Finding, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.intake.inbox import Candidate, list_candidates
from sohoa.intake.masters import read_master
from sohoa.intake.parts import lying_at
from sohoa.language import _
from sohoa.line.station import (
    Chunk,
    Stamp,
    StationOutcome,
    StationRun,
    WorkItem,
    journal_of,
    put_in_quarantine,
)
from sohoa.settings import Settings
from sohoa.sign.signing_session import Signer
from sohoa.work.clock import require_clock
from sohoa.work.pool import WorkerPool
from sohoa.workspace import BatchFolder

S = TypeVar("S")
T = TypeVar("T")
logger = logging.getLogger(__name__)
#: Of these a slip is written, for a person to see what is wrong and what to do.
_FOR_A_PERSON = frozenset({DocumentState.QUARANTINED, DocumentState.CONTESTED, DocumentState.ASKED})


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch of one phase, and what its run works with; nothing in it changes on the way.

    Only a step's own file looks into it; what it calls is given what it needs by name.
    `is_whole` says that a person knows the box to be whole: nothing in it is waited for, however
    new it is.
    """

    folder: BatchFolder
    phase: Phase
    plan: Plan
    settings: Settings
    catalogue: Catalogue
    pool: WorkerPool
    signer: Signer
    is_whole: bool = False

    @property
    def settling(self) -> dt.timedelta:
        """The time for which nothing may have changed in the box."""
        return dt.timedelta(minutes=0 if self.is_whole else self.settings.intake.settling_minutes)

    def require_year(self, document_id: str, year: int | None) -> None:
        """Refuse what the running phase does not take.

        Raises:
            YearUnknownError: Nobody knows the year of formation.
            OtherPhaseError: Another phase takes that year; the document is set aside for it.
            OutsideEveryPhaseError: No phase takes that year; set aside and reported.
        """
        if year is None:
            raise YearUnknownError(document_id)
        if self.phase.takes(year):
            return
        other = self.plan.phase_of(year)
        if other is None:
            raise OutsideEveryPhaseError(document_id, year=year)
        raise OtherPhaseError(document_id, year=year, phase=self.phase.number, other=other.number)

    def require_clock(self) -> None:
        """Refuse to sign or archive by a clock that cannot be right.

        Raises:
            BatchError: One of SIGN-910, SIGN-912 to SIGN-915.
        """
        clock = self.settings.sign.clock
        require_clock(self.folder.workspace, self.catalogue, self.plan, clock)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of looking at all results of a step together.

    Attributes:
        refused: Document → why it may not go on beside the rest; not kept, found again each run.
        findings: Document → what was found of it, refused or not.
        stop: Why nothing of the batch goes on, if so; what was found is recorded before.
    """

    refused: Mapping[str, ItemError] = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    stop: BatchError | None = None


@dataclass(frozen=True, slots=True)
class Step(Generic[S, T]):
    """One step of the line; `pass_step` says when each part of it is called.

    Attributes:
        chunk: How much is worked off together, in what an item weighs.
        work: Work off a chunk: accept or reject each of its items. Nothing else of a step does.
        stands: Whether a result of before is still one, though it was made from the same input.
        may_retry: Whether a chunk is worth another try: never where a PIN could be spent.
        scan_of: Whose scan an item is of, where it must still lie in the box as it was taken in.
        check: Open items → which are refused before they are worked on, and why.
        waits: Say whether the open items, all together, wait for a person; settled ones go on.
        guard: Refuse to go on with the next chunk (the machine's clock).
        judge: Look at all results together.
        finish: What is done once for all that go on, after the station is closed.
        notes: What the catalogue is told of documents that did not leave the line.
        clear: What is done once the outcome is recorded, about what left the line.
        weight: What a result weighs as an item of the next step.
    """

    station: Station
    takes: type[S]
    gives: type[T]
    chunk: int
    work: Callable[[Batch, StationRun[S, T], Chunk[S]], None]
    stands: Callable[[Batch, T], bool] = lambda _batch, _result: True
    may_retry: bool = False
    scan_of: Callable[[S], ScannedDocument] | None = None
    check: Callable[[Batch, Sequence[WorkItem[S]]], Mapping[str, ItemError]] = (
        lambda _batch, _open: {}
    )
    waits: Callable[[Batch, Sequence[WorkItem[S]]], bool] = lambda _batch, _open: False
    guard: Callable[[Batch], None] = lambda _batch: None
    judge: Callable[[Batch, Sequence[T]], Verdict] = lambda _batch, _results: Verdict()
    finish: Callable[[Batch, Sequence[T]], None] = lambda _batch, _accepted: None
    notes: Callable[[StationOutcome[S, T], Verdict], Iterable[DocumentNote]] = (
        lambda _outcome, _verdict: ()
    )
    clear: Callable[[Batch, StationOutcome[S, T]], None] = lambda _batch, _outcome: None
    weight: Callable[[T], int] = lambda _result: 1


class Attempt(Protocol):
    """A way of trying a chunk; handed in from outside (`tasks.chunk`)."""

    def __call__(self, name: str, work: Callable[[], None], *, may_retry: bool) -> None:
        """Do the work, at once or as somebody's task of this name."""


def at_once(name: str, work: Callable[[], None], *, may_retry: bool) -> None:
    """Do the work here and now, once."""
    del name, may_retry
    work()


@dataclass(slots=True)
class Tally:
    """Counts of a trip along the line so far, also where it was stopped.

    Attributes:
        worked: Work items that were open when this run came to them: none, if all was done before.
        waiting: Step → how many documents wait there for a person.
        rejected: Step → what left the line there.
    """

    worked: int = 0
    waiting: Counter[Station] = field(default_factory=Counter)
    rejected: dict[Station, tuple[Rejection, ...]] = field(default_factory=dict)

    @property
    def rejections(self) -> list[Rejection]:
        """All that left the line, in its order."""
        return [one for rejected in self.rejected.values() for one in rejected]


def pass_step(
    step: Step[S, T], batch: Batch, items: Sequence[WorkItem[S]], *, attempt: Attempt, tally: Tally
) -> list[WorkItem[T]] | list[WorkItem[S]]:
    """Take the items of a batch through one step; what it has done before stands.

    Gives the items of the next step: results, or where the step stands aside what it was given.

    Raises:
        BatchError: The batch cannot go on; running it again resumes it.
    """
    run = StationRun(
        batch.folder.batch,
        step.station,
        journal=journal_of(batch.folder, step.station, step.gives),
        items=items,
        stamp=Stamp(AGENT, batch.settings.digest),
        stands=partial(step.stands, batch),
    )
    waiting = run.open()
    tally.worked += len(waiting)
    refused = {**_changed(step, batch, waiting), **step.check(batch, waiting)}
    for item in waiting:
        if item.item_id in refused:
            run.reject(item, refused[item.item_id])
    if (left := run.open()) and step.waits(batch, left):
        tally.waiting[step.station] = len(left)
        tally.worked -= len(left)
        outcome, verdict = run.pause(), Verdict()
    else:
        outcome, verdict = _worked_off(step, batch, run, attempt)
    tally.rejected[step.station] = tuple(outcome.rejected)
    _record(batch, outcome, step.notes(outcome, verdict))
    step.clear(batch, outcome)
    if verdict.stop:
        raise verdict.stop
    if step.station.is_aside:
        return outcome.left_beside()
    return outcome.passed_on(weight=step.weight)


def _changed(
    step: Step[S, T], batch: Batch, waiting: Sequence[WorkItem[S]]
) -> dict[str, ItemError]:
    if step.scan_of is None:
        return {}
    return changed_since(batch.folder, {one.item_id: step.scan_of(one.source) for one in waiting})


def _worked_off(
    step: Step[S, T], batch: Batch, run: StationRun[S, T], attempt: Attempt
) -> tuple[StationOutcome[S, T], Verdict]:
    for chunk in run.chunks(weight=step.chunk):
        step.guard(batch)
        name = f"{step.station}-{batch.folder.slug}-{chunk.number}"
        attempt(name, partial(_work_off, step, batch, run, chunk), may_retry=step.may_retry)
    verdict = step.judge(batch, run.results())
    outcome = run.close(refused=verdict.refused)
    step.finish(batch, outcome.accepted)
    return outcome, verdict


def _work_off(step: Step[S, T], batch: Batch, run: StationRun[S, T], chunk: Chunk[S]) -> None:
    """Work off what another try of the same chunk has left."""
    step.work(batch, run, run.rest_of(chunk))


def _record(batch: Batch, outcome: StationOutcome[S, T], progress: Iterable[DocumentNote]) -> None:
    """Enter what a step decided into the catalogue and the quarantine.

    Raises:
        CatalogueBusyError: Another program holds the catalogue.
        DiskFullError: No room is left.
    """
    masters = outcome.masters
    states = [*progress, *_of_rejected(outcome.rejected, masters)]
    name, phase = batch.folder.batch, batch.phase.number
    batch.catalogue.note_states(batch=name, phase=phase, states=states)
    for rejection in outcome.rejected:
        if rejection.state in _FOR_A_PERSON:
            _quarantine(batch, rejection, masters[rejection.item_id])


def _of_rejected(
    rejected: Iterable[Rejection], masters: Mapping[str, tuple[Path, ...]]
) -> Iterator[DocumentNote]:
    """Documents that left the line, with the reason."""
    for rejection in rejected:
        yield DocumentNote(
            document_id=rejection.item_id,
            source_name=rejection.source_name,
            state=rejection.state,
            source_paths=tuple(str(path) for path in masters[rejection.item_id]),
            year=rejection.year,
            reason_code=rejection.code,
            reason_details=rejection.details,
        )


def _quarantine(batch: Batch, rejection: Rejection, masters: Sequence[Path]) -> None:
    folder = batch.folder.quarantine_dir(rejection.item_id)
    put_in_quarantine(folder, rejection, masters=masters, translate=_)
    logger.info("%s: quarantined, %s", rejection.item_id, rejection.code)


def changed_since(
    folder: BatchFolder, taken: Mapping[str, ScannedDocument]
) -> dict[str, ItemError]:
    """Refuse documents whose masters are no longer those that were taken in.

    Asked before a document is signed and before it is archived: hours or weeks may lie between (a
    signature waits for its signer), and what was made of a scan that was replaced, or of a folder
    that got more pages, is not of what lies there now.
    """
    lying = _lying(folder) if taken else {}
    return {
        identity: ChangedUnderWayError(identity)
        for identity, scanned in taken.items()
        if not _is_unchanged(scanned, lying_at(scanned.source_name, lying))
    }


def _lying(folder: BatchFolder) -> Mapping[str, Candidate]:
    try:
        candidates = list_candidates(folder.workspace.batch_inbox(folder.batch))
    except UnknownBatchError:
        return {}
    return {candidate.source_name: candidate for candidate in candidates}


def _is_unchanged(scanned: ScannedDocument, lying: Candidate | None) -> bool:
    paths = lying.paths if lying else ()
    if (lying.share.of_pages if lying and lying.share else 0) != scanned.of_pages:
        return False
    if [path.name for path in paths] != [source.path.name for source in scanned.sources]:
        return False
    try:
        found = [read_master(path).source.sha256 for path in paths]
    except ItemError:
        return False
    return found == [source.sha256 for source in scanned.sources]
