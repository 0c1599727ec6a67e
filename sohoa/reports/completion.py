"""The completion report of a phase: what was to be done, what is done, and what is missing.

A value computed from rows and the plan alone: the same rows give the same report. Its lists
name every record behind every figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sohoa.domain.figures import Figure
from sohoa.domain.holdings import ImportRow, OpenErrorRow
from sohoa.domain.lookups import LookupLine, Reuse
from sohoa.domain.measured import Measured
from sohoa.domain.movement import Movement
from sohoa.domain.naming import AS_NAMED, Naming
from sohoa.domain.needs import NeedRules
from sohoa.domain.open_range import BesidePapers
from sohoa.domain.plan import Phase, Plan
from sohoa.domain.progress import Measure, Progress, Unlinked, measure_of, progress_of
from sohoa.domain.report_rows import ReportRows
from sohoa.domain.share import Share
from sohoa.domain.subject import Subject
from sohoa.domain.sums import Counted, Summed, shares_by
from sohoa.reports.beside_lists import BesideLists
from sohoa.reports.document_tables import DocumentLists
from sohoa.reports.going_through import count_papers, go_through_documents
from sohoa.reports.long_list import BeginsFiles, Lists
from sohoa.reports.measuring import UNSAID, Found, ReportBeside, measured, moved_between
from sohoa.reports.paper_tables import PaperLists, open_errors_table
from sohoa.reports.reuse_words import lookups_table
from sohoa.reports.table import Table


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
        phase: What it is about; `None` is the whole plan.
        progress: The whole plan, to see the phase in it.
        share: The phase. For the inventory phase, all papers of the register.
        known: The day by whose end the papers and the archive were known so.
        is_renamed: Rooms and types are those of today, not those that the papers bear.
        lists: Its tables of papers and documents, by their keys. `archived` are the digitized
            documents of the phase: as many as `share.digitized`, `share.unproven`,
            `share.digitized_uncounted` and `share.unlinked` together.
        reuse: How many questions at the counter could be answered in the day's year, of the whole
            office; `None` where nothing is to be said of it.
        measured: The verdict, and all else that is said beside shares and lists.
    """

    office: str
    plan: Plan
    phase: Phase | None
    as_of: dt.date
    known_at: dt.datetime | None
    progress: Progress
    share: Share
    rooms: tuple[ReportLine, ...]
    record_types: tuple[ReportLine, ...]
    years: tuple[ReportLine, ...]
    lists: Mapping[str, Table]
    open_errors: tuple[OpenErrorRow, ...]
    imports: tuple[ImportRow, ...]
    known: dt.date
    measured: Measured
    is_renamed: bool = False
    reuse: Reuse | None = None

    @property
    def is_plan(self) -> bool:
        """True if it is about the whole plan."""
        return self.phase is None

    @property
    def is_inventory(self) -> bool:
        """True if the phase counts paper instead of digitizing it."""
        return self.phase is not None and self.phase.is_inventory

    @property
    def subject_name(self) -> str:
        """What it is about, by name: the phase, or the plan."""
        return self.plan.title if self.phase is None else self.phase.name

    def count(self, key: str) -> int:
        """How many rows a list has."""
        return len(self.lists[key].rows)


def build_report(
    rows: ReportRows,
    plan: Plan,
    *,
    phase: int | None,
    as_of: dt.date,
    office: str,
    rules: NeedRules,
    known: dt.date | None = None,
    naming: Naming = AS_NAMED,
    files: BeginsFiles | None = None,
    at_counter: tuple[Reuse, Iterable[LookupLine]] | None = None,
    said: ReportBeside = UNSAID,
) -> CompletionReport:
    """Compute a report as of the end of a day in Vietnam: of a phase, or of the whole plan.

    Args:
        rows: Everything the catalogue holds; gone through once.
        plan: The plan the figures are measured by.
        phase: Number of a phase; that of an inventory covers the register. `None` is the plan.
        as_of: The day asked about; later signatures do not count.
        office: Name of the agency, for the heading.
        rules: What a person has to do about which finding.
        known: The day by whose end all this was known; else the day asked about.
        naming: The names by which it is counted, where not by those that papers bear.
        files: Where lists go that are too long for the workbook; else they stay in memory.
        at_counter: How many questions there could be answered, and those questions.
        said: What is said beside papers and documents.

    Raises:
        ValueError: The plan has no such phase.
        RuntimeError: A figure is not the length of the list behind it; that is a fault of ours.
        OSError: A file of `files` cannot be written.
    """
    subject, measure = _subject(plan, phase), measure_of(plan, as_of)
    gone = _go_through(rows, plan, subject, measure, Lists(files), rules, said, at_counter)
    found, tables, moved = gone.found, gone.tables, gone.movement
    figures = measured(found, plan, subject, as_of=as_of, said=said, movement=moved, tables=tables)
    reuse = at_counter[0] if at_counter else None
    _require_equal(found, figures, tables, reuse)
    return CompletionReport(
        office=office,
        plan=plan,
        phase=subject.phase,
        as_of=as_of,
        known_at=gone.changed,
        progress=gone.progress,
        share=found.share,
        rooms=_lines(found.sums, lambda one: naming.room(one.room)),
        record_types=_lines(found.sums, lambda one: naming.record_type(one.record_type)),
        years=_lines(found.sums, lambda one: str(one.year)),
        lists=tables,
        open_errors=rows.open_errors,
        imports=rows.imports,
        known=known or as_of,
        is_renamed=naming is not AS_NAMED,
        reuse=reuse,
        measured=figures,
    )


