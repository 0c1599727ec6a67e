"""All that a report says beside its shares and lists: one value, drawn in every form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sohoa.domain.figures import Figure
from sohoa.domain.forecast import Forecast
from sohoa.domain.history import PointInTime, YearOfGrowth
from sohoa.domain.movement import Movement
from sohoa.domain.open_range import Defined
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
from sohoa.domain.verdict import PlanVerdict


@dataclass(frozen=True, slots=True)
class Measured:
    """The measure of the report's subject: a phase, or the whole plan.

    Attributes:
        verdict: Of the subject; `plan_verdict` of the whole plan.
        counts: Every figure of the subject, by its name.
        definitions: Every notion with its number, in the order in which it is printed.
        movement: What moved since an earlier day; `None` where nothing was recorded by then.
        history: The whole plan at the ends of months, the day asked about last; in the report of
            the plan alone.
        years: The whole plan year by year, likewise.
        rooms_and_years: The cells of the heat map that have any paper.
        verified: Verifications of the whole archive, the last one last; `sampled` what auditors'
            samples have proven, likewise.
        proof_of_count: Of the inventory phase; else `None`.
        operators: Who archived how much, where the office tells it (`[audit] by_operator`).
    """

    verdict: PlanVerdict
    plan_verdict: PlanVerdict
    counts: Mapping[Figure, int]
    definitions: tuple[Defined, ...]
    provenance: Provenance
    other_measures: OtherMeasures
    conformity: Conformity
    forecast: Forecast | None = None
    movement: Movement | None = None
    history: tuple[PointInTime, ...] = ()
    years: tuple[YearOfGrowth, ...] = ()
    rooms_and_years: tuple[RoomYear, ...] = ()
    gaps: tuple[Gap, ...] = ()
    rejects: tuple[CauseOfRejects, ...] = ()
    waiting: tuple[WaitsForPeople, ...] = ()
    throughput: tuple[Throughput, ...] = ()
    proof_of_count: ProofOfCount | None = None
    verified: tuple[Verified, ...] = ()
    sampled: tuple[Sampled, ...] = ()
    operators: tuple[OperatorWork, ...] = ()
