"""PREMIS events: who did what to which object, when, with what result (PREMIS 3, event unit)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class EventType(StrEnum):
    """Event types of the Library of Congress vocabulary.

    `TRANSCRIPTION` is a local value: the vocabulary has no term for OCR; Archivematica
    writes the same.
    """

    ACCESSION = "accession"
    TRANSCRIPTION = "transcription"
    METADATA_EXTRACTION = "metadata extraction"
    METADATA_MODIFICATION = "metadata modification"
    NORMALIZATION = "normalization"
    SIGNATURE_GENERATION = "digital signature generation"
    INGESTION_END = "ingestion end"
    QUARANTINE = "quarantine"
    DELETION = "deletion"


class EventOutcome(StrEnum):
    """The outcome of an event."""

    SUCCESS = "success"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a batch's `events.jsonl`.

    `agent` is the software and its version; `detail` holds codes and digests only, never
    text from a document. `settings_sha256` says which settings were in force.
    """

    event_type: EventType
    at: dt.datetime
    object_id: str
    outcome: EventOutcome
    agent: str
    settings_sha256: str
    detail: str = ""

    def says_the_same(self, other: Event) -> bool:
        """Say if two events of one object agree in all but time."""
        same = (self.event_type, self.outcome, self.detail) == (
            other.event_type, other.outcome, other.detail,
        )  # fmt: skip
        return same and (self.outcome is EventOutcome.FAILURE or self.at <= other.at)
