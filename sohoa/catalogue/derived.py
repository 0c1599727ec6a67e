"""Findings that no station has made: seen only beside other documents, or beside the calendar.

Nothing of this is stored. A double that was taken away, or a date that was corrected, leaves no
finding behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sohoa.domain import paper_findings
from sohoa.domain.double_documents import PaperFace, pairs
from sohoa.domain.holdings import DocumentRow, is_before_formed
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Finding


def same_papers(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[Finding, ...]]:
    """Documents that may be one paper → for each, the findings that name the others.

    A pair of which a person has said that they are two papers is none.
    """
    faces, settled = list[PaperFace](), set[frozenset[str]]()
    for *face, findings in rows:
        faces.append(PaperFace(*face))
        for one in json.loads(findings):
            if one["code"] == paper_findings.SAME_PAPER_CONFIRMED.code:
                settled.add(frozenset({face[0], one["value"]}))
    found: dict[str, tuple[Finding, ...]] = {}
    for one, other in pairs(faces):
        if frozenset({one.document_id, other.document_id}) not in settled:
            _add(found, one.document_id, other.document_id)
            _add(found, other.document_id, one.document_id)
    return found


def _add(found: dict[str, tuple[Finding, ...]], identity: str, other: str) -> None:
    found[identity] = (*found.get(identity, ()), paper_findings.SAME_PAPER.of(other))


def with_derived(row: DocumentRow, same: Mapping[str, tuple[Finding, ...]]) -> DocumentRow:
    """A document with what is seen only now added to its findings."""
    is_early = is_before_formed(row.archived_at, row.formed)
    findings = all_findings(
        row.findings, same.get(row.document_id, ()), row.formed if is_early else ""
    )
    return row if findings is row.findings else replace(row, findings=findings)


def all_findings(
    stored: tuple[Finding, ...], same: tuple[Finding, ...], early: str
) -> tuple[Finding, ...]:
    """Findings with what is seen only now; the stored ones themselves, where nothing is.

    `same` are those of `same_papers`; `early` is the date of a document that was archived before
    it, else empty.
    """
    derived = [one for one in same if one not in stored]
    if early:
        derived.append(paper_findings.BEFORE_FORMED.of(str(PartialDate.parse(early))))
    return (*stored, *derived) if derived else stored
