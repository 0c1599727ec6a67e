"""Keep out what may be a state secret, and let go of all that was made of it.

Known by what the catalogue keeps of a document: that a mark was found, and of which bytes. So what
was begun is ended by whoever comes next: the box's next run refuses the scan before it is opened,
and clears once more. The master in the inbox is never touched.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sohoa import AGENT
from sohoa.domain.errors import ItemError, SecrecyMarkError, SecretByListError
from sohoa.domain.events import Event, EventOutcome, EventType
from sohoa.domain.identifiers import reading_name
from sohoa.domain.outcome import Rejection
from sohoa.domain.paper_findings import SECRECY_BESIDE
from sohoa.domain.places import HeldPlaces
from sohoa.domain.secrecy import answer_about, mark_in, stands_settled
from sohoa.domain.secrecy_errors import READ_AMONG, SECRET_CODES
from sohoa.domain.stage_results import (
    DescribedDocument,
    Description,
    Finding,
    ScannedDocument,
)
from sohoa.domain.stations import Station
from sohoa.durable import parts_of
from sohoa.journal import Journal
from sohoa.line.engine import Batch, Verdict
from sohoa.line.held import content_of
from sohoa.line.station import WorkItem, journal_of, lift_quarantine
from sohoa.work.arrival import Arrival
from sohoa.work.reading import BREAKDOWN
from sohoa.workspace import BatchFolder

logger = logging.getLogger(__name__)
#: A text's file as an outcome names it.
_NAMED_TEXT = re.compile(rb'"(?:own_)?text_path": "[^"]*?([^"/]+)"')
#: Rejections that stay where they are: they say nothing of the paper.
_KEPT = SECRET_CODES


def kept_out(batch: Batch, items: Sequence[WorkItem[Arrival]]) -> list[WorkItem[Arrival]]:
    """Refuse the scans of papers that are secret, or bear a mark that nobody has called none.

    Of such a scan nothing is noted that list or register say of it.
    """
    marked = batch.catalogue.marked_documents(batch.folder.batch)
    name, phase = batch.folder.batch, batch.phase.number
    archived = batch.catalogue.archived_contents(name, phase=phase)
    records = {item.source.description.record_id for item in items} - {""}
    secret = batch.catalogue.secret_papers(records)
    read = batch.catalogue.turned_out_secret(name)
    among = batch.catalogue.secrets_digest() if read else ""
    kept = []
    for item in items:
        if item.item_id in archived:
            kept.append(item)
            continue
        arrival = item.source
        content, found = marked.get(item.item_id, ("", ()))
        mark = mark_in(found)
        said = arrival.description
        if arrival.description.record_id in secret:
            arrival = replace(arrival, problem=SecretByListError(item.item_id))
        elif not said.record_id and read.get(item.item_id) == (content_of(item), among):
            refusal = SecretByListError(item.item_id, **{READ_AMONG: among})
            arrival = replace(arrival, problem=refusal)
        elif mark and not answer_about(mark, said.confirmation, found).is_settled:
            if item.masters and content_of(item) != content:
                kept.append(item)  # another scan lies there: it is looked at anew
                continue
            problem = arrival.problem or SecrecyMarkError(item.item_id, mark=mark)
            arrival = replace(arrival, problem=problem)
        if arrival.problem and (mark or arrival.problem.code in SECRET_CODES):
            arrival = replace(arrival, description=Description())
            made_from = arrival.digest(phase=phase)
            item = replace(item, source=arrival, made_from=made_from)  # noqa: PLW2901
        kept.append(item)
    return kept


def bytes_shut(batch: Batch) -> dict[str, str]:
    """Documents that were opened and left the line for secrecy → their content.

    As long as the same bytes lie there, they are not opened to see how many pages they have.
    """
    name = batch.folder.batch
    marked = batch.catalogue.marked_documents(name).items()
    shut = {identity: content for identity, (content, found) in marked if mark_in(found)}
    read = batch.catalogue.turned_out_secret(name).items()
    return shut | {identity: content for identity, (content, _among) in read}


def settle_marks(batch: Batch, described: Sequence[DescribedDocument]) -> Verdict:
    """Refuse documents with a mark of secrecy, unless a person has said that it is none.

    What is archived stands: its mark is a finding, and a person decides.
    """
    name = batch.folder.batch
    archived = batch.catalogue.archived_contents(name, phase=batch.phase.number)
    told = batch.catalogue.told(name)
    refused: dict[str, ItemError] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    for one in described:
        scanned, mark = one.read.scanned, mark_in(one.findings)
        identity, known = scanned.document_id, told.get(scanned.document_id, ())
        if not mark:
            continue
        if identity in archived:
            findings[identity] = stands_settled(mark, known)
            continue
        said = answer_about(mark, scanned.description.confirmation, known)
        findings[identity] = said.findings
        if not said.is_settled:
            refused[identity] = SecrecyMarkError(identity, mark=mark)
    for identity, told_of in _beside(batch, described, refused):
        findings[identity] = (*findings.get(identity, ()), told_of)
    return Verdict(refused, {name: found for name, found in findings.items() if found})


def _beside(
    batch: Batch, described: Sequence[DescribedDocument], refused: Collection[str]
) -> Iterator[tuple[str, Finding]]:
    """Tell of documents that another part of their file bears a mark, which that part is.

    Also of what an earlier run refused, and this one has not opened again.
    """
    scans = {one.read.scanned.document_id: one.read.scanned.source_name for one in described}
    places = batch.catalogue.open_places(batch.folder.batch) | scans
    found = batch.catalogue.marked_documents(batch.folder.batch).items()
    before = {identity for identity, (_content, told) in found if mark_in(told)}
    marked = {*refused, *(before - scans.keys())} & places.keys()
    held = HeldPlaces((identity, places[identity]) for identity in sorted(marked))
    for identity, place in scans.items():
        if identity not in marked and (other := held.of_one_file(place)):
            yield identity, SECRECY_BESIDE.of(places[other])


def let_go(batch: Batch, station: Station, rejected: Iterable[Rejection]) -> None:
    """Delete all that was made of scans which are refused for secrecy, in any phase.

    So is what was made of their pages while their file was parted otherwise.
    Page images, texts that no other document's pages have, outcomes with fields or words of list
    and register, PDFs; in the catalogue all but where each stands and why. What is not found
    whole any more is finished. An event says that it was done.

    Deleted is what the file system calls so: `adr/0040` says what that leaves on a disk.

    Raises:
        OSError: Something may not be deleted; the box's next run tries again.
    """
    refused = [one for one in rejected if one.code in SECRET_CODES]
    if not refused:
        return
    others = _of_their_pages(batch, refused)
    for identity in others:
        lift_quarantine(batch.folder.quarantine_dir(identity))
    codes = {**others, **{one.item_id: one.code for one in refused}}
    for folder in _folders(batch.folder):
        for identity, code in codes.items():
            if _cleared(folder, identity):
                _tell(batch, station, identity, code)
    if batch.catalogue.forget_documents(codes):
        logger.info("%s: let go of %d documents", batch.folder.slug, len(codes))


def _of_their_pages(batch: Batch, refused: Sequence[Rejection]) -> dict[str, str]:
    """Documents that were made of the same pages when their file was parted otherwise → the code.

    What is archived stands. A run that was killed has told the catalogue of nothing: what it has
    taken in is found by the outcomes.
    """
    name = batch.folder.batch
    archived = batch.catalogue.archived_places(name)
    known = batch.catalogue.open_places(name)
    for folder in _folders(batch.folder):
        journal = journal_of(folder, Station.INTAKE, ScannedDocument)
        for path in (folder.station_dir(Station.INTAKE) / "outcomes").glob("*.json"):
            last = journal.last(path.stem)
            if last is not None and last.result is not None:
                known[path.stem] = last.result.source_name
    held = HeldPlaces((one, place) for one, place in known.items() if one not in archived)
    own = {one.item_id for one in refused}
    return {
        identity: one.code
        for one in refused
        for identity in held.all_sharing(one.source_name, but=own)
    }


def _folders(folder: BatchFolder) -> Iterator[BatchFolder]:
    """The box's working folders, of all phases."""
    for path in sorted(folder.workspace.batches_dir.glob("phase-*")):
        number = path.name.removeprefix("phase-")
        if number.isdecimal():
            found = replace(folder, phase=int(number))
            if found.path.is_dir():
                yield found


