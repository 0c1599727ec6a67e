"""Step 1: the masters of a batch become scanned documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sohoa.catalogue.notes import DocumentNote
from sohoa.domain.errors import BatchListRowError, ItemError, MissingFileError
from sohoa.domain.identifiers import document_id, first_version
from sohoa.domain.naming import Naming
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.intake.arriving import Transfer, transfers_in
from sohoa.intake.inbox import Candidate, list_candidates, told_apart
from sohoa.intake.survey import Survey
from sohoa.journal import Journal
from sohoa.line.arriving import Door, on_their_way, waiting_for
from sohoa.line.engine import Batch, Step, Verdict
from sohoa.line.held import (
    content_lying,
    keep_what_is_done,
    left_to_others,
    next_versions,
    refuse_doubles,
)
from sohoa.line.parting import Parted, Parting, names_with_pages, part
from sohoa.line.secrecy import bytes_shut, kept_out, let_go
from sohoa.line.station import (
    Chunk,
    StationOutcome,
    StationRun,
    WorkItem,
    journal_of,
    work_off,
)
from sohoa.line.surveying import Surveyor, may_hold_several
from sohoa.settings import Settings
from sohoa.tabular.batch_list import BatchList, read_batch_list
from sohoa.work.arrival import Arrival
from sohoa.work.pool import Job
from sohoa.work.reading import take_in_job
from sohoa.workspace import BatchFolder


def _refused(_batch: Batch, waiting: Sequence[WorkItem[Arrival]]) -> dict[str, ItemError]:
    """Refuse candidates with a problem before they are opened."""
    return {one.item_id: one.source.problem for one in waiting if one.source.problem}


def _take_in(
    batch: Batch, run: StationRun[Arrival, ScannedDocument], chunk: Chunk[Arrival]
) -> None:
    """Take masters in; see `sohoa.intake.take_in`."""
    pages_dir = batch.folder.station_dir(Station.INTAKE) / "pages"

    def job_for(item: WorkItem[Arrival]) -> Job[ScannedDocument]:
        return Job.of(
            item.item_id,
            take_in_job,
            item.source.candidate,
            document_id=item.item_id,
            batch=run.batch,
            description=item.source.description,
            pages_dir=pages_dir / item.item_id,
            settings=batch.settings.intake,
        )

    seconds = batch.settings.work.document_seconds
    work_off(run, chunk, pool=batch.pool, job_for=job_for, seconds=seconds)


def _judge(batch: Batch, scanned: Sequence[ScannedDocument]) -> Verdict:
    """Refuse scans that do not belong beside the rest."""
    return Verdict(refused=refuse_doubles(batch.folder, batch.catalogue, scanned))


def _clear(batch: Batch, outcome: StationOutcome[Arrival, ScannedDocument]) -> None:
    """Finish what a run that was killed may have left of what is secret."""
    let_go(batch, Station.INTAKE, outcome.rejected)


def _notes(
    outcome: StationOutcome[Arrival, ScannedDocument], _verdict: Verdict
) -> Iterator[DocumentNote]:
    yield from _arrived(outcome.items)
    yield from _scanned(outcome.accepted)


def _arrived(items: Iterable[WorkItem[Arrival]]) -> Iterator[DocumentNote]:
    """Note what is said of a document before it is opened; a rejected one keeps it."""
    for item in items:
        formed = item.source.description.formed
        yield DocumentNote(
            document_id=item.item_id,
            source_name=item.source_name,
            state=DocumentState.IN_PROGRESS,
            source_paths=tuple(str(path) for path in item.masters),
            year=formed.year if formed else None,
            description=item.source.description,
        )


def _scanned(accepted: Iterable[ScannedDocument]) -> Iterator[DocumentNote]:
    """After intake: what was delivered, and what the list and the register say of it."""
    for document in accepted:
        formed = document.description.formed
        yield DocumentNote(
            document_id=document.document_id,
            source_name=document.source_name,
            state=DocumentState.IN_PROGRESS,
            source_paths=tuple(str(source.path) for source in document.sources),
            content_sha256=document.content_sha256,
            year=formed.year if formed else None,
            description=document.description,
            page_count=len(document.pages),
            born_digital=document.born_digital,
            findings=document.findings,
        )


INTAKE = Step(
    Station.INTAKE,
    takes=Arrival,
    gives=ScannedDocument,
    chunk=200,
    check=_refused,
    work=_take_in,
    judge=_judge,
    notes=_notes,
    clear=_clear,
    weight=lambda scanned: len(scanned.pages),
)


def arrivals(batch: Batch) -> list[WorkItem[Arrival]]:
    """Everything at the door: the candidates of the inbox, and rows of the list without one.

    What the archive holds already is not taken in again; what is still arriving waits.

    Raises:
        BoxArrivingError: The box itself was written to just now.
    """
    folder, catalogue = batch.folder, batch.catalogue
    inbox = folder.workspace.batch_inbox(folder.batch)
    transfers, candidates = transfers_in(inbox), list_candidates(inbox)
    door = Door(
        folder, catalogue.open_decisions(), batch.settling, next_versions(folder, catalogue)
    )
    changed = door.box_change(inbox, candidates, transfers)
    batch_list = read_batch_list(inbox)
    secret = _secret(batch, batch_list)
    open_ones = [one for one in candidates if one.source_name not in secret]
    seen = dict(_seen(batch, door, open_ones, batch_list, transfers, changed=changed))
    archived = catalogue.archived_places(folder.batch).values()
    parting = part(candidates, batch_list, seen, archived=archived, secret=secret)
    found = list(_arrivals(batch, parting, batch_list, transfers))
    found += on_their_way(found, transfers)
    items = [_item(folder, arrival) for arrival in found]
    open_items = keep_what_is_done(folder, catalogue, items)
    kept = kept_out(batch, list(door.hold_what_arrives(open_items, transfers, changed=changed)))
    present = {item.item_id for item in kept} | left_to_others(folder, catalogue, items)
    catalogue.withdraw_absent(folder.batch, present=present)
    return kept


def _secret(batch: Batch, batch_list: BatchList | None) -> frozenset[str]:
    """Files and folders that stay shut: list or register say that what is in them is secret."""
    if batch_list is None:
        return frozenset()
    rows = [*batch_list.entries.values(), *(one.said for one in batch_list.problems if one.said)]
    arrivals_ = (_arrival(batch, Parted(Candidate("", ()), row)) for row in rows)
    papers = [one.description.record_id for one in arrivals_]
    secret = batch.catalogue.secret_papers({*papers} - {""})
    named = {
        piece.name
        for row, paper in zip(rows, papers, strict=True)
        if paper in secret
        for piece in row.pieces
    }
    return batch_list.secret | named


def _seen(
    batch: Batch,
    door: Door,
    candidates: Sequence[Candidate],
    batch_list: BatchList | None,
    transfers: Sequence[Transfer],
    *,
    changed: dt.datetime | None,
) -> Iterator[tuple[str, Survey | ItemError]]:
    """Survey what may hold several documents; what is still arriving is not opened.

    What was taken in as a whole, as it lies there, stays one document, unless the list says pages.
    What a person has decided about does not wait at the door, and so is opened here as well.
    """
    folder, settings = batch.folder, batch.settings
    surveyor = Surveyor(folder, batch.pool, settings.intake, settings.work.document_seconds)
    marked, unseen = names_with_pages(batch_list), []
    journal = journal_of(folder, Station.INTAKE, ScannedDocument)
    decided, shut = set(map(first_version, door.decisions)), bytes_shut(batch)
    for candidate in candidates:
        name = candidate.source_name
        identity = document_id(folder.batch, name)
        if name not in marked and (
            not may_hold_several(candidate)
            or (identity in shut and content_lying(candidate) == shut[identity])
        ):
            continue
        if (known := surveyor.known(candidate)) is not None:
            yield name, known
        elif identity in decided:
            unseen.append(candidate)
        elif error := door.arriving(candidate, transfers, changed=changed):
            yield name, error
        elif name in marked or not _is_taken_in(batch, journal, candidate, batch_list):
            unseen.append(candidate)
    yield from surveyor.survey([one for one in unseen if one.paths])


def _is_taken_in(
    batch: Batch,
    journal: Journal[ScannedDocument],
    candidate: Candidate,
    batch_list: BatchList | None,
) -> bool:
    """Say whether an earlier run has settled a file as one document, as it lies there now."""
    last = journal.last(document_id(batch.folder.batch, candidate.source_name))
    if last is None:
        return False
    row = batch_list.match(candidate.source_name) if batch_list else None
    return last.stands_for(_item(batch.folder, _arrival(batch, Parted(candidate, row))).made_from)


def _arrivals(
    batch: Batch,
    parting: Parting,
    batch_list: BatchList | None,
    transfers: Sequence[Transfer],
) -> Iterator[Arrival]:
    """Everything in the box as a document, and rows of the list that are none, each refused."""
    documents = [*parting.documents, *parting.missing]
    apart = told_apart(one.candidate for one in documents)
    for document, candidate in zip(documents, apart, strict=True):
        arrival = _arrival(batch, replace(document, candidate=candidate))
        if isinstance(arrival.problem, MissingFileError):
            name = arrival.problem.details["name"]
            arrival = replace(arrival, problem=waiting_for(name, transfers) or arrival.problem)
        yield arrival
    listed = batch_list.path.name if batch_list else ""
    of_rows = told_apart(Candidate(f"{listed}:{one.row_number}", ()) for one in parting.problems)
    for problem, candidate in zip(parting.problems, of_rows, strict=True):
        yield Arrival(
            replace(candidate, problem=None),
            Description(),
            BatchListRowError(row=problem.row_number, problem=problem.problem),
        )


def _item(folder: BatchFolder, arrival: Arrival) -> WorkItem[Arrival]:
    name = arrival.candidate.source_name
    made_from = arrival.digest(phase=folder.phase)
    identity = document_id(folder.batch, name)
    return WorkItem(identity, name, made_from, arrival, arrival.candidate.paths)


def _arrival(batch: Batch, document: Parted) -> Arrival:
    """Say what is known of a document: what its row says, and through it the register.

    A row whose file is missing is told for that, whatever else it says.
    """
    candidate, row = document.candidate, document.row
    identity = document_id(batch.folder.batch, candidate.source_name)
    description, problem = Description(), candidate.problem
    if row:
        description = row.description
    if row and not isinstance(problem, MissingFileError):
        try:
            description = batch.catalogue.link(description, naming=_naming(batch.settings))
        except ItemError as error:
            problem = problem or error
    try:
        if description.formed:
            batch.require_year(identity, description.formed.year)
    except ItemError as error:
        problem = problem or error
    return Arrival(candidate, description, problem)


def _naming(settings: Settings) -> Naming:
    """A list uses the names of its own time, or of today; a room nobody knows tells nothing."""
    lines, confirmed = settings.lines, settings.confirmed_names

    def room(text: str) -> str:
        line = lines.room(text)
        return line if settings.rooms.match(line) or confirmed.has_room(text) else ""

    return Naming(room, lines.record_type)
