"""Results of the last verification of each record: the numerator counts only whole ones."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, RowMapping, select, update

from sohoa.catalogue.document_facts import record_changed
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.schema import documents
from sohoa.domain.outcome import DocumentState
from sohoa.domain.two_times import Act, Change
from sohoa.person import person


def note_proofs(connection: Connection, notes: Iterable[ProofNote]) -> int:
    """Enter verifications of archived records, and return of how many.

    One older than what is known changes nothing. A record without a problem is proven anew: what
    was noted of it before is lifted.
    """
    entered = 0
    for note in notes:
        held = _archived(connection, note.document_id)
        at = as_text(note.checked_at)
        if held is None or (held["proof_checked_at"] or "") > at:
            continue
        values = {"proof_checked_at": at, "proof_problem": note.problem}
        of_document = documents.c.document_id == note.document_id
        connection.execute(update(documents).where(of_document).values(values))
        change = Change(Act.VERIFY, note.checked_at, person())
        record_changed(connection, change, dict(held), {**held, **values})
        entered += 1
    return entered


def _archived(connection: Connection, document_id: str) -> RowMapping | None:
    """An archived document's row; none of another state."""
    column = documents.c
    query = select(documents).where(
        column.document_id == document_id, column.state == DocumentState.ARCHIVED.value
    )
    return connection.execute(query).mappings().first()
