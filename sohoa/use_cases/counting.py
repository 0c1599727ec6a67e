"""List the papers behind a figure: the same papers, judged the same way, by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import UnknownPhaseError
from sohoa.domain.figures import Figure, Standing
from sohoa.domain.holdings import DocumentRow, JudgedPaper, RegisteredPaper, judged
from sohoa.domain.outcome import DocumentState
from sohoa.domain.plan import PhaseKind, Plan
from sohoa.domain.progress import Measure, measure_of, refuse_future
from sohoa.plan_file import load_plan
from sohoa.use_cases.knowledge import ask
from sohoa.workspace import Workspace

#: Given as a phase: the papers that no phase takes.
OUTSIDE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPaperResult(RegisteredPaper):
    """A paper and how it was counted, as machines read it; see `sohoa.domain.figures.Judgment`."""

    standing: Standing
    is_counted: bool
    is_archived: bool
    is_proven: bool
    is_born_digital: bool


def judged_paper_result(one: JudgedPaper) -> JudgedPaperResult:
    """Give a judged paper as machines read it."""
    return JudgedPaperResult(**asdict(one.paper), **asdict(one.judgment))


def papers_behind(
    workspace: Workspace,
    figure: Figure,
    *,
    phase: int | None,
    room: str | None,
    as_of: dt.date,
    known: dt.date | None = None,
) -> tuple[JudgedPaper, ...]:
    """The papers that a figure counts: in all, of a phase (or `OUTSIDE`), of a room, or of both.

    As known by the end of a day (`known`; see `sohoa.use_cases.knowledge`).

    Raises:
        UnknownPhaseError: The plan has no such phase.
        FutureDayError: The day has not come yet.
        PlanError: With every mistake at once.
    """
    is_within, measure = _asked(workspace, phase, room, as_of)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        papers = ask(reader, as_of=as_of, known=known, now=dt.datetime.now(dt.UTC)).papers()
    within = [paper for paper in papers if is_within(paper)]
    return tuple(one for one in judged(within, measure) if one.is_behind(figure))


def documents_behind(
    workspace: Workspace,
    *,
    phase: int | None,
    room: str | None,
    as_of: dt.date,
    known: dt.date | None = None,
) -> tuple[DocumentRow, ...]:
    """The digitized documents that no paper of the inventory claims.

    Raises:
        UnknownPhaseError: The plan has no such phase.
        FutureDayError: The day has not come yet.
        PlanError: With every mistake at once.
    """
    is_within, measure = _asked(workspace, phase, room, as_of)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        asked = ask(reader, as_of=as_of, known=known, now=dt.datetime.now(dt.UTC))
        rows = asked.documents(state=DocumentState.ARCHIVED)
    return tuple(
        row
        for row in rows
        if not row.record_id and measure.is_digitized(row.digitized_at) and is_within(row)
    )


def _asked(
    workspace: Workspace, phase: int | None, room: str | None, as_of: dt.date
) -> tuple[Callable[[RegisteredPaper | DocumentRow], bool], Measure]:
    """Return what is asked about, by year and room, and how the plan counts on the day."""
    plan = load_plan(workspace.plan_path)
    day = refuse_future(as_of, now=dt.datetime.now(dt.UTC))
    takes = _taken_by(plan, phase)
    return lambda one: takes(one.year) and room in (None, one.room), measure_of(plan, day)


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
    if chosen.kind is PhaseKind.INVENTORY:
        return lambda _year: True
    return lambda year: year is not None and chosen.takes(year)