def _cleared(folder: BatchFolder, identity: str) -> bool:
    """Delete what was made of one document; say if there was anything.

    What says that something is left, the outcome of its reading, goes last.
    """
    files = [path for path in _files(folder, identity) if os.path.lexists(path)]
    outcomes = [
        station for station in reversed(Station) if _journal(folder, station).has(identity, _KEPT)
    ]
    if not files and not outcomes:
        return False
    for path in files:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    _sweep_texts(folder, but=identity)
    for station in outcomes:
        _journal(folder, station).forget(identity)
    return True


def _journal(folder: BatchFolder, station: Station) -> Journal[Any]:
    return journal_of(folder, station, object)


def _files(folder: BatchFolder, identity: str) -> Iterator[Path]:
    """The files made of a document, and what a killed worker has left of them."""
    intake = folder.station_dir(Station.INTAKE)
    yield intake / "pages" / identity
    yield intake / "known" / identity
    yield intake / "surveys" / f"{identity}.json"
    yield folder.workspace.review_dir / identity
    for station in (Station.PDFA, Station.SIGN):
        made = folder.station_dir(station) / "files"
        name = f"{identity}.pdf"
        for path in (made / name, made / reading_name(name)):
            yield path
            yield from parts_of(path)


def _sweep_texts(folder: BatchFolder, *, but: str) -> None:
    """Delete the page texts that no result of another document names.

    They are called by what they were made from, and those of an earlier reading of its pages are
    named by no result at all. Whose reading was refused is read again.
    """
    station = folder.station_dir(Station.OCR)
    named = {
        name.decode()
        for outcome in (station / "outcomes").glob("*.json")
        if outcome.stem != but
        for name in _NAMED_TEXT.findall(outcome.read_bytes())
    }
    for path in (station / "texts").glob("*"):
        if path.name not in named and path.suffix != BREAKDOWN:
            path.unlink(missing_ok=True)


def _tell(batch: Batch, station: Station, identity: str, code: str) -> None:
    """Enter that what was made of a document is deleted, and why, and nothing of it."""
    event = Event(
        event_type=EventType.DELETION,
        at=dt.datetime.now(dt.UTC),
        object_id=identity,
        outcome=EventOutcome.SUCCESS,
        agent=AGENT,
        settings_sha256=batch.settings.digest,
        detail=code,
    )
    _journal(batch.folder, station).tell(event)
