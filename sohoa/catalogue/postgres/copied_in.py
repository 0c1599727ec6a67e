"""Brings many rows to a server at once: by COPY, which costs it half of what INSERTs do.

What it raises is psycopg's own: the writing door names it.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

#: How PostgreSQL's manual begins and ends rows in their binary form (COPY, "Binary Format").
_BEGIN, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_LARGE, _INTEGER, _SHORT = struct.Struct(">q"), struct.Struct(">i"), struct.Struct(">h")
#: Of a list: dimensions, whether some are missing, the type of its items, their number, the first.
_LIST = struct.Struct(">iiIii")
_NO_LIST = struct.Struct(">iiI")
_LARGES, _SMALLS = 20, 21
#: Bytes that are sent together.
_SENT = 1 << 18


def copy_rows(
    cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write rows of plain values."""
    with cursor.copy(f"COPY {table} ({_named(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def copy_fields(
    cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[bytes]]
) -> None:
    """Write rows whose fields are made by what stands below; a text is its UTF-8."""
    begin = _SHORT.pack(len(columns))
    waiting, size = [_BEGIN], 0
    statement = f"COPY {table} ({_named(columns)}) FROM STDIN (FORMAT binary)"
    with cursor.copy(statement) as copy:
        for fields in rows:
            waiting.append(begin)
            for one in fields:
                waiting += (_INTEGER.pack(len(one)), one)
                size += len(one)
            if size > _SENT:
                copy.write(b"".join(waiting))
                waiting, size = [], 0
        copy.write(b"".join([*waiting, _END]))


def large(value: int) -> bytes:
    """The field of a bigint."""
    return _LARGE.pack(value)


def integer(value: int) -> bytes:
    """The field of an integer."""
    return _INTEGER.pack(value)


def larges(values: Collection[int]) -> bytes:
    """The field of a bigint[]."""
    return _list("q", _LARGES, values)


def smalls(values: Collection[int]) -> bytes:
    """The field of a smallint[]."""
    return _list("h", _SMALLS, values)


def _list(code: str, kind: int, values: Collection[int]) -> bytes:
    """Each item behind its length, in pieces of half a large one, or of a small one."""
    if not values:
        return _NO_LIST.pack(0, 0, kind)
    items = array(code, values)
    if sys.byteorder == "little":
        items.byteswap()
    size = items.itemsize
    piece = "I" if size == _LARGE.size else "H"
    parts = array(piece, items.tobytes())
    length = array(piece, struct.pack(">i", size))
    each = len(length) + size // parts.itemsize
    written = array(piece, bytes(each * parts.itemsize)) * len(values)
    for place, part in enumerate(length):
        written[place::each] = array(piece, [part]) * len(values)
    for place in range(len(length), each):
        written[place::each] = parts[place - len(length) :: each - len(length)]
    return _LIST.pack(1, 0, kind, len(values), 1) + written.tobytes()


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def cursor_of(connection: Connection) -> Any:
    """The driver's own, in the transaction of a connection."""
    return connection.connection.cursor()
