"""The completion report of a phase, or of the plan, from the catalogue as it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import UnknownPhaseError
from sohoa.domain.movement import Earlier
from sohoa.domain.naming import AS_NAMED
from sohoa.domain.plan import Plan
from sohoa.domain.progress import refuse_future
from sohoa.domain.subject import Subject
from sohoa.domain.vietnam_time import day_of
from sohoa.plan_file import load_plan
from sohoa.reports.completion import CompletionReport, build_report
from sohoa.reports.csv_files import ListFiles, list_files
from sohoa.settings import load_settings
from sohoa.use_cases.knowledge import ask
from sohoa.use_cases.report_beside import report_beside
from sohoa.use_cases.report_forms import (
    Office,
    ReportFiles,
    imprint_of,
    write_forms,
    write_signed_pdf,
)
from sohoa.use_cases.reuse import questions_of, reuse_of_year
from sohoa.work.witness import last_head
from sohoa.workspace import Workspace

#: How the files of a report of the whole plan begin.
_OF_PLAN = "ke-hoach"


@dataclass(frozen=True, slots=True)
class AskedReport:
    """Which report is asked for.

    Attributes:
        phase: The number of a phase; `None` is the whole plan.
        as_of: As of the end of this day.
        known: As known by the end of this one; see `sohoa.use_cases.knowledge`.
        since: Since when it is told what moved; without a day, since the last report of this
            subject that was issued, or the end of the month before.
        names_today: Counted by the names that rooms and types have today, not by those that papers
            bear. The agency's is that of the day asked about.
    """

    phase: int | None
    as_of: dt.date
    known: dt.date | None = None
    since: dt.date | None = None
    names_today: bool = False

    @property
    def stem(self) -> str:
        """The beginning of the names of its files: what was asked for, in full."""
        subject = _OF_PLAN if self.phase is None else f"giai-doan-{self.phase}"
        parts = [subject, self.as_of.isoformat()]
        parts += [] if self.known is None else [f"biet-{self.known.isoformat()}"]
        parts += [] if self.since is None else [f"tu-{self.since.isoformat()}"]
        parts += ["ten-hom-nay"] if self.names_today else []
        return "-".join(parts)


def write_report(
    workspace: Workspace,
    *,
    phase: int | None,
    as_of: dt.date,
    known: dt.date | None = None,
    since: dt.date | None = None,
    names_today: bool = False,
    is_signed: bool = True,
) -> ReportFiles:
    """Write every form of a report into `data/reports`, replacing those of that day.

    What the arguments mean: `AskedReport`. Its PDF is signed, or a draft that never is.

    Raises:
        UnknownPhaseError: The plan has no such phase.
        FutureDayError: The day has not come yet.
        SinceNotBeforeError: `since` is not before it.
        PlanError, SettingsError: With every mistake at once.
        ToolMissingError: The font of printed papers is not installed.
    """
    asked = AskedReport(phase, as_of, known, since, names_today)
    now = dt.datetime.now(dt.UTC)
    office = open_office(workspace, asked, now=now)
    head = last_head(workspace.heads_path)
    marks = Marks(head=head.line if head else "")
    stem = workspace.reports_dir / asked.stem
    return write_all(office, asked, stem, now=now, marks=marks, is_signed=is_signed)


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a report is known: its number among those issued, and the head it rests on."""

    number: str = ""
    head: str = ""


def open_office(workspace: Workspace, asked: AskedReport, *, now: dt.datetime) -> Office:
    """Read plan and settings, and refuse what cannot be reported on.

    Raises:
        UnknownPhaseError, FutureDayError, PlanError, SettingsError: As `write_report`.
    """
    refuse_future(asked.as_of, now=now)
    plan, settings = load_plan(workspace.plan_path), load_settings(workspace.config_dir)
    subject_of(plan, asked.phase)
    return Office(workspace, settings, plan)


def write_all(
    office: Office,
    asked: AskedReport,
    stem: Path,
    *,
    now: dt.datetime,
    marks: Marks,
    is_signed: bool = True,
) -> ReportFiles:
    """Compute a report and write every form of it, under names that begin alike.

    Raises:
        SinceNotBeforeError, ToolMissingError: As `write_report`.
        DiskFullError: No room is left.
    """
    with list_files(stem) as files:
        report = compute_report(office, asked, now=now, files=files)
        imprint = imprint_of(report, now, number=marks.number, head=marks.head)
        forms = write_forms(report, stem, files, imprint=imprint)
    return write_signed_pdf(report, forms, imprint=imprint, office=office, is_signed=is_signed)


def compute_report(
    office: Office,
    asked: AskedReport,
    *,
    now: dt.datetime,
    files: ListFiles | None = None,
    earlier: Earlier | None = None,
) -> CompletionReport:
    """Compute a report from one state of the catalogue; nothing is written but long lists.

    What moved is told since `earlier`, if that is given; else since what is asked.

    Raises:
        UnknownPhaseError: The plan has no such phase.
        FutureDayError: The day has not come yet.
        SinceNotBeforeError: `since` is not before it.
    """
    plan, settings = office.plan, office.settings
    subject = subject_of(plan, asked.phase)
    today = settings.names_on(day_of(now))
    with CatalogueReader.open(office.workspace.catalogue_url) as reader, reader.one_state():
        then = ask(reader, as_of=asked.as_of, known=asked.known, now=now)
        until = then.knowledge.known
        reuse = reuse_of_year(reader, plan, until=asked.as_of, known=until)
        is_said = bool(reuse.asked) or reuse.target is not None
        return build_report(
            then.report_rows(by_operator=settings.audit.by_operator),
            plan,
            phase=asked.phase,
            as_of=asked.as_of,
            office=settings.office.on(asked.as_of).name,
            rules=settings.ocr.quality.needs,
            known=until,
            naming=today if asked.names_today else AS_NAMED,
            files=files,
            at_counter=(reuse, questions_of(reader, reuse, known=until)) if is_said else None,
            said=report_beside(
                office.workspace,
                then,
                plan,
                subject,
                since=earlier or asked.since,
                name_today=today.room,
            ),
        )


def subject_of(plan: Plan, phase: int | None) -> Subject:
    """Give what a report is about.

    Raises:
        UnknownPhaseError: The plan has no such phase.
    """
    chosen = None if phase is None else plan.phase(phase)
    if phase is not None and chosen is None:
        phases = ", ".join(str(one.number) for one in plan.phases)
        raise UnknownPhaseError(phase=phase, known=phases)
    return Subject(chosen)
