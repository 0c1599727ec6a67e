"""One station of one batch: what is settled, what is still to do, and its close.

A document that is rejected lies in quarantine, a folder of its own for a person to look into:
`LY-DO.txt` (what is wrong and what to do, in words), `reason.json` (the same for machines) and a
link to each master, which stays in the inbox untouched. When the document later goes through, its
folder is lifted; that it was there stays in the events.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar

from sohoa.domain.errors import ItemError, explain
from sohoa.domain.outcome import Rejection
from sohoa.domain.stations import Station
from sohoa.durable import write_durably
from sohoa.journal import Journal, Settled, digest_of
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.watching import watcher
from sohoa.workspace import BatchFolder

T = TypeVar("T")
S = TypeVar("S")
_NOBODY: Mapping[str, ItemError] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WorkItem(Generic[S]):
    """One document waiting at a station: what it comes with and what that was made from.

    Attributes:
        masters: The files as delivered, for the quarantine to link to.
        weight: The expected work, in what the progress bar counts (pages or documents).
    """

    item_id: str
    source_name: str
    made_from: str
    source: S
    masters: tuple[Path, ...] = ()
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Chunk(Generic[S]):
    """Some items that are worked off together: what is tried again, and what a server shows."""

    number: int
    items: tuple[WorkItem[S], ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """The software and settings of an outcome; stands in every PREMIS event."""

    agent: str
    settings_sha256: str


@dataclass(frozen=True, slots=True)
class StationOutcome(Generic[S, T]):
    """The outcome of every item; only closing or pausing a station gives one.

    Attributes:
        results: What the items have become, also what is refused for what stands beside it.
        settled: The last word on every item that has one, in the order of the items.
    """

    items: tuple[WorkItem[S], ...]
    results: tuple[T, ...]
    settled: tuple[Settled[T], ...]

    @property
    def accepted(self) -> list[T]:
        """The results that go on."""
        return [one.result for one in self.settled if one.result is not None]

    @property
    def rejected(self) -> list[Rejection]:
        """The items that leave the line, with the reasons."""
        return [one.rejection for one in self.settled if one.rejection is not None]

    @property
    def masters(self) -> dict[str, tuple[Path, ...]]:
        """WorkItem → its files as delivered."""
        return {item.item_id: item.masters for item in self.items}

    def left_beside(self) -> list[WorkItem[S]]:
        """The items of what goes on as they came: an aside's results are taken by nobody."""
        going = {one.item_id for one in self.settled if one.result is not None}
        return [item for item in self.items if item.item_id in going]

    def passed_on(self, *, weight: Callable[[T], int] = lambda _result: 1) -> list[WorkItem[T]]:
        """Turn what goes on into the next station's items."""
        before = {item.item_id: item for item in self.items}
        return [
            WorkItem(
                one.item_id,
                before[one.item_id].source_name,
                one.digest,
                one.result,
                before[one.item_id].masters,
                weight(one.result),
            )
            for one in self.settled
            if one.result is not None
        ]


