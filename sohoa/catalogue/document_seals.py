"""Seals what is said of archived documents beside their facts, whenever a transaction changed it.

Who changes a document's row, text or page fields calls `will_be_sealed`; what is otherwise than it
was sealed last is sealed at the transaction's end, before it is entered into the ledger.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Text, func, insert, literal_column, select, text, update

from sohoa.catalogue.conditions import apart_from_indexes, is_among
from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.ledger_tables import document_seals
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.writing_many import write_many
from sohoa.ledger.document_seal import SALT_BYTES, SEALED, STATES, TABLES, digest_of, marks_of

_CHANGED = "documents to be sealed"
#: Their texts are in memory meanwhile.
_TOGETHER = 200
_DOCUMENT = literal_column("d.document_id", Text())
_IS_STORED = apart_from_indexes(literal_column("d.state", Text())).in_(STATES)
_ROWS = select(text(SEALED)).select_from(text(TABLES)).where(_IS_STORED)

#: A row of `SEALED`.
_Row = Sequence[Any]


def will_be_sealed(connection: Connection, identities: Iterable[str]) -> None:
    """Have documents sealed at the end of this transaction, as far as they are in the archive."""
    connection.info.setdefault(_CHANGED, set()).update(identities)


def seal_changed(connection: Connection, *, at: dt.datetime) -> int:
    """Seal the documents of which something is otherwise than sealed, and return how many."""
    changed = sorted(connection.info.pop(_CHANGED, ()))
    return sum(
        _seal(connection, _ROWS.where(is_among(_DOCUMENT, some)), at)
        for some in in_parts(changed, _TOGETHER)
    )


def seal_all(connection: Connection, *, at: dt.datetime) -> int:
    """Seal every document in the archive that is not sealed as it is, and return how many."""
    after, sealed = "", 0
    query = _ROWS.order_by(_DOCUMENT).limit(_TOGETHER)
    while rows := _rows(connection, query.where(after < _DOCUMENT)):
        sealed += _enter(connection, _unsealed(connection, rows), at)
        after = rows[-1][0]
    return sealed


def forget_seals(connection: Connection, identities: Iterable[str]) -> None:
    """Take the salts of earlier seals back: of words that are deleted no digest can tell now."""
    column = document_seals.c
    for some in in_parts(identities, _TOGETHER):
        of_documents = is_among(column.document_id, some)
        connection.execute(update(document_seals).where(of_documents).values(salt=""))
        will_be_sealed(connection, some)


def _seal(connection: Connection, query: Select[Any], at: dt.datetime) -> int:
    return _enter(connection, _unsealed(connection, _rows(connection, query)), at)


def _rows(connection: Connection, query: Select[Any]) -> Sequence[_Row]:
    return connection.execute(query).tuples().all()


def _unsealed(connection: Connection, rows: Sequence[_Row]) -> list[_Row]:
    """Those rows that are not as they were sealed last."""
    column = document_seals.c
    named = is_among(column.document_id, [row[0] for row in rows])
    newest = select(func.max(column.serial)).where(named).group_by(column.document_id)
    query = select(column.document_id, column.salt, column.digest).where(
        column.serial.in_(newest.scalar_subquery())
    )
    held = {name: (salt, digest) for name, salt, digest in connection.execute(query).tuples()}
    return [row for row in rows if not _is_sealed(row, *held.get(row[0], ("", "")))]


def _is_sealed(row: _Row, salt: str, digest: str) -> bool:
    return bool(salt) and digest_of(row, salt) == digest


def _enter(connection: Connection, rows: Sequence[_Row], at: dt.datetime) -> int:
    if not rows:
        return 0
    first = take_numbers(connection, NumberKind.SEAL, len(rows))
    values = [
        {
            "serial": serial,
            "document_id": row[0],
            "at": as_text(at),
            "salt": (salt := os.urandom(SALT_BYTES).hex()),
            "digest": digest_of(row, salt),
            "marks": marks_of(row, salt),
        }
        for serial, row in enumerate(rows, start=first)
    ]
    write_many(connection, insert(document_seals), values)
    return len(values)
