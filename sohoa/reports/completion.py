"""The completion report of a phase: what was to be done, what is done, and what is missing.

A value computed from rows and the plan alone: the same rows give the same report. Its lists
name every record behind every figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sohoa.domain.holdings import ImportRow, OpenErrorRow
from sohoa.domain.lookups import LookupLine, Reuse
from sohoa.domain.measured import Measured
from sohoa.domain.naming import AS_NAMED, Naming
from sohoa.domain.needs import NeedRules
from sohoa.domain.plan import Phase, Plan
from sohoa.domain.progress import Progress, Unlinked, measure_of, progress_of
from sohoa.domain.report_rows import ReportRows
from sohoa.domain.share import Share
from sohoa.domain.sums import Counted, Summed, shares_by
from sohoa.reports.document_tables import DocumentLists
from sohoa.reports.going_through import count_papers, go_through_documents
from sohoa.reports.long_list import BeginsFiles, Lists
from sohoa.reports.paper_tables import PaperLists
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
    is_renamed: bool = False
    reuse: Reuse | None = None
    measured: Measured | None = None

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
    phase: int,
    as_of: dt.date,
    office: str,
    rules: NeedRules,
    known: dt.date | None = None,
    naming: Naming = AS_NAMED,
    files: BeginsFiles | None = None,
    at_counter: tuple[Reuse, Iterable[LookupLine]] | None = None,
) -> CompletionReport:
    """Compute a phase's report as of the end of a day in Vietnam.

    Args:
        rows: Everything the catalogue holds; gone through once.
        plan: The plan the figures are measured by.
        phase: Number of a phase of the plan; that of an inventory covers the whole register.
        as_of: The day asked about; later signatures do not count.
        office: Name of the agency, for the heading.
        rules: What a person has to do about which finding.
        known: The day by whose end all this was known; else the day asked about.
        naming: The names by which it is counted, where not by those that papers bear.
        files: Where lists go that are too long for the workbook; else they stay in memory.
        at_counter: How many questions there could be answered, and those questions.

    Raises:
        ValueError: The plan has no such phase.
        RuntimeError: A figure is not the length of the list behind it; that is a fault of ours.
        OSError: A file of `files` cannot be written.
    """
    chosen, measure, lists = _phase(plan, phase), measure_of(plan, as_of), Lists(files)
    papers = PaperLists(lists, chosen, plan.born_digital)
    everything = count_papers(rows.papers, measure, chosen, papers)
    documents = None if chosen.is_inventory else DocumentLists(lists, rules)
    loose, latest = go_through_documents(rows, measure, chosen, documents)
    sums = [one for one in everything if chosen.covers(one[0].year)]
    share = _sum(sums, [one for one in loose if chosen.covers(one.year)])
    lists.settle()
    reuse, questions = at_counter or (None, ())
    tables = _tables(papers, documents, questions if reuse else None)
    _require_equal(share, tables, reuse)
    return CompletionReport(
        office=office,
        plan=plan,
        phase=chosen,
        as_of=as_of,
        known_at=max([*latest, *(one.imported_at for one in rows.imports)], default=None),
        progress=progress_of(plan, everything, unlinked=loose, measure=measure),
        share=share,
        rooms=_lines(sums, lambda one: naming.room(one.room)),
        record_types=_lines(sums, lambda one: naming.record_type(one.record_type)),
        years=_lines(sums, lambda one: str(one.year)),
        lists={table.key: table for table in tables},
        open_errors=rows.open_errors,
        imports=rows.imports,
        known=known or as_of,
        is_renamed=naming is not AS_NAMED,
        reuse=reuse,
    )


def _phase(plan: Plan, number: int) -> Phase:
    chosen = plan.phase(number)
    if chosen is None:
        raise ValueError(f"the plan has no phase {number}")
    return chosen


def _tables(
    papers: PaperLists, documents: DocumentLists | None, questions: Iterable[LookupLine] | None
) -> tuple[Table, ...]:
    """The lists of papers; of a phase that digitizes, those of documents and questions too."""
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


def _require_equal(share: Share, tables: Iterable[Table], reuse: Reuse | None) -> None:
    """Refuse to say a figure that is not the length of the list behind it."""
    archived = share.digitized + share.unproven + share.digitized_uncounted + share.unlinked
    figures = {
        "papers": share.registered,
        "digitized": share.digitized,
        "missing": share.missing,
        "unproven": share.unproven,
        "born-digital": share.born_digital,
        "uncounted": share.registered - share.denominator,
        "archived": archived,
        "unlinked": share.unlinked,
    }
    if reuse:
        figures["lookups"] = reuse.asked
    for table in tables:
        figure, listed = figures.get(table.key), len(table.rows)
        if figure not in (None, listed):
            raise RuntimeError(f"{table.key}: {listed} are listed, and {figure} are counted")
