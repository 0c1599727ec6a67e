"""Which paper a document is, by the last word on it: written, and put on what else is known.

Before a document is archived, here; afterwards its facts say it (`paper_changes`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.linking import meant_papers, registered_as
from sohoa.catalogue.paper_holders import given_to_others, holders
from sohoa.catalogue.said import description_values, said_in
from sohoa.catalogue.schema import documents, paper_decisions
from sohoa.catalogue.writing_many import write_many
from sohoa.domain.facts import described, joined, said_on
from sohoa.domain.paper_questions import DecidedBy, PaperDecision
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, ReadDocument, Said

_SAID = ("number", "record_type", "room", "subject", "owner", "sheets")


def note_decisions(connection: Connection, decided: Sequence[PaperDecision]) -> None:
    """Add decisions to those before; the papers that they name are taken from now on."""
    first = take_numbers(connection, NumberKind.PAPER_DECISION, len(decided))
    values = [
        {
            "serial": serial,
            "document_id": one.document_id,
            "record_id": one.record_id,
            "content_sha256": one.content_sha256,
            "decided_by": one.by.value,
            "person": one.person,
            "reason": one.reason,
            "decided_at": as_text(one.decided_at),
            "seen": one.seen,
            "seconds": one.seconds,
        }
        for serial, one in enumerate(decided, start=first)
    ]
    write_many(connection, insert(paper_decisions), values)
    for one in decided:
        of_document = documents.c.document_id == one.document_id
        taken = {"record_id": one.record_id or None}
        connection.execute(update(documents).where(of_document).values(taken))


def decide_by_pages(connection: Connection, decided: Sequence[PaperDecision]) -> frozenset[str]:
    """Add what pages have decided; gives the documents of which it was added.

    It is not, where a person has said something of the same scan meanwhile, or where another
    document has taken the paper.
    """
    by_person = standing_decisions(
        connection, {one.document_id: one.content_sha256 for one in decided}
    )
    held = holders(connection, {one.record_id for one in decided if one.record_id})
    free = [
        one
        for one in decided
        if held.get(one.record_id, one.document_id) == one.document_id
        and not _is_by_person(by_person.get(one.document_id))
    ]
    note_decisions(connection, free)
    return frozenset(one.document_id for one in free)


def _is_by_person(decision: PaperDecision | None) -> bool:
    return decision is not None and decision.by is DecidedBy.PERSON


def decisions_of(
    connection: Connection, identities: Iterable[str]
) -> dict[str, tuple[PaperDecision, ...]]:
    """Give all words on some documents, of each in the order in which they were said."""
    column = paper_decisions.c
    query = (
        select(paper_decisions)
        .where(is_among(column.document_id, identities))
        .order_by(column.serial)
    )
    found = dict[str, tuple[PaperDecision, ...]]()
    for row in connection.execute(query).mappings():
        identity = row["document_id"]
        found[identity] = (*found.get(identity, ()), _decision(row))
    return found


def seconds_needed(connection: Connection) -> float | None:
    """Say how long people looked before they decided, on average; `None` while nobody has."""
    column = paper_decisions.c
    query = select(func.avg(column.seconds)).where(column.seconds.is_not(None))
    found = connection.execute(query).scalar()
    return round(float(found), 1) if found is not None else None


def last_words(connection: Connection, scans: Mapping[str, str]) -> dict[str, PaperDecision]:
    """Give the last word on documents, of those on which there is one.

    `scans` gives the digest of each document's scan: what was said of another scan does not count.
    """
    return {
        identity: said[-1]
        for identity, said in decisions_of(connection, scans).items()
        if said[-1].content_sha256 == scans[identity]
    }


def standing_decisions(
    connection: Connection, scans: Mapping[str, str]
) -> dict[str, PaperDecision]:
    """Give the decisions that count; `scans` as `last_words` takes them.

    Of a paper that was merged into another, that other was meant; of one that was taken out of the
    inventory, or given to another scan while this one was not in its box, nothing is decided.
    """
    said = {one: word for one, word in last_words(connection, scans).items() if word.counts}
    named = {word.record_id for word in said.values()} - {""}
    if not named:
        return said
    meant = meant_papers(connection, named)
    standing = {
        one: replace(word, record_id=meant[word.record_id]["record_id"]) if word.record_id else word
        for one, word in said.items()
        if not word.record_id or word.record_id in meant
    }
    lost = given_to_others(connection, {one: word.record_id for one, word in standing.items()})
    return {one: word for one, word in standing.items() if one not in lost}


def as_decided(
    connection: Connection, rows: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Give the columns of documents that decisions change, by the document.

    The register's word goes before what list and page say; of none of the register, these stand.
    """
    scans = {identity: row["content_sha256"] for identity, row in rows.items()}
    return {
        identity: _columns(
            _known_as(
                connection,
                _described(rows[identity]),
                said_in(rows[identity]["page_says"]),
                decision,
            )
        )
        for identity, decision in standing_decisions(connection, scans).items()
    }


def decided_descriptions(
    connection: Connection, reads: Iterable[ReadDocument]
) -> dict[str, Description]:
    """Describe documents by the decisions on them, as far as there are any."""
    found = {read.scanned.document_id: read for read in reads}
    scans = {identity: read.scanned.content_sha256 for identity, read in found.items()}
    return {
        identity: _known_as(
            connection, described(found[identity]), said_on(found[identity].header), decision
        )
        for identity, decision in standing_decisions(connection, scans).items()
    }


def _known_as(
    connection: Connection, said: Description, page: Said, decision: PaperDecision
) -> Description:
    """A document by a decision, completed by what else is said of it.

    Where its list means another paper than was decided, the list's words are those of that paper,
    completed by the register: its page alone completes then.
    """
    if said.record_id and said.record_id != decision.record_id:
        said = Description(
            number=page.number,
            formed=page.formed,
            record_type=page.record_type,
            listed=said.listed,
            confirmation=said.confirmation,
        )
    if not decision.record_id:
        return replace(said, record_id="", registered=Said())
    return joined(registered_as(connection, decision.record_id), said)


def words_without(connection: Connection, row: RowMapping, record_id: str) -> dict[str, Any]:
    """Give the columns of a document without the words of a paper that it is taken for no more.

    What list and page say of it is left; what else its list says, the next run notes anew.
    """
    said, paper = _described(dict(row)), registered_as(connection, record_id)
    page, nothing = said_in(row["page_says"]), Description()
    papers_own = {
        name: getattr(nothing, name)
        for name in ("room", "subject", "owner", "sheets")
        if getattr(said, name) == getattr(paper, name)
    }
    left = replace(
        said,
        record_id="",
        number=said.listed.number or page.number,
        formed=said.listed.formed or page.formed,
        record_type=said.listed.record_type or page.record_type,
        **papers_own,
    )
    return _columns(left)


def _columns(known: Description) -> dict[str, Any]:
    year = {"year": known.formed.year} if known.formed else {}
    return {**description_values(known), **year}


def _described(row: Mapping[str, Any]) -> Description:
    return Description(
        **{name: row[name] for name in _SAID},
        record_id=row["record_id"] or "",
        formed=_day(row["formed"]),
        listed=said_in(row["list_says"]),
    )


def _day(iso: str) -> PartialDate | None:
    return PartialDate.parse(iso) if iso else None


def _decision(row: RowMapping) -> PaperDecision:
    return PaperDecision(
        row["document_id"],
        row["record_id"],
        row["content_sha256"],
        DecidedBy(row["decided_by"]),
        row["person"],
        row["reason"],
        dt.datetime.fromisoformat(row["decided_at"]),
        row["seen"],
        row["seconds"],
    )
