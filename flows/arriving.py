"""What is still arriving waits: nothing is taken in that may not be whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flows.line import BatchLine
from sohoa.domain.batons import Description, ScannedDocument
from sohoa.domain.custody_errors import (
    BoxArrivingError,
    StillArrivingError,
    UnfinishedTransferError,
)
from sohoa.domain.errors import ItemError
from sohoa.domain.progress import OFFICE_ZONE
from sohoa.domain.stations import Station
from sohoa.intake.arriving import Transfer, Watch, box_entries, holding, what_lies
from sohoa.intake.inbox import Candidate
from sohoa.journal import Journal, digest_of
from sohoa.tabular.batch_list import LIST_NAMES
from sohoa.work.arrival import Arrival
from sohoa.work.station import Piece


def require_settled(line: BatchLine, inbox: Path) -> None:
    """Leave a box alone to which something was added just now: more of it may come.

    Raises:
        BoxArrivingError: Its folder or its list was written to within the settling time.
    """
    changed = _watch(line).changed_lately(box_entries(inbox, LIST_NAMES))
    if changed:
        raise BoxArrivingError(line.batch, **_told(line, changed))


def hold_what_arrives(
    line: BatchLine, pieces: Iterable[Piece[Arrival]], transfers: Sequence[Transfer]
) -> Iterator[Piece[Arrival]]:
    """Let a document wait that may not be whole; what was taken in as it lies there goes on."""
    watch = _watch(line)
    journal = line.journal(Station.INTAKE, ScannedDocument)
    for piece in pieces:
        if transfer := holding(piece.source.candidate, transfers):
            yield _held(piece, UnfinishedTransferError(name=transfer.name))
            continue
        last = journal.last(piece.item_id)
        if last is not None and last.stands_for(piece.made_from):
            yield piece
            continue
        yield _until_settled(line, piece, watch, journal)


def waiting_for(name: str, transfers: Iterable[Transfer]) -> ItemError | None:
    """Why a document that the list names is not there yet, if it is on its way."""
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


def _until_settled(
    line: BatchLine, piece: Piece[Arrival], watch: Watch, journal: Journal[ScannedDocument]
) -> Piece[Arrival]:
    lying = what_lies(piece.source.candidate)
    changed = watch.changed_lately(lying)
    if changed:
        return _held(piece, StillArrivingError(**_told(line, changed)))
    if not watch.is_ahead(lying):
        return piece
    # The clocks disagree: what counts is how long we have seen it lie there unchanged.
    held = _held(piece, StillArrivingError(**_told(line, watch.now)))
    last = journal.last(piece.item_id)
    if last is None or last.made_from != held.made_from:
        return held
    is_settled = watch.now - last.at >= watch.settling
    return piece if is_settled else held


def _held(piece: Piece[Arrival], error: ItemError) -> Piece[Arrival]:
    """A piece that waits; its outcome stands until something changes, so that it keeps its time."""
    source = replace(piece.source, problem=error)
    return replace(piece, source=source, made_from=digest_of(piece.made_from, error.code))


def _watch(line: BatchLine) -> Watch:
    return Watch(line.settling, dt.datetime.now(dt.UTC))


def _told(line: BatchLine, changed: dt.datetime) -> dict[str, str]:
    minutes = line.settling.total_seconds() / 60
    return {
        "moment": f"{changed.astimezone(OFFICE_ZONE):%H:%M:%S %d/%m/%Y}",
        "minutes": f"{minutes:g}",
        "phase": str(line.phase.number),
    }
