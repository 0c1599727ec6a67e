"""Tables of documents: archived, rejected, set aside, on their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sohoa.domain.errors import explain
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import RULES, below_rules, finding_text
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.needs import NeedRules
from sohoa.domain.vietnam_time import day_of
from sohoa.language import _
from sohoa.reports.completion import CompletionReport
from sohoa.reports.numbers_and_dates import formed_text
from sohoa.reports.table import Cell, Column, Each, Kind, Table

_TO_REVIEW = (Need.RESCAN, Need.REVIEW)


def archived_table(report: CompletionReport) -> Table:
    """List the archived documents with their digests."""
    columns = (
        Column(_("Document"), Kind.CODE),
        Column(_("Number"), Kind.CODE),
        Column(_("Record id"), Kind.CODE),
        Column(_("Archived on"), Kind.DAY),
        Column(_("Archive file"), Kind.PATH),
        Column("SHA-256", Kind.PATH),
    )
    note = _("Signed and stored by the end of the day. `sha256sum` of a file gives its SHA-256.")
    return Table(
        "archived",
        _("Documents archived"),
        note,
        columns,
        Each(report.archived, _archived_row),
    )


def _archived_row(row: DocumentRow) -> tuple[Cell, ...]:
    day = day_of(row.archived_at) if row.archived_at else None
    return (
        row.document_id,
        row.number,
        row.record_id,
        day,
        row.archive_path or "",
        row.sha256,
    )


def unlinked_table(report: CompletionReport) -> Table:
    """Archived documents that the register does not know."""
    columns = (
        Column(_("Document"), Kind.CODE),
        Column(_("Number"), Kind.CODE),
        Column(_("Formed")),
        Column(_("Batch")),
        Column(_("Scan")),
        Column(_("Archive file"), Kind.PATH),
    )
    note = _(
        "Archived, but tied to no paper of the register: not counted. Add the file and its number "
        "to the box's batch.csv and run the phase again."
    )
    rows = tuple(
        (
            row.document_id,
            row.number,
            formed_text(row.formed),
            row.batch,
            row.source_name,
            row.archive_path or "",
        )
        for row in report.unlinked
    )
    return Table("unlinked", _("Documents not in the register"), note, columns, rows)


def _reason_table(key: str, title: str, note: str, rows: Iterable[DocumentRow]) -> Table:
    columns = (
        Column(_("Document"), Kind.CODE),
        Column(_("Batch")),
        Column(_("Scan")),
        Column(_("Code"), Kind.CODE),
        Column(_("Reason")),
        Column(_("What to do")),
    )
    return Table(key, title, note, columns, tuple(_reason_row(row) for row in rows))


def _reason_row(row: DocumentRow) -> tuple[Cell, ...]:
    what, remedy = explain(row.reason_code, row.reason_details, _)
    return (row.document_id, row.batch, row.source_name, row.reason_code, what, remedy)


def quarantined_table(report: CompletionReport) -> Table:
    """Rejected documents, why, and what to do."""
    note = _("Rejected scans wait for a person. Nothing of theirs is lost or changed.")
    return _reason_table("quarantined", _("Documents in quarantine"), note, report.quarantined)


def set_aside_table(report: CompletionReport) -> Table:
    """Documents that another phase takes."""
    note = _("Sound scans that do not belong to this phase.")
    return _reason_table("set-aside", _("Documents set aside"), note, report.set_aside)


def to_review_table(report: CompletionReport) -> Table:
    """Documents that went on and that a person has to look at."""
    columns = (
        Column(_("Document"), Kind.CODE),
        Column(_("Batch")),
        Column(_("Scan")),
        Column(_("Archive file"), Kind.PATH),
        Column(_("What to do")),
        Column(_("Reason")),
    )
    note = _("Their scans are safe; what was found has to be looked at before they are relied on.")
    rows = tuple(
        (
            row.document_id,
            row.batch,
            row.source_name,
            row.archive_path or "",
            "; ".join(_to_do(row, report.rules)),
            "; ".join(report.rules.said(row.findings, _, needs=_TO_REVIEW)),
        )
        for row in (*report.archived, *report.in_progress)
        if row.needs_review(report.rules)
    )
    return Table("to-review", _("Documents to look at"), note, columns, rows)


def _to_do(row: DocumentRow, rules: NeedRules) -> Iterator[str]:
    if Need.RESCAN in row.needs(rules):
        yield _("Scan again")
    if Need.REVIEW in row.needs(rules):
        yield _("Look at it")


def below_rules_table(report: CompletionReport) -> Table:
    """Documents scanned below a rule: archived all the same, unless the settings hold them."""
    columns = (
        Column(_("Document"), Kind.CODE),
        Column(_("Batch")),
        Column(_("Scan")),
        Column(_("Archive file"), Kind.PATH),
        Column(_("Rule")),
        Column(_("What was found")),
    )
    documents = [
        (row, rule)
        for row in (*report.archived, *report.in_progress, *report.quarantined)
        for rule in sorted(below_rules(row.findings))
    ]
    rows = tuple(
        (
            row.document_id,
            row.batch,
            row.source_name,
            row.archive_path or "",
            _(RULES[rule]),
            "; ".join(finding_text(one, _) for one in row.findings if one.code == rule),
        )
        for row, rule in documents
    )
    counts = Counter(rule for _row, rule in documents)
    counted = _("{rule}: {documents} documents")
    note = "; ".join(
        counted.format(rule=_(RULES[rule]), documents=count) for rule, count in counts.items()
    )
    note = note or _("Every scan reaches the resolution and the colour that the rules ask for.")
    return Table("below-rules", _("Scans below the rule"), note, columns, rows)


def in_progress_table(report: CompletionReport) -> Table:
    """Documents between intake and archive."""
    columns = (Column(_("Document"), Kind.CODE), Column(_("Batch")), Column(_("Scan")))
    note = _("Taken in and not yet archived; the next run of their batch goes on with them.")
    rows = tuple((row.document_id, row.batch, row.source_name) for row in report.in_progress)
    return Table("in-progress", _("Documents in progress"), note, columns, rows)
