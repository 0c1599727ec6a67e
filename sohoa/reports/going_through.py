"""One way through the papers, and one through the documents: both may be a million.

Each paper is judged once, counted, and put into the lists in which it stands: a figure and the
list behind it come from the same papers, by the same judgment.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from sohoa.domain.figures import Judgment
from sohoa.domain.judging import ByJudgment, PaperColumns
from sohoa.domain.plan import Phase
from sohoa.domain.progress import Measure, Unlinked
from sohoa.domain.report_rows import ArchivedColumns, ReportRows
from sohoa.domain.sums import Counted
from sohoa.domain.vietnam_time import start_of
from sohoa.reports.document_tables import DocumentLists
from sohoa.reports.paper_tables import Judged, PaperLists


@dataclass(frozen=True, slots=True)
class Alike:
    """So many papers of a year, a room and a type."""

    year: int
    room: str
    record_type: str
    count: int


def count_papers(
    papers: Iterable[PaperColumns], measure: Measure, phase: Phase, shown: PaperLists
) -> tuple[Counted, ...]:
    """Count all papers, by year, room, type and judgment, and list those of a phase."""
    every = list[Judged]()

    def begin(judgment: Judgment) -> Judged:
        every.append(Judged.of(judgment))
        return every[-1]

    judgments, covered = ByJudgment(measure, begin), _Remembered(phase.covers)
    for some in papers:
        judged = judgments.of(some)
        alike = Counter(zip(judged, some.year, some.room, some.record_type, strict=True))
        for (kind, year, room, record_type), count in alike.items():
            kind.counts[year, room, record_type] += count
        within = [covered[year] for year in some.year]
        if all(within):
            shown.add(some, judged)
        elif any(within):
            shown.add(some.chosen(within), list(compress(judged, within)))
    return tuple(
        (Alike(*alike, count), one.judgment) for one in every for alike, count in one.counts.items()
    )


def go_through_documents(
    rows: ReportRows, measure: Measure, phase: Phase, shown: DocumentLists | None
) -> tuple[tuple[Unlinked, ...], list[dt.datetime]]:
    """List the documents of a phase, by the year of their paper where they have one.

    Returns:
        How many digitized documents no paper claims; and when documents changed last.
    """
    loose, latest = Counter[tuple[int | None, str]](), ""
    day, covered = measure.as_of.isoformat(), _Remembered(phase.covers)
    for archived in rows.archived:
        latest = max(latest, max(archived.updated_at, default=""))
        some = _narrowed(archived, ["" < on <= day for on in archived.digitized_on])
        is_loose = [not record_id for record_id in some.record_id]
        loose.update(compress(zip(some.year, some.room, strict=True), is_loose))
        if shown is not None:
            shown.add_archived(_narrowed(some, [covered[year] for year in some.paper_year]))
    if shown is not None:
        for row in rows.others:
            if row.phase == phase.number:
                shown.add_beside(row)
    changes = [dt.datetime.fromisoformat(latest)] if latest else []
    at = start_of(measure.as_of)
    unlinked = (Unlinked(year, room, at, count) for (year, room), count in loose.items())
    return tuple(unlinked), [*changes, *([rows.changed_at] if rows.changed_at else [])]


def _narrowed(documents: ArchivedColumns, choice: Sequence[bool]) -> ArchivedColumns:
    return documents if all(choice) else documents.chosen(choice)


class _Remembered(dict[int | None, bool]):
    """What is asked of a few years, a million times."""

    def __init__(self, ask: Callable[[int | None], bool]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, year: int | None) -> bool:
        self[year] = self._ask(year)
        return self[year]
