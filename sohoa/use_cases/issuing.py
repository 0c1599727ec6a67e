"""Reports are issued: numbered, kept for good, entered in the ledger; and checked again later."""

from __future__ import annotations

import datetime as dt
import fcntl
import itertools
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.proof_errors import IssuedMeanwhileError
from sohoa.domain.subject import Subject
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import digest_of_start, sha256_of, sync
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.report_check import ReportCheck
from sohoa.person import person
from sohoa.use_cases.report_forms import ReportFiles
from sohoa.use_cases.report_names import names_of_report
from sohoa.use_cases.reporting import AskedReport, Marks, open_office, subject_of, write_all
from sohoa.work.witness import take_head
from sohoa.workspace import Workspace

#: `BC-2026-007`: the seventh report of that year.
_NUMBER = "BC-{year}-{ordinal:03}"
_PART = ".part"
_ASIDE = ".not-issued-"


@dataclass(frozen=True, slots=True)
class IssuedReport:
    """A report that was issued.

    Attributes:
        at: When, aware.
        subject: The number of a phase, or `plan`.
        last_change: The number of the last change that it knew; 0 of one issued by a version that
            did not enter it.
        files: Name -> SHA-256, of each as it was issued.
        pdf: SHA-256 of the first `pdf_bytes` bytes of the PDF, as it was drawn: a signature is
            added behind them.
    """

    number: str
    at: dt.datetime
    subject: str
    as_of: str
    known: str
    head: str
    files: Mapping[str, str]
    pdf: str
    pdf_bytes: int
    last_change: int = 0


def issue_report(workspace: Workspace, asked: AskedReport) -> tuple[IssuedReport, ReportFiles]:
    """Issue a report: its forms lie in `data/reports/issued/<number>/` and are in the ledger.

    What it is counted from is in the ledger before: its head is printed in it. Whoever is killed
    on the way has issued nothing, and its number is given to the next.

    Raises:
        IssuedMeanwhileError: Somebody else has issued one of this number meanwhile.
        UnknownPhaseError, FutureDayError, SinceNotBeforeError, PlanError, SettingsError,
        ToolMissingError: As `sohoa.use_cases.reporting.write_report`.
        BatchError: The catalogue cannot be written, or no room is left.
    """
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    office = open_office(workspace, asked, now=now)
    with _alone(workspace), Catalogue.open(workspace.catalogue_url) as catalogue:
        head = take_head(workspace, catalogue)
        issued_before = catalogue.events_of(OfficeEventKind.REPORT)
        number = next_number([one.said for one in issued_before], day_of(now).year)
        folder = workspace.issued_reports_dir / number
        part = folder.with_name(folder.name + _PART)
        shutil.rmtree(part, ignore_errors=True)
        _set_aside(folder, now)
        marks = Marks(number, head.line)
        written = write_all(office, asked, part / f"{number}-{asked.stem}", now=now, marks=marks)
        sync(part)
        part.rename(folder)
        sync(folder.parent)
        written = _moved(written, folder)
        issued = _issued(marks, now, subject_of(office.plan, asked.phase), written)
        if not catalogue.note_once(_event_of(issued), by="number"):
            _set_aside(folder, now)
            raise IssuedMeanwhileError(number=number)
        take_head(workspace, catalogue)
    return issued, written


