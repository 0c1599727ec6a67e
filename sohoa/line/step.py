"""What a step of the line is, and what one batch brings to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import (
    BatchError,
    ItemError,
    OtherPhaseError,
    OutsideEveryPhaseError,
    YearUnknownError,
)
from sohoa.domain.plan import Phase, Plan
from sohoa.domain.stage_results import Finding, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.line.signer import Signer
from sohoa.line.station import Chunk, StationOutcome, StationRun, WorkItem
from sohoa.settings import Settings
from sohoa.work.clock import require_clock
from sohoa.work.pool import WorkerPool
from sohoa.workspace import BatchFolder

S = TypeVar("S")
T = TypeVar("T")


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
        """How long nothing may have changed in the box."""
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
    """What looking at all results of a step together has found.

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
    """One step of the line; `sohoa.line.engine.pass_step` says when each part of it is called.

    Attributes:
        chunk: How much is worked off together, in what a item weighs.
        work: Work off a chunk: accept or reject each of its items. Nothing else of a step does.
        may_retry: Whether a chunk is worth another try: never where a PIN could be spent.
        scan_of: Whose scan a item is of, where it must still lie in the box as it was taken in.
        check: Open items → which are refused before they are worked on, and why.
        waits: Say whether the open items, all together, wait for a person; settled ones go on.
        guard: Refuse to go on with the next chunk (the machine's clock).
        judge: Look at all results together.
        finish: What is done once for all that go on, after the station is closed.
        notes: What the catalogue is told of documents that did not leave the line.
        weight: What a result weighs as a item of the next step.
    """

    station: Station
    takes: type[S]
    gives: type[T]
    chunk: int
    work: Callable[[Batch, StationRun[S, T], Chunk[S]], None]
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
    weight: Callable[[T], int] = lambda _result: 1
