"""Hold back what is still arriving: nothing is taken in that may not be whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sohoa.domain.custody import Decision
from sohoa.domain.custody_errors import (
    BoxArrivingError,
    StillArrivingError,
    UnfinishedTransferError,
)
from sohoa.domain.errors import ItemError
from sohoa.domain.identifiers import document_id, first_version
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.domain.vietnam_time import in_vietnam
from sohoa.intake.arriving import Transfer, Watch, box_entries, holding, what_lies
from sohoa.intake.inbox import Candidate
from sohoa.journal import Journal, digest_of
from sohoa.line.held import content_of
from sohoa.line.station import WorkItem, journal_of
from sohoa.tabular.batch_list import LIST_NAMES
from sohoa.work.arrival import Arrival
from sohoa.workspace import BatchFolder


@dataclass(frozen=True, slots=True)
class Door:
    """The door of a box: what may still be arriving waits there.

    Attributes:
        decisions: What a person has decided, by the version that is to be archived.
        settling: How long nothing may have changed.
        next_versions: Archived document → what another scan under its name would be called.
    """

    folder: BatchFolder
    decisions: Mapping[str, Decision]
    settling: dt.timedelta
    next_versions: Mapping[str, str] = field(default_factory=dict)

    def watch(self) -> Watch:
        """Look at the box as of now."""
        return Watch(self.settling, dt.datetime.now(dt.UTC))

    def box_change(
        self,
        inbox: Path,
        candidates: Iterable[Candidate],
        transfers: Iterable[Transfer],
    ) -> dt.datetime | None:
        """Return the time of a change to the box itself within the settling time, if there was one.

        A copy under way counts as such a change, for nobody knows what comes after it.
        Where a person has decided about one of its scans, that one goes on, and the rest waits.

        Raises:
            BoxArrivingError: Its folder or its list was written to within the settling time.
        """
        copying = [transfer.path for transfer in transfers if transfer.is_certain]
        changed = self.watch().changed_lately([*box_entries(inbox, LIST_NAMES), *copying])
        if changed is None:
            return None
        places = {document_id(self.folder.batch, candidate.source_name) for candidate in candidates}
        if places.isdisjoint(map(first_version, self.decisions)):
            raise BoxArrivingError(self.folder.batch, **self._told(changed))
        return changed

    def arriving(
        self,
        candidate: Candidate,
        transfers: Sequence[Transfer],
        *,
        changed: dt.datetime | None = None,
    ) -> ItemError | None:
        """Say why a file is not to be opened yet; `changed` is when its box was changed."""
        if transfer := holding(candidate, transfers):
            return UnfinishedTransferError(name=transfer.name)
        lately = changed or self.watch().changed_lately(what_lies(candidate))
        return StillArrivingError(**self._told(lately)) if lately else None

    def hold_what_arrives(
        self,
        items: Iterable[WorkItem[Arrival]],
        transfers: Sequence[Transfer],
        *,
        changed: dt.datetime | None = None,
    ) -> Iterator[WorkItem[Arrival]]:
        """Let a document wait that may not be whole; what was taken in as it lies there goes on.

        So does a scan of which a person has said, by its bytes, that it is the better one.
        What the archive has stands, whatever is being copied under its name: that is its next
        version, and waits as such. `changed` is when something was added to the box itself.
        """
        watch, journal = self.watch(), journal_of(self.folder, Station.INTAKE, ScannedDocument)
        for item in items:
            if transfer := holding(item.source.candidate, transfers):
                if item.item_id in self.next_versions:
                    yield item
                coming = replace(item, item_id=self.next_versions.get(item.item_id, item.item_id))
                yield _held(coming, UnfinishedTransferError(name=transfer.name))
                continue
            last = journal.last(item.item_id)
            decision = self.decisions.get(item.item_id)
            is_decided = decision is not None and decision.content_sha256 == content_of(item)
            if is_decided or (last is not None and last.stands_for(item.made_from)):
                yield item
            elif changed:
                yield _held(item, StillArrivingError(**self._told(changed)))
            else:
                yield self._until_settled(item, watch, journal)

    def _until_settled(
        self, item: WorkItem[Arrival], watch: Watch, journal: Journal[ScannedDocument]
    ) -> WorkItem[Arrival]:
        lying = what_lies(item.source.candidate)
        changed = watch.changed_lately(lying)
        if changed:
            return _held(item, StillArrivingError(**self._told(changed)))
        if not watch.is_ahead(lying):
            return item
        # The clocks disagree: what counts is how long we have seen it lie there unchanged.
        held = _held(item, StillArrivingError(**self._told(watch.now)))
        last = journal.last(item.item_id)
        if last is None or last.made_from != held.made_from:
            return held
        is_settled = watch.now - last.at >= watch.settling
        return item if is_settled else held

    def _told(self, changed: dt.datetime) -> dict[str, str]:
        minutes = self.settling.total_seconds() / 60
        return {
            "moment": f"{in_vietnam(changed):%H:%M:%S %d/%m/%Y}",
            "minutes": f"{minutes:g}",
            "phase": str(self.folder.phase),
        }


def waiting_for(name: str, transfers: Iterable[Transfer]) -> ItemError | None:
    """Return the transfer error of a listed document that is still on its way, if it is."""
    coming = next((transfer for transfer in transfers if transfer.is_for(name)), None)
    return UnfinishedTransferError(name=coming.name) if coming else None


def on_their_way(arrivals: Sequence[Arrival], transfers: Iterable[Transfer]) -> list[Arrival]:
    """Transfers at the top of a box that nothing else speaks of: so that nobody misses them."""
    known = {arrival.candidate.source_name for arrival in arrivals}
    named = {
        arrival.problem.details.get("name")
        for arrival in arrivals
        if isinstance(arrival.problem, UnfinishedTransferError)
    }
    return [
        Arrival(
            Candidate(transfer.final, ()),
            Description(),
            UnfinishedTransferError(name=transfer.name),
        )
        for transfer in transfers
        if transfer.is_certain
        and not transfer.folder
        and transfer.final not in {*known, transfer.name}
        and transfer.name not in named
    ]


def _held(item: WorkItem[Arrival], error: ItemError) -> WorkItem[Arrival]:
    """An item that waits; its outcome stands until something changes, so that it keeps its time."""
    source = replace(item.source, problem=error)
    return replace(item, source=source, made_from=digest_of(item.made_from, error.code))
