"""Stores what becomes of archived records later: decisions, versions, events."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, text, update

from sohoa import AGENT
from sohoa.catalogue import decision_store
from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.document_facts import record_changed
from sohoa.catalogue.document_seals import will_be_sealed
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.schema import document_texts, documents, record_events
from sohoa.catalogue.search_index import remove_from_search
from sohoa.catalogue.search_table import SearchTable
from sohoa.domain.custody import (
    DETAIL_OF,
    MASTERS_RELEASED,
    Decision,
    DueTrail,
    HeldVersions,
    RecordEvent,
    RecordEventType,
    trail_content,
)
from sohoa.domain.custody_errors import NotInCountError
from sohoa.domain.identifiers import first_version, version_number
from sohoa.domain.outcome import DocumentState
from sohoa.domain.two_times import Act, Change
from sohoa.domain.vietnamese import nfc

_IS_DUE = text("trail_kept = 0")
_STORED = [state.value for state in DocumentState if state.is_stored]


def untouched() -> dict[str, Any]:
    """The columns of a document to which nothing has happened later."""
    return {
        "predecessor_id": "",
        "successor_id": "",
        "retired_at": None,
        "retired_by": "",
        "retired_reason": "",
        "events_sha256": "",
        "trail_kept": 1,
        "digitized_since": None,
    }


# --- what the archive has under a name ------------------------------------------------------


def held_versions(connection: Connection, batch: str) -> dict[str, HeldVersions]:
    """Give the archived versions of a batch's documents, by the id of each place."""
    column = documents.c
    query = select(
        column.document_id, column.state, column.phase, column.content_sha256, column.record_id
    ).where(column.batch == nfc(batch), column.state.in_(_STORED))
    held: dict[str, HeldVersions] = {}
    for identity, state, phase, content, record_id in connection.execute(query):
        base, number = first_version(identity), version_number(identity)
        known = held.get(base, HeldVersions(0))
        newest = max(known.newest, number)
        if state == DocumentState.ARCHIVED.value:
            held[base] = HeldVersions(newest, identity, phase, content, record_id or "")
        else:
            held[base] = HeldVersions(
                newest, known.archived_id, known.phase, known.content_sha256, known.record_id
            )
    return held


def retired_by_content(connection: Connection, content_sha256: str) -> str | None:
    """A record with this scan that was taken out of the count: the last one."""
    query = (
        select(documents.c.document_id)
        .where(documents.c.content_sha256 == content_sha256, documents.c.retired_at.is_not(None))
        .order_by(documents.c.retired_at.desc())
    )
    found: str | None = connection.execute(query).scalar()
    return found


