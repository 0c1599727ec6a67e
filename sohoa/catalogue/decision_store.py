"""Stores what a person has decided about archived records, until it is carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.schema import decisions
from sohoa.domain.custody import Decision


def decide(connection: Connection, decision: Decision) -> None:
    """Keep a decision; an earlier one about the same version, of other bytes, lapses."""
    at = as_text(decision.decided_at)
    close(connection, decision.successor_id, outcome="lapsed", at=at)
    values = {
        **asdict(decision),
        "serial": take_numbers(connection, NumberKind.DECISION),
        "decided_at": at,
        "closed_at": None,
        "outcome": "",
    }
    connection.execute(insert(decisions).values(values))


def open_decisions(connection: Connection) -> dict[str, Decision]:
    """The decisions that are not carried out yet, by the version that is to be archived."""
    query = select(decisions).where(decisions.c.closed_at.is_(None)).order_by(decisions.c.serial)
    rows = connection.execute(query).mappings()
    return {row["successor_id"]: _decision(row) for row in rows}


def predecessors_of(connection: Connection, identities: Iterable[str]) -> dict[str, str]:
    """Version → the record whose place it is to take, by an open decision; those that have one."""
    found = open_of(connection, identities)
    return {successor: decision.document_id for successor, decision in found.items()}


def open_of(connection: Connection, identities: Iterable[str]) -> dict[str, Decision]:
    """Give the open decisions about some versions, by the version."""
    query = (
        select(decisions)
        .where(is_among(decisions.c.successor_id, identities), decisions.c.closed_at.is_(None))
        .order_by(decisions.c.serial)
    )
    rows = connection.execute(query).mappings()
    return {row["successor_id"]: _decision(row) for row in rows}


def _decision(row: RowMapping) -> Decision:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Decision)}
    return Decision(**values | {"decided_at": dt.datetime.fromisoformat(row["decided_at"])})


def close(connection: Connection, successor_id: str, *, outcome: str, at: str) -> None:
    """Close the open decision about a version."""
    connection.execute(
        update(decisions)
        .where(decisions.c.successor_id == successor_id, decisions.c.closed_at.is_(None))
        .values(closed_at=at, outcome=outcome)
    )


def lapse(connection: Connection, document_id: str, *, at: str) -> None:
    """Close every open decision about a record that is no longer in the count."""
    connection.execute(
        update(decisions)
        .where(decisions.c.document_id == document_id, decisions.c.closed_at.is_(None))
        .values(closed_at=at, outcome="lapsed")
    )
