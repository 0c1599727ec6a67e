"""The reading door of the auditor's sample: what stood in the archive, and what was drawn of it.

What stood at an instant is told the same at any later time, whatever was replaced or withdrawn
since.
"""
# ruff: noqa: S608 - put together from constants of this module alone

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sohoa.catalogue.asked import among
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.queries import OPERATOR
from sohoa.catalogue.reading_door import ReadingDoor
from sohoa.domain.outcome import DocumentState
from sohoa.domain.two_times import Act

#: No phase stands for all.
_OF_PHASE = "(CAST(:phase AS integer) IS NULL OR d.phase = CAST(:phase AS integer))"
_KEPT = f"d.archive_path IS NOT NULL AND d.withdrawn_at IS NULL AND {_OF_PHASE}"
_STOOD = f"""SELECT d.document_id, d.content_sha256, d.phase, d.room, {OPERATOR}
    FROM documents d WHERE {_KEPT} AND d.archived_at <= :until
    AND (d.retired_at IS NULL OR d.retired_at > :until) ORDER BY d.document_id"""
#: All that was ever said of documents that were given another room after an instant.
_MOVED = """SELECT f.subject, f.said, c.at, c.act FROM facts f JOIN changes c ON c.id = f.change_id
    WHERE f.kind = 'document' AND f.subject IN (
        SELECT g.subject FROM changes b JOIN facts g ON g.change_id = b.id
        WHERE b.at > :until AND b.act <> 'archive' AND g.kind = 'document'
        AND g.said LIKE '%"room":%')
    ORDER BY f.subject, f.serial"""
_LATER = f"SELECT count(*) FROM documents d WHERE {_KEPT} AND d.archived_at > :until"
_SAID = f"""SELECT d.document_id, d.room, d.batch, coalesce(r.location, ''), d.file_code,
    coalesce(d.ordinal, 0), d.archive_path, d.number, d.formed, d.record_type, d.state
    FROM documents d LEFT JOIN register_records r ON r.record_id = d.record_id
    WHERE d.document_id {among("documents")}"""


class SaidOfDrawn(NamedTuple):
    """What the catalogue says of a document that was drawn."""

    document_id: str
    room: str
    box: str
    shelf: str
    file_code: str
    ordinal: int
    path: str
    number: str
    formed: str
    record_type: str
    state: DocumentState


class SampleReader(ReadingDoor):
    """What can be drawn, and what is said of it."""

    def stood(
        self, until: dt.datetime, phase: int | None
    ) -> Iterator[tuple[str, str, int | None, str, str]]:
        """What was in the archive at an instant and counted, in the order of the ids.

        Id, SHA-256 of the scan, phase, the room that it had then, and who archived it; some
        thousand rows are in memory.
        """
        moved = self._rooms_then(until)
        for rows in self._parts(_STOOD, {"until": as_text(until), "phase": phase}):
            if not moved:
                yield from rows
                continue
            for document, content, of_phase, room, operator in rows:
                yield document, content, of_phase, moved.get(document, room), operator

    def _rooms_then(self, until: dt.datetime) -> dict[str, str]:
        """The rooms, at an instant, of the documents that were given another one later."""
        rooms: dict[str, str] = {}
        for document, said, at, act in self._stream(_MOVED, {"until": as_text(until)}):
            told = json.loads(said) if isinstance(said, str) else said
            is_earlier = at <= as_text(until) or act == Act.ARCHIVE.value
            if is_earlier and "room" in told:
                rooms[document] = told["room"]
        return rooms

    def count_later(self, until: dt.datetime, phase: int | None) -> int:
        """Count what was archived after an instant."""
        return int(self._value(_LATER, until=as_text(until), phase=phase) or 0)

    def said_of(self, documents: Collection[str]) -> dict[str, SaidOfDrawn]:
        """What the catalogue says of some documents, by their ids."""
        rows = self._rows(_SAID, {"documents": json.dumps(list(documents))})
        return {row[0]: SaidOfDrawn._make((*row[:-1], DocumentState(row[-1]))) for row in rows}
