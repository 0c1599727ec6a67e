"""Keeps the counts that progress is computed from: they follow the papers, in the same transaction.

Whoever changes a paper's row, or that of the document which digitizes it, has it counted anew. A
paper's row names the tally that counts it, so that what it was before need not be known.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, text, update

from sohoa.catalogue import queries
from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.schema import register_records, tallies
from sohoa.catalogue.writing_many import update_many, write_many

_AT_ONCE = 2_000
_OF_PAPERS = text(queries.TALLIES_OF)
_MORE = (
    update(tallies)
    .where(tallies.c.id == bindparam("of_tally"))
    .values(count=tallies.c.count + bindparam("more"))
)


def recount(connection: Connection, record_ids: Iterable[str | None]) -> None:
    """Count these papers as their rows and documents say now; those that are none, nowhere."""
    for some in in_parts(sorted({one for one in record_ids if one}), _AT_ONCE):
        rows = connection.execute(_OF_PAPERS, {"papers": json.dumps(some)}).all()
        _recount(connection, rows)


def count_anew(connection: Connection) -> None:
    """Forget what is kept, and count every paper."""
    connection.execute(update(register_records).values(tally=None))
    connection.execute(delete(tallies))
    every = connection.execute(select(register_records.c.record_id)).scalars().all()
    recount(connection, every)


def _recount(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """Rows are those of `queries.TALLIES_OF`."""
    made = _make(
        connection, {tuple(key) for _, is_listed, _, now, *key in rows if is_listed and not now}
    )
    moved, more = list[dict[str, Any]](), Counter[int]()
    for serial, is_listed, before, known, *key in rows:
        now = (known or made[tuple(key)]) if is_listed else None
        if now == before:
            continue
        moved.append({"serial": serial, "tally": now})
        if before is not None:
            more[before] -= 1
        if now is not None:
            more[now] += 1
    update_many(connection, register_records.c.serial, moved)
    if changed := [{"of_tally": one, "more": by} for one, by in sorted(more.items()) if by]:
        connection.execute(_MORE, changed)


def _make(connection: Connection, keys: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """Tallies of nothing yet, by what their papers are alike in."""
    if not keys:
        return {}
    first = take_numbers(connection, NumberKind.TALLY, len(keys))
    made = {key: number for number, key in enumerate(sorted(keys), start=first)}
    names = {name: tallies.c[name].type.python_type for name in queries.ALIKE}
    rows = [
        {
            "id": number,
            "count": 0,
            # One database has no truth values of its own.
            **{name: kind(value) for (name, kind), value in zip(names.items(), key, strict=True)},
        }
        for key, number in made.items()
    ]
    write_many(connection, insert(tallies), rows)
    return made