def stored_files(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Path below the archive and SHA-256 of every archived file."""
    column = documents.c
    query = (
        select(column.archive_path, column.sha256)
        .where(column.archive_path.is_not(None))
        .order_by(column.archive_path)
    )
    return tuple((path, sha256) for path, sha256 in connection.execute(query))


# --- out of the count -----------------------------------------------------------------------


def make_room(connection: Connection, entered: Mapping[str, dict[str, Any]]) -> dict[str, Decision]:
    """Take the records out of the count whose places versions take, in the same transaction.

    `entered` are the versions' rows as they are about to be entered; each gets the tie to the
    other, and its paper of the register where it is tied to none itself. The paper is digitized
    since the first of them: what a report of an earlier day says does not change. Returns the
    decisions that are carried out.
    """
    found = decision_store.open_of(connection, entered)
    carried = {
        identity: decision
        for identity, decision in found.items()
        if decision.content_sha256 == entered[identity]["content_sha256"]
    }
    for identity, decision in carried.items():
        _make_room(connection, decision, entered[identity])
    return carried


def _make_room(connection: Connection, decision: Decision, values: dict[str, Any]) -> None:
    before = _row(connection, decision.document_id)
    if before is None or decision.document_id == decision.successor_id:
        return
    values["predecessor_id"] = before["document_id"]
    if before["state"] == DocumentState.ARCHIVED.value:
        values["record_id"] = values["record_id"] or before["record_id"]
        values["digitized_since"] = before["digitized_since"] or before["archived_at"]
        _retire(
            connection,
            before,
            DocumentState.REPLACED,
            _event_of(decision, "replaced", values["archived_at"], values),
        )


def conclude(connection: Connection, decision: Decision, values: dict[str, Any]) -> None:
    """Close the decision that a version has just carried out, and say so beside it too."""
    at = values["archived_at"]
    decision_store.close(connection, decision.successor_id, outcome="done", at=at)
    before = _row(connection, decision.document_id)
    is_replacing = before is not None and before["successor_id"] == values["document_id"]
    detail = "replaces" if is_replacing else "admitted"
    other = before if before is not None and decision.document_id != values["document_id"] else None
    event = _event_of(decision, detail, at, dict(other) if other else {})
    _add_event(connection, values["document_id"], event)


def withdraw(
    connection: Connection, document_id: str, *, person: str, reason: str, at: dt.datetime
) -> None:
    """Take an archived record out of the count; asked again, nothing changes.

    Raises:
        NotInCountError: It is not archived.
    """
    row = _row(connection, document_id)
    if row is not None and row["state"] == DocumentState.WITHDRAWN.value:
        return
    if row is None or row["state"] != DocumentState.ARCHIVED.value:
        raise NotInCountError(document=document_id)
    event = RecordEvent(
        RecordEventType.DEACCESSION,
        DETAIL_OF[DocumentState.WITHDRAWN],
        as_text(at),
        person,
        reason,
        AGENT,
    )
    _retire(connection, row, DocumentState.WITHDRAWN, event)
    decision_store.lapse(connection, document_id, at=as_text(at))


def note_restored(
    connection: Connection,
    document_id: str,
    receipt_sha256: str,
    *,
    person: str,
    at: dt.datetime,
    detail: str,
) -> None:
    """Enter what of a record was put right (`RecordEvent.detail`), and its receipt now."""
    before = _row(connection, document_id)
    values = {"receipt_sha256": receipt_sha256, "updated_at": as_text(at), "is_listed": 0}
    connection.execute(
        update(documents).where(documents.c.document_id == document_id).values(values)
    )
    if before is not None:
        change = Change(Act.MEND, at, person)
        record_changed(connection, change, dict(before), {**before, **values})
    event = RecordEvent(RecordEventType.RECOVERY, detail, as_text(at), person, "", AGENT)
    _add_event(connection, document_id, event)


def release_masters(
    connection: Connection, document_id: str, *, person: str, reason: str, at: dt.datetime
) -> bool:
    """Enter that a record's masters were taken out of the inbox for good; once for each record.

    Says whether that is news.

    Raises:
        NotInCountError: It is not archived.
    """
    row = _row(connection, document_id)
    if row is None or row["state"] != DocumentState.ARCHIVED.value:
        raise NotInCountError(document=document_id)
    column = record_events.c
    known = select(column.serial).where(
        column.document_id == document_id, column.detail == MASTERS_RELEASED
    )
    if connection.execute(known).first() is not None:
        return False
    kind = RecordEventType.DELETION
    event = RecordEvent(kind, MASTERS_RELEASED, as_text(at), person, reason, AGENT)
    _add_event(connection, document_id, event)
    return True


def _retire(
    connection: Connection, row: RowMapping, state: DocumentState, event: RecordEvent
) -> None:
    identity = row["document_id"]
    values = {
        "state": state.value,
        "successor_id": event.related_document,
        "retired_at": event.at,
        "retired_by": event.person,
        "retired_reason": event.reason,
        "updated_at": event.at,
    }
    connection.execute(update(documents).where(documents.c.document_id == identity).values(values))
    will_be_sealed(connection, [identity])
    ended = dt.datetime.fromisoformat(event.at)
    change = Change(Act.RETIRE, ended, event.person, event.reason)
    record_changed(connection, change, dict(row), {**row, **values})
    _add_event(connection, identity, event)
    _forget_in_search(connection, identity)


def _event_of(decision: Decision, detail: str, at: str, related: dict[str, Any]) -> RecordEvent:
    is_end = detail == DETAIL_OF[DocumentState.REPLACED]
    return RecordEvent(
        RecordEventType.DEACCESSION if is_end else RecordEventType.ACCESSION,
        detail,
        at,
        decision.person,
        decision.reason,
        AGENT,
        related.get("document_id", ""),
        related.get("sha256", ""),
    )


def _forget_in_search(connection: Connection, document_id: str) -> None:
    """Take a document out of the search index; its text stays in the catalogue."""
    query = select(document_texts).where(document_texts.c.document_id == document_id)
    row = connection.execute(query).mappings().first()
    if row is not None:
        remove_from_search(connection, SearchTable.DOCUMENTS, row["serial"], row["text"])


# --- the trail ------------------------------------------------------------------------------


def _add_event(connection: Connection, document_id: str, event: RecordEvent) -> None:
    values = {
        "serial": take_numbers(connection, NumberKind.EVENT),
        "document_id": document_id,
        **asdict(event),
    }
    connection.execute(insert(record_events).values(values))
    row = _row(connection, document_id)
    if row is None or row["archive_name"] is None:
        return
    digest = hashlib.sha256(_trail(connection, row)).hexdigest()
    connection.execute(
        update(documents)
        .where(documents.c.document_id == document_id)
        .values(events_sha256=digest, trail_kept=0, is_listed=0)
    )
    will_be_sealed(connection, [document_id])


def due_trails(connection: Connection) -> tuple[DueTrail, ...]:
    """The files of events that have still to be written beside their records."""
    query = select(documents).where(_IS_DUE)
    rows = connection.execute(query).mappings().all()
    return tuple(
        DueTrail(row["document_id"], row["archive_path"], row["file_code"], _trail(connection, row))
        for row in rows
    )


def trails_kept(connection: Connection, kept: Mapping[str, str]) -> None:
    """Enter that these files of events stand in the archive; what was added since is still due."""
    column = documents.c
    for identity, digest in kept.items():
        is_same = (column.document_id == identity) & (column.events_sha256 == digest)
        connection.execute(update(documents).where(is_same).values(trail_kept=1))


def _trail(connection: Connection, row: RowMapping) -> bytes:
    query = (
        select(*(record_events.c[field.name] for field in fields(RecordEvent)))
        .where(record_events.c.document_id == row["document_id"])
        .order_by(record_events.c.serial)
    )
    events = [RecordEvent(**one) for one in connection.execute(query).mappings()]
    return trail_content(row["document_id"], row["archive_name"], events)


# --- the archive's own id -------------------------------------------------------------------


def _row(connection: Connection, document_id: str) -> RowMapping | None:
    query = select(documents).where(documents.c.document_id == document_id)
    return connection.execute(query).mappings().first()
