"""Writes and reads facts with two times: added to, never changed (`sohoa.domain.two_times`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, RowMapping, func, insert, select

from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.parts import ASKED, WRITTEN, in_parts
from sohoa.catalogue.schema import changes, facts
from sohoa.catalogue.writing_many import write_many
from sohoa.domain.two_times import Act, Change, Fact, RecordedFact, SubjectKind


def record_change(connection: Connection, change: Change) -> int:
    """Begin an act of recording, and return its number.

    Its instant is never before that of an earlier change: a clock that was set back must not
    alter what was known on a day that is over.
    """
    # Taken first: whoever records a change waits here until the one before is stored or gone.
    number = take_numbers(connection, NumberKind.CHANGE)
    last = connection.execute(select(func.max(changes.c.at))).scalar() or ""
    values = {
        "id": number,
        "at": max(as_text(change.at), last),
        "act": change.act.value,
        "person": change.person,
        "reason": change.reason,
        "import_id": change.import_id,
    }
    connection.execute(insert(changes).values(values))
    return number


def record_facts(
    connection: Connection, change_id: int, kind: SubjectKind, said: Iterable[Fact]
) -> None:
    """Record what an act says, in this order."""
    for some in in_parts(said, WRITTEN):
        first = take_numbers(connection, NumberKind.FACT, len(some))
        rows = (
            {
                "serial": serial,
                "kind": kind.value,
                "subject": fact.subject,
                "said": dict(fact.said),
                "true_from": fact.true_from,
                "change_id": change_id,
            }
            for serial, fact in enumerate(some, start=first)
        )
        write_many(connection, insert(facts), rows)


def facts_of(
    connection: Connection, kind: SubjectKind, subjects: Iterable[str]
) -> Iterator[RecordedFact]:
    """Give all that was ever said of some subjects, of each in the order of recording."""
    column, change = facts.c, changes.c
    for some in in_parts(sorted(set(subjects)), ASKED):
        query = (
            select(
                column.subject, column.said, column.true_from,
                change.at, change.act, change.person, change.reason, change.import_id, change.id,
            )
            .join_from(facts, changes, change.id == column.change_id)
            .where(column.kind == kind.value, column.subject.in_(some))
            .order_by(column.subject, column.serial)
        )  # fmt: skip
        yield from map(_recorded, connection.execute(query).mappings())


def _recorded(row: RowMapping) -> RecordedFact:
    return RecordedFact(
        Fact(row["subject"], row["said"], row["true_from"]),
        Change(
            Act(row["act"]),
            dt.datetime.fromisoformat(row["at"]),
            row["person"],
            row["reason"],
            row["import_id"],
            row["id"],
        ),
    )
