"""Tables of papers, and of the register files they come from."""

from __future__ import annotations

from sohoa.domain.holdings import ImportRow, OpenErrorRow, RegisteredPaper
from sohoa.domain.register import RowOutcome
from sohoa.language import _
from sohoa.reports.completion import CompletionReport, JudgedPaper
from sohoa.reports.formats import formed_text, office_day
from sohoa.reports.table import Cell, Column, Kind, Table
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
        tuple(_paper_row(paper) for paper in report.missing),
    )


def uncounted_table(report: CompletionReport) -> Table:
    """Papers of the phase outside the denominator."""
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
        tuple(
            (*_paper_row(one.paper), _why_uncounted(one), one.paper.document_id)
            for one in report.uncounted
        ),
    )


def _why_uncounted(one: JudgedPaper) -> str:
    label = standing_label(one.standing)
    return f"{label}: {one.paper.exclusion}" if one.paper.exclusion else label


def papers_table(report: CompletionReport) -> Table:
    """Every paper with how it was counted: whoever filters this sheet gets every figure."""
    columns = (
        *_paper_columns(),
        Column(_("Standing")),
        Column(_("Counted")),
        Column(_("Digitized")),
        Column(_("Archived on"), Kind.DAY),
        Column(_("Document"), Kind.CODE),
        Column(_("Archive file"), Kind.PATH),
    )
    return Table(
        "papers",
        _("Every paper"),
        _("Each paper of the phase and how it was counted; every figure is a sum over these."),
        columns,
        tuple(_counted_row(one) for one in report.papers),
        in_workbook_only=True,
    )


def _counted_row(one: JudgedPaper) -> tuple[Cell, ...]:
    at = one.paper.digitized_at if one.is_digitized else None
    return (
        *_paper_row(one.paper),
        standing_label(one.standing),
        _("yes") if one.is_counted else _("no"),
        _("yes") if one.is_digitized else _("no"),
        office_day(at) if at else None,
        one.paper.document_id if at else "",
        one.paper.archive_path if at else "",
    )


def imports_table(report: CompletionReport) -> Table:
    """What became of the rows of every register file."""
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
    return (one.file_name, office_day(one.imported_at), one.rows_read, *counts)


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
