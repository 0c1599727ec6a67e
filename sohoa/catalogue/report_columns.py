"""Papers and archived documents as a report goes through them: some thousand at a time, by columns.

A row of its own for each would cost a million of them more than reading them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sohoa.catalogue.derived import all_findings
from sohoa.catalogue.document_rows import findings_of
from sohoa.catalogue.instants import day_text
from sohoa.domain.judging import PaperColumns
from sohoa.domain.report_rows import ArchivedColumns
from sohoa.domain.stage_results import Finding

#: Rows of a query, some at a time.
Parts = Iterable[Sequence[tuple[Any, ...]]]
_DAY = len("2023-12-31")
_findings_of = lru_cache(maxsize=1 << 14)(findings_of)


def paper_columns(parts: Parts) -> Iterator[PaperColumns]:
    """Read rows of `report_queries.PAPERS`."""
    for rows in parts:
        papers = PaperColumns._make(zip(*rows, strict=True))
        yield papers._replace(digitized_on=_days(papers.digitized_on))


def archived_columns(
    parts: Parts, same: Mapping[str, tuple[Finding, ...]]
) -> Iterator[ArchivedColumns]:
    """Read rows of `report_queries.ARCHIVED`; `same` as `derived.same_papers` gives it."""
    for rows in parts:
        documents = ArchivedColumns._make(zip(*rows, strict=True))
        found = cast("Sequence[str]", documents.findings)
        known = zip(
            found, documents.document_id, documents.formed, documents.archived_on, strict=True
        )
        findings = [
            ()
            if stored == "[]" and formed <= on and identity not in same
            else all_findings(
                _findings_of(stored), same.get(identity, ()), formed if formed > on else ""
            )
            for stored, identity, formed, on in known
        ]
        yield documents._replace(findings=findings, digitized_on=_days(documents.digitized_on))


def _days(stored: Sequence[str]) -> Sequence[str]:
    """Days, of which a few are stored as instants."""
    if max(map(len, stored)) <= _DAY:
        return stored
    return [one if len(one) <= _DAY else day_text(one) for one in stored]
