"""Enters that records were verified and are as they were known, without the writing door.

Most verifications find what the last one found. Nothing is recorded of them but their time, and
the writing door takes a third of a second to import: as much as to verify a record.
"""

from __future__ import annotations

from collections.abc import Sequence

from sohoa.catalogue.address import file_of
from sohoa.catalogue.document_queries import MOVED_TO
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.sqlite.door import has_schema
from sohoa.catalogue.sqlite.written_at_once import written_at_once

#: What `sohoa.catalogue.proofs` does of a note that says nothing new.
_AS_KNOWN = """UPDATE documents SET proof_checked_at = :at
    WHERE document_id = :document_id AND state = 'archived' AND proof_problem = :problem
    AND COALESCE(proof_checked_at, '') <= :at"""


def note_as_known(url: str, notes: Sequence[ProofNote]) -> list[ProofNote]:
    """Enter the time of each verification that found what is known, and return the others.

    The others are for the writing door, as are all where the catalogue was moved.

    Raises:
        CatalogueVersionError: It has another schema than this program reads.
        CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError, DiskFullError: As named.
    """
    path = file_of(url)
    with written_at_once(path) as connection:
        if not has_schema(connection, path) or connection.execute(MOVED_TO).fetchall():
            return list(notes)
        return [note for note in notes if not connection.execute(_AS_KNOWN, _row(note)).rowcount]


def _row(note: ProofNote) -> dict[str, str]:
    at = as_text(note.checked_at)
    return {"document_id": note.document_id, "problem": note.problem, "at": at}
