"""Pass over what the archive holds already: it is not taken in, read or signed again.

Under a name of a box the archive may have several versions of a document: one that counts, or
none, and those that were replaced or withdrawn. Other bytes than those of the one that counts are
the next version, and wait until somebody decides (`sohoa.use_cases.custody`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import HeldVersions
from sohoa.domain.custody_errors import OtherBytesError, RetiredScanError
from sohoa.domain.errors import (
    DuplicateContentError,
    ItemError,
    MissingFileError,
    RecordTakenError,
)
from sohoa.domain.facts import LIST_NOT_TAKEN
from sohoa.domain.identifiers import first_version, scan_digest, version_id
from sohoa.domain.parting_errors import PagesArchivedError
from sohoa.domain.places import HeldPlaces, pages_in, pages_text, runs_sharing
from sohoa.domain.stage_results import Finding, ReadDocument, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.durable import write_durably
from sohoa.intake.inbox import Candidate
from sohoa.intake.masters import content_sha256, read_master
from sohoa.line.station import WorkItem, journal_of, lift_quarantine
from sohoa.work.arrival import Arrival
from sohoa.workspace import BatchFolder

#: How many pages a file has of which a document is a part, nobody has noted: so many more may
#: stand behind, in one part with its own.
_BEHIND = 50


def keep_what_is_done(
    folder: BatchFolder, catalogue: Catalogue, items: Iterable[WorkItem[Arrival]]
) -> Iterator[WorkItem[Arrival]]:
    """Pass on what intake has to look at; archived documents keep what was made of them.

    A master that was only moved, touched or copied back from a backup makes no new document,
    and neither does a batch list or a register that now says more of it: what they say is
    entered into the catalogue. What another phase has archived is left out, and so is what
    this one has archived and its journal no longer knows. Another scan under the name of an
    archived document, or of one that is out of the count, is that document's next version.
    """
    versions = catalogue.held_versions(folder.batch)
    told = catalogue.told(folder.batch)
    for item in items:
        held = versions.get(item.item_id)
        if held is None:
            yield item
        elif not held.archived_id:
            yield _next_version(folder, catalogue, item, held)
        elif held.phase == folder.phase:
            yield from _held(folder, catalogue, item, held, told=told.get(held.archived_id, ()))


def left_to_others(
    folder: BatchFolder, catalogue: Catalogue, items: Iterable[WorkItem[Arrival]]
) -> set[str]:
    """Versions that wait in another phase's hands: this run passes over them, and they stay."""
    versions = catalogue.held_versions(folder.batch)
    found = ((item.item_id, versions.get(item.item_id)) for item in items)
    return {
        version_id(place, held.newest + 1)
        for place, held in found
        if held and held.archived_id and held.phase != folder.phase
    }


def next_versions(folder: BatchFolder, catalogue: Catalogue) -> dict[str, str]:
    """Name what another scan would be of each document of a box that the archive has."""
    versions = catalogue.held_versions(folder.batch)
    return {
        held.archived_id: version_id(place, held.newest + 1)
        for place, held in versions.items()
        if held.archived_id
    }


def _held(
    folder: BatchFolder,
    catalogue: Catalogue,
    item: WorkItem[Arrival],
    held: HeldVersions,
    *,
    told: Sequence[Finding],
) -> Iterator[WorkItem[Arrival]]:
    if isinstance(item.source.problem, MissingFileError):
        return  # the list names what the archive has; its master may have left the box
    last = journal_of(folder, Station.INTAKE, ScannedDocument).last(held.archived_id)
    if last is not None and (
        last.result is None or last.result.content_sha256 != held.content_sha256
    ):
        last = None
    archived = replace(item, item_id=held.archived_id)
    if last is not None and last.stands_for(item.made_from):
        if any(finding.code in LIST_NOT_TAKEN for finding in told):
            _complete(folder, catalogue, archived)  # the list says again what was archived
        yield archived
    elif not _is_known(folder, archived) and not _has_content(item, held.content_sha256):
        yield _next_version(folder, catalogue, item, held)
    else:
        lift_quarantine(folder.quarantine_dir(version_id(item.item_id, held.newest + 1)))
        if not _is_known(folder, archived):
            _complete(folder, catalogue, archived)
            write_durably(_note_of(folder, archived), archived.made_from.encode())
        if last is not None:
            yield replace(archived, made_from=last.made_from)
        else:
            lift_quarantine(folder.quarantine_dir(held.archived_id))


def _next_version(
    folder: BatchFolder, catalogue: Catalogue, item: WorkItem[Arrival], held: HeldVersions
) -> WorkItem[Arrival]:
    """Another scan under a name that the archive knows: a version of its own, with its own trip.

    What is decided to take another's place is tied to the same paper of the register, unless the
    list of the box names one.
    """
    identity = version_id(item.item_id, held.newest + 1)
    arrival = item.source
    said = arrival.description
    is_decided = identity in catalogue.open_decisions()
    if is_decided and held.record_id and not said.record_id and not said.number:
        try:
            said = catalogue.link(replace(said, record_id=held.record_id))
        except ItemError as error:
            arrival = replace(arrival, problem=arrival.problem or error)
    arrival = replace(arrival, description=said)
    made_from = arrival.digest(phase=folder.phase)
    return replace(item, item_id=identity, source=arrival, made_from=made_from)


def _is_known(folder: BatchFolder, archived: WorkItem[Arrival]) -> bool:
    """Say whether masters that only look changed were compared before, with nothing new since.

    An inbox that was copied back from a backup would else be hashed whole by every run.
    """
    try:
        return _note_of(folder, archived).read_text(encoding="utf-8") == archived.made_from
    except FileNotFoundError:
        return False


