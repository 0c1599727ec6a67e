"""One station of one batch: what is settled, what is still to do, and its close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from sohoa.domain.errors import ItemError
from sohoa.domain.identifiers import slug
from sohoa.domain.outcome import Rejection, StationOutcome
from sohoa.domain.stations import Station
from sohoa.journal import Journal, Settled, digest_of
from sohoa.work.watching import watcher

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Piece(Generic[S]):
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


class Chunk(Generic[S]):
    """Some documents that one task run works off.

    A plain class, not a dataclass: Prefect walks through the fields of dataclasses and the
    items of lists that a task is given.
    """

    def __init__(self, number: int, pieces: Sequence[Piece[S]]) -> None:
        self.number = number
        self.pieces = tuple(pieces)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who settles an outcome and under which settings; stands in every PREMIS event."""

    agent: str
    settings_sha256: str


#: Looks at all batons of a station together and refuses what cannot stand beside the rest.
Judge = Callable[[Sequence[T]], dict[str, ItemError]]


class StationRun(Generic[S, T]):
    """A station at work on a batch. Truth lies in its journal; this object only reads and adds."""

    def __init__(
        self,
        batch: str,
        station: Station,
        *,
        journal: Journal[T],
        pieces: Sequence[Piece[S]],
        stamp: Stamp,
    ) -> None:
        self.batch = batch
        self.station = station
        self.pieces = tuple(pieces)
        self._journal = journal
        self._stamp = stamp
        found = (journal.last(piece.item_id) for piece in pieces)
        self._settled = {one.item_id: one for one in found if one is not None}
        self._standing: list[Settled[T]] = []
        self._tried: set[str] = set()

    @property
    def slug(self) -> str:
        """The batch's name as a task run can bear it."""
        return slug(self.batch)

    @property
    def made_from(self) -> str:
        """Digest of all input: when it changes, the station's manifest no longer counts."""
        return digest_of(self.station, [(piece.item_id, piece.made_from) for piece in self.pieces])

    def open(self) -> list[Piece[S]]:
        """The pieces that have no standing outcome."""
        return [piece for piece in self.pieces if not self._is_settled(piece)]

    def chunks(self, *, weight: int) -> Iterator[Chunk[S]]:
        """The open pieces in portions of about `weight`, each the work of one task run."""
        waiting = self.open()
        total = sum(piece.weight for piece in waiting)
        watcher().step_started(self.batch, self.station, documents=len(waiting), total=total)
        number, pieces = 1, list[Piece[S]]()
        for piece in waiting:
            pieces.append(piece)
            if sum(one.weight for one in pieces) >= weight:
                yield Chunk(number, pieces)
                number, pieces = number + 1, []
        if pieces:
            yield Chunk(number, pieces)

    def accept(self, piece: Piece[S], baton: T) -> None:
        """Settle a piece with the baton it becomes.

        Raises:
            DiskFullError: No room is left.
        """
        self._settle(piece, baton=baton)

    def reject(self, piece: Piece[S], error: ItemError) -> None:
        """Settle a piece with the reason it leaves the line.

        Raises:
            DiskFullError: No room is left.
        """
        self._settle(piece, rejection=error.to_rejection(piece.item_id, piece.source_name))

    def settle(self, piece: Piece[S], result: T | ItemError) -> None:
        """Settle a piece either way.

        Raises:
            DiskFullError: No room is left.
        """
        if isinstance(result, ItemError):
            self.reject(piece, result)
        else:
            self.accept(piece, result)

    def close(self, *, judge: Judge[T] | None = None) -> StationOutcome[T]:
        """Sort all pieces, write events and manifest, and say what became of each.

        `judge` may refuse batons that cannot stand beside one another (the same scan twice);
        its word is not kept, so that it changes when the batch does.

        Raises:
            DiskFullError: No room is left.
        """
        outcomes = self._judged(judge)
        manifest = self._journal.manifest()
        said = self.made_from, {one.item_id: one.digest for one in outcomes}
        if manifest is None or (manifest.made_from, manifest.items) != said:
            self._journal.close(outcomes, made_from=self.made_from, at=dt.datetime.now(dt.UTC))
        self._standing = outcomes
        accepted = [one.baton for one in outcomes if one.baton is not None]
        rejected = [one.rejection for one in outcomes if one.rejection is not None]
        watcher().step_closed(self.batch, self.station, accepted=len(accepted))
        for rejection in rejected:
            watcher().rejected(self.batch, rejection)
        return StationOutcome(self.station, accepted, rejected)

    def batons(self) -> list[T]:
        """What the pieces have become, also what a judge refuses to let go on."""
        return [one.baton for one in self._judged(None) if one.baton is not None]

    def pause(self) -> StationOutcome[T]:
        """Say what became of the pieces so far; the rest waits and the station stays open.

        No manifest is written: one on disk would mean that all is done.
        """
        self._standing = self._judged(None)
        rejected = [one.rejection for one in self._standing if one.rejection is not None]
        return StationOutcome(self.station, self.batons(), rejected)

    def hand_on(self, *, weight: Callable[[T], int] = lambda _baton: 1) -> list[Piece[T]]:
        """The accepted batons as the next station's pieces. Asked after `close` or `pause`."""
        before = {piece.item_id: piece for piece in self.pieces}
        return [
            Piece(
                one.item_id,
                before[one.item_id].source_name,
                one.digest,
                one.baton,
                before[one.item_id].masters,
                weight(one.baton),
            )
            for one in self._standing
            if one.baton is not None
        ]

    def _settle(
        self, piece: Piece[S], *, baton: T | None = None, rejection: Rejection | None = None
    ) -> None:
        settled: Settled[T] = Settled(
            item_id=piece.item_id,
            made_from=piece.made_from,
            at=dt.datetime.now(dt.UTC),
            agent=self._stamp.agent,
            settings_sha256=self._stamp.settings_sha256,
            baton=baton,
            rejection=rejection,
        )
        self._journal.settle(settled)
        self._settled[piece.item_id] = settled
        self._tried.add(piece.item_id)
        watcher().settled(self.batch, self.station, rejection)

    def _is_settled(self, piece: Piece[S]) -> bool:
        """Whether there is nothing more to do in this run: a failure is tried again by the next."""
        settled = self._settled.get(piece.item_id)
        if settled is None:
            return False
        return piece.item_id in self._tried or settled.stands_for(piece.made_from)

    def _judged(self, judge: Judge[T] | None) -> list[Settled[T]]:
        """The outcome of every piece, in the order of the pieces, after the judge's word."""
        pieces = (piece for piece in self.pieces if piece.item_id in self._settled)
        outcomes = [self._settled[piece.item_id] for piece in pieces]
        if judge is None:
            return outcomes
        names = {piece.item_id: piece.source_name for piece in self.pieces}
        refused = judge(self.batons())
        return [self._refuse(one, refused.get(one.item_id), names) for one in outcomes]

    def _refuse(
        self, settled: Settled[T], error: ItemError | None, names: Mapping[str, str]
    ) -> Settled[T]:
        """The judge's word in place of an outcome: said now, under the settings of now."""
        if error is None or settled.baton is None:
            return settled
        return Settled(
            item_id=settled.item_id,
            made_from=settled.made_from,
            at=dt.datetime.now(dt.UTC),
            agent=self._stamp.agent,
            settings_sha256=self._stamp.settings_sha256,
            rejection=error.to_rejection(settled.item_id, names[settled.item_id]),
        )
