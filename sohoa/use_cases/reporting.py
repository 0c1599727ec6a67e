"""The completion report of a phase, from the catalogue and the plan as they stand."""

from __future__ import annotations

import datetime as dt

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import UnknownPhaseError
from sohoa.domain.naming import AS_NAMED
from sohoa.domain.plan import Plan
from sohoa.domain.progress import refuse_future
from sohoa.domain.subject import Subject
from sohoa.domain.vietnam_time import day_of
from sohoa.plan_file import load_plan
from sohoa.reports.completion import build_report
from sohoa.reports.csv_files import list_files
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
from sohoa.workspace import Workspace

#: How the files of a report of the whole plan begin.
_OF_PLAN = "ke-hoach"


def write_report(
    workspace: Workspace,
    *,
    phase: int | None,
    as_of: dt.date,
    known: dt.date | None = None,
    since: dt.date | None = None,
    names_today: bool = False,
) -> ReportFiles:
    """Write every form of a report into `data/reports`, replacing those of that day.

    It is that of a phase, or of the whole plan (`None`). What moved is told `since` a day, without
    one since the end of the month before. It is counted by the names that rooms and types have
    today (`names_today`), or by those that papers bear; the agency's is that of the day asked
    about.

    Raises:
        UnknownPhaseError: The plan has no such phase.
        FutureDayError: The day has not come yet.
        SinceNotBeforeError: `since` is not before it.
        PlanError, SettingsError: With every mistake at once.
        ToolMissingError: The font of printed papers is not installed.
    """
    now = dt.datetime.now(dt.UTC)
    refuse_future(as_of, now=now)
    plan, settings = load_plan(workspace.plan_path), load_settings(workspace.config_dir)
    subject = _subject(plan, phase)
    stem = workspace.reports_dir / _stem(phase, as_of, known, since, names_today=names_today)
    with list_files(stem) as files:
        with CatalogueReader.open(workspace.catalogue_url) as reader, reader.one_state():
            asked = ask(reader, as_of=as_of, known=known, now=now)
            until = asked.knowledge.known
            reuse = reuse_of_year(reader, plan, until=as_of, known=until)
            is_said = bool(reuse.asked) or reuse.target is not None
            report = build_report(
                asked.report_rows(),
                plan,
                phase=phase,
                as_of=as_of,
                office=settings.office.on(as_of).name,
                rules=settings.ocr.quality.needs,
                known=asked.knowledge.known,
                naming=settings.names_on(day_of(now)) if names_today else AS_NAMED,
                files=files,
                at_counter=(reuse, questions_of(reader, reuse, known=until)) if is_said else None,
                said=report_beside(
                    workspace,
                    asked,
                    plan,
                    subject,
                    since=since,
                    name_today=settings.names_on(day_of(now)).room,
                ),
            )
        imprint = imprint_of(report, now)
        forms = write_forms(report, stem, files, imprint=imprint)
    return write_signed_pdf(
        report, forms, imprint=imprint, office=Office(workspace, settings, plan)
    )


def _subject(plan: Plan, phase: int | None) -> Subject:
    chosen = None if phase is None else plan.phase(phase)
    if phase is not None and chosen is None:
        phases = ", ".join(str(one.number) for one in plan.phases)
        raise UnknownPhaseError(phase=phase, known=phases)
    return Subject(chosen)


def _stem(
    phase: int | None,
    as_of: dt.date,
    known: dt.date | None,
    since: dt.date | None,
    *,
    names_today: bool,
) -> str:
    """The beginning of the names of a report's files: what was asked for, in full."""
    parts = [_OF_PLAN if phase is None else f"giai-doan-{phase}", as_of.isoformat()]
    parts += [] if known is None else [f"biet-{known.isoformat()}"]
    parts += [] if since is None else [f"tu-{since.isoformat()}"]
    parts += ["ten-hom-nay"] if names_today else []
    return "-".join(parts)
