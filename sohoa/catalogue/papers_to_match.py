"""Archived documents that are tied to no paper, and the papers that each of them may be of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, and_, func, or_, select

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.fact_log import facts_of
from sohoa.catalogue.page_descriptions import description_in
from sohoa.catalogue.paper_decisions import decisions_of
from sohoa.catalogue.paper_store import record_in, rows_of
from sohoa.catalogue.register_rows import ACT_OF
from sohoa.catalogue.said import said_in
from sohoa.catalogue.schema import document_texts, documents, page_descriptions, register_records
from sohoa.domain.custody_errors import UnknownBoxError
from sohoa.domain.identifiers import version_id, version_number
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_facts import Listing
from sohoa.domain.register import RegisterRecord
from sohoa.domain.stage_results import Finding, Said
from sohoa.domain.two_times import Act, RecordedFact, SubjectKind
from sohoa.domain.vietnamese import nfc
from sohoa.matching.batch import match, weigh
from sohoa.matching.blocking import Wanted
from sohoa.matching.comparing import Comparing
from sohoa.matching.listed import Doubt, doubted_lists
from sohoa.matching.order import Standing
from sohoa.matching.outcome import Proposal
from sohoa.matching.seen_paper import SeenPaper, head_alone, seen_paper
from sohoa.matching.weights import Weights
from sohoa.matching.words import WordCounts

_IS_LISTED = register_records.c.listing == Listing.LISTED.value
#: So much of a document's text is compared with the names of owners: about two pages.
PAGE_LETTERS = 6_000
#: The words of so many papers say how rare a word is.
_COUNTED = 5_000
#: A day, or figures, that more papers have are passed over.
_MOST_OF_A_DAY, _MOST_OF_A_NUMBER = 300, 1_000
#: By these a person has said of a document that no paper is its own, or not the one it had.
_BY_A_PERSON = frozenset({Act.UNLINK, Act.DECIDE, Act.TAKE_BACK})


@dataclass(frozen=True, slots=True)
class UntiedDocument:
    """An archived document that is tied to no paper; `untied`: because a person has said so."""

    document_id: str
    batch: str
    source_name: str
    seen: SeenPaper
    untied: bool


def untied_documents(connection: Connection, batches: Collection[str]) -> list[UntiedDocument]:
    """Give what is archived and tied to no paper, of some boxes or of all.

    What was retired or withdrawn counts for no paper and is not given. Of what nothing is described
    (archived by an earlier program) list, findings and text are all there is.
    """
    return _untied_of(connection, documents.c.batch, batches)


def untied_among(connection: Connection, identities: Collection[str]) -> list[UntiedDocument]:
    """Give those of some documents that are archived and tied to no paper still."""
    return _untied_of(connection, documents.c.document_id, identities) if identities else []


def _untied_of(
    connection: Connection, column: ColumnElement[str], values: Collection[str]
) -> list[UntiedDocument]:
    query = _archived().where(documents.c.record_id.is_(None))
    if values:
        query = query.where(is_among(column, values))
    rows = connection.execute(query).mappings().all()
    acts = _last_acts(connection, [row["document_id"] for row in rows])
    return [
        UntiedDocument(
            row["document_id"], row["batch"], row["source_name"], _seen(row),
            untied=acts.get(row["document_id"]) in _BY_A_PERSON,
        )
        for row in rows
    ]  # fmt: skip


def decided_documents(
    connection: Connection,
) -> Iterator[tuple[SeenPaper, str, RegisterRecord]]:
    """Give what is archived, described and tied to a paper that a list or a person has named.

    What was tied by its pages decides nothing about pages.
    """
    query = _archived().where(
        documents.c.record_id.is_not(None), page_descriptions.c.layout.is_not(None)
    )
    rows = connection.execute(query).mappings().all()
    acts = _last_acts(connection, [row["document_id"] for row in rows])
    by_others = [row for row in rows if acts.get(row["document_id"]) is not Act.MATCH]
    named = rows_of(
        connection, register_records.c.record_id, {row["record_id"] for row in by_others}
    )
    records = {row["record_id"]: record_in(row) for row in named}
    for row in by_others:
        yield replace(_seen(row), listed=Said()), row["record_id"], records[row["record_id"]]


def _archived() -> Select[Any]:
    column = documents.c
    return (
        select(documents, page_descriptions.c.layout, page_descriptions.c.fields, _BEGIN)
        .join(page_descriptions, _of_document(page_descriptions), isouter=True)
        .join(document_texts, _of_document(document_texts), isouter=True)
        .where(column.state == DocumentState.ARCHIVED.value)
        .where(column.retired_at.is_(None), column.withdrawn_at.is_(None))
        .order_by(column.batch, column.source_name, column.document_id)
    )


def papers_named(connection: Connection, record_ids: Iterable[str]) -> dict[str, RegisterRecord]:
    """Give the papers of the inventory that some ids name, as they stand."""
    rows = rows_of(connection, register_records.c.record_id, set(record_ids), _IS_LISTED)
    return {row["record_id"]: record_in(row) for row in rows}


def known_boxes(connection: Connection, batches: Collection[str]) -> list[str]:
    """Give the names of boxes as the catalogue writes them.

    Raises:
        UnknownBoxError: It knows nothing of one of them.
    """
    named = sorted(set(map(nfc, batches)))
    query = select(documents.c.batch).where(is_among(documents.c.batch, named)).distinct()
    known = set(connection.execute(query).scalars())
    for box in named:
        if box not in known:
            raise UnknownBoxError(name=box)
    return named


def _of_document(table: Table) -> ColumnElement[bool]:
    return documents.c.document_id == table.c.document_id


_BEGIN = func.substr(document_texts.c.text, 1, PAGE_LETTERS).label("page")


def _seen(row: RowMapping) -> SeenPaper:
    return seen_paper(
        row["document_id"],
        description_in(row) if row["layout"] else head_alone(said_in(row["page_says"])),
        [Finding(**one) for one in row["findings"]],
        page=row["page"] or "",
        sides=row["page_count"] or 0,
        box=row["batch"],
        name=row["source_name"],
        listed=said_in(row["list_says"]),
    )


def _last_acts(connection: Connection, identities: Sequence[str]) -> dict[str, Act]:
    """By which act each document was tied, or untied, last; if never, an earlier version of it.

    What was decided before it was archived counts until somebody ties or unties it afterwards.
    """
    versions = {
        one: [*(version_id(one, at) for at in range(1, version_number(one))), one]
        for one in identities
    }
    asked = {version for of in versions.values() for version in of}
    decided = decisions_of(connection, asked)
    acts = {identity: ACT_OF[said[-1].by] for identity, said in decided.items()}
    for one in facts_of(connection, SubjectKind.DOCUMENT, asked):
        act, subject = one.change.act, one.fact.subject
        if _ties_or_unties(one) and (act is not Act.ARCHIVE or subject not in acts):
            acts[subject] = act
    return {one: acts[version] for one, of in versions.items() for version in of if version in acts}


def _ties_or_unties(recorded: RecordedFact) -> bool:
    """Say whether it is an act's own word: merged papers take along what they have."""
    act = recorded.change.act
    is_tied = bool(recorded.fact.said.get("record")) and act is not Act.MERGE
    return is_tied or act is Act.UNLINK