class StationRun(Generic[S, T]):
    """A station at work on a batch. Truth lies in its journal; this object only reads and adds."""

    def __init__(
        self,
        batch: str,
        station: Station,
        *,
        journal: Journal[T],
        items: Sequence[WorkItem[S]],
        stamp: Stamp,
        stands: Callable[[T], bool] = lambda _result: True,
    ) -> None:
        self.batch = batch
        self.station = station
        self.items = tuple(items)
        self._journal = journal
        self._stamp = stamp
        # An outcome of another input is none: also where a step pauses, nothing of it goes on.
        found = (
            journal.outcome_of(item.item_id, made_from=item.made_from, source=item.source)
            for item in self.items
        )
        self._settled = {
            one.item_id: one
            for one in found
            if one is not None and (one.result is None or stands(one.result))
        }
        self._tried: set[str] = set()

    @property
    def made_from(self) -> str:
        """Digest of all input: when it changes, the station's manifest no longer counts."""
        return digest_of(self.station, [(item.item_id, item.made_from) for item in self.items])

    def open(self) -> list[WorkItem[S]]:
        """The items that have no standing outcome."""
        return [item for item in self.items if not self._is_settled(item)]

    def chunks(self, *, weight: int) -> Iterator[Chunk[S]]:
        """The open items in portions of about `weight`, each the work of one task run."""
        waiting = self.open()
        total = sum(item.weight for item in waiting)
        watcher().step_started(self.batch, self.station, documents=len(waiting), total=total)
        number, items = 1, list[WorkItem[S]]()
        for item in waiting:
            items.append(item)
            if sum(one.weight for one in items) >= weight:
                yield Chunk(number, tuple(items))
                number, items = number + 1, []
        if items:
            yield Chunk(number, tuple(items))

    def rest_of(self, chunk: Chunk[S]) -> Chunk[S]:
        """Return what of a chunk has no outcome yet: another try does nothing twice."""
        rest = tuple(item for item in chunk.items if not self._is_settled(item))
        return Chunk(chunk.number, rest)

    def accept(self, item: WorkItem[S], result: T) -> None:
        """Settle an item with the result it becomes.

        Raises:
            DiskFullError: No room is left.
        """
        self._settle(item, result=result)

    def reject(self, item: WorkItem[S], error: ItemError) -> None:
        """Settle an item with the reason it leaves the line.

        Raises:
            DiskFullError: No room is left.
        """
        self._settle(item, rejection=error.to_rejection(item.item_id, item.source_name))

    def settle(self, item: WorkItem[S], result: T | ItemError) -> None:
        """Settle an item either way.

        Raises:
            DiskFullError: No room is left.
        """
        if isinstance(result, ItemError):
            self.reject(item, result)
        else:
            self.accept(item, result)

    def close(self, *, refused: Mapping[str, ItemError] = _NOBODY) -> StationOutcome[S, T]:
        """Sort all items, write events and manifest, and say what became of each.

        `refused` names results that cannot stand beside one another (the same scan twice); it is
        not kept, so that it changes when the batch does.

        Raises:
            DiskFullError: No room is left.
        """
        outcome = self._outcome(refused)
        manifest = self._journal.manifest()
        said = self.made_from, {one.item_id: one.digest for one in outcome.settled}
        if manifest is None or (manifest.made_from, manifest.items) != said:
            now = dt.datetime.now(dt.UTC)
            self._journal.close(outcome.settled, made_from=self.made_from, at=now)
        watcher().step_closed(self.batch, self.station, accepted=len(outcome.accepted))
        for rejection in outcome.rejected:
            watcher().rejected(self.batch, rejection)
        return outcome

    def pause(self) -> StationOutcome[S, T]:
        """Say what became of the items so far; the rest waits and the station stays open.

        No manifest is written: one on disk would mean that all is done.
        """
        return self._outcome(_NOBODY)

    def results(self) -> tuple[T, ...]:
        """Return the results so far, before they are compared with one another."""
        found = (self._settled.get(item.item_id) for item in self.items)
        return tuple(one.result for one in found if one is not None and one.result is not None)

    def _settle(
        self, item: WorkItem[S], *, result: T | None = None, rejection: Rejection | None = None
    ) -> None:
        settled: Settled[T] = Settled(
            item_id=item.item_id,
            made_from=item.made_from,
            at=dt.datetime.now(dt.UTC),
            agent=self._stamp.agent,
            settings_sha256=self._stamp.settings_sha256,
            result=result,
            rejection=rejection,
        )
        self._journal.settle(settled)
        self._settled[item.item_id] = settled
        self._tried.add(item.item_id)
        watcher().settled(self.batch, self.station, rejection)

    def _is_settled(self, item: WorkItem[S]) -> bool:
        """Say whether nothing is left to do in this run; the next one tries a failure again."""
        settled = self._settled.get(item.item_id)
        if settled is None:
            return False
        return item.item_id in self._tried or settled.stands_for(item.made_from)

    def _outcome(self, refused: Mapping[str, ItemError]) -> StationOutcome[S, T]:
        """The outcome of every item, in the order of the items."""
        found = (self._settled.get(item.item_id) for item in self.items)
        names = {item.item_id: item.source_name for item in self.items}
        settled = (one for one in found if one is not None)
        said = tuple(self._refuse(one, refused.get(one.item_id), names) for one in settled)
        return StationOutcome(self.items, self.results(), said)

    def _refuse(
        self, settled: Settled[T], error: ItemError | None, names: Mapping[str, str]
    ) -> Settled[T]:
        """A refusal in place of an outcome: said now, under the settings of now."""
        if error is None or settled.result is None:
            return settled
        return Settled(
            item_id=settled.item_id,
            made_from=settled.made_from,
            at=dt.datetime.now(dt.UTC),
            agent=self._stamp.agent,
            settings_sha256=self._stamp.settings_sha256,
            rejection=error.to_rejection(settled.item_id, names[settled.item_id]),
        )


def journal_of(folder: BatchFolder, station: Station, kind: type[T]) -> Journal[T]:
    """Return a station's memory of a batch."""
    return Journal(folder.station_dir(station), station, kind)


def work_off(
    run: StationRun[S, T],
    chunk: Chunk[S],
    *,
    pool: WorkerPool,
    job_for: Callable[[WorkItem[S]], Job[T]],
    seconds: float,
) -> None:
    """Work off items in the workers, one job each; a failed one costs only itself.

    A job may take `seconds` of CPU time.

    Raises:
        BatchError: The batch cannot go on (disk full, key unusable …).
    """
    items = {item.item_id: item for item in chunk.items}
    for job, result in pool.run((job_for(item) for item in chunk.items), seconds=seconds):
        run.settle(items[job.item_id], result)
        watcher().advanced(items[job.item_id].weight)


def put_in_quarantine(
    folder: Path,
    rejection: Rejection,
    *,
    masters: Sequence[Path],
    translate: Callable[[str], str],
) -> None:
    """Write the slip of a rejected document into `folder`.

    Raises:
        DiskFullError: No room is left.
    """
    what, remedy = explain(rejection.code, rejection.details, translate)
    slip = f"{rejection.source_name}\n[{rejection.code}] {what}\n{remedy}\n"
    reason = json.dumps(asdict(rejection), ensure_ascii=False, indent=1)
    write_durably(folder / "reason.json", reason.encode())
    write_durably(folder / "LY-DO.txt", slip.encode())
    for number, master in enumerate(masters, start=1):
        link = folder / f"{number:04d}{master.suffix}"
        # A backup that was put back may hold the scan itself there, and so may a person's own copy.
        if not os.path.lexists(link):
            link.symlink_to(os.path.relpath(master, folder))


def lift_quarantine(folder: Path) -> None:
    """Remove the slip of a document that went through; the masters are only linked there."""
    if folder.is_dir():
        shutil.rmtree(folder)
