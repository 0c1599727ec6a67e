"""The reading door's hinges: the standard library's SQLite, opened read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from sohoa.catalogue.sqlite_errors import named_errors
from sohoa.catalogue.version import HEAD
from sohoa.domain.errors import CatalogueDamagedError, CatalogueVersionError

#: How long a question waits while the schema is being changed, in seconds.
_BUSY_SECONDS = 5
#: What SQLite says where it cannot make the shared memory that its write-ahead log needs.
_CANNOT_WRITE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


class ReadingDoor:
    """A catalogue open for reading; a context manager.

    Every method may raise `CatalogueBusyError`, `CatalogueDamagedError` or
    `CatalogueAccessError`.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None) -> None:
        self._path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a catalogue; one that does not exist yet reads as empty, and is not made.

        Raises:
            CatalogueVersionError: It has another schema than this program reads.
            CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError: As named.
        """
        if not path.exists():
            return cls(path, None)
        with named_errors(path), ExitStack() as when_it_fails:
            connection = when_it_fails.enter_context(closing(_connect(path)))
            if not _has_schema(connection, path):
                return cls(path, None)
            when_it_fails.pop_all()
        return cls(path, connection)

    def close(self) -> None:
        """Let go of the database."""
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def _rows(
        self, sql: str, parameters: Mapping[str, object] = MappingProxyType({})
    ) -> list[tuple[Any, ...]]:
        if self._connection is None:
            return []
        with named_errors(self._path), closing(self._connection.cursor()) as cursor:
            return cursor.execute(sql, dict(parameters)).fetchall()

    def _value(self, sql: str, **parameters: object) -> Any:
        rows = self._rows(sql, parameters)
        return rows[0][0] if rows else None

    def _stream(self, sql: str, parameters: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """Give rows one by one; while they are read, no other program's changes are seen."""
        if self._connection is None:
            return
        with named_errors(self._path), closing(self._connection.cursor()) as cursor:
            yield from cursor.execute(sql, dict(parameters))


def _connect(path: Path) -> sqlite3.Connection:
    """Open read-only; from a medium that cannot be written (a backup), without locks."""
    escaped = str(path.resolve()).translate({ord("%"): "%25", ord("?"): "%3f", ord("#"): "%23"})
    address = f"file:{escaped}?mode=ro"
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.Error as error:
        connection.close()
        log = path.with_name(f"{path.name}-wal")
        is_complete = not log.exists() or log.stat().st_size == 0
        if error.sqlite_errorcode & 0xFF not in _CANNOT_WRITE or not is_complete:
            raise
        connection = sqlite3.connect(f"{address}&immutable=1", uri=True)
    return connection


def _has_schema(connection: sqlite3.Connection, path: Path) -> bool:
    """Say whether there is a schema at all; a file that is just being made has none yet."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not names:
        return False
    if "alembic_version" not in names:
        raise CatalogueDamagedError(path=path)
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    found = row[0] if row else ""
    if found != HEAD:
        raise CatalogueVersionError(path=path, found=found, needed=HEAD)
    return True
