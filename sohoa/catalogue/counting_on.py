"""Gives out numbers one after the other: whoever asks gets his own, without gaps."""

from __future__ import annotations

from sqlalchemy import Connection, insert, update

from sohoa.catalogue.schema import counters


def take_numbers(connection: Connection, name: str, count: int = 1) -> int:
    """Give out so many numbers of a kind, and return the first of them.

    What is not stored in this transaction was not given.
    """
    column = counters.c
    statement = (
        update(counters)
        .where(column.name == name)
        .values(next=column.next + count)
        .returning(column.next)
    )
    following = connection.execute(statement).scalar()
    if following is None:
        connection.execute(insert(counters).values(name=name, next=1 + count))
        return 1
    return int(following) - count
