"""Verification: what was found, and what of it the count believes."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sohoa.audit.archive import checked_records
from sohoa.audit.auditor import Auditor, Report, Request
from sohoa.audit.files import FileVerdict
from sohoa.audit.problems import Part, Problem
from sohoa.audit.records import RecordStanding, Verdict
from sohoa.audit.surroundings import UnitVerdict
from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.proving_door import note_proofs
from sohoa.domain.errors import BatchError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.trust import SignatureStatus
from sohoa.use_cases.boxes import require_box
from sohoa.workspace import Workspace

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProblemResult:
    """One thing that does not hold: its code, in which part and file, and in words."""

    code: str
    part: Part
    file: str
    details: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class RecordResult:
    """The verdict on one archived record; see `sohoa.audit.records.Verdict`."""

    document_id: str
    path: Path
    standing: RecordStanding
    problems: tuple[ProblemResult, ...]
    signatures: tuple[SignatureStatus, ...]
    pdfa: str
    sha256: str
    generation: int
    provable_until: dt.datetime | None
    state: DocumentState
    masters_released: bool
    kept_original: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class FileUnitResult:
    """The problems of a file unit's manifest."""

    folder: Path
    problems: tuple[ProblemResult, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class FileResult:
    """The verdict on a file outside the archive; `known_as` is the record it is a copy of."""

    path: Path
    sha256: str
    problems: tuple[ProblemResult, ...]
    signatures: tuple[SignatureStatus, ...]
    pdfa: str
    is_receipted: bool | None
    provable_until: dt.datetime | None
    is_whole: bool
    known_as: str


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """A verification as machines read it; `unknown_files` are files that no record accounts for."""

    is_whole: bool
    records: tuple[RecordResult, ...]
    file_units: tuple[FileUnitResult, ...]
    unknown_files: tuple[Path, ...]
    files: tuple[FileResult, ...]


def verify(workspace: Workspace, request: Request) -> Report:
    """Verify archived records, or files; offline.

    What is found of archived records is entered into the catalogue, whose count believes it; not so
    where the day or the roots are not those of the office: that is a question, no finding.

    Raises:
        UnknownBoxError: Nobody has ever seen a box of this name.
        SettingsError, KeyUnusableError: The configuration, or a trusted root, cannot be used.
    """
    require_box(workspace, request.batch)
    report = Auditor.of(workspace, request).report()
    if request.at is None and not request.roots and not request.only_roots:
        _note(workspace, report)
    return report


def verification_result(report: Report) -> VerificationResult:
    """Give a report as machines read it; problems in the language in force."""
    return VerificationResult(
        is_whole=report.is_whole,
        records=tuple(record_result(one) for one in report.archive.verdicts),
        file_units=tuple(unit_result(one) for one in report.archive.units),
        unknown_files=report.archive.unknown_files,
        files=tuple(_file(one, report.known_as.get(one.path, "")) for one in report.files),
    )


def record_result(one: Verdict) -> RecordResult:
    """Give a verdict as machines read it."""
    return RecordResult(
        document_id=one.document_id,
        path=one.path,
        standing=one.standing,
        problems=_problems(one.problems),
        signatures=one.signatures,
        pdfa=one.pdfa,
        sha256=one.sha256,
        generation=one.generation,
        provable_until=one.provable_until,
        state=one.state,
        masters_released=one.masters_released,
        kept_original=one.kept_original,
        is_whole=not one.problems,
    )


def unit_result(one: UnitVerdict) -> FileUnitResult:
    """Give what was found of a manifest as machines read it."""
    return FileUnitResult(one.folder, _problems(one.problems), not one.problems)


def _file(one: FileVerdict, known_as: str) -> FileResult:
    return FileResult(
        path=one.path,
        sha256=one.sha256,
        problems=_problems(one.problems),
        signatures=one.signatures,
        pdfa=one.pdfa,
        is_receipted=one.is_receipted,
        provable_until=one.provable_until,
        is_whole=one.is_whole,
        known_as=known_as,
    )


def _problems(problems: Iterable[Problem]) -> tuple[ProblemResult, ...]:
    return tuple(
        ProblemResult(one.code, one.part, one.file, one.details, one.text) for one in problems
    )


def _note(workspace: Workspace, report: Report) -> None:
    """Enter what was found of each archived record, whole or not.

    A catalogue that cannot be written now (a backup, a medium for reading) keeps what it knew:
    what was found is shown all the same.
    """
    checked = checked_records(report.archive, at=dt.datetime.now(dt.UTC))
    proofs = [ProofNote(one.document_id, one.checked_at, one.problems) for one in checked]
    if not proofs:
        return
    try:
        note_proofs(workspace.catalogue_url, proofs)
    except BatchError as error:
        logger.warning("the verification was not entered into the catalogue, %s", error.code)
