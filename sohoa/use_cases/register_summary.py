"""The register in numbers: what phase 1 counted, by room, type, year, phase and validity."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.rows import RegisterSummary
from sohoa.domain.plan import Plan
from sohoa.domain.progress import Tally
from sohoa.plan_file import load_plan
from sohoa.use_cases.naming import naming_of, renamed
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ImportedFileResult:
    """One register file, and what became of its rows as it stands now."""

    file: str
    sha256: str
    rows: int
    outcomes: dict[str, int]


@dataclass(frozen=True, slots=True)
class RegisterSummaryResult:
    """Papers by every key, and the rows they add up to, as machines read them.

    Attributes:
        outcomes: Rows by outcome; they add up to `rows_read`.
        records: Papers of the register; every `by_` adds up to it.
        by_phase: By number of the phase; `outside` is no phase.
    """

    rows_read: int
    outcomes: dict[str, int]
    records: int
    by_room: dict[str, int]
    by_type: dict[str, int]
    by_year: dict[str, int]
    by_phase: dict[str, int]
    by_validity: dict[str, int]
    imports: tuple[ImportedFileResult, ...]


def register_summary(
    workspace: Workspace, *, names_today: bool = False
) -> tuple[RegisterSummary, Plan]:
    """Count the register, with the plan that says which phase takes a year.

    By the names that rooms and types have today (`names_today`), or by those that papers bear.

    Raises:
        PlanError, SettingsError: With every mistake at once.
    """
    plan = load_plan(workspace.plan_path)
    naming = naming_of(workspace, today=names_today, now=dt.datetime.now(dt.UTC))
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        summary = reader.register_summary()
    tallies = tuple(renamed(one, naming) for one in summary.tallies)
    return replace(summary, tallies=tallies), plan


def register_summary_result(summary: RegisterSummary, plan: Plan) -> RegisterSummaryResult:
    """Give the counts as machines read them."""

    def phase_of(tally: Tally) -> str:
        phase = plan.phase_of(tally.year)
        return str(phase.number) if phase else "outside"

    return RegisterSummaryResult(
        rows_read=summary.rows_read,
        outcomes=summary.outcomes,
        records=summary.papers,
        by_room=counted(summary, lambda tally: tally.room),
        by_type=counted(summary, lambda tally: tally.record_type),
        by_year=counted(summary, lambda tally: str(tally.year)),
        by_phase=counted(summary, phase_of),
        by_validity=counted(summary, lambda tally: tally.validity.value),
        imports=tuple(
            ImportedFileResult(one.file_name, one.sha256, one.rows_read, one.outcomes)
            for one in summary.imports
        ),
    )


def counted(summary: RegisterSummary, key: Callable[[Tally], str]) -> dict[str, int]:
    """Count papers by a key, in the order of the keys."""
    counts: Counter[str] = Counter()
    for tally in summary.tallies:
        counts[key(tally)] += tally.count
    return dict(sorted(counts.items()))
