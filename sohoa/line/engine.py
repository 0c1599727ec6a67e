"""The engine of the line: every step is passed in this one way.

Open, refuse, work off, judge, close, finish, record, pass on: the order stands here and nowhere
else, so that no step can pass on before it is closed, or record twice.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from sohoa import AGENT
from sohoa.catalogue.notes import DocumentNote
from sohoa.domain.errors import ItemError
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.stations import Station
from sohoa.language import _
from sohoa.line.station import Chunk, Stamp, StationOutcome, StationRun, WorkItem, journal_of
from sohoa.line.step import Batch, Step, Verdict
from sohoa.line.unchanged import changed_since
from sohoa.quarantine import put_in_quarantine

S = TypeVar("S")
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Attempt(Protocol):
    """How hard a chunk is tried; handed in from outside (`tasks.chunk`)."""

    def __call__(self, name: str, work: Callable[[], None], *, may_retry: bool) -> None:
        """Do the work, at once or as somebody's task of this name."""


def at_once(name: str, work: Callable[[], None], *, may_retry: bool) -> None:
    """Do the work here and now, once."""
    del name, may_retry
    work()


@dataclass(slots=True)
class Tally:
    """What a trip along the line has come to so far, also where it was stopped.

    Attributes:
        worked: Pieces that were open when this run came to them: none, if all was done before.
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
) -> list[WorkItem[T]]:
    """Take the items of a batch through one step; what it has done before stands.

    Raises:
        BatchError: The batch cannot go on; running it again resumes it.
    """
    run = StationRun(
        batch.folder.batch,
        step.station,
        journal=journal_of(batch.folder, step.station, step.gives),
        items=items,
        stamp=Stamp(AGENT, batch.settings.digest),
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
    if verdict.stop:
        raise verdict.stop
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
        if rejection.state in {DocumentState.QUARANTINED, DocumentState.CONTESTED}:
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
