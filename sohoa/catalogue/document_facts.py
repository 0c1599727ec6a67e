"""What is true of archived documents, recorded as it becomes true: what figures of a day count.

Called when the documents' rows say it already: the kept counts of papers follow from them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from sohoa.catalogue.fact_log import record_change, record_facts
from sohoa.catalogue.tally_store import recount
from sohoa.domain.trust import highest_level
from sohoa.domain.two_times import EVER_SINCE, Act, Change, Fact, SubjectKind
from sohoa.domain.vietnam_time import day_of
from sohoa.person import person

#: Its bytes and its place: no figure asks for them, but the ledger bears witness to them.
_FILE = {
    "sha256": "sha256",
    "receipt": "receipt_sha256",
    "reading": "reading_sha256",
    "master": "content_sha256",
}
#: The attributes of a document whose truth begins on a day; the rest was always so.
_FROM_A_DAY = ("state", "problem", "place", "level", *_FILE)


def said_of_document(row: Mapping[str, Any]) -> dict[str, str]:
    """Give what figures and proofs ask of an archived document's row, as facts keep it."""
    is_signed = row["kept_original"] or bool(row["signatures"])
    return {
        "state": row["state"],
        "record": row["record_id"] or "",
        "digitized": row["digitized_since"] or row["archived_at"],
        "year": str(row["year"] or ""),
        "room": row["room"],
        "signed": "1" if is_signed else "",
        "level": highest_level(one.get("level", "") for one in row["signatures"]),
        "born_digital": "1" if row["born_digital"] else "",
        "problem": row["proof_problem"],
        "place": f"{row['file_code']}/{row['ordinal']}",
        **{name: row[column] for name, column in _FILE.items()},
        "number": row["number"],
        "formed": row["formed"],
        "record_type": row["record_type"],
        "pages": str(row["page_count"] or ""),
    }


def record_archived(
    connection: Connection, rows: Iterable[Mapping[str, Any]], *, at: dt.datetime
) -> None:
    """Record that documents are in the archive, each from the day on which it was put there."""
    entered = list(rows)
    archived = [
        Fact(row["document_id"], said_of_document(row), row["archived_on"]) for row in entered
    ]
    _record(connection, Change(Act.ARCHIVE, at, person()), archived)
    recount(connection, (row["record_id"] for row in entered))


def record_changed(
    connection: Connection, change: Change, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Record what is otherwise of an archived document now; nothing, if nothing is."""
    was, now = said_of_document(before), said_of_document(after)
    new = {name: value for name, value in now.items() if was[name] != value}
    begins = any(name in new for name in _FROM_A_DAY)
    since = day_of(change.at).isoformat() if begins else EVER_SINCE
    if new:
        _record(connection, change, [Fact(before["document_id"], new, since)])
        recount(connection, (before["record_id"], after["record_id"]))


def _record(connection: Connection, change: Change, facts: Iterable[Fact]) -> None:
    number = record_change(connection, change)
    record_facts(connection, number, SubjectKind.DOCUMENT, facts)
