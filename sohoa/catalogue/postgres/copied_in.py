"""Brings many rows to a server at once: by COPY, which costs it half of what INSERTs do.

What it raises is psycopg's own: the writing door names it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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


def large_items(values: NDArray[np.int64]) -> bytes:
    """Numbers as items of lists of bigint, which `larges` takes some of."""
    return _items(values, ">i8")


def small_items(values: NDArray[np.int64]) -> bytes:
    """The same of smallint."""
    return _items(values, ">i2")


def larges(items: bytes, begin: int, end: int) -> bytes:
    """The field of a bigint[] of some items."""
    return _list(_LARGES, items, begin, end, _INTEGER.size + _LARGE.size)


def smalls(items: bytes, begin: int, end: int) -> bytes:
    """The field of a smallint[] of some items."""
    return _list(_SMALLS, items, begin, end, _INTEGER.size + _SHORT.size)


def _items(values: NDArray[np.int64], kind: str) -> bytes:
    """Each behind its length."""
    import numpy as np  # noqa: PLC0415 - a register's rows go without it

    items = np.empty(len(values), dtype=[("length", ">i4"), ("value", kind)])
    items["length"] = items.dtype["value"].itemsize
    items["value"] = values
    return items.tobytes()


def _list(kind: int, items: bytes, begin: int, end: int, size: int) -> bytes:
    if begin == end:
        return _NO_LIST.pack(0, 0, kind)
    return _LIST.pack(1, 0, kind, end - begin, 1) + items[size * begin : size * end]


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def cursor_of(connection: Connection) -> Any:
    """The driver's own, in the transaction of a connection."""
    return connection.connection.cursor()
