"""The rule of sheets for what is archived: a register may count more of them than were scanned.

A document with fewer written pages than the register has sheets is held before it is signed, where
its box's list ties it to its paper. Where nothing did, or the register was imported after the
document was archived, the same comparison becomes a finding on the archived document, which
`list --needs rescan` shows until a whole scan has taken its place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, select, update

from sohoa.catalogue.conditions import apart_from_indexes, is_among
from sohoa.catalogue.document_seals import will_be_sealed
from sohoa.catalogue.schema import documents, register_records
from sohoa.domain import paper_findings, scan_findings
from sohoa.domain.facts import agree
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_facts import Listing
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Finding

_MISSING, _BLANK = paper_findings.MISSING_PAGES.code, scan_findings.BLANK_PAGE.code


def findings_with_sheets(row: Mapping[str, Any], sheets: int | None) -> list[dict[str, Any]]:
    """The findings of a document, compared anew with a number of sheets.

    What was found missing by an earlier number goes, if the number now known is met.
    """
    held = [Finding(**one) for one in row["findings"]]
    if sheets is None or row["page_count"] is None:
        return list(row["findings"])
    others = [one for one in held if one.code != _MISSING]
    written = row["page_count"] - len({one.page for one in held if one.code == _BLANK})
    if written < sheets:
        others.append(paper_findings.MISSING_PAGES.of(f"{written} < {sheets}"))
    return [asdict(one) for one in others]


def compare_archived(
    connection: Connection,
    *,
    from_serial: int = 0,
    documents_named: Collection[str] | None = None,
) -> int:
    """Compare archived documents that no paper is tied to with the papers from a serial on.

    All of them, or those that were archived just now.

    A document is compared where exactly one paper of the whole register has its number and year,
    and no other date. It is not tied to the paper by this. Returns how many lack sheets.
    """
    lacking = 0
    if documents_named is not None and not documents_named:
        return lacking
    for row in _pairs(connection, from_serial, documents_named):
        found = findings_with_sheets(dict(row), row["registered_sheets"])
        if found == list(row["findings"]):
            continue
        lacking += any(one["code"] == _MISSING for one in found)
        statement = update(documents).where(documents.c.document_id == bindparam("of_document"))
        connection.execute(statement.values(findings=found), {"of_document": row["document_id"]})
        will_be_sealed(connection, [row["document_id"]])
    return lacking


def _pairs(
    connection: Connection, from_serial: int, documents_named: Collection[str] | None
) -> list[RowMapping]:
    paper, document = register_records.c, documents.c
    fitting = (paper.number_key == document.number_key) & (paper.year == document.year)
    every = register_records.alias("every")
    same = (
        select(func.count())
        .select_from(every)
        .where(
            every.c.number_key == document.number_key,
            every.c.year == document.year,
            every.c.listing == Listing.LISTED.value,
        )
        .correlate(documents)
        .scalar_subquery()
    )
    query = (
        select(
            document.document_id,
            document.findings,
            document.page_count,
            document.formed,
            paper.sheets.label("registered_sheets"),
            paper.formed.label("registered_formed"),
        )
        .join_from(documents, register_records, fitting)
        .where(
            apart_from_indexes(document.state) == DocumentState.ARCHIVED.value,
            document.withdrawn_at.is_(None),
            apart_from_indexes(document.record_id).is_(None),
            document.number_key != "",
            paper.listing == Listing.LISTED.value,
            paper.sheets.is_not(None),
            paper.serial >= from_serial,
            same == 1,
        )
    )
    if documents_named is not None:
        query = query.where(is_among(document.document_id, documents_named))
    rows = connection.execute(query).mappings().all()
    return [row for row in rows if agree(_day(row["formed"]), _day(row["registered_formed"]))]


def _day(stored: str) -> PartialDate | None:
    return PartialDate.parse(stored) if stored else None
