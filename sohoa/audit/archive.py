"""Verifies the archive of a workspace against its catalogue, on every core."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.archive.placing import MANIFEST_NAME, manifest_content, reading_path
from sohoa.archive.receipt import receipt_path
from sohoa.audit.asked import ArchivedFile, Question
from sohoa.audit.places import Neighbours, year_in
from sohoa.audit.problems import Part, Problem
from sohoa.audit.records import RecordStanding, Verdict, verify_records_job
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.rows import GivenPlace
from sohoa.domain.errors import ItemError, NotFoundError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import events_name, reading_name, receipt_name
from sohoa.durable import is_being_written
from sohoa.sign.trust_store import TrustStore
from sohoa.work.archive_home import events_path, marker_path
from sohoa.work.pool import Job, WorkerPool
from sohoa.workspace import Workspace

#: Records one worker verifies at a time: enough that handing them over costs nothing.
_TOGETHER = 16
_LARGEST = 256 << 20
_PARTS = 2
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
class UnitVerdict:
    """Problems of the manifest of one file unit."""

    folder: Path
    problems: tuple[Problem, ...]


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
    with CatalogueReader.open(workspace.catalogue_path) as reader:
        rows = [_named(reader, identity) for identity in choice.identities]
        if not choice.identities:
            rows = [row for row in reader.list_documents(batch=choice.batch) if row.archive_path]
    return tuple(sorted(rows, key=lambda row: row.archive_path or ""))


def verify_archive(
    workspace: Workspace,
    choice: Choice,
    *,
    trust: TrustStore,
    question: Question,
    pool: WorkerPool,
    seconds: float,
) -> Iterator[Verdict]:
    """Verify archived records, offline and read-only; each verdict as it comes.

    Raises:
        NotFoundError: No archived record has one of the identities.
    """
    rows = archived_rows(workspace, choice)
    files = list(archived_files(workspace, rows, is_deep=question.deep))
    yield from _in_groups(files, trust, question, pool=pool, seconds=seconds)


def verify_surroundings(
    workspace: Workspace, choice: Choice
) -> tuple[tuple[UnitVerdict, ...], tuple[Path, ...]]:
    """Compare the manifests with the catalogue; with the whole archive, look for unknown files."""
    chosen = {_folder(workspace, row) for row in archived_rows(workspace, choice)}
    every = archived_rows(workspace, Choice())
    units = []
    for folder, rows in itertools.groupby(every, key=lambda row: _folder(workspace, row)):
        members = tuple(_members(rows))
        if folder in chosen:
            units.append(UnitVerdict(folder, tuple(verify_manifest(folder, members))))
    gone = _taken_away(workspace, every, None if choice.is_everything else chosen)
    units = [
        UnitVerdict(unit.folder, (*unit.problems, *gone.pop(unit.folder, ()))) for unit in units
    ]
    units += [UnitVerdict(folder, tuple(problems)) for folder, problems in sorted(gone.items())]
    if not choice.is_everything:
        return tuple(units), ()
    known = {workspace.archive_dir / (row.archive_path or ""): row for row in every}
    copies = {reading_path(path): row for path, row in known.items() if row.reading_sha256}
    known |= {receipt_path(path): row for path, row in known.items()}
    known |= {unit.folder / MANIFEST_NAME: every[0] for unit in units}
    known |= {events_path(path): row for path, row in known.items() if row.events_sha256}
    places: set[Path] = {*known, *copies, marker_path(workspace.archive_dir)}
    return tuple(units), tuple(unknown_files(workspace.archive_dir, places))


def _taken_away(
    workspace: Workspace, rows: Sequence[DocumentRow], folders: set[Path] | None
) -> dict[Path, list[Problem]]:
    """Ordinals that were given once and lead to no document, by file unit; `None` means all."""
    found: dict[Path, list[Problem]] = {}
    for code, problem in Neighbours.of(rows, _places(workspace)).gaps():
        folder = workspace.archive_dir / year_in(code) / code
        if folders is None or folder in folders:
            found.setdefault(folder, []).append(problem)
    return found


def _members(rows: Iterator[DocumentRow]) -> Iterator[tuple[str, str]]:
    """Give the members that the manifest must list, by the catalogue."""
    for row in rows:
        name = Path(row.archive_path or "").name
        yield name, row.sha256
        if row.receipt_sha256:
            yield receipt_name(name), row.receipt_sha256
        if row.events_sha256:
            yield events_name(name), row.events_sha256
        if row.reading_sha256:
            yield reading_name(name), row.reading_sha256


def _named(reader: CatalogueReader, identity: str) -> DocumentRow:
    row = reader.document(identity)
    if row is None or row.archive_path is None:
        raise NotFoundError(name=identity)
    return row


def _folder(workspace: Workspace, row: DocumentRow) -> Path:
    return (workspace.archive_dir / (row.archive_path or "")).parent


def archived_files(
    workspace: Workspace, rows: Sequence[DocumentRow], *, is_deep: bool
) -> Iterator[ArchivedFile]:
    """Gather what catalogue and manifests say of records, for the auditor; text if `is_deep`."""
    pending = {path.stem for path in workspace.renewals_dir.glob("*.json")}
    neighbours = Neighbours.of(archived_rows(workspace, Choice()), _places(workspace))
    with CatalogueReader.open(workspace.catalogue_path) as reader:
        papers, released = reader.linked_papers(), reader.masters_released()
        for folder, members in itertools.groupby(rows, key=lambda row: _folder(workspace, row)):
            listed = read_listed(folder)
            for row in members:
                path = workspace.archive_dir / (row.archive_path or "")
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


def _places(workspace: Workspace) -> tuple[GivenPlace, ...]:
    with CatalogueReader.open(workspace.catalogue_path) as reader:
        return reader.places()


def _in_groups(
    files: Sequence[ArchivedFile],
    trust: TrustStore,
    question: Question,
    *,
    pool: WorkerPool,
    seconds: float,
) -> Iterator[Verdict]:
    """Verify groups of records; a group whose worker died is verified one by one."""
    groups = {f"group-{n}": files[n : n + _TOGETHER] for n in range(0, len(files), _TOGETHER)}
    alone: list[ArchivedFile] = []
    jobs = (_job(name, group, trust, question) for name, group in groups.items())
    for job, result in pool.run(jobs, seconds=seconds * _TOGETHER):
        if isinstance(result, ItemError):
            alone += groups[job.item_id]
        else:
            yield from result
    singles = {file.row.document_id: file for file in alone}
    jobs = (_job(name, [file], trust, question) for name, file in singles.items())
    for job, result in pool.run(jobs, seconds=seconds):
        if isinstance(result, ItemError):
            yield _unreadable(singles[job.item_id], result)
        else:
            yield from result


def _job(
    name: str, group: Sequence[ArchivedFile], trust: TrustStore, question: Question
) -> Job[list[Verdict]]:
    return Job.of(name, verify_records_job, list(group), trust=trust, question=question)


def _unreadable(file: ArchivedFile, error: ItemError) -> Verdict:
    problem = Problem("unreadable", Part.CONTENT, file.path.name, {"reason": error.code})
    return Verdict(file.row.document_id, file.path, RecordStanding.BROKEN, (problem,))


def read_listed(folder: Path) -> dict[str, str]:
    """Name → digest, as far as the manifest of a file unit can be read."""
    try:
        with (folder / MANIFEST_NAME).open("rb") as stream:
            lines = stream.read(_LARGEST).decode("utf-8", errors="replace").split("\n")
    except OSError:
        return {}
    parted = (line.split("  ", maxsplit=1) for line in lines)
    return {parts[1]: parts[0] for parts in parted if len(parts) == _PARTS}


def verify_manifest(folder: Path, members: tuple[tuple[str, str], ...]) -> Iterator[Problem]:
    """Compare a manifest byte by byte with what the catalogue says it must hold."""
    path = folder / MANIFEST_NAME
    if path.is_symlink() or not path.is_file():
        yield Problem("manifest-missing", Part.MANIFEST, MANIFEST_NAME)
        return
    held, expected = path.read_bytes(), manifest_content(members)
    if held == expected:
        return
    held_lines, expected_lines = held.split(b"\n"), expected.split(b"\n")
    for number in range(max(len(held_lines), len(expected_lines))):
        if held_lines[number : number + 1] != expected_lines[number : number + 1]:
            details = {"line": str(number + 1)}
            yield Problem("manifest-line", Part.MANIFEST, MANIFEST_NAME, details)


def unknown_files(archive_dir: Path, known: Collection[Path]) -> Iterator[Path]:
    """Files in the archive that the catalogue does not know: put there by another hand.

    Among them the `.part` file that a killed run left, until a run writes the same file again; one
    whose writer is at work, or has just finished, is not meant.
    """
    for path in sorted(archive_dir.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        if path not in known and not is_being_written(path) and os.path.lexists(path):
            yield path


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
    return tuple(
        CheckedRecord(
            verdict.document_id,
            at,
            tuple(sorted({one.code for one in verdict.problems if one.part not in _BESIDE})),
        )
        for verdict in found.verdicts
    )
