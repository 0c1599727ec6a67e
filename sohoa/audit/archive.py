"""Verifies the archive of a workspace against its catalogue, on every core.

Rows, files and verdicts pass through: an archive of a million records needs no more memory than a
small one, and one record of it no more than the records it is compared with.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.audit.asked import ArchivedFile, Question
from sohoa.audit.places import Neighbours, operators
from sohoa.audit.problems import Part, Problem
from sohoa.audit.records import RecordStanding, Verdict, verify_records_job
from sohoa.audit.surroundings import UnitVerdict, read_listed, unknown_files, verify_units
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import ItemError, NotFoundError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import reading_name, receipt_name
from sohoa.sign.trust_store import TrustStore
from sohoa.work.pool import Job, WorkerPool
from sohoa.workspace import Workspace

#: Records one worker verifies at a time: enough that handing them over costs nothing.
_TOGETHER = 16
#: Records about which the catalogue is asked at a time.
_ASKED_TOGETHER = 256
_BESIDE = {Part.MASTER, Part.READING}


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of records: named ones, those of a batch, or all."""

    identities: tuple[str, ...] = ()
    batch: str | None = None

    @property
    def is_everything(self) -> bool:
        """Say whether the whole archive is meant, with the files nobody knows."""
        return not self.identities and self.batch is None


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a record, and up to which file of the archive all records have theirs."""

    verdict: Verdict
    through: str


@dataclass(frozen=True, slots=True)
class ArchiveVerdict:
    """Result of an audit: each record, each file unit, and unknown files."""

    verdicts: tuple[Verdict, ...]
    units: tuple[UnitVerdict, ...]
    unknown_files: tuple[Path, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether everything held."""
        return (
            not self.unknown_files
            and not any(unit.problems for unit in self.units)
            and all(verdict.is_whole for verdict in self.verdicts)
        )


def archived_rows(workspace: Workspace, choice: Choice) -> tuple[DocumentRow, ...]:
    """The archived records that are meant, counted or not, in the order of their files.

    Raises:
        NotFoundError: No archived record has one of the identities.
    """
    return tuple(each_archived(workspace, choice))


def each_archived(
    workspace: Workspace, choice: Choice, *, after: str = ""
) -> Generator[DocumentRow, None, None]:
    """The same one by one, of any number of records; those behind a path of the archive.

    Raises:
        NotFoundError: No archived record has one of the identities.
    """
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        if not choice.identities:
            yield from reader.archived(batch=choice.batch, after=after)
            return
        rows = [_named(reader, identity) for identity in choice.identities]
        yield from sorted(rows, key=lambda row: row.archive_path or "")


def verify_archive(
    workspace: Workspace,
    choice: Choice,
    *,
    trust: TrustStore,
    question: Question,
    pool: WorkerPool,
    seconds: float,
) -> Iterator[Verdict]:
    """Verify archived records, offline and read-only; each verdict in the order of the files.

    Raises:
        NotFoundError: No archived record has one of the identities.
    """
    rows = each_archived(workspace, choice)
    for one in verify_rows(
        workspace, rows, trust=trust, question=question, pool=pool, seconds=seconds
    ):
        yield one.verdict


def verify_rows(
    workspace: Workspace,
    rows: Iterable[DocumentRow],
    *,
    trust: TrustStore,
    question: Question,
    pool: WorkerPool,
    seconds: float,
) -> Iterator[Checked]:
    """Verify records given in the order of their files; their verdicts come in the same order.

    Only what a worker died of comes last, one by one, and nothing is settled beyond it before.
    """
    files = archived_files(workspace, rows, is_deep=question.deep)
    groups = _Groups(files, trust, question)
    for job, result in pool.run(groups.jobs(), seconds=seconds * _TOGETHER):
        yield from groups.settle(int(job.item_id.rpartition("-")[2]), result)
    singles = {file.row.document_id: file for file in groups.alone}
    jobs = (_job(name, [file], trust, question) for name, file in singles.items())
    for job, result in pool.run(jobs, seconds=seconds):
        verdicts = (
            [_unreadable(singles[job.item_id], result)] if isinstance(result, ItemError) else result
        )
        yield from (Checked(verdict, groups.through) for verdict in verdicts)


