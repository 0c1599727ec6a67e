"""Which tables a report has, in the order they are read."""

from __future__ import annotations

from sohoa.reports import document_tables, paper_tables, share_tables
from sohoa.reports.completion import CompletionReport
from sohoa.reports.table import Table


def report_tables(report: CompletionReport) -> tuple[Table, ...]:
    """All tables of a report, in the order they are read."""
    overview = (
        share_tables.phases_table(report),
        share_tables.rooms_table(report),
        share_tables.types_table(report),
        share_tables.years_table(report),
    )
    if report.is_inventory:
        return (
            *overview,
            paper_tables.imports_table(report),
            paper_tables.open_errors_table(report),
            paper_tables.papers_table(report),
        )
    return (
        *overview,
        paper_tables.digitized_table(report),
        paper_tables.missing_table(report),
        paper_tables.unproven_table(report),
        paper_tables.born_digital_table(report),
        paper_tables.before_formed_table(report),
        document_tables.quarantined_table(report),
        document_tables.set_aside_table(report),
        document_tables.to_review_table(report),
        document_tables.below_rules_table(report),
        document_tables.in_progress_table(report),
        document_tables.unlinked_table(report),
        paper_tables.uncounted_table(report),
        document_tables.archived_table(report),
        paper_tables.papers_table(report),
    )
