"""Tables of papers, and of the register files they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress
from typing import NamedTuple

from sohoa.domain.figures import Figure, Judgment, is_behind
from sohoa.domain.holdings import ImportRow, OpenErrorRow
from sohoa.domain.judging import PaperColumns
from sohoa.domain.register import RowOutcome
from sohoa.domain.subject import Subject
from sohoa.domain.vietnam_time import day_of
from sohoa.language import _
from sohoa.proof_words import proof_text
from sohoa.reports.long_list import Lists
from sohoa.reports.numbers_and_dates import day_cell, formed_text
from sohoa.reports.standing_words import standing_label, standing_text, timing_label
from sohoa.reports.table import Cell, Column, Columns, Kind, Row, Table


@dataclass(slots=True, eq=False)
class Judged:
    """What is the same of all papers that are judged alike.

    Attributes:
        words: How they were counted, as the list of every paper says it.
        when: When they were digitized, by the window of their phase.
        counts: How many there are of each year, room and type.
        places: How many there are of each year, room and place.
    """

    judgment: Judgment
    words: Row
    when: str
    counts: Counter[tuple[int, str, str]]
    places: Counter[tuple[int, str, str]]

    @classmethod
    def of(cls, judgment: Judgment) -> Judged:
        """Begin with none."""
        answer = {True: _("yes"), False: _("no")}
        is_archived = judgment.is_archived
        words = (
            standing_text(judgment),
            answer[judgment.is_counted],
            answer[is_archived],
            answer[judgment.is_proven] if is_archived else "",
            answer[judgment.is_born_digital] if is_archived else "",
        )
        return cls(judgment, words, timing_label(judgment.timing), Counter(), Counter())


class _Some(NamedTuple):
    """Some papers, how they are judged, and what every list says of them, first."""

    papers: PaperColumns
    judged: Sequence[Judged]
    cells: Columns

    def chosen(self, choice: Sequence[bool]) -> _Some:
        """Those that are chosen."""
        return _Some(
            self.papers.chosen(choice),
            list(compress(self.judged, choice)),
            [list(compress(column, choice)) for column in self.cells],
        )


@dataclass(frozen=True, slots=True)
class _PaperList:
    """A table of papers: which of them stand in it, and what it says of them after what all say.

    Attributes:
        takes: Whether papers that are judged so stand in it.
        further: The columns after those of every list.
    """

    table: Table
    takes: Callable[[Judgment], bool]
    further: Callable[[_Some], Columns]


class PaperLists:
    """The tables of papers of a phase while they are filled."""

    def __init__(self, lists: Lists, subject: Subject) -> None:
        self._lists = lists
        self._shown = [_every_paper(lists)]
        self._early: Table | None = None
        if not subject.is_inventory:
            self._early = _before_formed_table(lists)
            self._shown += [
                _digitized(lists),
                _missing(lists),
                _unproven(lists),
                _born_digital(lists),
                _rescanned(lists),
                _uncounted(lists),
            ]

    @property
    def tables(self) -> tuple[Table, ...]:
        """All of them, in no order."""
        return (*(one.table for one in self._shown), *([self._early] if self._early else []))

    def add(self, papers: PaperColumns, judged: Sequence[Judged]) -> None:
        """Add papers to each list in which they stand."""
        some = _Some(papers, judged, _cells(papers))
        kinds = set(judged)
        for one in self._shown:
            taken = {kind for kind in kinds if one.takes(kind.judgment)}
            if taken:
                is_all = taken == kinds
                of_list = some if is_all else some.chosen([kind in taken for kind in judged])
                self._lists.add(one.table, [*of_list.cells, *one.further(of_list)])
        if self._early is not None:
            # One of the two days is wrong, however the paper is judged.
            days = zip(papers.digitized_on, papers.formed, strict=True)
            early = ["" < on < formed for on, formed in days]
            if any(early):
                of_list = some.chosen(early)
                self._lists.add(self._early, [*of_list.cells, *_in_archive(of_list)])


def _cells(papers: PaperColumns) -> Columns:
    return (
        papers.record_id,
        papers.number,
        list(map(formed_text, papers.formed)),
        papers.record_type,
        papers.room,
        papers.location,
    )


def _paper_columns() -> tuple[Column, ...]:
    return (
        Column(_("Record id"), Kind.CODE),
        Column(_("Number"), Kind.CODE),
        Column(_("Formed")),
        Column(_("Record type")),
        Column(_("Room")),
        Column(_("Place")),
    )


def _in_archive_columns() -> tuple[Column, ...]:
    return (
        Column(_("Archived on"), Kind.DAY),
        Column(_("Document"), Kind.CODE),
        Column(_("Archive file"), Kind.PATH),
    )


def _in_archive(some: _Some) -> Columns:
    papers = some.papers
    return list(map(day_cell, papers.digitized_on)), papers.document_id, papers.archive_path


def _behind(
    figure: Figure, table: Table, further: Callable[[_Some], Columns] = lambda _some: ()
) -> _PaperList:
    return _PaperList(table, partial(is_behind, figure), further)


def _missing(lists: Lists) -> _PaperList:
    """The gap, paper by paper."""
    table = lists.table(
        "missing",
        _("Records still missing"),
        _("Papers that are to be digitized and have no signed document in the archive."),
        _paper_columns(),
    )
    return _behind(Figure.MISSING, table)


def _digitized(lists: Lists) -> _PaperList:
    """The numerator, paper by paper."""
    note = _("Papers of the denominator with a signed document that was found whole.")
    columns = (*_paper_columns(), *_in_archive_columns(), Column(_("In the window")))
    table = lists.table("digitized", _("Papers digitized"), note, columns)
    return _behind(Figure.DIGITIZED, table, _in_archive_and_when)


def _in_archive_and_when(some: _Some) -> Columns:
    return *_in_archive(some), [one.when for one in some.judged]


def _rescanned(lists: Lists) -> _PaperList:
    """Papers whose document took the place of another."""
    note = _("Their scan took the place of another; they count since the first one was archived.")
    columns = (*_paper_columns(), *_in_archive_columns())
    table = lists.table("rescanned", _("Papers scanned again"), note, columns)
    return _behind(Figure.RESCANNED, table, _in_archive)


def _born_digital(lists: Lists) -> _PaperList:
    """Papers whose record never was paper."""
    note = _("Archived from their digital original. The rule above says whether they are counted.")
    columns = (*_paper_columns(), *_in_archive_columns())
    table = lists.table("born-digital", _("Born digital"), note, columns)
    return _behind(Figure.BORN_DIGITAL, table, _in_archive)


def _before_formed_table(lists: Lists) -> Table:
    """Papers archived before the day they bear, however they are judged."""
    note = _("Archived on an earlier day than they bear: correct the date in the register.")
    title = _("Archived before they were formed")
    columns = (*_paper_columns(), *_in_archive_columns())
    return lists.table("before-formed", title, note, columns)


def _unproven(lists: Lists) -> _PaperList:
    """Papers whose archived document did not hold when it was last verified."""
    note = _(
        "Archived, but not found whole at the last verification: not counted as digitized until "
        "`sohoa verify` finds them whole."
    )
    columns = (*_paper_columns(), Column(_("Document"), Kind.CODE), Column(_("Reason")))
    return _behind(
        Figure.UNPROVEN,
        lists.table("unproven", _("Not found whole"), note, columns),
        lambda some: (some.papers.document_id, list(map(proof_text, some.papers.proof_problem))),
    )


def _uncounted(lists: Lists) -> _PaperList:
    """Papers of the phase outside the denominator."""
    columns = (*_paper_columns(), Column(_("Why not counted")), Column(_("Document"), Kind.CODE))
    table = lists.table(
        "uncounted",
        _("Papers that are not counted"),
        _("Papers of the phase outside the denominator, each with the reason."),
        columns,
    )

    def further(some: _Some) -> Columns:
        kinds = list(zip(some.judged, some.papers.exclusion, strict=True))
        whys = {kind: _why_uncounted(kind[0].judgment, kind[1]) for kind in set(kinds)}
        return list(map(whys.__getitem__, kinds)), some.papers.document_id

    return _PaperList(table, lambda one: not is_behind(Figure.DENOMINATOR, one), further)


def _why_uncounted(judgment: Judgment, exclusion: str) -> str:
    if exclusion:
        return f"{standing_label(judgment.standing)}: {exclusion}"
    return _("Born digital") if judgment.is_left_out else standing_text(judgment)


def _every_paper(lists: Lists) -> _PaperList:
    """Every paper with how it was counted: whoever filters this sheet gets every figure."""
    columns = (
        *_paper_columns(),
        Column(_("Standing")),
        Column(_("Counted")),
        Column(_("Digitized")),
        Column(_("Found whole")),
        Column(_("Born digital")),
        *_in_archive_columns(),
        Column(_("In the window")),
    )
    table = lists.table(
        "papers",
        _("Every paper"),
        _("Each paper of the phase and how it was counted; every figure is a sum over these."),
        columns,
    )
    table = replace(table, in_workbook_only=True)
    return _PaperList(table, lambda _judgment: True, _counted)


def _counted(some: _Some) -> Columns:
    """How papers were counted; what was archived later is not archived yet."""
    later = [
        on > "" and not kind.judgment.is_archived
        for on, kind in zip(some.papers.digitized_on, some.judged, strict=True)
    ]
    archived = _in_archive(some)
    if any(later):
        nothing = (None, "", "")
        archived = [
            [none if is_later else cell for cell, is_later in zip(column, later, strict=True)]
            for column, none in zip(archived, nothing, strict=True)
        ]
    when = [kind.when for kind in some.judged]
    return [*zip(*(kind.words for kind in some.judged), strict=True), *archived, when]


def imports_table(imports: Sequence[ImportRow]) -> Table:
    """List every register file with the outcomes of its rows."""
    outcomes = (
        (RowOutcome.ACCEPTED, _("New papers")),
        (RowOutcome.DUPLICATE, _("Duplicates")),
        (RowOutcome.ERROR, _("Open errors")),
        (RowOutcome.CORRECTED, _("Corrected later")),
        (RowOutcome.SUBTOTAL, _("Subtotals")),
    )
    columns = (
        Column(_("Register file")),
        Column(_("Imported on"), Kind.DAY),
        Column(_("Rows read"), Kind.COUNT),
        *(Column(heading, Kind.COUNT) for _outcome, heading in outcomes),
    )
    rows = tuple(_import_row(one, [outcome for outcome, _text in outcomes]) for one in imports)
    numbers = [[one.rows_read for one in imports]] + [
        [one.outcomes.get(outcome.value, 0) for one in imports] for outcome, _text in outcomes
    ]
    total = (_("Total"), None, *map(sum, numbers))
    note = _("Every row read is in exactly one column; the new papers are the register.")
    return Table("imports", _("Register files"), note, columns, rows, total)


def _import_row(one: ImportRow, outcomes: list[RowOutcome]) -> tuple[Cell, ...]:
    counts = (one.outcomes.get(outcome.value, 0) for outcome in outcomes)
    return (one.file_name, day_of(one.imported_at), one.rows_read, *counts)


def open_errors_table(open_errors: Sequence[OpenErrorRow]) -> Table:
    """Rows that wait for a correction."""
    columns = (
        Column(_("Register file")),
        Column(_("Sheet")),
        Column(_("Row"), Kind.COUNT),
        Column(_("Problem")),
    )
    rows = tuple((one.file_name, one.sheet, one.row_number, _problems(one)) for one in open_errors)
    note = _("Correct them in the error sheet and import it: until then these papers are unknown.")
    return Table("errors", _("Rows still in error"), note, columns, rows)


def _problems(row: OpenErrorRow) -> str:
    texts = (f"{one.column}: “{one.value}” ({one.expected})" for one in row.problems)
    return "; ".join(texts)
