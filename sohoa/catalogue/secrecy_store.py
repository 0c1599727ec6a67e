"""What the catalogue lets go of a scan that may be secret: all but that it is there, and why."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, delete, select

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.document_store import (
    blank_document,
    known_documents,
    questions_of,
    save_documents,
)
from sohoa.catalogue.ledger_store import note_event
from sohoa.catalogue.schema import (
    documents,
    page_descriptions,
    paper_decisions,
    paper_questions,
    register_records,
)
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_findings import OF_SECRECY
from sohoa.domain.secrecy import SECRET
from sohoa.domain.secrecy_errors import READ_AMONG, SECRET_CODES, SecretByListError
from sohoa.domain.stage_results import Finding
from sohoa.domain.vietnamese import nfc
from sohoa.person import person

#: What stays of it: where it lies, what its bytes are, where it stands and why.
_KEPT = (
    "document_id", "batch", "phase", "state", "source_name", "source_paths", "content_sha256",
    "reason_code", "reason_details", "withdrawn_at", "updated_at", "predecessor_id",
    "successor_id",
)  # fmt: skip
#: What is said of documents beside their rows: fields of pages, and which paper each may be.
_OF_DOCUMENTS = (page_descriptions, paper_questions, paper_decisions)


def marked_documents(
    connection: Connection, batch: str
) -> dict[str, tuple[str, tuple[Finding, ...]]]:
    """Documents of a batch of which something of secrecy was found → content, and what was found.

    Those whose scans were taken out of the box as well: they may come back.
    """
    query = select(documents.c.document_id, documents.c.content_sha256, documents.c.findings).where(
        documents.c.batch == nfc(batch), documents.c.archive_path.is_(None)
    )
    rows = connection.execute(query).tuples().all()
    return {
        name: (content, tuple(Finding(**one) for one in found))
        for name, content, found in rows
        if any(one["code"] in OF_SECRECY for one in found)
    }


def secret_papers(connection: Connection, records: Collection[str]) -> frozenset[str]:
    """Those of some papers that the register says are secret."""
    column = register_records.c
    query = select(column.record_id, column.exclusion).where(
        is_among(column.record_id, records), column.exclusion != ""
    )
    rows = connection.execute(query).tuples().all()
    return frozenset(name for name, why in rows if SECRET.search(nfc(why).casefold()))


def secrets_digest(connection: Connection) -> str:
    """SHA-256 over the ids of all papers that the register says are secret."""
    column = register_records.c
    query = select(column.record_id, column.exclusion).where(column.exclusion != "")
    found = connection.execute(query).tuples()
    names = sorted(name for name, why in found if SECRET.search(nfc(why).casefold()))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def turned_out_secret(connection: Connection, batch: str) -> dict[str, tuple[str, str]]:
    """Documents that turned out to be secret papers of the register once they were read.

    Gives their content, and the digest of all secret papers as they were then.
    """
    column = documents.c
    query = select(column.document_id, column.content_sha256, column.reason_details).where(
        column.batch == nfc(batch),
        column.archive_path.is_(None),
        column.reason_code == SecretByListError.code,
    )
    rows = connection.execute(query).tuples().all()
    return {
        name: (content, details[READ_AMONG])
        for name, content, details in rows
        if READ_AMONG in details
    }


def forget_documents(connection: Connection, identities: Collection[str]) -> int:
    """Let go of all that was read or said of some documents; how many had anything left.

    What is archived stands: of it a person decides.
    """
    known = known_documents(connection, identities)
    held = {
        name: dict(row) for name, row in known.items() if not DocumentState(row["state"]).is_stored
    }
    pairs = [(row, _let_go(row)) for row in held.values()]
    changed = [(row, values) for row, values in pairs if row != values]
    save_documents(connection, [], changed)
    _note_forgotten(connection, held)
    gone = [
        connection.execute(delete(table).where(is_among(table.c.document_id, held))).rowcount
        for table in _OF_DOCUMENTS
    ]
    return max(len(changed), *gone)


def _note_forgotten(connection: Connection, identities: Collection[str]) -> None:
    """Enter which decisions go: an auditor could not tell it from their being taken out."""
    column = paper_decisions.c
    query = select(column.serial).where(is_among(column.document_id, identities))
    keys = list(connection.execute(query.order_by(column.serial)).scalars())
    if keys:
        said = {"table": paper_decisions.name, "keys": keys}
        event = OfficeEvent(OfficeEventKind.FORGOTTEN, dt.datetime.now(dt.UTC), said, person())
        note_event(connection, event)


def _let_go(row: dict[str, Any]) -> dict[str, Any]:
    """A row with what stays of it; a reason of before may quote the paper."""
    kept = {name: row[name] for name in _KEPT}
    if row["reason_code"] not in SECRET_CODES:
        kept["reason_details"] = {}
    return {**row, **blank_document(row["document_id"]), **kept,
            "findings": questions_of(row, OF_SECRECY)}  # fmt: skip
