"""List the papers behind a figure: the same papers, judged the same way, by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import UnknownPhaseError
from sohoa.domain.figures import Figure, Standing
from sohoa.domain.holdings import DocumentRow, RegisteredPaper
from sohoa.domain.judging import JudgedPaper, judged
from sohoa.domain.plan import Plan
from sohoa.domain.progress import Measure, measure_of, refuse_future
from sohoa.domain.register import Validity
from sohoa.domain.timing import Timing
from sohoa.plan_file import load_plan
from sohoa.use_cases.knowledge import ask
from sohoa.use_cases.naming import naming_of
from sohoa.workspace import Workspace

#: Given as a phase: the papers that no phase takes.
OUTSIDE = 0


@dataclass(frozen=True, slots=True)
class AskedPapers:
    """Which papers are asked about.

    Attributes:
        as_of: As of the end of this day.
        known: As known by the end of this one; see `sohoa.use_cases.knowledge`.
        phase: Those that a phase takes, or none (`OUTSIDE`).
        room: Those of a room; of all that it took over, too, by the names of today.
        names_today: Rooms are called as today, not as papers have them.
    """

    as_of: dt.date
    known: dt.date | None = None
    phase: int | None = None
    room: str | None = None
    names_today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPaperResult(RegisteredPaper):
    """A paper and how it was counted, as machines read it; see `sohoa.domain.figures.Judgment`."""

    standing: Standing
    is_counted: bool
    is_archived: bool
    is_proven: bool
    is_born_digital: bool
    ended: Validity | None
    timing: Timing
    is_rescanned: bool
    is_left_out: bool


def judged_paper_result(one: JudgedPaper) -> JudgedPaperResult:
    """Give a judged paper as machines read it."""
    return JudgedPaperResult(**asdict(one.paper), **asdict(one.judgment))


def papers_behind(
    workspace: Workspace, figure: Figure, asked: AskedPapers
) -> tuple[JudgedPaper, ...]:
    """The papers that a figure counts: in all, of a phase, of a room, or of both.

    Raises:
        UnknownPhaseError: The plan has no such phase.
        FutureDayError: The day has not come yet.
        PlanError: With every mistake at once.
    """
    is_within, measure = _asked(workspace, asked)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        now = dt.datetime.now(dt.UTC)
        papers = ask(reader, as_of=asked.as_of, known=asked.known, now=now).papers()
        within = (paper for paper in papers if is_within(paper))
        return tuple(one for one in judged(within, measure) if one.is_behind(figure))


def documents_behind(workspace: Workspace, asked: AskedPapers) -> tuple[DocumentRow, ...]:
    """The digitized documents that no paper of the inventory claims.

    Raises:
        UnknownPhaseError: The plan has no such phase.
        FutureDayError: The day has not come yet.
        PlanError: With every mistake at once.
    """
    is_within, measure = _asked(workspace, asked)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        now = dt.datetime.now(dt.UTC)
        rows = ask(reader, as_of=asked.as_of, known=asked.known, now=now).archived()
        return tuple(
            row
            for row in rows
            if not row.record_id and measure.is_digitized(row.digitized_at) and is_within(row)
        )


def _asked(
    workspace: Workspace, asked: AskedPapers
) -> tuple[Callable[[RegisteredPaper | DocumentRow], bool], Measure]:
    """Return what is asked about, by year and room, and how the plan counts on the day."""
    plan = load_plan(workspace.plan_path)
    now = dt.datetime.now(dt.UTC)
    day = refuse_future(asked.as_of, now=now)
    takes = _taken_by(plan, asked.phase)
    named = naming_of(workspace, today=asked.names_today, now=now).room
    room = None if asked.room is None else named(asked.room)

    def is_within(one: RegisteredPaper | DocumentRow) -> bool:
        return takes(one.year) and room in (None, named(one.room))

    return is_within, measure_of(plan, day)


def _taken_by(plan: Plan, number: int | None) -> Callable[[int | None], bool]:
    """Return the test whether a year is one of a phase, of any, or outside all of them."""
    if number is None:
        return lambda _year: True
    if number == OUTSIDE:
        return lambda year: year is None or plan.phase_of(year) is None
    chosen = plan.phase(number)
    if chosen is None:
        known = ", ".join(str(one.number) for one in plan.phases)
        raise UnknownPhaseError(phase=number, known=known)
    return chosen.covers