def proposals(
    connection: Connection, seen: Sequence[SeenPaper], weights: Weights
) -> list[Proposal]:
    """Decide of scans, all together, which papers of the inventory they are."""
    if not seen:
        return []
    papers = RegisterPapers(connection)
    return match(seen, papers, Comparing(weights, WordCounts(papers.texts())))


def lists_in_doubt(
    connection: Connection, seen: Sequence[SeenPaper], weights: Weights
) -> dict[str, Doubt]:
    """Give the scans whose listed papers their pages do not bear out, and why, by their ids."""
    if not seen:
        return {}
    papers = RegisterPapers(connection)
    comparing = Comparing(weights, WordCounts(papers.texts()))
    return doubted_lists(seen, weigh(seen, papers, comparing))


class RegisterPapers:
    """The papers of the inventory, looked up by what a scan says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def alike(self, asked: Sequence[Wanted]) -> Iterator[Mapping[str, RegisterRecord]]:
        """Give for each scan the papers worth comparing with it, by their ids."""
        for one in asked:
            rows = self._by_number(one)
            if one.day:
                rows += self._few(register_records.c.formed == one.day, most=_MOST_OF_A_DAY)
            if one.record_id:
                rows += self._rows(register_records.c.record_id == one.record_id)
            yield {row["record_id"]: record_in(row) for row in rows}

    def texts(self) -> Iterator[str]:
        """Give subject and owner of papers, of a long register of every so many."""
        column = register_records.c
        count = self._connection.execute(select(func.max(column.serial))).scalar() or 0
        every = max(1, count // _COUNTED)
        query = select(column.subject, column.owner).where(_IS_LISTED, column.serial % every == 0)
        for subject, owner in self._connection.execute(query):
            yield f"{subject} {owner}"

    def behind(self, record_id: str, count: int) -> list[str]:
        """Give the ids of the papers that were entered next and are in the inventory."""
        column = register_records.c
        own = select(column.serial).where(column.record_id == record_id).scalar_subquery()
        query = select(column.record_id).where(column.serial > own, _IS_LISTED)
        return list(self._connection.execute(query.order_by(column.serial).limit(count)).scalars())

    def standing_in(self, boxes: Collection[str]) -> Iterator[Standing]:
        """Give what lies in boxes: archived or on its way, tied to a paper or not."""
        column = documents.c
        query = (
            select(column.document_id, column.batch, column.source_name, column.record_id)
            .where(is_among(column.batch, boxes))
            .where(column.retired_at.is_(None), column.withdrawn_at.is_(None))
        )
        for row in self._connection.execute(query):
            yield Standing(row.document_id, row.batch, row.source_name, row.record_id or "")

    def _by_number(self, asked: Wanted) -> list[RowMapping]:
        """Of the year that the scan says, if there are any; else of all years."""
        if not asked.figures:
            return []
        numbered = or_(*map(_has_figures, asked.figures))
        of_year: list[RowMapping] = []
        if asked.year is not None:
            is_of_year = register_records.c.year == asked.year
            of_year = self._rows(and_(numbered, is_of_year), most=_MOST_OF_A_NUMBER + 1)
            if len(of_year) > _MOST_OF_A_NUMBER:
                return []
        return of_year or self._few(numbered, most=_MOST_OF_A_NUMBER)

    def _few(self, condition: ColumnElement[bool], *, most: int) -> list[RowMapping]:
        """What more papers than so many have tells none of them apart, and costs as many looks."""
        rows = self._rows(condition, most=most + 1)
        return rows if len(rows) <= most else []

    def _rows(self, condition: ColumnElement[bool], *, most: int | None = None) -> list[RowMapping]:
        query = select(register_records).where(condition, _IS_LISTED)
        ordered = query.order_by(register_records.c.serial).limit(most)
        return list(self._connection.execute(ordered).mappings())


def _has_figures(figures: str) -> ColumnElement[bool]:
    """Numbers that begin with these figures: alone, or before a stroke (`0` comes behind `/`)."""
    key = register_records.c.number_key
    return or_(key == figures, and_(key >= f"{figures}/", key < f"{figures}0"))
