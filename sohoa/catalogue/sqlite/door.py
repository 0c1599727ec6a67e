"""The reading door of an embedded catalogue: the standard library's SQLite, opened read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sohoa.catalogue.address import file_of
from sohoa.catalogue.database import Having, Hits, Narrowed, Phrase
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.sqlite import search
from sohoa.catalogue.sqlite.errors import named_errors
from sohoa.catalogue.version import HEAD
from sohoa.domain.errors import CatalogueDamagedError, CatalogueVersionError

#: How long a question waits while the schema is being changed, in seconds.
_BUSY_SECONDS = 5
#: Kilobytes of what was read that stay at hand: a search comes to the same pages again and again.
_KEPT = 32_000
#: So many rows are read at a time where they are very many.
_TOGETHER = 2_000
#: What SQLite says where it cannot make the shared memory that its write-ahead log needs.
_CANNOT_WRITE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


class SqliteReading:
    """`ReadDatabase` of an SQLite file."""

    is_on_a_server = False

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self.connection = connection

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """As `ReadDatabase.rows`."""
        with named_errors(self._path), closing(self.connection.cursor()) as cursor:
            return cursor.execute(sql, dict(parameters)).fetchall()

    def stream(self, sql: str, parameters: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """As `ReadDatabase.stream`."""
        with named_errors(self._path), closing(self.connection.cursor()) as cursor:
            yield from cursor.execute(sql, dict(parameters))

    def parts(
        self, sql: str, parameters: Mapping[str, object]
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """As `ReadDatabase.parts`."""
        with named_errors(self._path), closing(self.connection.cursor()) as cursor:
            cursor.execute(sql, dict(parameters))
            while rows := cursor.fetchmany(_TOGETHER):
                yield rows

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """As `ReadDatabase.one_state`: a transaction sees what was there when it read first."""
        with named_errors(self._path):
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.rollback()

    def version(self) -> object:
        """As `ReadDatabase.version`."""
        return self.rows("PRAGMA data_version", {})

    def searching(self) -> AbstractContextManager[object]:
        """As `ReadDatabase.searching`: nothing is to be said to it."""
        return nullcontext()

    def best_hits(self, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed) -> Hits:
        """As `ReadDatabase.best_hits`."""
        with named_errors(self._path):
            return search.best_hits(self.connection, table, phrases, narrowed)

    def having(self, table: SearchTable, phrases: Sequence[Phrase]) -> Having | None:
        """As `ReadDatabase.having`."""
        texts = search.TextsWith(self.connection, table, phrases)

        def having(serials: Sequence[int], *, most: int) -> list[int]:
            with named_errors(self._path):
                return texts.among(serials, most=most)

        with named_errors(self._path):
            return having if texts.are_any() else None

    def close(self) -> None:
        """As `ReadDatabase.close`."""
        self.connection.close()


def open_database(url: str) -> SqliteReading | None:
    """Open a catalogue's file; `None` where there is none yet, and none is made.

    Raises:
        CatalogueVersionError: It has another schema than this program reads.
        CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError: As named.
    """
    path = file_of(url)
    if not path.exists():
        return None
    with named_errors(path), ExitStack() as when_it_fails:
        connection = when_it_fails.enter_context(closing(_connect(path)))
        if not has_schema(connection, path):
            return None
        when_it_fails.pop_all()
    return SqliteReading(path, connection)


def address_of(path: Path) -> str:
    """The address by which SQLite opens a file, to which it may be said how."""
    escaped = str(path.resolve()).translate({ord("%"): "%25", ord("?"): "%3f", ord("#"): "%23"})
    return f"file:{escaped}"


def _connect(path: Path) -> sqlite3.Connection:
    """Open read-only; from a medium that cannot be written (a backup), without locks."""
    address = f"{address_of(path)}?mode=ro"
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
    connection.execute(f"PRAGMA cache_size = -{_KEPT}")
    return connection


def has_schema(connection: sqlite3.Connection, path: Path) -> bool:
    """Say whether there is a schema at all; a file that is just being made has none yet.

    Raises:
        CatalogueDamagedError: It is no catalogue.
        CatalogueVersionError: It has another schema than this program reads.
    """
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
