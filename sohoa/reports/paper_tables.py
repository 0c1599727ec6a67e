"""Tables of papers, and of the register files they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sohoa.domain.figures import Figure, Standing
from sohoa.domain.holdings import ImportRow, JudgedPaper, OpenErrorRow, RegisteredPaper
from sohoa.domain.plan import BornDigitalRule
from sohoa.domain.register import RowOutcome
from sohoa.domain.vietnam_time import day_of
from sohoa.language import _
from sohoa.proof_words import proof_text
from sohoa.reports.completion import CompletionReport
from sohoa.reports.numbers_and_dates import formed_text
from sohoa.reports.table import Cell, Column, Each, Kind, Table
from sohoa.reports.wording import standing_label


def _paper_columns() -> tuple[Column, ...]:
    return (
        Column(_("Record id"), Kind.CODE),
        Column(_("Number"), Kind.CODE),
        Column(_("Formed")),
        Column(_("Record type")),
        Column(_("Room")),
        Column(_("Place")),
    )


def _paper_row(paper: RegisteredPaper) -> tuple[Cell, ...]:
    return (
        paper.record_id,
        paper.number,
        formed_text(paper.formed),
        paper.record_type,
        paper.room,
        paper.location,
    )


def missing_table(report: CompletionReport) -> Table:
    """The gap, paper by paper."""
    return Table(
        "missing",
        _("Records still missing"),
        _("Papers that are to be digitized and have no signed document in the archive."),
        _paper_columns(),
        Each(report.missing, _paper_row),
    )


def uncounted_table(report: CompletionReport) -> Table:
    """Papers of the phase outside the denominator."""
    rule = report.plan.born_digital
    columns = (
        *_paper_columns(),
        Column(_("Why not counted")),
        Column(_("Document"), Kind.CODE),
    )
    return Table(
        "uncounted",
        _("Papers that are not counted"),
        _("Papers of the phase outside the denominator, each with the reason."),
        columns,
        Each(
            report.uncounted,
            lambda one: (
                *_paper_row(one.paper),
                _why_uncounted(one, rule),
                one.paper.document_id,
            ),
        ),
    )


def _why_uncounted(one: JudgedPaper, rule: BornDigitalRule) -> str:
    label = standing_label(one.judgment.standing)
    if one.paper.exclusion:
        return f"{label}: {one.paper.exclusion}"
    may_count = one.judgment.standing in {Standing.IN_FORCE, Standing.UNKNOWN}
    is_left_out = may_count and one.judgment.is_archived and one.judgment.is_born_digital
    return _("Born digital") if is_left_out and rule is BornDigitalRule.EXCLUDED else label


def papers_table(report: CompletionReport) -> Table:
    """Every paper with how it was counted: whoever filters this sheet gets every figure."""
    columns = (
        *_paper_columns(),
        Column(_("Standing")),
        Column(_("Counted")),
        Column(_("Digitized")),
        Column(_("Found whole")),
        Column(_("Born digital")),
        Column(_("Archived on"), Kind.DAY),
        Column(_("Document"), Kind.CODE),
        Column(_("Archive file"), Kind.PATH),
    )
    return Table(
        "papers",
        _("Every paper"),
        _("Each paper of the phase and how it was counted; every figure is a sum over these."),
        columns,
        Each(report.papers, partial(_counted_row, words=_Words.in_force())),
        in_workbook_only=True,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What many rows say, looked up once."""

    standings: Mapping[Standing, str]
    answers: Mapping[bool, str]

    @classmethod
    def in_force(cls) -> _Words:
        standings = {standing: standing_label(standing) for standing in Standing}
        return cls(standings, {True: _("yes"), False: _("no")})


def _counted_row(one: JudgedPaper, *, words: _Words) -> tuple[Cell, ...]:
    judgment, is_archived = one.judgment, one.judgment.is_archived
    at = one.paper.digitized_at if is_archived else None
    answer = words.answers
    return (
        *_paper_row(one.paper),
        words.standings[judgment.standing],
        answer[judgment.is_counted],
        answer[is_archived],
        answer[judgment.is_proven] if is_archived else "",
        answer[judgment.is_born_digital] if is_archived else "",
        day_of(at) if at else None,
        one.paper.document_id if at else "",
        one.paper.archive_path if at else "",
    )


