"""A row of a sheet of papers: what its person changed, apart from what others changed since.

A sheet that was exported says of every cell what was held then. A cell that nobody touched says
nothing, whatever became of the paper since; only what two have changed differently is in question.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sohoa.domain.paper_facts import record_of, said_of
from sohoa.domain.register import RegisterRecord, Validity
from sohoa.domain.register_update import is_alike


@dataclass(frozen=True, slots=True)
class Rebased:
    """A row as it is meant today.

    Attributes:
        record: What is held, with what the row's person changed.
        changed: Attributes that the person changed.
        contested: Those of them that somebody else has changed otherwise since the export.
    """

    record: RegisterRecord
    changed: frozenset[str]
    contested: frozenset[str]


def rebased(
    row: RegisterRecord, exported: RegisterRecord, held: RegisterRecord, given: Collection[str]
) -> Rebased:
    """Compare a row with what was exported and with what is held now.

    Args:
        row: The row as it came back.
        exported: The paper as it was when the sheet was written.
        held: The paper as it is held now.
        given: The attributes that the sheet has columns for.
    """
    said, was, now = said_of(row), said_of(exported), said_of(held)
    changed = {one for one in given if one in said and not is_alike(one, said[one], was[one])}
    if _follows_from_last_day(said, was):
        changed.discard("validity")
    contested = {
        one
        for one in changed
        if not is_alike(one, now[one], was[one]) and not is_alike(one, now[one], said[one])
    }
    record = record_of(now | {one: said[one] for one in changed})
    return Rebased(record, frozenset(changed), frozenset(contested))


def _follows_from_last_day(said: dict[str, str], was: dict[str, str]) -> bool:
    """An empty state beside a last day is read as "in force"; nobody has said so."""
    return (
        was["validity"] == Validity.UNKNOWN
        and said["validity"] == Validity.IN_FORCE
        and bool(was["valid_until"])
        and said["valid_until"] == was["valid_until"]
    )
