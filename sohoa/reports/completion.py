"""The completion report of a phase: what was to be done, what is done, and what is missing.

A value computed from rows and the plan alone: the same rows give the same report. Its lists
name every record behind every figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sohoa.domain.figures import Figure
from sohoa.domain.holdings import (
    DocumentRow,
    ImportRow,
    JudgedPaper,
    OpenErrorRow,
    ProgressRows,
    RegisteredPaper,
    counted,
    judged,
)
from sohoa.domain.naming import AS_NAMED, Naming
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.plan import Phase, PhaseKind, Plan
from sohoa.domain.progress import (
    Counted,
    Measure,
    Progress,
    Share,
    Tally,
    Unlinked,
    measure_of,
    progress_of,
    shares_by,
)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """The share of one room, one record type or one year, within the phase."""

    label: str
    share: Share


@dataclass(frozen=True, slots=True)
class CompletionReport:
    """All that the report of one phase says.

    Attributes:
        known_at: The last change of the catalogue that the report knows of; `None` if it is
            empty. Quarantined documents and the like are shown as they stood then, while
            the figures are those of the end of `as_of`.
        progress: The whole plan, to see the phase in it.
        share: The phase. For the inventory phase, all papers of the register.
        known: The day by whose end the papers and the archive were known so.
        rules: What a person has to do about which finding.
        is_renamed: Rooms and types are those of today, not those that the papers bear.
        archived: Digitized documents of the phase: as many as `share.digitized`,
            `share.unproven`, `share.digitized_uncounted` and `share.unlinked` together.
    """

    office: str
    plan: Plan
    phase: Phase
    as_of: dt.date
    known_at: dt.datetime | None
    progress: Progress
    share: Share
    rooms: tuple[ReportLine, ...]
    record_types: tuple[ReportLine, ...]
    years: tuple[ReportLine, ...]
    papers: tuple[JudgedPaper, ...]
    archived: tuple[DocumentRow, ...]
    quarantined: tuple[DocumentRow, ...]
    set_aside: tuple[DocumentRow, ...]
    in_progress: tuple[DocumentRow, ...]
    open_errors: tuple[OpenErrorRow, ...]
    imports: tuple[ImportRow, ...]
    rules: NeedRules
    known: dt.date
    is_renamed: bool = False

    @property
    def is_inventory(self) -> bool:
        """True if the phase counts paper instead of digitizing it."""
        return self.phase.kind is PhaseKind.INVENTORY

    def behind(self, figure: Figure) -> tuple[JudgedPaper, ...]:
        """The papers that a figure counts: as many as `share` says."""
        return tuple(one for one in self.papers if one.is_behind(figure))

    @property
    def missing(self) -> tuple[RegisteredPaper, ...]:
        """Papers that count and are not digitized: the gap, by name."""
        return tuple(one.paper for one in self.behind(Figure.MISSING))

    @property
    def uncounted(self) -> tuple[JudgedPaper, ...]:
        """Papers of the phase that are not in the denominator."""
        return tuple(one for one in self.papers if not one.is_behind(Figure.DENOMINATOR))

    @property
    def before_formed(self) -> tuple[JudgedPaper, ...]:
        """Papers that were archived before the day they bear: one of the two is wrong."""
        return tuple(one for one in self.papers if one.paper.was_archived_before_formed)

    @property
    def unlinked(self) -> tuple[DocumentRow, ...]:
        """Archived documents that no paper of the register claims."""
        return tuple(row for row in self.archived if not row.record_id)


def build_report(
    rows: ProgressRows,
    plan: Plan,
    *,
    phase: int,
    as_of: dt.date,
    office: str,
    rules: NeedRules,
    known: dt.date | None = None,
    naming: Naming = AS_NAMED,
) -> CompletionReport:
    """Compute a phase's report as of the end of a day in Vietnam.

    Args:
        rows: Everything the catalogue holds.
        plan: The plan the figures are measured by.
        phase: Number of a phase of the plan; that of an inventory covers the whole register.
        as_of: The day asked about; later signatures do not count.
        office: Name of the agency, for the heading.
        rules: What a person has to do about which finding.
        known: The day by whose end all this was known; the day asked about, if none is given.
        naming: The names by which it is counted, where not by those that papers bear.

    Raises:
        ValueError: The plan has no such phase.
    """
    chosen = plan.phase(phase)
    if chosen is None:
        raise ValueError(f"the plan has no phase {phase}")
    measure = measure_of(plan, as_of)
    archived = _digitized(rows, measure)
    everything = judged(rows.papers, measure)
    papers = tuple(one for one in everything if _is_within(chosen, one.paper.year))
    loose = [_unlinked(row) for row in archived if not row.record_id]
    within = [one for one in loose if _is_within(chosen, one.year)]
    sums = counted(papers)
    return CompletionReport(
        office=office,
        plan=plan,
        phase=chosen,
        as_of=as_of,
        known_at=_last_change(rows),
        progress=progress_of(plan, counted(everything), unlinked=loose, measure=measure),
        share=_sum(sums, within),
        rooms=_lines(sums, lambda one: naming.room(one.room)),
        record_types=_lines(sums, lambda one: naming.record_type(one.record_type)),
        years=_lines(sums, lambda one: str(one.year)),
        papers=papers,
        archived=_of_phase(rows, archived, chosen),
        quarantined=_standing_at(rows, chosen, DocumentState.QUARANTINED),
        set_aside=_standing_at(rows, chosen, DocumentState.SET_ASIDE),
        in_progress=_standing_at(rows, chosen, DocumentState.IN_PROGRESS),
        open_errors=rows.open_errors,
        imports=rows.imports,
        rules=rules,
        known=known or as_of,
        is_renamed=naming is not AS_NAMED,
    )


def _is_within(phase: Phase, year: int | None) -> bool:
    if phase.kind is PhaseKind.INVENTORY:
        return True
    return year is not None and phase.takes(year)


def _digitized(rows: ProgressRows, measure: Measure) -> list[DocumentRow]:
    archived = (row for row in rows.documents if row.state is DocumentState.ARCHIVED)
    return [row for row in archived if measure.is_digitized(row.digitized_at)]


def _of_phase(
    rows: ProgressRows, archived: Iterable[DocumentRow], phase: Phase
) -> tuple[DocumentRow, ...]:
    """Documents by the year of their paper, where they have one."""
    years_of = {paper.record_id: paper.year for paper in rows.papers}
    return tuple(
        row for row in archived if _is_within(phase, years_of.get(row.record_id, row.year))
    )


def _unlinked(row: DocumentRow) -> Unlinked:
    if row.digitized_at is None:
        raise ValueError(f"{row.document_id} is not digitized")
    return Unlinked(row.year, row.room, row.digitized_at)


def _sum(sums: Iterable[Counted], unlinked: Iterable[Unlinked]) -> Share:
    loose = Share(unlinked=sum(1 for _one in unlinked))
    return sum(shares_by(sums, lambda _one: None).values(), loose)


def _lines(sums: Iterable[Counted], label: Callable[[Tally], str]) -> tuple[ReportLine, ...]:
    shares = shares_by(sums, label)
    return tuple(ReportLine(name, shares[name]) for name in sorted(shares))


def _standing_at(rows: ProgressRows, phase: Phase, state: DocumentState) -> tuple[DocumentRow, ...]:
    """List what the phase's own runs have left in a state."""
    return tuple(row for row in rows.documents if row.state is state and row.phase == phase.number)


def _last_change(rows: ProgressRows) -> dt.datetime | None:
    changes = [row.updated_at for row in rows.documents if row.updated_at]
    return max([*changes, *(one.imported_at for one in rows.imports)], default=None)
