"""Results of the last verification of each record: the numerator counts only whole ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, update

from sohoa.catalogue.instants import as_text
from sohoa.catalogue.schema import documents
from sohoa.domain.outcome import DocumentState


@dataclass(frozen=True, slots=True)
class ProofNote:
    """One record's verification: when, and the codes of what did not hold; none is whole."""

    document_id: str
    checked_at: dt.datetime
    problems: tuple[str, ...] = ()


def note_proofs(connection: Connection, notes: Iterable[ProofNote]) -> int:
    """Enter verifications of archived records, and return of how many.

    One older than what is known changes nothing. A record without a problem is proven anew: what
    was noted of it before is lifted.
    """
    column = documents.c
    entered = 0
    for note in notes:
        at = as_text(note.checked_at)
        problems = ", ".join(sorted(set(note.problems)))
        is_newer = column.proof_checked_at.is_(None) | (column.proof_checked_at <= at)
        statement = (
            update(documents)
            .where(
                column.document_id == note.document_id,
                column.state == DocumentState.ARCHIVED.value,
                is_newer,
            )
            .values(proof_checked_at=at, proof_problem=problems)
        )
        entered += connection.execute(statement).rowcount
    return entered
