"""One way through the papers, and one through the documents: both may be a million.

Each paper is judged once, counted, and put into the lists in which it stands: a figure and the
list behind it come from the same papers, by the same judgment.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

from sohoa.domain.figures import Figure, Judgment, is_behind
from sohoa.domain.judging import ByJudgment, PaperColumns
from sohoa.domain.outcome import DocumentState
from sohoa.domain.progress import Measure, Unlinked
from sohoa.domain.report_rows import ArchivedColumns, ReportRows
from sohoa.domain.subject import Subject
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


@dataclass(frozen=True, slots=True)
class PapersCounted:
    """What one way through the papers came to.

    Attributes:
        counted: All papers, by year, room, type and judgment.
        places: Papers that are to be digitized, by year, room and place: how many, and how many of
            them have no document.
        days: Day → papers that are digitized, and whose document was archived on it.
    """

    counted: tuple[Counted, ...]
    places: Mapping[tuple[int, str, str], tuple[int, int]]
    days: Mapping[str, int]


def count_papers(
    papers: Iterable[PaperColumns], measure: Measure, subject: Subject, shown: PaperLists
) -> PapersCounted:
    """Count all papers, and list those of a subject; `places` and `days` are of these alone."""
    every, days = list[Judged](), Counter[str]()

    def begin(judgment: Judgment) -> Judged:
        every.append(Judged.of(judgment))
        return every[-1]

    judgments, covered = ByJudgment(measure, begin), _Remembered(subject.covers)
    for every_one in papers:
        judged = judgments.of(every_one)
        _count(judged, every_one)
        within = [covered[year] for year in every_one.year]
        if not any(within):
            continue
        some = every_one if all(within) else every_one.chosen(within)
        meant = judged if all(within) else list(compress(judged, within))
        done = [is_behind(Figure.DIGITIZED, kind.judgment) for kind in meant]
        days.update(compress(some.digitized_on, done))
        shown.add(some, meant)
    return PapersCounted(tuple(_counted(every)), _places(every, covered), days)


def _count(judged: Sequence[Judged], some: PaperColumns) -> None:
    alike = Counter(zip(judged, some.year, some.room, some.record_type, some.location, strict=True))
    for (kind, year, room, record_type, place), count in alike.items():
        kind.counts[year, room, record_type] += count
        if kind.judgment.is_counted:
            kind.places[year, room, place] += count


def _counted(every: Iterable[Judged]) -> Iterator[Counted]:
    for one in every:
        yield from ((Alike(*alike, count), one.judgment) for alike, count in one.counts.items())


def _places(
    every: Iterable[Judged], covered: _Remembered
) -> dict[tuple[int, str, str], tuple[int, int]]:
    places = dict[tuple[int, str, str], tuple[int, int]]()
    for one in every:
        is_missing = is_behind(Figure.MISSING, one.judgment)
        for place, count in one.places.items():
            if covered[place[0]]:
                papers, missing = places.get(place, (0, 0))
                places[place] = papers + count, missing + count * is_missing
    return places


@dataclass(slots=True)
class DocumentsCounted:
    """What one way through the documents came to.

    Attributes:
        loose: Digitized documents that no paper claims, of the whole plan.
        changed: When documents changed last.
        months: Month → archived documents of the subject.
        levels: Level of the highest signature → the same.
        left: State and code of the reason → documents of the subject that were left so.
    """

    loose: tuple[Unlinked, ...] = ()
    changed: list[dt.datetime] = field(default_factory=list)
    months: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[DocumentState, str]] = field(default_factory=Counter)


def go_through_documents(
    rows: ReportRows, measure: Measure, subject: Subject, shown: DocumentLists | None
) -> DocumentsCounted:
    """Count documents, and list those of a subject by the year of their paper, if they have one."""
    found, loose, latest = DocumentsCounted(), Counter[tuple[int | None, str]](), ""
    day, covered = measure.as_of.isoformat(), _Remembered(subject.covers)
    for archived in rows.archived:
        latest = max(latest, max(archived.updated_at, default=""))
        some = _narrowed(archived, ["" < on <= day for on in archived.digitized_on])
        is_loose = [not record_id for record_id in some.record_id]
        loose.update(compress(zip(some.year, some.room, strict=True), is_loose))
        if shown is not None:
            of_subject = _narrowed(some, [covered[year] for year in some.paper_year])
            found.months.update(on[: len("2023-12")] for on in of_subject.archived_on)
            found.levels.update(of_subject.level)
            shown.add_archived(of_subject)
    if shown is not None:
        for row in rows.others:
            if subject.has_run(row.phase):
                found.left[row.state, row.reason_code] += 1
                shown.add_beside(row)
    found.changed += [dt.datetime.fromisoformat(latest)] if latest else []
    found.changed += [rows.changed_at] if rows.changed_at else []
    at = start_of(measure.as_of)
    found.loose = tuple(Unlinked(*place, at, count) for place, count in loose.items())
    return found


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
