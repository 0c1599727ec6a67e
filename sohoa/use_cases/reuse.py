"""How many questions at the counter could be answered from what the office holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.lookups import LookupLine, Reuse
from sohoa.domain.plan import Plan
from sohoa.domain.vietnam_time import start_of
from sohoa.plan_file import load_plan
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReuseResult:
    """Reuse as machines read it; `rate` and `target` in percent, null of none."""

    since: dt.date
    until: dt.date
    asked: int
    answered: int
    rate: float | None
    target: float | None
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class LookupsResult:
    """The questions of a time, as they came, and what they come to."""

    reuse: ReuseResult
    questions: tuple[LookupLine, ...]


def reuse_of_year(
    reader: CatalogueReader, plan: Plan, *, until: dt.date, known: dt.date | None = None
) -> Reuse:
    """Count the questions from the beginning of a day's year to its end.

    What was asked after the end of the day `known` was not known then.
    """
    since = dt.date(until.year, 1, 1)
    asked, answered = reader.reuse(since, until, before=_end_of(known or until))
    return Reuse(since, until, asked, answered, plan.reuse_target(until.year))


def reuse_result(reuse: Reuse) -> ReuseResult:
    """Give it as machines read it."""
    return ReuseResult(
        reuse.since, reuse.until, reuse.asked, reuse.answered, reuse.rate, reuse.target,
        reuse.is_met,
    )  # fmt: skip


def lookups(workspace: Workspace, *, until: dt.date) -> tuple[Reuse, tuple[LookupLine, ...]]:
    """Give the questions of a day's year up to its end: the figure and what is behind it.

    Raises:
        PlanError: With every mistake at once.
    """
    plan = load_plan(workspace.plan_path)
    with CatalogueReader.open(workspace.catalogue_url) as reader, reader.one_state():
        reuse = reuse_of_year(reader, plan, until=until)
        return reuse, tuple(questions_of(reader, reuse))


def questions_of(
    reader: CatalogueReader, reuse: Reuse, *, known: dt.date | None = None
) -> Iterator[LookupLine]:
    """Give the questions that `reuse_of_year` has counted, as they came."""
    yield from reader.questions(reuse.since, reuse.until, before=_end_of(known or reuse.until))


def _end_of(day: dt.date) -> dt.datetime:
    return start_of(day + dt.timedelta(days=1))
