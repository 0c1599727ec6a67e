"""Descriptions that come after archiving, from batch list or register: entered, or refused.

The archive is written once: file, place and receipt stay. What the catalogue says of a document
may still be completed and corrected, but not into another paper: a word that ties it to another
record, moves it to another year or contradicts its page is not entered. Then a finding on the
document says so, until list and archive agree again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from sohoa.catalogue.corrected import findings_with_corrected
from sohoa.catalogue.document_facts import record_changed
from sohoa.catalogue.document_store import (
    find_document,
    save_documents,
    searched_words,
)
from sohoa.catalogue.double_documents import face_of_row, find_same_papers
from sohoa.catalogue.fact_log import facts_of
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.linking import registered_as
from sohoa.catalogue.parts import ASKED, in_parts
from sohoa.catalogue.record_store import refuse_taken
from sohoa.catalogue.said import description_values, page_says, said_in
from sohoa.catalogue.schema import document_texts, documents
from sohoa.catalogue.search_index import change_in_search
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.sheet_rule import findings_with_sheets
from sohoa.domain import paper_findings
from sohoa.domain.errors import RecordTakenError
from sohoa.domain.facts import (
    LIST_NOT_TAKEN,
    MATCHED,
    SILENT,
    agree,
    answer,
    compare,
    filled,
    same_paper,
)
from sohoa.domain.inventory_errors import OtherYearError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, Finding, HeaderFields, Said
from sohoa.domain.two_times import Act, Change, SubjectKind
from sohoa.domain.vietnamese import nfc
from sohoa.person import person

_OF_TWO_PAPERS = {
    paper_findings.SAME_PAPER.code,
    paper_findings.SAME_PAPER_CONFIRMED.code,
}


@dataclass(frozen=True, slots=True)
class _Word:
    """The new description of an archived document, and the one in the catalogue."""

    row: Mapping[str, Any]
    description: Description
    page: Said


def complete_description(
    connection: Connection,
    document_id: str,
    description: Description,
    *,
    header: HeaderFields | None,
    problem: str,
    at: dt.datetime,
) -> bool:
    """Enter what is now said of an archived document; says whether that changed anything of it.

    `header` is what its page was read as, for documents archived before the catalogue kept it;
    `problem` is the code of why what is said cannot be used.
    """
    found = find_document(connection, document_id)
    if found is None or found["state"] != DocumentState.ARCHIVED.value:
        return False
    row = dict(found)
    said = row["page_says"] or (page_says(header) if header else {})
    word = _Word(row, description, said_in(said))
    against = [paper_findings.LIST_UNUSABLE.of(problem)] if problem else [*_against(word)]
    against += _untied(connection, word)
    others = find_same_papers(connection, [face_of_row(row)]).get(document_id, ())
    against += _answered(word, others if description.confirmation else ())
    values = {**row, "page_says": said, "findings": _findings(row, against)}
    if not any(one.code in LIST_NOT_TAKEN for one in against):
        known = PartialDate.parse(row["formed"]) if row["formed"] else None
        stated = description_values(filled(description, Said(row["number"], known)))
        values |= {name: value for name, value in stated.items() if value}
        values["findings"] = findings_with_sheets(values, values["sheets"])
        values["findings"] = findings_with_corrected(row, values)
        try:
            refuse_taken(connection, [values], is_entering=True)
        except RecordTakenError as error:
            taken = paper_findings.LIST_RECORD_TAKEN.of(error.details["other"])
            values = {**row, "page_says": said, "findings": _findings(row, [taken])}
    if values == row:
        return False
    save_documents(connection, [], [(row, {**values, "updated_at": as_text(at)})])
    record_changed(connection, Change(Act.COMPLETE, at, person()), row, values)
    _retell(connection, row, values)
    return any(values[name] != row[name] for name in description_values(description))


def follow_papers(connection: Connection, record_ids: Iterable[str], change: Change) -> None:
    """Bring archived documents to what the register now says of their papers.

    What a document bears that is said otherwise now stays as a finding on it.

    Raises:
        OtherYearError: A document is archived among the papers of another year than its paper's.
    """
    column = documents.c
    for some in in_parts(record_ids, ASKED):
        query = select(documents).where(
            column.record_id.in_(some), column.state == DocumentState.ARCHIVED.value
        )
        for row in connection.execute(query).mappings().all():
            _follow(connection, dict(row), change)


def _follow(connection: Connection, row: dict[str, Any], change: Change) -> None:
    paper = registered_as(connection, row["record_id"])
    if paper.formed and row["year"] is not None and paper.formed.year != row["year"]:
        raise OtherYearError(
            document=row["document_id"],
            year=row["year"],
            record=paper.record_id,
            paper_year=paper.formed.year,
        )
    known = PartialDate.parse(row["formed"]) if row["formed"] else None
    same_day = known if agree(known, paper.formed) else None
    stated = description_values(filled(paper, Said(row["number"], same_day)))
    kept = {"list_says": row["list_says"]}
    values = {**row, **{name: value for name, value in stated.items() if value}, **kept}
    values["findings"] = findings_with_sheets(values, values["sheets"])
    values["findings"] = findings_with_corrected(row, values)
    if values == row:
        return
    values["updated_at"] = as_text(change.at)
    save_documents(connection, [], [(row, values)])
    record_changed(connection, change, row, values)
    _retell(connection, row, values)


def _against(word: _Word) -> Iterator[Finding]:
    """Give the contradiction that would make the document another paper."""
    row, said = word.row, word.description
    if row["record_id"] and said.record_id and row["record_id"] != said.record_id:
        value = f"{row['record_id']} | {said.record_id}"
        yield paper_findings.LIST_OTHER_RECORD.of(value)
    elif row["record_id"] and not said.record_id and said.listed.number:
        value = f"{row['number'] or SILENT} | {said.listed.number}"
        yield paper_findings.LIST_OTHER_RECORD.of(value)
    if said.formed and row["year"] is not None and said.formed.year != row["year"]:
        yield paper_findings.LIST_OTHER_YEAR.of(f"{row['year']} | {said.formed.year}")


def _untied(connection: Connection, word: _Word) -> Iterator[Finding]:
    """Give the finding where a list ties a document to the paper that a person untied it from."""
    said = word.description.record_id
    if not said or word.row["record_id"]:
        return
    tied = [
        one
        for one in facts_of(connection, SubjectKind.DOCUMENT, [word.row["document_id"]])
        if "record" in one.fact.said
    ]
    if tied and tied[-1].change.act is Act.UNLINK and tied[-2:][0].fact.said["record"] == said:
        yield paper_findings.LIST_OTHER_RECORD.of(f"{SILENT} | {said}")


def _answered(word: _Word, others: Iterable[str]) -> tuple[Finding, ...]:
    """List where the page contradicts; what a person has settled is entered all the same.

    That a paper stands in the archive twice (`others`) is shown all the time: their word on it
    needs no run in between.
    """
    row, said = word.row, word.description
    questions = [one.question for one in compare(word.page, said)]
    known = tuple(Finding(**one) for one in row["findings"])
    settled = (same_paper(other).finding(is_settled=True) for other in others)
    return (*answer(questions, said.confirmation, known).findings, *settled)


def _findings(row: Mapping[str, Any], against: list[Finding]) -> list[dict[str, Any]]:
    """Give the findings against it now, in the place of the earlier ones.

    What a person has settled describes the record as it stands, and stays while nothing is entered.
    """
    is_entered = not any(one.code in LIST_NOT_TAKEN for one in against)
    settled = MATCHED - _OF_TWO_PAPERS if is_entered else {paper_findings.ASKED_AFTER.code}
    codes = LIST_NOT_TAKEN | settled | {one.code for one in against}
    return [
        *(one for one in row["findings"] if one["code"] not in codes),
        *(asdict(one) for one in against),
    ]


def _retell(connection: Connection, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Put the new description before a document's text, where the old one stood."""
    before, after = searched_words(row), searched_words(values)
    if before == after:
        return
    of_document = document_texts.c.document_id == row["document_id"]
    told = connection.execute(select(document_texts).where(of_document)).mappings().one()
    read = told["text"].removeprefix(nfc(before)).removeprefix("\n")
    text = nfc("\n".join(part for part in (after, read) if part))
    connection.execute(update(document_texts).where(of_document).values(text=text))
    change_in_search(
        connection, SearchTable.DOCUMENTS, told["serial"], before=told["text"], after=text
    )
