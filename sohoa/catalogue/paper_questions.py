"""What is asked of documents that may be one paper or another: kept, read, and shown to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select, update

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.paper_decisions import standing_decisions
from sohoa.catalogue.schema import documents, paper_questions
from sohoa.catalogue.writing_many import write_many
from sohoa.domain.outcome import DocumentState
from sohoa.domain.owner_numbers import masked
from sohoa.domain.paper_questions import (
    DecidedBy,
    OpenQuestion,
    PaperQuestion,
    ProposedPaper,
    WitnessWord,
)
from sohoa.domain.vietnamese import nfc


def keep_questions(
    connection: Connection, questions: Mapping[str, PaperQuestion], *, at: dt.datetime
) -> None:
    """Put questions, each in place of an earlier one about its document; the same one stays."""
    column = paper_questions.c
    query = select(column.document_id, column.version).where(
        is_among(column.document_id, questions)
    )
    held: dict[str, str] = dict(connection.execute(query).tuples().all())
    anew = {one: said for one, said in questions.items() if held.get(one) != said.version}
    if replaced := held.keys() & anew:
        connection.execute(delete(paper_questions).where(is_among(column.document_id, replaced)))
    values = [
        {
            "document_id": identity,
            "outcome": question.outcome,
            "papers": [asdict(_without_numbers(paper)) for paper in question.papers],
            "version": question.version,
            "asked_at": as_text(at),
        }
        for identity, question in anew.items()
    ]
    write_many(connection, insert(paper_questions), values)


def _without_numbers(paper: ProposedPaper) -> ProposedPaper:
    """A paper as it is kept: that an owner's number stands there, not which (`adr/0038`)."""
    words = (
        replace(word, seen=masked(word.seen), held=masked(word.held)) for word in paper.compared
    )
    return replace(paper, compared=tuple(words))


def open_questions(
    connection: Connection, *, batches: Collection[str] = (), identities: Collection[str] = ()
) -> list[OpenQuestion]:
    """Give what is asked and not answered: contradictions first, then in the order of the boxes."""
    query = _asked()
    if batches:
        query = query.where(is_among(documents.c.batch, map(nfc, batches)))
    if identities:
        query = query.where(is_among(documents.c.document_id, identities))
    rows = connection.execute(query).mappings().all()
    scans = {row["document_id"]: row["content_sha256"] for row in rows}
    decided = standing_decisions(connection, scans)
    said = {one for one, word in decided.items() if word.by is DecidedBy.PERSON}
    found = [_open(row) for row in rows if row["document_id"] not in said]
    return sorted(found, key=lambda one: (not one.is_contradicted, one.batch, one.source_name))


def asked_in(connection: Connection, batch: str) -> frozenset[str]:
    """Name the documents of a box of which is asked which paper they are."""
    column = documents.c
    query = select(column.document_id).where(
        column.batch == nfc(batch),
        column.state == DocumentState.ASKED.value,
        column.withdrawn_at.is_(None),
    )
    return frozenset(connection.execute(query).scalars())


def note_shown(
    connection: Connection, identities: Iterable[str], *, person: str, at: dt.datetime
) -> None:
    """Keep that questions were shown to a person: how long each needs is counted from there."""
    of_these = is_among(paper_questions.c.document_id, identities)
    shown = {"shown_at": as_text(at), "shown_to": person}
    connection.execute(update(paper_questions).where(of_these).values(shown))


def shown_at(connection: Connection, document_id: str, *, person: str) -> dt.datetime | None:
    """Say when a person was shown what is asked of a document; `None` if it was another."""
    column = paper_questions.c
    query = select(column.shown_at).where(
        column.document_id == document_id, column.shown_to == person
    )
    found = connection.execute(query).scalar()
    return dt.datetime.fromisoformat(found) if found else None


def _asked() -> Select[Any]:
    column = documents.c
    return (
        select(
            paper_questions,
            column.batch, column.source_name, column.phase, column.reason_code,
            column.reason_details,
            column.content_sha256,
        )
        .join(paper_questions, column.document_id == paper_questions.c.document_id)
        .where(column.state == DocumentState.ASKED.value, column.withdrawn_at.is_(None))
        .order_by(column.batch, column.source_name, column.document_id)
    )  # fmt: skip


def _open(row: RowMapping) -> OpenQuestion:
    return OpenQuestion(
        row["document_id"],
        row["batch"],
        row["source_name"],
        row["phase"],
        row["reason_code"],
        row["reason_details"],
        PaperQuestion(row["outcome"], tuple(_papers(row["papers"])), row["version"]),
        dt.datetime.fromisoformat(row["asked_at"]),
    )


def _papers(kept: Iterable[dict[str, Any]]) -> Iterator[ProposedPaper]:
    for one in kept:
        words = tuple(WitnessWord(**word) for word in one["compared"])
        yield ProposedPaper(one["record_id"], one["bits"], one["digest"], words)