def digitized_table(report: CompletionReport) -> Table:
    """The numerator, paper by paper."""
    note = _("Papers of the denominator with a signed document that was found whole.")
    papers = report.behind(Figure.DIGITIZED)
    return _archived_papers("digitized", _("Papers digitized"), note, papers)


def born_digital_table(report: CompletionReport) -> Table:
    """Papers whose record never was paper."""
    note = _("Archived from their digital original. The rule above says whether they are counted.")
    papers = report.behind(Figure.BORN_DIGITAL)
    return _archived_papers("born-digital", _("Born digital"), note, papers)


def before_formed_table(report: CompletionReport) -> Table:
    """Papers archived before the day they bear."""
    note = _("Archived on an earlier day than they bear: correct the date in the register.")
    title = _("Archived before they were formed")
    return _archived_papers("before-formed", title, note, report.before_formed)


def _archived_papers(key: str, title: str, note: str, papers: Sequence[JudgedPaper]) -> Table:
    columns = (
        *_paper_columns(),
        Column(_("Archived on"), Kind.DAY),
        Column(_("Document"), Kind.CODE),
        Column(_("Archive file"), Kind.PATH),
    )
    rows = Each(papers, lambda one: (*_paper_row(one.paper), *_in_archive(one.paper)))
    return Table(key, title, note, columns, rows)


def _in_archive(paper: RegisteredPaper) -> tuple[Cell, ...]:
    day = day_of(paper.digitized_at) if paper.digitized_at else None
    return (day, paper.document_id, paper.archive_path)


def unproven_table(report: CompletionReport) -> Table:
    """Papers whose archived document did not hold when it was last verified."""
    columns = (*_paper_columns(), Column(_("Document"), Kind.CODE), Column(_("Reason")))
    note = _(
        "Archived, but not found whole at the last verification: not counted as digitized until "
        "`sohoa verify` finds them whole."
    )
    rows = tuple(
        (*_paper_row(one.paper), one.paper.document_id, proof_text(one.paper.proof_problem))
        for one in report.behind(Figure.UNPROVEN)
    )
    return Table("unproven", _("Not found whole"), note, columns, rows)


def imports_table(report: CompletionReport) -> Table:
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
    rows = tuple(
        _import_row(one, [outcome for outcome, _text in outcomes]) for one in report.imports
    )
    numbers = [[one.rows_read for one in report.imports]] + [
        [one.outcomes.get(outcome.value, 0) for one in report.imports]
        for outcome, _text in outcomes
    ]
    total = (_("Total"), None, *map(sum, numbers))
    note = _("Every row read is in exactly one column; the new papers are the register.")
    return Table("imports", _("Register files"), note, columns, rows, total)


def _import_row(one: ImportRow, outcomes: list[RowOutcome]) -> tuple[Cell, ...]:
    counts = (one.outcomes.get(outcome.value, 0) for outcome in outcomes)
    return (one.file_name, day_of(one.imported_at), one.rows_read, *counts)


def open_errors_table(report: CompletionReport) -> Table:
    """Rows that wait for a correction."""
    columns = (
        Column(_("Register file")),
        Column(_("Sheet")),
        Column(_("Row"), Kind.COUNT),
        Column(_("Problem")),
    )
    rows = tuple(
        (one.file_name, one.sheet, one.row_number, _problems(one)) for one in report.open_errors
    )
    note = _("Correct them in the error sheet and import it: until then these papers are unknown.")
    return Table("errors", _("Rows still in error"), note, columns, rows)


def _problems(row: OpenErrorRow) -> str:
    texts = (f"{one.column}: “{one.value}” ({one.expected})" for one in row.problems)
    return "; ".join(texts)
