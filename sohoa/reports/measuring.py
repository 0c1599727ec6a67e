"""The measure of a report's subject, from what one way through papers and documents came to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sohoa.domain.figures import Figure
from sohoa.domain.forecast import foresee
from sohoa.domain.history import PointInTime, point_of, years_of
from sohoa.domain.measured import Measured
from sohoa.domain.movement import Comparison, Knowing, Moved, Movement, ThreeTimes, movement_of
from sohoa.domain.open_range import BesidePapers, definitions_of
from sohoa.domain.outcome import DocumentState
from sohoa.domain.plan import Plan
from sohoa.domain.report_sections import (
    CauseOfRejects,
    Conformity,
    Gap,
    OperatorWork,
    OtherMeasures,
    ProofOfCount,
    Provenance,
    RoomYear,
    Sampled,
    Throughput,
    Verified,
    WaitsForPeople,
)
from sohoa.domain.share import Share, rate_of
from sohoa.domain.subject import Subject
from sohoa.domain.sums import Counted, counts_of, shares_by
from sohoa.domain.trust import Level
from sohoa.domain.verdict import PlanVerdict, judge_count, judge_phase, judge_plan
from sohoa.reports.going_through import DocumentsCounted, PapersCounted
from sohoa.reports.table import Table

#: The lists of what waits for a person.
_WAITING = ("asked", "quarantined", "to-review", "unlinked", "unproven", "errors")


@dataclass(frozen=True, slots=True)
class ReportBeside:
    """What a report says that is in no paper and no document.

    Attributes:
        moved: The two days between which a movement is told, and the papers that may have moved
            the rate; `None` where there is nothing to compare with.
        proof: What is proven of a count, for the report of the inventory.
        history: The whole plan at the ends of the months before the day asked about.
        pages_a_document: How many pages an archived document has; `None` where nobody asked.
        verified, sampled: What was verified, and what samples have proven.
    """

    provenance: Provenance
    moved: tuple[Knowing, Iterable[ThreeTimes]] | None = None
    proof: ProofOfCount | None = None
    history: tuple[PointInTime, ...] = ()
    pages_a_document: float | None = None
    verified: tuple[Verified, ...] = ()
    sampled: tuple[Sampled, ...] = ()


#: Where nothing is said of it.
UNSAID = ReportBeside(Provenance("", 0, ""))


@dataclass(frozen=True, slots=True)
class Found:
    """What a report is measured from.

    Attributes:
        sums: The papers of the subject.
        share, total: The figures of the subject, and of the whole plan.
        below: The code of a rule → documents below it.
        operators: What each operator archived, if that is told.
    """

    papers: PapersCounted
    documents: DocumentsCounted
    sums: tuple[Counted, ...]
    share: Share
    total: Share
    below: Mapping[str, int]
    beside: BesidePapers
    operators: tuple[OperatorWork, ...] = ()


def measured(
    found: Found,
    plan: Plan,
    subject: Subject,
    *,
    as_of: dt.date,
    said: ReportBeside,
    movement: Movement | None,
    tables: Mapping[str, Table],
) -> Measured:
    """Put the measure together."""
    in_error = found.beside.in_error
    of_plan = judge_plan(plan, found.total, as_of=as_of, in_error=in_error)
    verdict = _verdict(found, plan, subject, as_of=as_of, said=said) or of_plan
    counts = counts_of(found.sums)
    now = point_of(plan, as_of, found.total.digitized, found.total.denominator)
    # That of a phase is not told: its floor is one, at the end of its window.
    course = (*said.history, now) if subject.phase is None else ()
    levels = {level: count for level, count in sorted(found.documents.levels.items()) if count}
    return Measured(
        verdict=verdict,
        plan_verdict=of_plan,
        counts=counts,
        definitions=definitions_of(counts, found.share, found.beside, plan.unknown_validity),
        provenance=said.provenance,
        other_measures=_other_measures(counts),
        conformity=Conformity(
            documents=sum(found.documents.months.values()),
            below_rules=found.below,
            levels=levels,
            time_stamped=sum(levels.get(level.value, 0) for level in Level if level != Level.B_B),
        ),
        forecast=None
        if subject.is_inventory
        else foresee(verdict, found.papers.days, as_of=as_of, pages_a_paper=said.pages_a_document),
        movement=movement,
        history=course,
        years=years_of(plan, course),
        rooms_and_years=tuple(_rooms_and_years(found.sums)),
        gaps=tuple(_gaps(plan, found.papers)),
        rejects=tuple(_rejects(found.documents)),
        waiting=tuple(
            WaitsForPeople(key, len(tables[key].rows)) for key in _WAITING if key in tables
        ),
        throughput=tuple(Throughput(*one) for one in sorted(found.documents.months.items())),
        proof_of_count=said.proof,
        verified=said.verified,
        sampled=said.sampled,
        operators=found.operators,
    )


def moved_between(
    said: ReportBeside,
    plan: Plan,
    subject: Subject,
    share: Share,
    listed: Callable[[Moved], object],
) -> Movement | None:
    """Say what moved the rate of the subject; each step of each paper is given to `listed`."""
    if said.moved is None or subject.is_inventory:
        return None
    knowing, papers = said.moved
    after = share.digitized, share.denominator
    comparison = Comparison(plan, knowing, subject.covers)
    return movement_of(papers, comparison, knowing, after=after, listed=listed)


def _verdict(
    found: Found, plan: Plan, subject: Subject, *, as_of: dt.date, said: ReportBeside
) -> PlanVerdict | None:
    """The answer for a phase; `None` where the subject is the plan."""
    phase = subject.phase
    if phase is None:
        return None
    if phase.is_inventory:
        return judge_count(phase, said.proof.rooms if said.proof else (), as_of=as_of)
    return judge_phase(plan, phase, found.share, as_of=as_of, in_error=found.beside.in_error)


def _other_measures(counts: Mapping[Figure, int]) -> OtherMeasures:
    in_force = counts[Figure.IN_FORCE]
    signed, reusable = counts[Figure.SIGNED], counts[Figure.REUSABLE]
    return OtherMeasures(
        in_force, signed, reusable, rate_of(signed, in_force), rate_of(reusable, in_force)
    )


def _rooms_and_years(sums: Iterable[Counted]) -> Iterable[RoomYear]:
    shares = shares_by(sums, lambda one: (one.room, one.year))
    return (RoomYear(*cell, shares[cell]) for cell in sorted(shares))


def _gaps(plan: Plan, papers: PapersCounted) -> Iterable[Gap]:
    """Where papers are missing, the largest gap first."""
    sums = dict[tuple[int | None, str, str], tuple[int, int]]()
    for (year, room, place), (counted, missing) in papers.places.items():
        phase = plan.phase_of(year)
        key = (phase.number if phase else None, room, place)
        before = sums.get(key, (0, 0))
        sums[key] = before[0] + counted, before[1] + missing
    gaps = (Gap(*key, missing, counted) for key, (counted, missing) in sums.items() if missing)
    return sorted(gaps, key=lambda one: (-one.missing, one.phase or 0, one.room, one.place))


def _rejects(documents: DocumentsCounted) -> Iterable[CauseOfRejects]:
    causes = Counter(documents.left)
    return (
        CauseOfRejects(state.value, code, count)
        for (state, code), count in sorted(causes.items())
        if state is not DocumentState.IN_PROGRESS
    )
