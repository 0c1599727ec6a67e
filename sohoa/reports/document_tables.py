"""Tables of documents: archived, rejected, set aside, on their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sohoa.domain.errors import explain
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import RULES, below_rules, finding_text
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.report_rows import ArchivedColumns
from sohoa.domain.report_sections import OperatorWork
from sohoa.domain.stage_results import Finding
from sohoa.language import _
from sohoa.reports.long_list import Lists
from sohoa.reports.numbers_and_dates import day_cell, formed_text
from sohoa.reports.table import Cell, Column, Kind, Row, Table

_TO_REVIEW = (Need.RESCAN, Need.REVIEW)
#: In the lists of these stands why, and what to do.
_TOLD = frozenset({DocumentState.ASKED, DocumentState.QUARANTINED})


class DocumentLists:
    """The tables of documents while they are filled: first what is archived, then the others."""

    def __init__(self, lists: Lists, rules: NeedRules) -> None:
        self._add = lists.add
        self._archived, self._unlinked = _archived_table(lists), _unlinked_table(lists)
        self._to_review, self._below = _to_review_table(lists), _below_rules_table(lists)
        self._beside = {
            DocumentState.ASKED: _asked_table(lists),
            DocumentState.QUARANTINED: _quarantined_table(lists),
            DocumentState.SET_ASIDE: _set_aside_table(lists),
            DocumentState.IN_PROGRESS: _in_progress_table(lists),
        }
        # What is found is the same of many.
        self._told = lru_cache(maxsize=1 << 14)(lambda findings: _told(findings, rules))
        self._counts = Counter[str]()
        self._work, self._to_look_at = Counter[str](), Counter[str]()

    def add_archived(self, some: ArchivedColumns) -> None:
        """Add archived documents to the lists in which they stand."""
        days = list(map(day_cell, some.archived_on))
        self._add(
            self._archived,
            (some.document_id, some.number, some.record_id, days, some.archive_path, some.sha256),
        )
        loose = [not record_id for record_id in some.record_id]
        if any(loose):
            self._add_unlinked(some.chosen(loose))
        self._count_work(some)
        self._add_findings(
            (cells, self._told(findings))
            for *cells, findings in zip(
                some.document_id, some.batch, some.source_name, some.archive_path, some.findings,
                strict=True,
            )
            if findings
        )  # fmt: skip

    def _count_work(self, some: ArchivedColumns) -> None:
        """Count what each operator archived, and what of it somebody has to look at."""
        if not any(some.operator):  # the office does not tell
            return
        self._work.update(filter(None, some.operator))
        self._to_look_at.update(
            operator
            for operator, findings in zip(some.operator, some.findings, strict=True)
            if operator and findings and self._told(findings).review is not None
        )

    def _add_unlinked(self, some: ArchivedColumns) -> None:
        formed = list(map(formed_text, some.formed))
        self._add(
            self._unlinked,
            (
                some.document_id, some.number, formed, some.batch, some.source_name,
                some.archive_path,
            ),
        )  # fmt: skip

    def add_beside(self, row: DocumentRow) -> None:
        """Add a document that is in progress, asked of, in quarantine or set aside."""
        cells = (row.document_id, row.batch, row.source_name)
        if row.state is DocumentState.IN_PROGRESS:
            self._add_row(self._beside[row.state], cells)
        else:
            what, remedy = explain(row.reason_code, row.reason_details, _)
            self._add_row(self._beside[row.state], (*cells, row.reason_code, what, remedy))
        if row.findings and row.state is not DocumentState.SET_ASIDE:
            told = self._told(row.findings)
            if row.state in _TOLD:  # what to do about it is told already
                told = replace(told, review=None)
            self._add_findings([((*cells, row.archive_path or ""), told)])

    def _add_findings(self, documents: Iterable[tuple[Iterable[Cell], _Needs]]) -> None:
        to_review, below = list[Row](), list[Row]()
        for cells, told in documents:
            if told.review is not None:
                to_review.append((*cells, *told.review))
            for rule, label, found in told.below:
                below.append((*cells, label, found))
                self._counts[rule] += 1
        for table, rows in ((self._to_review, to_review), (self._below, below)):
            if rows:
                self._add(table, list(zip(*rows, strict=True)))

    def _add_row(self, table: Table, row: Row) -> None:
        self._add(table, [(cell,) for cell in row])

    @property
    def below(self) -> dict[str, int]:
        """The code of a rule → documents below it."""
        return dict(sorted(self._counts.items()))

    @property
    def work(self) -> tuple[OperatorWork, ...]:
        """What each operator archived, by their names."""
        work = sorted(self._work.items())
        return tuple(OperatorWork(name, count, self._to_look_at[name]) for name, count in work)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All of them, in no order, when nothing is added any more."""
        return (
            self._archived, self._unlinked, self._to_review, self._below_rules(),
            *self._beside.values(),
        )  # fmt: skip

    def _below_rules(self) -> Table:
        counted = _("{rule}: {documents} documents")
        note = "; ".join(
            counted.format(rule=_(RULES[rule]), documents=count)
            for rule, count in self._counts.items()
        )
        note = note or _("Every scan reaches the resolution and the colour that the rules ask for.")
        return replace(self._below, note=note)