def _set_aside(folder: Path, now: dt.datetime) -> None:
    """Give a folder another name that the ledger knows no report of: begun, and never issued.

    Never deleted: where the catalogue was put back from a copy, it may have been.
    """
    if folder.exists():
        at = now.strftime("%Y%m%dT%H%M%S")
        named = (folder.with_name(f"{folder.name}{_ASIDE}{at}-{n}") for n in itertools.count(1))
        folder.rename(next(one for one in named if not one.exists()))


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Let one after the other issue reports, on this machine."""
    workspace.issued_reports_dir.mkdir(parents=True, exist_ok=True)
    with (workspace.issued_reports_dir / ".lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _moved(written: ReportFiles, folder: Path) -> ReportFiles:
    """The same files in the folder where they stay."""
    return replace(
        written,
        html=folder / written.html.name,
        xlsx=folder / written.xlsx.name,
        json=folder / written.json.name,
        csv=tuple(folder / one.name for one in written.csv),
        pdf=folder / written.pdf.name,
    )


def _issued(marks: Marks, at: dt.datetime, subject: Subject, written: ReportFiles) -> IssuedReport:
    every = (written.html, written.xlsx, written.json, *written.csv, written.pdf)
    said = json.loads(written.json.read_bytes())
    return IssuedReport(
        marks.number,
        at,
        subject.key,
        said["as_of"],
        said["known"],
        marks.head,
        {path.name: sha256_of(path) for path in every},
        written.pdf_sha256,
        written.pdf_bytes,
        said["measured"]["provenance"]["last_change"],
    )


def _event_of(issued: IssuedReport) -> OfficeEvent:
    said = {name: value for name, value in asdict(issued).items() if name != "at"}
    return OfficeEvent(OfficeEventKind.REPORT, issued.at, said, person())


def issued_reports(workspace: Workspace) -> list[IssuedReport]:
    """Give the reports that were issued, in their order."""
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        issued = reader.office_events(OfficeEventKind.REPORT)
    return [IssuedReport(at=at, **said) for at, said in issued]


@dataclass(frozen=True, slots=True)
class ReportStanding:
    """What became of a file that is said to be a report.

    Attributes:
        number: Under which this very file was issued; empty where it was not.
        numbers: How many numbers were counted again, from what was known then.
        differences: Those that do not follow, and whatever else contradicts.
    """

    number: str
    issued_at: dt.datetime | None
    subject: str
    as_of: str
    known: str
    numbers: int
    differences: tuple[ReportDifference, ...]

    @property
    def holds(self) -> bool:
        """Say whether it was issued, and its numbers follow."""
        return bool(self.number) and not self.differences


@dataclass(frozen=True, slots=True)
class ReportDifference:
    """A number that does not follow, or what keeps it from being counted again."""

    code: str
    details: Mapping[str, str | int]


def check_report(workspace: Workspace, path: Path) -> ReportStanding:
    """Say whether this very file was issued, and whether its numbers still follow.

    Any form of it will do. The numbers are those of the machine part, counted again from the facts
    as they were known then, by the code of the audit.

    Raises:
        OSError: It cannot be read.
        BatchError: The catalogue cannot be read.
    """
    digest = sha256_of(path)
    issued = next((one for one in issued_reports(workspace) if _is_of(path, digest, one)), None)
    if issued is None:
        return ReportStanding("", None, "", "", "", 0, ())
    added = tuple(_added(workspace, path, digest, issued))
    machine = machine_part(workspace, issued)
    if machine is None:
        lost = ReportDifference("report-form", {"form": "–"})
        return _standing(issued, 0, (*added, lost))
    with InspectionDoor.open(workspace.catalogue_url) as door, door.one_state():
        check = ReportCheck(door, machine, names_of_report(workspace, machine))
        found = tuple(ReportDifference(one.code, one.details) for one in check.differences())
    return _standing(issued, check.compared, (*added, *found))


def _standing(
    issued: IssuedReport, numbers: int, found: tuple[ReportDifference, ...]
) -> ReportStanding:
    return ReportStanding(
        issued.number, issued.at, issued.subject, issued.as_of, issued.known, numbers, found
    )


def _added(
    workspace: Workspace, path: Path, digest: str, issued: IssuedReport
) -> Iterator[ReportDifference]:
    """A PDF may be added to, and show something else then: only a signature of ours is known."""
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        events = reader.office_events(OfficeEventKind.REPORT_SIGNED)
    signed = {said["sha256"] for _at, said in events}
    if digest not in signed.union(issued.files.values()):
        more = path.stat().st_size - issued.pdf_bytes
        yield ReportDifference("report-added", {"bytes": more})


def note_signed(workspace: Workspace, path: Path) -> None:
    """Enter that the PDF of an issued report, which had waited, was signed; of others, nothing.

    Raises:
        OSError: It cannot be read.
        BatchError: The catalogue cannot be written.
    """
    number = path.parent.name
    if path.parent.parent != workspace.issued_reports_dir or not workspace.has_catalogue:
        return
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        issued = catalogue.events_of(OfficeEventKind.REPORT)
        if any(one.said["number"] == number for one in issued):
            said = {"number": number, "sha256": sha256_of(path)}
            event = OfficeEvent(OfficeEventKind.REPORT_SIGNED, now, said, person())
            catalogue.note_event(event)


def _is_of(path: Path, digest: str, issued: IssuedReport) -> bool:
    if digest in issued.files.values():
        return True
    return path.stat().st_size >= issued.pdf_bytes and (
        digest_of_start(path, issued.pdf_bytes) == issued.pdf
    )


def machine_part(workspace: Workspace, issued: IssuedReport) -> Mapping[str, Any] | None:
    """Give the machine part as it was issued; `None` where the file is gone, or another.

    Raises:
        OSError: It cannot be read.
    """
    for name, digest in issued.files.items():
        path = workspace.issued_reports_dir / issued.number / name
        if path.suffix == ".json" and path.is_file() and sha256_of(path) == digest:
            said: Mapping[str, Any] = json.loads(path.read_bytes())
            return said
    return None


def next_number(issued: Iterable[Mapping[str, Any]], year: int) -> str:
    """Give the number of the next report of a year: they count without gaps.

    >>> next_number([{"number": "BC-2025-009"}, {"number": "BC-2026-001"}], 2026)
    'BC-2026-002'
    """
    of_year = sum(str(said["number"]).startswith(f"BC-{year}-") for said in issued)
    return _NUMBER.format(year=year, ordinal=1 + of_year)