class _GoneThrough(NamedTuple):
    """What one way through all rows came to; `changed` is the last change that it saw."""

    found: Found
    progress: Progress
    tables: dict[str, Table]
    movement: Movement | None
    changed: dt.datetime | None


def _go_through(  # noqa: PLR0917 - what a report is asked for
    rows: ReportRows,
    plan: Plan,
    subject: Subject,
    measure: Measure,
    lists: Lists,
    rules: NeedRules,
    said: ReportBeside,
    at_counter: tuple[Reuse, Iterable[LookupLine]] | None,
) -> _GoneThrough:
    shown = PaperLists(lists, subject)
    papers = count_papers(rows.papers, measure, subject, shown)
    listed = None if subject.is_inventory else DocumentLists(lists, rules)
    documents = go_through_documents(rows, measure, subject, listed)
    sums = tuple(one for one in papers.counted if subject.covers(one[0].year))
    share = _sum(sums, [one for one in documents.loose if subject.covers(one.year)])
    beside = BesideLists(lists, subject)
    withdrawn = beside.add_withdrawn(rows.withdrawn)
    movement = moved_between(said, plan, subject, share, beside.add_moved)
    lists.settle()
    tables = (
        *_tables(shown, listed, at_counter[1] if at_counter and at_counter[0] else None),
        *beside.tables(has_movement=movement is not None),
        open_errors_table(rows.open_errors),
    )
    found = Found(
        papers=papers,
        documents=documents,
        sums=sums,
        share=share,
        total=_sum(papers.counted, documents.loose),
        below=listed.below if listed else {},
        operators=listed.work if listed else (),
        beside=BesidePapers(len(rows.open_errors), withdrawn),
    )
    changed = [*documents.changed, *(one.imported_at for one in rows.imports)]
    by_key = {table.key: table for table in tables}
    progress = progress_of(plan, papers.counted, unlinked=documents.loose, measure=measure)
    return _GoneThrough(found, progress, by_key, movement, max(changed, default=None))


def _subject(plan: Plan, number: int | None) -> Subject:
    chosen = None if number is None else plan.phase(number)
    if chosen is None and number is not None:
        raise ValueError(f"the plan has no phase {number}")
    return Subject(chosen)


def _tables(
    papers: PaperLists, documents: DocumentLists | None, questions: Iterable[LookupLine] | None
) -> tuple[Table, ...]:
    """The lists of papers; of what digitizes, those of documents and questions too."""
    if documents is None:
        return papers.tables
    asked = () if questions is None else (lookups_table(questions),)
    return (*papers.tables, *documents.tables, *asked)


def _sum(sums: Iterable[Counted], unlinked: Iterable[Unlinked]) -> Share:
    loose = Share(unlinked=sum(one.count for one in unlinked))
    return sum(shares_by(sums, lambda _one: None).values(), loose)


def _lines(sums: Iterable[Counted], label: Callable[[Summed], str]) -> tuple[ReportLine, ...]:
    shares = shares_by(sums, label)
    return tuple(ReportLine(name, shares[name]) for name in sorted(shares))


def _require_equal(
    found: Found, figures: Measured, tables: Mapping[str, Table], reuse: Reuse | None
) -> None:
    """Refuse to say a figure that is not the length of the list behind it."""
    share = found.share
    archived = share.digitized + share.unproven + share.digitized_uncounted + share.unlinked
    counted = {
        "papers": share.registered,
        "digitized": share.digitized,
        "missing": share.missing,
        "unproven": share.unproven,
        "born-digital": share.born_digital,
        "rescanned": figures.counts[Figure.RESCANNED],
        "uncounted": share.registered - share.denominator,
        "archived": archived,
        "unlinked": share.unlinked,
        "withdrawn": found.beside.withdrawn,
        "errors": found.beside.in_error,
    }
    if figures.movement:
        counted["moved"] = sum(one.papers for one in figures.movement.parts)
    if reuse:
        counted["lookups"] = reuse.asked
    for key, table in tables.items():
        figure, listed = counted.get(key), len(table.rows)
        if figure not in (None, listed):
            raise RuntimeError(f"{key}: {listed} are listed, and {figure} are counted")
    in_gaps = sum(one.missing for one in figures.gaps)
    if in_gaps != share.missing:
        raise RuntimeError(f"gaps: {in_gaps} are in them, and {share.missing} are missing")
