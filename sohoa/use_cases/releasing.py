"""A person takes scans out of their box for good: the decision is kept beside each record.

The program itself never touches a master. It makes sure that the archive can stand without it: each
record is verified here and now, and nothing is entered of one that is not whole.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sohoa.audit.archive import checked_records
from sohoa.audit.auditor import Request
from sohoa.audit.problems import Part
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody_errors import (
    MastersNeededError,
    NotInCountError,
    NotWholeToReleaseError,
    ReleasedNotWholeError,
)
from sohoa.domain.errors import BatchError, ExitCode, NotFoundError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.outcome import DocumentState
from sohoa.domain.places import pieces_of
from sohoa.use_cases.boxes import require_box
from sohoa.use_cases.verifying import verify
from sohoa.work.archive_home import keep_trails, require_archive
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """What a release came to, as machines read it: ids of documents."""

    exit_code: ExitCode
    released: tuple[str, ...]
    released_before: tuple[str, ...]
    not_whole: tuple[str, ...]
    not_archived: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """Whose masters may be released.

    Attributes:
        new: Records that are whole, and of which it was not said before.
        before: Records that are whole, and of which it was said before.
        refused: Records that were not found whole just now, each with what to do.
        needed: Documents of the box that are not archived: their scans are all there is.
    """

    new: tuple[DocumentRow, ...]
    before: tuple[DocumentRow, ...]
    refused: tuple[BatchError, ...] = ()
    needed: tuple[MastersNeededError, ...] = ()


def propose_release(workspace: Workspace, names: tuple[str, ...], batch: str | None) -> Release:
    """Find out whose masters may be released, of named records or of a box; verifies each.

    Records that were replaced or withdrawn are left out of a box: nobody asks for their masters.
    What a killed release left to be written beside its records is written first. A file is not
    released with one of its parts while another part is not archived, or not found whole.

    Raises:
        NotFoundError, UnknownBoxError: There is no such document, no such box.
        NotInCountError, MastersNeededError: A named document is not archived, or no longer.
        ArchiveAwayError, OtherArchiveError: The archive is not there.
    """
    require_box(workspace, batch)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        rows = [_named(reader, name) for name in dict.fromkeys(names)]
        rows += reader.list_documents(batch=batch) if batch is not None else []
        released = reader.masters_released([row.document_id for row in rows])
        parts = _other_parts(reader, rows)
    found = {row.document_id: row for row in rows if not row.state.is_retired}
    archived = [row for row in found.values() if row.state is DocumentState.ARCHIVED]
    others = [row for row in parts if row.document_id not in found]
    if any(row.document_id in released for row in archived):
        with Catalogue.open(workspace.catalogue_url) as catalogue:
            keep_trails(workspace, catalogue)
    beside = [row for row in others if row.state is DocumentState.ARCHIVED]
    broken = _not_whole(workspace, [*archived, *beside])
    needed = [row for row in (*found.values(), *others) if row.state is not DocumentState.ARCHIVED]
    held = [row for row in (*archived, *beside) if row.document_id in broken] + needed
    places = _places(held)
    whole = [
        row for row in archived if row.document_id not in broken and not _is_beside(row, places)
    ]
    return Release(
        new=tuple(row for row in whole if row.document_id not in released),
        before=tuple(row for row in whole if row.document_id in released),
        refused=tuple(
            ReleasedNotWholeError(document=identity)
            if identity in released
            else NotWholeToReleaseError(document=identity)
            for identity in broken
        ),
        needed=tuple(MastersNeededError(document=row.document_id) for row in needed),
    )


def _other_parts(reader: CatalogueReader, rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """The documents that count or wait and have other pages of the files of some documents."""
    beside = (
        one for box in {row.batch for row in rows} for one in reader.list_documents(batch=box)
    )
    places = _places(rows)
    return [one for one in beside if not one.state.is_retired and _is_beside(one, places)]


def _places(rows: Iterable[DocumentRow]) -> Mapping[tuple[str, str], set[str]]:
    """Files of some documents → the places of these."""
    found = defaultdict[tuple[str, str], set[str]](set)
    for row in rows:
        for piece in pieces_of(row.source_name):
            found[row.batch, piece.name].add(row.source_name)
    return found


def _is_beside(one: DocumentRow, places: Mapping[tuple[str, str], set[str]]) -> bool:
    """Say whether a document has other pages of a file; versions of one are no parts."""
    files = [(one.batch, piece.name) for piece in pieces_of(one.source_name)]
    return any(places.get(file, set()) - {one.source_name} for file in files)


def release_masters(workspace: Workspace, release: Release, *, who: str, reason: str) -> None:
    """Keep the decision in the catalogue and beside each record; what was due is written too.

    Raises:
        NotInCountError: A record does not count any more.
        ArchiveAwayError, OtherArchiveError: The archive is not there.
    """
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        require_archive(workspace, catalogue)
        for row in release.new:
            at = dt.datetime.now(dt.UTC)
            catalogue.release_masters(row.document_id, person=who, reason=reason, at=at)
        keep_trails(workspace, catalogue)


def _named(reader: CatalogueReader, name: str) -> DocumentRow:
    row = reader.document(name)
    if row is None:
        raise NotFoundError(name=name)
    if row.state.is_retired:
        raise NotInCountError(document=row.document_id)
    if row.state is not DocumentState.ARCHIVED:
        raise MastersNeededError(document=row.document_id)
    return row


def _not_whole(workspace: Workspace, rows: list[DocumentRow]) -> tuple[str, ...]:
    """Which of the records are not whole now, whatever became of their masters.

    A fault of the reading copy alone does not take a record out of the count, and it does stop a
    release: what `verify` calls broken is not all that a person will have.
    """
    if not rows:
        return ()
    report = verify(workspace, Request(tuple(row.document_id for row in rows)))
    checked = checked_records(report.archive, at=dt.datetime.now(dt.UTC))
    broken = {one.document_id for one in checked if one.problems}
    for one in report.archive.verdicts:
        if any(problem.part is Part.READING for problem in one.problems):
            broken.add(one.document_id)
    return tuple(row.document_id for row in rows if row.document_id in broken)
