"""What the file of a document's events may be while the last of them are not written to it yet."""

from __future__ import annotations

from dataclasses import fields
from hashlib import sha256

from sohoa.domain.custody import RecordEvent, trail_content
from sohoa.inspection.door import InspectionDoor

_EVENTS = f"""SELECT {", ".join(field.name for field in fields(RecordEvent))} FROM record_events
    WHERE document_id = :document ORDER BY serial"""  # noqa: S608 - our own names


def trails_of(door: InspectionDoor, document_id: str, archive_name: str) -> set[str]:
    """Give the digests of all files that its events have ever made, one after the other."""
    events = [RecordEvent(*row) for row in door.rows(_EVENTS, {"document": document_id})]
    try:
        return {
            _digest(trail_content(document_id, archive_name, events[:count]))
            for count in range(1, len(events) + 1)
        }
    except TypeError:  # a file keeps anything anywhere: its rows say so
        return set()


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