class _Groups:
    """Groups of records on their way through the workers, and back in their order."""

    def __init__(
        self, files: Iterator[ArchivedFile], trust: TrustStore, question: Question
    ) -> None:
        self._files, self._trust, self._question = files, trust, question
        self._out: dict[int, list[ArchivedFile]] = {}
        self._back: dict[int, list[Verdict]] = {}
        self._next = 0
        self.through = ""
        self.alone: list[ArchivedFile] = []

    def jobs(self) -> Iterator[Job[list[Verdict]]]:
        """Give a job for each group, as the workers ask for them."""
        number = 0
        while group := list(itertools.islice(self._files, _TOGETHER)):
            self._out[number] = group
            yield _job(f"group-{number}", group, self._trust, self._question)
            number += 1

    def settle(self, number: int, result: list[Verdict] | ItemError) -> Iterator[Checked]:
        """Take a group's result, and give the verdicts that are next in the order."""
        if isinstance(result, ItemError):
            self.alone += self._out[number]
            self._back[number] = []
        else:
            self._back[number] = result
        while self._next in self._back:
            verdicts, group = self._back.pop(self._next), self._out.pop(self._next)
            self._next += 1
            if not self.alone:
                self.through = group[-1].row.archive_path or ""
            yield from (Checked(verdict, self.through) for verdict in verdicts)


def verify_surroundings(
    workspace: Workspace, choice: Choice
) -> tuple[tuple[UnitVerdict, ...], tuple[Path, ...]]:
    """Compare the manifests with the catalogue; with the whole archive, look for unknown files."""
    units = tuple(each_unit(workspace, choice))
    return units, tuple(each_unknown_file(workspace)) if choice.is_everything else ()


def each_unit(workspace: Workspace, choice: Choice) -> Iterator[UnitVerdict]:
    """Compare the manifests of the records' folders with the catalogue, one by one."""
    chosen = None
    if not choice.is_everything:
        rows = each_archived(workspace, choice)
        chosen = {(row.archive_path or "").rpartition("/")[0] for row in rows}
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        yield from verify_units(workspace, reader, chosen)


def each_unknown_file(workspace: Workspace) -> Iterator[Path]:
    """Look for files that no record accounts for."""
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        yield from unknown_files(workspace, reader)


def _named(reader: CatalogueReader, identity: str) -> DocumentRow:
    row = reader.document(identity)
    if row is None or row.archive_path is None:
        raise NotFoundError(name=identity)
    return row


def archived_files(
    workspace: Workspace, rows: Iterable[DocumentRow], *, is_deep: bool
) -> Iterator[ArchivedFile]:
    """Gather what catalogue and manifests say of records, for the auditor; text if `is_deep`."""
    pending = {path.stem for path in workspace.renewals_dir.glob("*.json")}
    waiting = iter(rows)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        people, listed_in = operators(reader), (Path(), dict[str, str]())
        while some := list(itertools.islice(waiting, _ASKED_TOGETHER)):
            named = [row.document_id for row in some]
            papers, released = reader.linked_papers(named), reader.masters_released(named)
            neighbours = Neighbours.of(reader, some, people)
            for row in some:
                path = workspace.archive_dir / (row.archive_path or "")
                if listed_in[0] != path.parent:
                    listed_in = path.parent, read_listed(path.parent)
                listed = listed_in[1]
                yield ArchivedFile(
                    row,
                    path,
                    listed.get(path.name, ""),
                    listed.get(receipt_name(path.name), ""),
                    is_being_renewed=row.document_id in pending,
                    paper=papers.get(row.document_id),
                    text=reader.text(row.document_id) if is_deep else "",
                    neighbours=tuple(neighbours.problems_of(row)),
                    listed_reading=listed.get(reading_name(path.name), ""),
                    masters_released=row.document_id in released,
                )


def _job(
    name: str, group: Sequence[ArchivedFile], trust: TrustStore, question: Question
) -> Job[list[Verdict]]:
    return Job.of(name, verify_records_job, list(group), trust=trust, question=question)


def _unreadable(file: ArchivedFile, error: ItemError) -> Verdict:
    problem = Problem("unreadable", Part.CONTENT, file.path.name, {"reason": error.code})
    return Verdict(file.row.document_id, file.path, RecordStanding.BROKEN, (problem,))


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """One record's verification: when, and the codes of what its proof lacks; none is whole.

    What is wrong with a master or a reading copy alone is not among them: file, receipt and
    signatures prove the record without them.
    """

    document_id: str
    checked_at: dt.datetime
    problems: tuple[str, ...] = ()


def checked_records(found: ArchiveVerdict, *, at: dt.datetime) -> tuple[CheckedRecord, ...]:
    """Give the result for each record of the archive; `at` is the time of the check."""
    return tuple(checked(verdict, at=at) for verdict in found.verdicts)


def checked(verdict: Verdict, *, at: dt.datetime) -> CheckedRecord:
    """Give the result for one record."""
    codes = {one.code for one in verdict.problems if one.part not in _BESIDE}
    return CheckedRecord(verdict.document_id, at, tuple(sorted(codes)))
