"""A person decides about an archived record: a better scan takes its place, or it is withdrawn.

Imports no Prefect: what is asked can be answered, and refused, before a server is started.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import Decision, HeldVersions
from sohoa.domain.custody_errors import (
    NoScanToTakeError,
    NothingToReplaceError,
    NotInCountError,
    ReasonMissingError,
)
from sohoa.domain.errors import DuplicateContentError, ExitCode, NotFoundError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import first_version, version_id
from sohoa.domain.outcome import DocumentState
from sohoa.domain.owner_numbers import masked
from sohoa.domain.vietnamese import nfc, squeeze
from sohoa.intake.inbox import Candidate, list_candidates
from sohoa.intake.masters import content_sha256, read_master
from sohoa.intake.parts import lying_at
from sohoa.use_cases.documents import DocumentResult
from sohoa.work.archive_home import keep_trails, require_archive
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Proposal:
    """The effect of replacing: the record that would give way, and the scan in the box.

    Attributes:
        row: The record; of a scan that was withdrawn before, that one, or the scan itself.
        successor_id: The version that the scan in the box becomes.
        phase: Whose run takes it in.
    """

    row: DocumentRow
    successor_id: str
    phase: int
    files: tuple[Path, ...]
    size_bytes: int
    content_sha256: str


@dataclass(frozen=True, slots=True)
class ReplacementResult:
    """What a replacement came to, as machines read it; `new` is null while its box waits."""

    exit_code: ExitCode
    old: DocumentResult | None
    new: DocumentResult | None


def checked_reason(reason: str) -> str:
    """A reason as it is kept: without a number of an owner.

    Raises:
        ReasonMissingError: There is none.
    """
    said = masked(nfc(squeeze(reason)))
    if not said:
        raise ReasonMissingError
    return said


def propose_replacement(workspace: Workspace, name: str) -> Proposal:
    """Find out what would be replaced by what; nothing is changed.

    Raises:
        NotFoundError: There is no such document.
        NotInCountError: It is not archived, and was not withdrawn either.
        NoScanToTakeError, UnknownBatchError: No scan lies under its name in its box.
        NothingToReplaceError: The scan in the box is the archived one.
        DuplicateContentError: The scan in the box is archived as another document.
        ItemError: The scan cannot be read.
    """
    row = _row(workspace, name)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        require_archive(workspace, catalogue)
        base = first_version(row.document_id)
        held = catalogue.held_versions(row.batch).get(base, HeldVersions(0))
        row = _row(workspace, _giving_way(row, held))
        lying = _lying(workspace, row)
        files = lying.paths
        masters = [read_master(path, lying.pages_of(at)) for at, path in enumerate(files)]
        content = content_sha256(masters)
        if row.state is DocumentState.ARCHIVED and content == row.content_sha256:
            raise NothingToReplaceError(document=row.document_id)
        same = catalogue.archived_by_content(content)
        if same:
            raise DuplicateContentError(row.document_id, other=same)
    return Proposal(
        row,
        version_id(base, held.newest + 1),
        row.phase or 0,
        files,
        sum(master.source.size_bytes for master in masters),
        content,
    )


def decide_replacement(workspace: Workspace, proposal: Proposal, *, who: str, reason: str) -> None:
    """Keep the decision; the next run of the box carries it out.

    Until the better scan is signed and archived, the record in its place counts.
    """
    decision = Decision(
        document_id=proposal.row.document_id,
        successor_id=proposal.successor_id,
        content_sha256=proposal.content_sha256,
        person=who,
        reason=reason,
        decided_at=dt.datetime.now(dt.UTC),
    )
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        catalogue.decide(decision)


def withdrawable(workspace: Workspace, name: str) -> DocumentRow:
    """The record that would be withdrawn; one that is withdrawn already comes back as it is.

    Raises:
        NotFoundError: There is no such document.
        NotInCountError: It is not archived, or another has taken its place.
    """
    row = _row(workspace, name)
    if row.state not in (DocumentState.ARCHIVED, DocumentState.WITHDRAWN):
        raise NotInCountError(document=row.document_id)
    return row


def withdraw_document(workspace: Workspace, row: DocumentRow, *, who: str, reason: str) -> None:
    """Take a record out of the count, with its trail; asked again, what is missing is finished.

    Raises:
        NotInCountError: It is not archived any more.
        ArchiveAwayError, OtherArchiveError: The archive is not there.
    """
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        require_archive(workspace, catalogue)
        catalogue.withdraw(row.document_id, person=who, reason=reason, at=dt.datetime.now(dt.UTC))
        keep_trails(workspace, catalogue)


def _row(workspace: Workspace, name: str) -> DocumentRow:
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        row = reader.document(name)
    if row is None:
        raise NotFoundError(name=name)
    return row


def _giving_way(row: DocumentRow, held: HeldVersions) -> str:
    """Which document's place the scan in the box would take: a version that counts goes first.

    Raises:
        NotInCountError: Nothing has to be decided about it.
    """
    waits = row.state is DocumentState.CONTESTED
    if held.archived_id and (waits or row.document_id == held.archived_id):
        return held.archived_id
    if not held.archived_id and (waits or row.state is DocumentState.WITHDRAWN):
        return version_id(row.document_id, held.newest) if held.newest else row.document_id
    raise NotInCountError(document=row.document_id)


def _lying(workspace: Workspace, row: DocumentRow) -> Candidate:
    found = {one.source_name: one for one in list_candidates(workspace.batch_inbox(row.batch))}
    candidate = lying_at(row.source_name, found)
    if candidate and candidate.paths:
        return candidate
    raise NoScanToTakeError(document=row.document_id, name=row.source_name, batch=row.batch)
