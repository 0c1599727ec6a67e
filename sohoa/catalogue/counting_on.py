"""Gives out numbers one after the other: whoever asks gets his own, without gaps.

A number is taken by adding to its kind's row: two who take from one kind wait for one another,
whichever process or machine they are on, and what is rolled back was not given.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, text

_TAKE = text(
    "INSERT INTO counters (name, next) VALUES (:name, 1 + :count)"
    " ON CONFLICT (name) DO UPDATE SET next = counters.next + :count RETURNING next"
)


class NumberKind(StrEnum):
    """What is counted on over the whole catalogue."""

    IMPORT = "import"
    PAPER = "paper"
    REGISTER_ROW = "register_row"
    CHANGE = "change"
    FACT = "fact"
    TEXT = "text"
    DECISION = "decision"
    PAPER_DECISION = "paper_decision"
    EVENT = "event"
    TALLY = "tally"
    OFFICE_EVENT = "office_event"
    SEAL = "seal"


def take_numbers(connection: Connection, kind: NumberKind, count: int = 1) -> int:
    """Give out so many numbers of a kind, and return the first of them.

    What is not stored in this transaction was not given.
    """
    return _take(connection, kind.value, count)


def take_places(connection: Connection, file_code: str, count: int) -> int:
    """Give out so many ordinals of a file unit, from 1, and return the first of them."""
    return _take(connection, f"place {file_code}", count)


def _take(connection: Connection, name: str, count: int) -> int:
    following = connection.execute(_TAKE, {"name": name, "count": count}).scalar_one()
    return int(following) - count
