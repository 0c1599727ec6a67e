"""Which document each paper of the register has: no two scans digitize one paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, exists, select

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.decision_store import predecessors_of
from sohoa.catalogue.schema import documents, paper_decisions
from sohoa.domain.outcome import DocumentState


def holders(connection: Connection, record_ids: Iterable[str]) -> dict[str, str]:
    """Say which papers have a document, archived or on its way, and which that is."""
    column = documents.c
    is_archived = column.state == DocumentState.ARCHIVED.value
    query = (
        select(column.record_id, column.document_id)
        .where(is_among(column.record_id, record_ids))
        .where(column.retired_at.is_(None), column.withdrawn_at.is_(None))
        .order_by(is_archived, column.document_id)
    )
    return {row.record_id: row.document_id for row in connection.execute(query)}


def given_to_others(connection: Connection, decided: Mapping[str, str]) -> frozenset[str]:
    """Name the documents whose paper was given to another while their scan was not in its box.

    `decided` is the paper of each by an earlier word. The record whose place a document takes is no
    other.
    """
    column, before = documents.c, predecessors_of(connection, decided)
    is_decided = exists().where(paper_decisions.c.document_id == column.document_id)
    is_archived = column.state == DocumentState.ARCHIVED.value
    query = (
        select(column.record_id, column.document_id)
        .where(is_among(column.record_id, {one for one in decided.values() if one}))
        .where(column.retired_at.is_(None), column.withdrawn_at.is_(None))
        .where(is_archived | is_decided)
    )
    held = dict[str, set[str]]()
    for record_id, holder in connection.execute(query):
        held.setdefault(record_id, set()).add(holder)
    return frozenset(
        identity
        for identity, record_id in decided.items()
        if held.get(record_id, set()) - {identity, before.get(identity, "")}
    )