def _note_of(folder: BatchFolder, archived: WorkItem[Arrival]) -> Path:
    return folder.station_dir(Station.INTAKE) / "known" / archived.item_id


def _has_content(item: WorkItem[Arrival], content: str) -> bool:
    """Say whether the masters have the very bytes that were archived."""
    return bool(content) and content_of(item) == content


def content_of(item: WorkItem[Arrival]) -> str:
    """The digest of a document's masters as they lie; empty if they cannot be read."""
    return content_lying(item.source.candidate)


def content_lying(candidate: Candidate) -> str:
    """The digest of what lies in a box; empty if it cannot be read."""
    try:
        masters = [
            read_master(path, candidate.pages_of(at)) for at, path in enumerate(candidate.paths)
        ]
        return content_sha256(masters) if masters else ""
    except ItemError:
        return ""


def _complete(folder: BatchFolder, catalogue: Catalogue, item: WorkItem[Arrival]) -> None:
    """Enter what list and register say now.

    What cannot be used, or would make another paper of the document, is not entered, and told as
    a finding of it. That another phase takes the year now said is no problem of the row: the year
    is another one than it was archived under.
    """
    problem = item.source.problem
    code = problem.code if problem and not problem.set_aside else ""
    read = journal_of(folder, Station.OCR, ReadDocument).last(item.item_id)
    header = read.result.header if read and read.result else None
    catalogue.complete(item.item_id, item.source.description, header=header, problem=code)


def refuse_doubles(
    folder: BatchFolder, catalogue: Catalogue, scanned: Sequence[ScannedDocument]
) -> dict[str, ItemError]:
    """Refuse the second of two equal scans, and the second scan of one register record.

    Another scan under the name of an archived document waits for a person's word, and so does one
    that was archived once and taken out of the count.
    """
    refused: dict[str, ItemError] = {}
    holdings = _Holdings(catalogue, folder.batch)
    for document in scanned:
        error = holdings.objection_to(document)
        if error:
            refused[document.document_id] = error
        else:
            holdings.admit(document)
    return refused


class _Holdings:
    """The holdings of archive and box, against which a scan is judged."""

    def __init__(self, catalogue: Catalogue, batch: str) -> None:
        self._catalogue = catalogue
        self._versions = catalogue.held_versions(batch)
        self._decisions = catalogue.open_decisions()
        self._places = HeldPlaces(catalogue.archived_places(batch).items())
        self._contents: dict[str, str] = {}
        self._records: dict[str, str] = {}

    def objection_to(self, document: ScannedDocument) -> ItemError | None:
        """Return the reason to refuse a scan, if there is one."""
        identity, content = document.document_id, document.content_sha256
        decision = self._decisions.get(identity)
        is_decided = decision is not None and decision.content_sha256 == content
        held = self._versions.get(first_version(identity), HeldVersions(0))
        if held.archived_id not in ("", identity) and not is_decided:
            return OtherBytesError(identity, name=document.source_name, other=held.archived_id)
        replaced = decision.document_id if decision and is_decided else ""
        same = self._contents.get(content) or self._catalogue.archived_by_content(content)
        if same and same not in (identity, replaced):
            return DuplicateContentError(identity, other=same)
        if held.archived_id != identity and (error := self._shared(document, replaced)):
            return error
        retired = self._catalogue.retired_by_content(content)
        if retired and held.archived_id != identity and not is_decided:
            return RetiredScanError(identity, document=identity, other=retired)
        return self._taken(document, replaced)

    def _shared(self, document: ScannedDocument, replaced: str) -> ItemError | None:
        """Refuse what has a page that counts already as one of another document.

        Within a box that is told by the places; anywhere, by the bytes of the file.
        """
        identity, place = document.document_id, document.source_name
        own = {identity, replaced}
        found = self._places.sharing(place, but=own)
        if found:
            return PagesArchivedError(identity, other=found[0], place=found[1])
        alike = self._catalogue.archived_with(set(_otherwise_parted(document)), but=own)
        return PagesArchivedError(identity, other=alike[0], place=alike[1]) if alike else None

    def _taken(self, document: ScannedDocument, replaced: str) -> ItemError | None:
        identity, record = document.document_id, document.description.record_id
        if not record:
            return None
        holder = self._records.get(record) or self._catalogue.archived_by_record(record)
        if holder and holder not in (identity, replaced):
            return RecordTakenError(identity, record_id=record, other=holder)
        return None

    def admit(self, document: ScannedDocument) -> None:
        """Remember a scan that may go on: the next one is judged against it too."""
        self._contents[document.content_sha256] = document.document_id
        if document.description.record_id:
            self._records[document.description.record_id] = document.document_id


def _otherwise_parted(document: ScannedDocument) -> Iterator[str]:
    """Digests of the scans that have a page of this one, if its file was parted otherwise.

    Files that were joined with others in another box are not found so.
    """
    sources = document.sources
    if len(sources) == len(document.pages) > 1 and not any(one.pages for one in sources):
        for run in runs_sharing(range(1, len(sources) + 1), through=len(sources)):
            yield scan_digest((sources[page - 1].sha256, "") for page in run)
        return
    for source in sources:
        if source.pages:
            own = pages_in(source.pages)
            through = max(own) + _BEHIND
            yield scan_digest([(source.sha256, "")])
        else:
            through = len(document.pages)
            own = tuple(range(1, through + 1))
        for run in runs_sharing(own, through=through):
            yield scan_digest([(source.sha256, pages_text(run))])
