"""Writes the ledger: an entry for every row that is new in the tables that are only added to.

What a transaction has added is entered before it is stored, by one rule for all tables: nothing
has to remember to do it, and a row that was added otherwise is entered by the next write.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text, true

from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.facts_of_office import archive_id
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.ledger_tables import ledger_entries, ledger_peaks, office_events
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.writing_many import write_many
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.proof_errors import LedgerDamagedError
from sohoa.ledger.entry import BY_TABLE, SOURCES, Source, Value, body_of
from sohoa.ledger.head import Head
from sohoa.ledger.tree import GrowingTree, leaf_hash

#: So many rows are read and entered at a time.
_TOGETHER = 5_000
_SALT_BYTES = 16
_MARKS = text(
    ", ".join(
        part.format(table=one.table, key=one.key)
        for one in SOURCES
        for part in (
            "(SELECT max({key}) FROM {table})",
            "(SELECT max(key) FROM ledger_entries WHERE source = '{table}')",
        )
    )
)


#: The peaks beside the last position: one row at least.
_LAST = select(func.max(ledger_entries.c.position).label("position")).subquery()
_TREE = select(_LAST.c.position, ledger_peaks).select_from(_LAST.outerjoin(ledger_peaks, true()))


def settle(connection: Connection) -> int:
    """Enter what is not in the ledger yet, and return how many entries that were."""
    marks = connection.execute(select(_MARKS)).one()
    behind = [
        (source, known or 0)
        for source, last, known in zip(SOURCES, marks[::2], marks[1::2], strict=True)
        if (last or 0) > (known or 0)
    ]
    if not behind:
        return 0
    return _enter(
        connection, (rows for one, known in behind for rows in _rows(connection, one, known))
    )


def seal_anew(connection: Connection, table: str, keys: Iterable[int]) -> None:
    """Enter rows once more whose personal words were written over, as they are now.

    The entries of before stay: that and when the words were changed can be seen for ever.
    """
    settle(connection)
    source = BY_TABLE[table]
    _enter(
        connection,
        ((source, _named(connection, source, some)) for some in in_parts(keys, _TOGETHER)),
    )


def head_of(connection: Connection, *, at: dt.datetime) -> Head:
    """Give the head of the ledger with all that was stored so far."""
    settle(connection)
    tree = _tree(connection)
    return Head(archive_id(connection), tree.size, tree.root(), at)


def last_event(connection: Connection, kind: OfficeEventKind) -> OfficeEvent | None:
    """Give the last event of a kind; `None` if there was none."""
    column = office_events.c
    query = select(office_events).where(column.kind == kind.value).order_by(column.serial.desc())
    row = connection.execute(query.limit(1)).mappings().first()
    if row is None:
        return None
    return OfficeEvent(kind, dt.datetime.fromisoformat(row["at"]), row["said"], row["person"])


def events_of(connection: Connection, kind: OfficeEventKind) -> list[OfficeEvent]:
    """Give the events of a kind, in their order."""
    column = office_events.c
    query = select(office_events).where(column.kind == kind.value).order_by(column.serial)
    return [
        OfficeEvent(kind, dt.datetime.fromisoformat(row["at"]), row["said"], row["person"])
        for row in connection.execute(query).mappings()
    ]


def note_once(connection: Connection, event: OfficeEvent, *, by: str) -> bool:
    """Enter an event, unless one of its kind says the same of `by`; says whether it was entered."""
    if any(one.said[by] == event.said[by] for one in events_of(connection, event.kind)):
        return False
    note_event(connection, event)
    return True


def note_event(connection: Connection, event: OfficeEvent) -> None:
    """Enter what the office as a whole did."""
    values = {
        "serial": take_numbers(connection, NumberKind.OFFICE_EVENT),
        "kind": event.kind.value,
        "at": as_text(event.at),
        "said": dict(event.said),
        "person": event.person,
    }
    connection.execute(insert(office_events).values(values))


def _rows(
    connection: Connection, source: Source, known: int
) -> Iterator[tuple[Source, Sequence[Any]]]:
    query = text(
        f"SELECT {', '.join(source.columns)} FROM {source.table}"  # noqa: S608 - our own names
        f" WHERE {source.key} > :known ORDER BY {source.key} LIMIT {_TOGETHER}"
    )
    is_more = True
    while is_more:
        rows = connection.execute(query, {"known": known}).tuples().all()
        yield source, rows
        known, is_more = rows[-1][0] if rows else known, len(rows) == _TOGETHER


def _named(connection: Connection, source: Source, keys: Sequence[int]) -> Sequence[Any]:
    among = ", ".join(map(str, keys))
    query = (
        f"SELECT {', '.join(source.columns)} FROM {source.table}"  # noqa: S608 - our own names, and numbers
        f" WHERE {source.key} IN ({among}) ORDER BY {source.key}"
    )
    return connection.exec_driver_sql(query).tuples().all()


def _enter(
    connection: Connection, parts: Iterable[tuple[Source, Sequence[Sequence[Value]]]]
) -> int:
    tree = _tree(connection)
    before = tree.size
    for source, rows in parts:
        salts = _salts(len(rows))
        bodies = [body_of(source, row, salt) for row, salt in zip(rows, salts, strict=True)]
        values = [
            {
                "position": position,
                "source": source.table,
                "key": row[0],
                "salt": salt,
                "body": body,
            }
            for position, (row, salt, body) in enumerate(
                zip(rows, salts, bodies, strict=True), start=tree.size
            )
        ]
        write_many(connection, insert(ledger_entries), values)
        tree.add(leaf_hash(body.encode()) for body in bodies)
    if tree.size == before:
        return 0
    connection.execute(delete(ledger_peaks))
    connection.execute(
        insert(ledger_peaks),
        [{"height": height, "digest": digest.hex()} for height, digest in tree.peaks.items()],
    )
    return tree.size - before


def _salts(count: int) -> list[str]:
    drawn = os.urandom(_SALT_BYTES * count).hex()
    length = 2 * _SALT_BYTES
    return [drawn[begin : begin + length] for begin in range(0, len(drawn), length)]


def _tree(connection: Connection) -> GrowingTree:
    """The tree as it is kept; nothing is added to one that is not that of its entries.

    Raises:
        LedgerDamagedError: It has another size than they, or cannot be read.
    """
    rows = connection.execute(_TREE).tuples().all()
    last = rows[0][0]
    try:
        tree = GrowingTree(
            {height: bytes.fromhex(digest) for _last, height, digest in rows if height is not None}
        )
        is_whole = tree.size == (0 if last is None else last + 1)
    except (ValueError, TypeError) as error:  # a file keeps anything anywhere
        raise LedgerDamagedError from error
    if not is_whole:
        raise LedgerDamagedError
    return tree
