"""SQLite's failures in the words of the error catalogue; used by both doors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sohoa.domain.errors import (
    BatchError,
    CatalogueAccessError,
    CatalogueBusyError,
    CatalogueDamagedError,
    DiskFullError,
)

_PRIMARY_CODE = 0xFF
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
#: What the standard library says, without a code, of text in a file that is none.
_NO_TEXT = "Could not decode to UTF-8"
_NO_ACCESS = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
}


def named_error(error: BaseException | None, path: Path) -> BatchError | None:
    """Name an error of SQLite that an operator can do something about; `None` is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        is_no_text = isinstance(error, sqlite3.OperationalError) and _NO_TEXT in str(error)
        return CatalogueDamagedError(path=path) if is_no_text else None
    primary = code & _PRIMARY_CODE
    if primary in _BUSY:
        return CatalogueBusyError(path=path)
    if primary in _DAMAGED:
        return CatalogueDamagedError(path=path)
    if primary == sqlite3.SQLITE_FULL:
        return DiskFullError(folder=path.parent)
    return CatalogueAccessError(path=path) if primary in _NO_ACCESS else None


@contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside into named errors.

    Raises:
        CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError, DiskFullError: As named.
        sqlite3.Error: Anything else, unchanged: a bug.
    """
    try:
        yield
    except sqlite3.Error as error:
        named = named_error(error, path)
        if named is None:
            raise
        raise named from error
