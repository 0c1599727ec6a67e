"""Numbers of owners as the catalogue keeps them, and the questions that were asked by them."""

from __future__ import annotations

from sqlalchemy import Connection, Text, bindparam, delete, select, text, update

from sohoa.catalogue.fact_log import record_change
from sohoa.catalogue.facts_of_office import set_owner_check
from sohoa.catalogue.ledger_store import seal_anew
from sohoa.catalogue.lookup_queries import ENTER, values_of
from sohoa.catalogue.paper_store import say_of_papers
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.schema import facts, lookups, paper_owners, register_records, register_rows
from sohoa.catalogue.writing_many import update_many
from sohoa.domain.lookups import Lookup
from sohoa.domain.owner_numbers import NumberFault, OwnerLock, in_place_of, is_in_place_of_one
from sohoa.domain.two_times import Change, SubjectKind
from sohoa.domain.vietnam_time import day_of

_AT_ONCE = 500
_ATTRIBUTE = "owner_id"


def note_lookup(connection: Connection, asked: Lookup) -> None:
    """Enter a question that was asked; done before it is answered."""
    connection.execute(text(ENTER), values_of(asked))


def renew_key(connection: Connection, lock: OwnerLock, change: Change) -> int:
    """Forget every number that is kept and enter the key by which others will be locked.

    What was said of owners' numbers is the one thing that histories lose: who has the old key and
    they could try all numbers. Returns how many papers had one.
    """
    column = register_records.c
    owned = connection.execute(select(column.record_id).where(column.owner_id != "")).scalars()
    papers = list(owned)
    if papers:
        said = {record_id: {_ATTRIBUTE: ""} for record_id in papers}
        say_of_papers(connection, record_change(connection, change), said, today=day_of(change.at))
    connection.execute(delete(paper_owners))
    _forget_in_facts(connection)
    _forget_in_rows(connection)
    _forget_in_problems(connection)
    _lock_again(connection, lock)
    set_owner_check(connection, lock.check)
    return len(papers)


def _forget_in_facts(connection: Connection) -> None:
    column = facts.c
    subjects = select(column.subject).where(
        column.kind == SubjectKind.PAPER.value, column.said.cast(Text).like('%"owner_id":"_%')
    )
    for some in in_parts(sorted(set(connection.execute(subjects).scalars())), _AT_ONCE):
        query = select(column.serial, column.said).where(
            column.kind == SubjectKind.PAPER.value, column.subject.in_(some)
        )
        forgotten = [
            {"serial": serial, "said": {**said, _ATTRIBUTE: ""}}
            for serial, said in connection.execute(query).tuples()
            if said.get(_ATTRIBUTE)
        ]
        update_many(connection, column.serial, forgotten)
        seal_anew(connection, facts.name, [row["serial"] for row in forgotten])


def _forget_in_rows(connection: Connection) -> None:
    column, after = register_rows.c, 0
    query = (
        select(column.id, column.cells)
        .where(column.cells.cast(Text).like("%#id:%"))
        .order_by(column.id)
        .limit(_AT_ONCE)
    )
    while rows := connection.execute(query.where(column.id > after)).tuples().all():
        after = rows[-1][0]
        told = [{"id": row, "cells": list(map(_forgotten, cells))} for row, cells in rows]
        update_many(connection, column.id, told)


def _forget_in_problems(connection: Connection) -> None:
    """What rows said of an owner otherwise than was held: that they did stays, not what."""
    column, after = register_rows.c, 0
    query = (
        select(column.id, column.problems)
        .where(column.problems.cast(Text).like(f'%"{_ATTRIBUTE}"%'))
        .order_by(column.id)
        .limit(_AT_ONCE)
    )
    while rows := connection.execute(query.where(column.id > after)).tuples().all():
        after = rows[-1][0]
        told = [
            {
                "id": row,
                "problems": [
                    {**one, "value": "", "expected": ""} if one["column"] == _ATTRIBUTE else one
                    for one in problems
                ],
            }
            for row, problems in rows
        ]
        update_many(connection, column.id, told)


def _lock_again(connection: Connection, lock: OwnerLock) -> None:
    """What was asked stays apart and alike in the log, and can be found by no number any more."""
    column = lookups.c.locked
    statement = (
        update(lookups).where(column == bindparam("was")).values(locked=bindparam("becomes"))
    )
    asked = connection.execute(select(column).distinct()).scalars().all()
    again = [{"was": one, "becomes": lock.again(one)} for one in asked]
    if again:
        connection.execute(statement, again)
        serials = connection.execute(select(lookups.c.serial).order_by(lookups.c.serial))
        seal_anew(connection, lookups.name, serials.scalars().all())


def _forgotten(cell: str) -> str:
    return in_place_of(NumberFault.OTHER_KEY) if is_in_place_of_one(cell) else cell