@dataclass(frozen=True, slots=True)
class _Needs:
    """What findings come to: what a person has to do and why, and what is below which rule.

    Of a rule there is its code, how it is called, and what was found.
    """

    review: tuple[str, str] | None
    below: tuple[tuple[str, str, str], ...]


def _told(findings: Sequence[Finding], rules: NeedRules) -> _Needs:
    below = tuple(
        (
            rule,
            _(RULES[rule]),
            "; ".join(finding_text(one, _) for one in findings if one.code == rule),
        )
        for rule in sorted(below_rules(findings))
    )
    if not rules.has_to_be_looked_at(findings):
        return _Needs(None, below)
    why = "; ".join(rules.said(findings, _, needs=_TO_REVIEW))
    return _Needs(("; ".join(_to_do(rules.needs_of(findings))), why), below)


def _to_do(needs: frozenset[Need]) -> Iterator[str]:
    if Need.RESCAN in needs:
        yield _("Scan again")
    if Need.REVIEW in needs:
        yield _("Look at it")


def _archived_table(lists: Lists) -> Table:
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
    return lists.table("archived", _("Documents archived"), note, columns)


def _unlinked_table(lists: Lists) -> Table:
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
        "Archived, but tied to no paper of the register: not counted. `sohoa match` ties those "
        "whose pages say surely which paper they are; look at the rest and tie them with `sohoa "
        "link`, or add the file and its number to the box's batch.csv and run the phase again."
    )
    return lists.table("unlinked", _("Documents not in the register"), note, columns)


def _reason_columns() -> tuple[Column, ...]:
    return (
        *_in_box_columns(),
        Column(_("Code"), Kind.CODE),
        Column(_("Reason")),
        Column(_("What to do")),
    )


def _in_box_columns() -> tuple[Column, ...]:
    return (Column(_("Document"), Kind.CODE), Column(_("Batch")), Column(_("Scan")))


def _asked_table(lists: Lists) -> Table:
    """Documents that wait until a person says which paper they are."""
    note = _(
        "Nothing of theirs is signed until a person has said which paper of the register they "
        "are: `sohoa review`."
    )
    return lists.table(
        "asked", _("Documents whose paper is to be decided"), note, _reason_columns()
    )


def _quarantined_table(lists: Lists) -> Table:
    """Rejected documents, why, and what to do."""
    note = _("Rejected scans wait for a person. Nothing of theirs is lost or changed.")
    return lists.table("quarantined", _("Documents in quarantine"), note, _reason_columns())


def _set_aside_table(lists: Lists) -> Table:
    """Documents that another phase takes."""
    note = _("Sound scans that do not belong to this phase.")
    return lists.table("set-aside", _("Documents set aside"), note, _reason_columns())


def _to_review_table(lists: Lists) -> Table:
    """Documents that went on and that a person has to look at."""
    columns = (
        *_in_box_columns(),
        Column(_("Archive file"), Kind.PATH),
        Column(_("What to do")),
        Column(_("Reason")),
    )
    note = _("Their scans are safe; what was found has to be looked at before they are relied on.")
    return lists.table("to-review", _("Documents to look at"), note, columns)


def _below_rules_table(lists: Lists) -> Table:
    """Documents scanned below a rule: archived all the same, unless the settings hold them."""
    columns = (
        *_in_box_columns(),
        Column(_("Archive file"), Kind.PATH),
        Column(_("Rule")),
        Column(_("What was found")),
    )
    return lists.table("below-rules", _("Scans below the rule"), "", columns)


def _in_progress_table(lists: Lists) -> Table:
    """Documents between intake and archive."""
    note = _("Taken in and not yet archived; the next run of their batch goes on with them.")
    return lists.table("in-progress", _("Documents in progress"), note, _in_box_columns())
