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
from sohoa.catalogue.reading_door import ReadingDoor
from sohoa.domain.outcome import DocumentState

#: No phase stands for all.
_OF_PHASE = "(CAST(:phase AS integer) IS NULL OR d.phase = CAST(:phase AS integer))"
_KEPT = f"d.archive_path IS NOT NULL AND d.withdrawn_at IS NULL AND {_OF_PHASE}"
#: Who has put it into the archive; of what an earlier catalogue held nobody knows.
_OPERATOR = """coalesce((SELECT c.person FROM facts f JOIN changes c ON c.id = f.change_id
    WHERE f.kind = 'document' AND f.subject = d.document_id AND c.act = 'archive'
    ORDER BY f.serial LIMIT 1), '')"""
_STOOD = f"""SELECT d.document_id, d.content_sha256, d.phase, d.room, {_OPERATOR}
    FROM documents d WHERE {_KEPT} AND d.archived_at <= :until
    AND (d.retired_at IS NULL OR d.retired_at > :until) ORDER BY d.document_id"""
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

        Id, SHA-256 of the scan, phase, room, and who archived it; some thousand rows are in memory.
        """
        for rows in self._parts(_STOOD, {"until": as_text(until), "phase": phase}):
            yield from rows

    def count_later(self, until: dt.datetime, phase: int | None) -> int:
        """Count what was archived after an instant."""
        return int(self._value(_LATER, until=as_text(until), phase=phase) or 0)

    def said_of(self, documents: Collection[str]) -> dict[str, SaidOfDrawn]:
        """What the catalogue says of some documents, by their ids."""
        rows = self._rows(_SAID, {"documents": json.dumps(list(documents))})
        return {row[0]: SaidOfDrawn._make((*row[:-1], DocumentState(row[-1]))) for row in rows}
