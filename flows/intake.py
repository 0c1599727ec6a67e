"""Station 1: the masters of a batch become scanned documents."""

from __future__ import annotations

from collections.abc import Sequence

from flows import notes
from flows.arriving import box_change, hold_what_arrives, on_their_way, waiting_for
from flows.held import keep_what_is_done, left_to_others, refuse_doubles
from flows.line import BatchLine
from sohoa.domain.batons import Description, ScannedDocument
from sohoa.domain.errors import (
    BatchListRowError,
    ItemError,
    MissingFileError,
)
from sohoa.domain.identifiers import document_id
from sohoa.domain.stations import Station
from sohoa.intake.arriving import Transfer, transfers_in
from sohoa.intake.inbox import Candidate, list_candidates
from sohoa.tabular.batch_list import BatchList, read_batch_list
from sohoa.work.arrival import Arrival
from sohoa.work.station import Piece
from tasks.intake import take_in

CHUNK_DOCUMENTS = 200


def intake(line: BatchLine) -> list[Piece[ScannedDocument]]:
    """Take in what lies in the batch's inbox; what does not belong is refused with its reason."""
    pieces = _arrived(line)
    run = line.station(Station.INTAKE, ScannedDocument, pieces)
    for piece in run.open():
        if piece.source.problem:
            run.reject(piece, piece.source.problem)

    for chunk in run.chunks(weight=CHUNK_DOCUMENTS):
        take_in(
            run,
            chunk,
            crew=line.crew,
            pages_dir=line.folder.station_dir(Station.INTAKE) / "pages",
            settings=line.settings.intake,
            seconds=line.settings.work.document_seconds,
        )

    outcome = run.close(judge=lambda scanned: refuse_doubles(line, scanned))
    line.note(run, outcome, [*notes.of_arrived(pieces), *notes.of_scanned(outcome.accepted)])
    return run.hand_on(weight=lambda scanned: len(scanned.pages))


def _arrived(line: BatchLine) -> list[Piece[Arrival]]:
    """Everything at the door: the candidates of the inbox, and rows of the list without one.

    What the archive holds already is not taken in again; what is still arriving waits.

    Raises:
        BoxArrivingError: The box itself was written to just now.
    """
    inbox = line.workspace.batch_inbox(line.batch)
    transfers, candidates = transfers_in(inbox), list_candidates(inbox)
    changed = box_change(line, inbox, candidates, transfers)
    batch_list = read_batch_list(inbox)
    arrivals = [_arrival(line, candidate, batch_list) for candidate in candidates]
    arrivals += _only_listed(arrivals, batch_list, transfers)
    arrivals += on_their_way(arrivals, transfers)
    pieces = [_piece(line, arrival) for arrival in arrivals]
    open_pieces = keep_what_is_done(line, pieces)
    kept = list(hold_what_arrives(line, open_pieces, transfers, changed=changed))
    present = {piece.item_id for piece in kept} | left_to_others(line, pieces)
    line.catalogue.withdraw_absent(line.batch, present=present)
    return kept


def _piece(line: BatchLine, arrival: Arrival) -> Piece[Arrival]:
    name = arrival.candidate.source_name
    made_from = arrival.digest(phase=line.phase.number)
    identity = document_id(line.batch, name)
    return Piece(identity, name, made_from, arrival, arrival.candidate.paths)


def _arrival(line: BatchLine, candidate: Candidate, batch_list: BatchList | None) -> Arrival:
    """Say what is known of a candidate: what the batch list says, and through it the register."""
    identity = document_id(line.batch, candidate.source_name)
    listed = batch_list.match(candidate.source_name) if batch_list else None
    description, problem = Description(), candidate.problem
    if listed:
        description = listed.description
        try:
            description = line.link(description)
        except ItemError as error:
            problem = problem or error
    try:
        if description.formed:
            line.check_phase(identity, description.formed.year)
    except ItemError as error:
        problem = problem or error
    return Arrival(candidate, description, problem)


def _only_listed(
    arrivals: Sequence[Arrival], batch_list: BatchList | None, transfers: Sequence[Transfer]
) -> list[Arrival]:
    """Rows of the batch list that name no file, or cannot be used: each is a refused item.

    A file that is on its way is not missing.
    """
    if batch_list is None:
        return []
    matched = [batch_list.match(arrival.candidate.source_name) for arrival in arrivals]
    missing = [
        Arrival(
            Candidate(name, ()),
            listed.description,
            waiting_for(name, transfers) or MissingFileError(name=name),
        )
        for name, listed in batch_list.entries.items()
        if listed not in matched
    ]
    unusable = [
        Arrival(
            Candidate(f"{batch_list.path.name}:{problem.row_number}", (), None),
            Description(),
            BatchListRowError(row=problem.row_number, problem=problem.problem),
        )
        for problem in batch_list.problems
    ]
    return missing + unusable
