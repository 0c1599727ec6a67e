"""Measure the plan: the figures of a day, and what waits for a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.figures import IN_SHARES
from sohoa.domain.finding_kind import Need
from sohoa.domain.lookups import Reuse
from sohoa.domain.needs import Workload
from sohoa.domain.outcome import DocumentState
from sohoa.domain.plan import Plan
from sohoa.domain.progress import Progress, measure_progress
from sohoa.domain.share import Share
from sohoa.domain.verdict import PlanVerdict, judge_plan
from sohoa.domain.vietnam_time import day_of
from sohoa.need_rules import load_need_rules
from sohoa.plan_file import load_plan
from sohoa.use_cases.knowledge import ask
from sohoa.use_cases.naming import naming_of, renamed
from sohoa.use_cases.reuse import ReuseResult, reuse_of_year, reuse_result
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """The state of the plan, and what is left to people.

    Attributes:
        verdict: Whether the floor of the day's year is reached.
        workloads: How much waits for each kind of hand.
        states: How many documents are still arriving, or wait for a person's word.
        below_rules: How many documents are below each rule, by the finding that says so.
        known: The day by whose end all of this was known.
        rows_in_error: Rows of register files that are not understood yet.
        reuse: How many questions at the counter could be answered in the day's year.
    """

    progress: Progress
    verdict: PlanVerdict
    workloads: Mapping[Need, Workload]
    states: Counter[DocumentState]
    below_rules: Mapping[str, int]
    known: dt.date
    rows_in_error: int
    reuse: Reuse


@dataclass(frozen=True, slots=True)
class ShareResult:
    """Papers by figure (`sohoa papers FIGURE` lists each); `rate` in percent, null of none."""

    registered: int
    in_force: int
    unknown: int
    lapsed: int
    excluded: int
    unformed: int
    denominator: int
    digitized: int
    unproven: int
    missing: int
    digitized_uncounted: int
    born_digital: int
    unknown_digitized: int
    unknown_missing: int
    unlinked: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class PhaseShareResult(ShareResult):
    """The papers that a phase takes."""

    phase: int


@dataclass(frozen=True, slots=True)
class RoomShareResult(ShareResult):
    """The papers of a room; empty is no room."""

    room: str


@dataclass(frozen=True, slots=True)
class ProgressResult:
    """The state of the plan at the end of a day, as machines read it.

    Attributes:
        floor: Percent that must be done by the end of the day's year; null before the first.
        ahead_points: Percentage points above the floor; below it, negative.
        ahead_records: The same in papers.
        known: The day by whose end it was known.
        rows_in_error: Rows of register files that are not understood yet.
        rate_least, rate_most: Between which the rate lies while rows are in error; else null.
        reuse: The questions of `sohoa lookup` in the day's year, and how many had a result.
        verdict: Whether the floor of the day's year is reached, and how sure that is.
    """

    as_of: dt.date
    known: dt.date
    verdict: PlanVerdict
    rows_in_error: int
    rate_least: float | None
    rate_most: float | None
    floor: float | None
    unknown_validity: str
    born_digital: str
    ahead_points: float | None
    ahead_records: int | None
    total: ShareResult
    phases: tuple[PhaseShareResult, ...]
    outside: ShareResult
    rooms: tuple[RoomShareResult, ...]
    to_rescan: Workload
    to_review: Workload
    arriving: int
    contested: int
    asked: int
    to_rescan_if_can: Workload
    below_rules: Mapping[str, int]
    reuse: ReuseResult


def plan_progress(
    workspace: Workspace,
    *,
    as_of: dt.date,
    now: dt.datetime,
    known: dt.date | None = None,
    names_today: bool = False,
) -> PlanProgress:
    """Count the papers as of the end of a day in Vietnam, as known by the end of another.

    Args:
        workspace: The office's workspace.
        as_of: The day asked about.
        now: The time it is.
        known: The day by whose end it is to have been known; see `sohoa.use_cases.knowledge`.
        names_today: Count by the names that rooms have today, not by those that papers bear.

    Raises:
        FutureDayError: A day has not come yet.
        PlanError: With every mistake at once.
    """
    plan, rules = load_plan(workspace.plan_path), load_need_rules(workspace.config_dir)
    naming = naming_of(workspace, today=names_today, now=now)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        asked = ask(reader, as_of=as_of, known=known, now=now)
        tallies = (renamed(one, naming) for one in asked.tallies())
        unlinked = (replace(one, room=naming.room(one.room)) for one in asked.unlinked())
        progress = measure_progress(plan, tallies, unlinked=unlinked, as_of=as_of)
        in_error = asked.rows_in_error()
        return PlanProgress(
            progress,
            judge_plan(plan, progress.total, as_of=as_of, in_error=in_error),
            reader.workloads(rules),
            reader.waiting(),
            reader.below_rules(),
            asked.knowledge.known,
            in_error,
            reuse_of_year(reader, plan, until=as_of, known=asked.knowledge.known),
        )


def verdict_of_today(workspace: Workspace, *, now: dt.datetime) -> PlanVerdict:
    """Say whether the floor of the year is reached as things stand: a few hundred rows are read.

    Raises:
        PlanError: With every mistake at once.
    """
    plan, today = load_plan(workspace.plan_path), day_of(now)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        return verdict_on(reader, plan, today=today, now=now)


def verdict_on(
    reader: CatalogueReader, plan: Plan, *, today: dt.date, now: dt.datetime
) -> PlanVerdict:
    """Say the same in an open catalogue."""
    progress = measure_progress(
        plan, reader.tallies(as_of=today), unlinked=reader.unlinked(as_of=today), as_of=today
    )
    in_error = sum(reader.rooms_in_error(now).values())
    return judge_plan(plan, progress.total, as_of=today, in_error=in_error)


def progress_result(found: PlanProgress) -> ProgressResult:
    """Give the figures as machines read them."""
    progress = found.progress
    against = progress.total.against(progress.floor)
    least, most = progress.total.bounds(found.rows_in_error) or (None, None)
    return ProgressResult(
        as_of=progress.as_of,
        known=found.known,
        verdict=found.verdict,
        rows_in_error=found.rows_in_error,
        rate_least=least,
        rate_most=most,
        floor=progress.floor,
        unknown_validity=progress.unknown_validity.value,
        born_digital=progress.born_digital.value,
        ahead_points=against.points if against else None,
        ahead_records=against.records if against else None,
        total=ShareResult(**_share(progress.total)),
        phases=tuple(
            PhaseShareResult(**_share(one.share), phase=one.phase or 0) for one in progress.phases
        ),
        outside=ShareResult(**_share(progress.outside.share)),
        rooms=tuple(
            RoomShareResult(**_share(one.share), room=one.room or "") for one in progress.rooms
        ),
        to_rescan=found.workloads[Need.RESCAN],
        to_review=found.workloads[Need.REVIEW],
        arriving=found.states[DocumentState.ARRIVING],
        contested=found.states[DocumentState.CONTESTED],
        asked=found.states[DocumentState.ASKED],
        to_rescan_if_can=found.workloads[Need.RESCAN_IF_CAN],
        below_rules=found.below_rules,
        reuse=reuse_result(found.reuse),
    )


def _share(share: Share) -> dict[str, Any]:
    counted = {figure.value: share.of_figure(figure) for figure in IN_SHARES}
    return {**counted, "unlinked": share.unlinked, "rate": share.rate}
