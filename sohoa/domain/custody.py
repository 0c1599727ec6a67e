"""Decisions about an archived record: replaced by a better scan, withdrawn, repaired.

A record is never changed and never deleted. Somebody decides that it no longer counts; the
decision, with name and reason, stays in the catalogue and in a file beside the record.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from sohoa.domain.outcome import DocumentState

#: The format of the file that keeps a record's later events.
TRAIL_FORMAT = "sohoa-events/1"


class RecordEventType(StrEnum):
    """Event types of the Library of Congress vocabulary (PREMIS 3)."""

    DEACCESSION = "deaccession"
    ACCESSION = "accession"
    RECOVERY = "recovery"
    DELETION = "deletion"


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """Something that happened to an archived record after it was archived.

    Attributes:
        detail: `replaced`, `withdrawn`, `replaces`, `admitted`, `restored`, `receipt-mended` or
            `masters-released`.
        person: Who decided; `agent` is the software that carried it out.
        related_document, related_sha256: The record that took its place, or whose place it took,
            and the digest of that file.
    """

    event_type: RecordEventType
    detail: str
    at: str
    person: str
    reason: str
    agent: str
    related_document: str = ""
    related_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word that a scan in the box takes the place of an archived record.

    Attributes:
        document_id: The record whose place is taken; of an admission, the document itself.
        successor_id: The version that takes it.
        content_sha256: Which bytes are meant; of other bytes the decision says nothing.
    """

    document_id: str
    successor_id: str
    content_sha256: str
    person: str
    reason: str
    decided_at: dt.datetime


@dataclass(frozen=True, slots=True)
class HeldVersions:
    """The archived versions of a document under one name in a box.

    Attributes:
        newest: The highest number of a version.
        archived_id: The version that counts; empty when none does.
        phase, content_sha256: Of that version.
        record_id: The paper of the register it is tied to; empty when to none.
    """

    newest: int
    archived_id: str = ""
    phase: int | None = None
    content_sha256: str = ""
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class DueTrail:
    """A file of events that has still to be written beside its record."""

    document_id: str
    archive_path: str
    file_code: str
    content: bytes


#: The event by which a person says that a record's masters were taken out of the inbox for good.
MASTERS_RELEASED = "masters-released"

#: The event that a receipt now states the time its file's time stamps prove.
RECEIPT_MENDED = "receipt-mended"

#: How the event that ends a record's counting is called, by the state it leaves it in.
DETAIL_OF = {DocumentState.REPLACED: "replaced", DocumentState.WITHDRAWN: "withdrawn"}


def trail_content(document_id: str, archive_name: str, events: Sequence[RecordEvent]) -> bytes:
    """Serialize a record's events: the same events give the same bytes."""
    plain = {
        "format": TRAIL_FORMAT,
        "document_id": document_id,
        "archive_name": archive_name,
        "events": [asdict(event) for event in events],
    }
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()
