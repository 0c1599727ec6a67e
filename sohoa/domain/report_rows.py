"""All that a completion report is computed from: made by the catalogue, read by the reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

from sohoa.domain.holdings import DocumentRow, ImportRow, OpenErrorRow, PaperLine
from sohoa.domain.judging import PaperColumns
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Finding

#: The states of documents that a report lists beside those that are archived.
REPORTED = (
    DocumentState.IN_PROGRESS,
    DocumentState.ASKED,
    DocumentState.QUARANTINED,
    DocumentState.SET_ASIDE,
)


class ArchivedColumns(NamedTuple):
    """Some archived documents, attribute by attribute, in what a report asks of them.

    Days and instants (UTC) are text in ISO 8601, as they are stored; empty is none.

    Attributes:
        record_id: The paper of the inventory that one digitizes; empty where there is none.
        year: The year it was archived under.
        paper_year: The year of its paper; its own where it has none.
        archived_on, digitized_on: Days in Vietnam: of this scan, and of the first whose place it
            took; the second is empty of what is not signed.
        level: Of its highest signature; empty where it is not known. That of a past day, unless
            what was recorded then says none: then today's.
        operator: Who archived it; empty where that is not known, or the office does not tell.
    """

    document_id: Sequence[str]
    batch: Sequence[str]
    source_name: Sequence[str]
    number: Sequence[str]
    formed: Sequence[str]
    room: Sequence[str]
    record_id: Sequence[str]
    year: Sequence[int | None]
    paper_year: Sequence[int | None]
    archived_on: Sequence[str]
    digitized_on: Sequence[str]
    archive_path: Sequence[str]
    sha256: Sequence[str]
    findings: Sequence[tuple[Finding, ...]]
    updated_at: Sequence[str]
    level: Sequence[str]
    operator: Sequence[str]

    def chosen(self, choice: Sequence[object]) -> ArchivedColumns:
        """Those of whose choice something is true."""
        return ArchivedColumns._make(list(compress(column, choice)) for column in self)


@dataclass(frozen=True, slots=True)
class ReportRows:
    """All that a completion report is computed from; what is many is gone through once.

    Attributes:
        papers: The papers of the inventory.
        archived: The archived documents by batch and name.
        others: The documents in `REPORTED` states, state by state, by batch and name.
        changed_at: When a document that is not `archived` changed last.
        withdrawn: Papers that were taken out of the inventory; asked when the papers were.
    """

    papers: Iterable[PaperColumns]
    archived: Iterable[ArchivedColumns]
    others: Iterable[DocumentRow]
    changed_at: dt.datetime | None = None
    open_errors: tuple[OpenErrorRow, ...] = ()
    imports: tuple[ImportRow, ...] = ()
    withdrawn: Iterable[PaperLine] = ()
