"""The writing door of an embedded catalogue: SQLite set to lose nothing, one writer at a time."""

from __future__ import annotations

import fcntl
import itertools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError

from sohoa.catalogue.address import file_of
from sohoa.catalogue.database import Refusal
from sohoa.catalogue.schema_version import version_of
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.sqlite.door import SqliteReading
from sohoa.catalogue.sqlite.errors import named_error, named_errors
from sohoa.catalogue.stored import read_json, write_json
from sohoa.catalogue.version import HEAD
from sohoa.domain.catalogue_errors import CatalogueAccessError
from sohoa.durable import remove_parts, written_durably

#: How long a write waits for another program's write, in seconds.
BUSY_SECONDS = 30
_READ_ONLY = "sohoa_read_only"
#: Kilobytes that stay at hand: a thousand documents in one transaction change as many pages, each
#: in every index; with SQLite's own two megabytes they are written and read again on the way.
_KEPT = 64_000
_SECURE_DELETE = "FAST"


class SqliteWriting:
    """`WriteDatabase` of an SQLite file; nothing is opened before it is asked."""

    def __init__(self, url: str) -> None:
        self.path = file_of(url)
        self.engine = create_engine(
            # Not as text: a `?` in a folder's name would end the path, and another file be made.
            URL.create("sqlite", database=str(self.path)),
            json_serializer=write_json,
            json_deserializer=read_json,
            connect_args={"timeout": BUSY_SECONDS},
            # An error that nobody expected is logged: never with the values of a row.
            hide_parameters=True,
        )
        event.listen(self.engine, "connect", _set_pragmas)
        event.listen(self.engine, "begin", _begin)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """As `WriteDatabase.reading`."""
        with self._transaction(read_only=True) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """As `WriteDatabase.writing`."""
        with self._transaction(read_only=False) as connection:
            yield connection

    @contextmanager
    def overwriting(self) -> Iterator[Connection]:
        """As `WriteDatabase.overwriting`: in the file at once, and its log emptied."""
        with self.writing() as connection:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
            try:
                yield connection
            finally:
                connection.exec_driver_sql(f"PRAGMA secure_delete={_SECURE_DELETE}")
        with named_errors(self.path), closing(self.engine.raw_connection()) as connection:
            # Who reads meanwhile keeps a part of the log: it is emptied later.
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self, *, read_only: bool) -> Iterator[Connection]:
        try:
            with (
                self.engine.connect() as connection,
                connection.execution_options(**{_READ_ONLY: read_only}).begin(),
            ):
                yield connection
        except DBAPIError as error:
            named = named_error(error.orig, self.path)
            if named is None:
                raise
            raise named from error

    @contextmanager
    def holding(self, _name: str, _refusal: Refusal) -> Iterator[None]:
        """As `WriteDatabase.holding`: a file serves one machine, whose locks are files."""
        yield

    def seen_from_within(self, connection: Connection) -> SqliteReading:
        """As `WriteDatabase.seen_from_within`."""
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - the engine is SQLite's
        return SqliteReading(self.path, raw)

    def leave_nothing_behind(self) -> None:
        """As `WriteDatabase.leave_nothing_behind`."""
        self.engine.dispose()
        with (
            named_errors(self.path),
            closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as connection,
        ):
            # What was taken out of an index of words stands there until its parts are merged.
            for table in SearchTable:
                connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - ours
            connection.commit()
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def bring_to_head(self) -> None:
        """As `WriteDatabase.bring_to_head`.

        Two programs may do this at once: the second waits, and finds it done. Before an earlier
        schema is changed, the file is copied beside itself.
        """
        with self.reading() as connection:
            if version_of(connection) == HEAD:
                return
        from sohoa.catalogue.schema_upgrade import require_known, upgrade  # noqa: PLC0415 - Alembic costs 0.2 s

        with _alone(self.path):
            self._use_write_ahead_log()
            with self.writing() as connection:
                found = version_of(connection)
                if found == HEAD:
                    return
                require_known(found, needed=HEAD, place=self.path)
                if found:
                    _keep_copy(self.path, found)
                upgrade(connection, found=found, place=self.path)

    def close(self) -> None:
        """As `WriteDatabase.close`."""
        self.engine.dispose()

    def _use_write_ahead_log(self) -> None:
        """Let readers read while one writes; the mode stays with the file."""
        with named_errors(self.path), closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode=WAL")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other openers out while the file is made: switching to WAL does not wait for them."""
    with _lock_of(path).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """Give the file to make a catalogue in; it gets its final name if the block ends without error.

    Raises:
        CatalogueAccessError: There is no such folder (perhaps a disk that is not in its place), or
            it cannot be written.
        DiskFullError: No room is left.
    """
    if not path.parent.is_dir():
        raise CatalogueAccessError(path=path)
    try:
        remove_parts(path.parent)
    except OSError as error:
        raise CatalogueAccessError(path=path) from error
    with written_durably(path) as part:
        log = Path(f"{part}-wal")
        try:
            yield part
            # Closing brings the log into the file and takes it away. Where it could not, rows are
            # missing.
            if log.exists():
                raise CatalogueAccessError(path=path)
        finally:
            for beside in (log, Path(f"{part}-shm"), _lock_of(part)):
                beside.unlink(missing_ok=True)


def _lock_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def copy_before(path: Path, found: str) -> Path:
    """Where a copy of a catalogue of an earlier schema is kept: `catalogue.before-0010.sqlite3`.

    A name that is taken is left alone: the copy there may be the only one of its time.
    """
    named = path.with_name(f"{path.stem}.before-{found}{path.suffix}")
    for number in itertools.count(2):
        if not os.path.lexists(named):
            break
        named = path.with_name(f"{path.stem}.before-{found}-{number}{path.suffix}")
    return named


def _keep_copy(path: Path, found: str) -> None:
    """Copy a catalogue whole, also what is still in its log.

    Raises:
        DiskFullError, CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError: As named.
    """
    with named_errors(path), written_durably(copy_before(path, found)) as part:
        with (
            closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as held,
            closing(sqlite3.connect(part)) as copy,
        ):
            held.backup(copy)
        part.chmod(path.stat().st_mode & 0o777)


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """Every connection: references hold, and a commit is on the disk before it returns."""
    # The driver must not begin transactions of its own: `_begin` does, at once and for writing.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA cache_size=-{_KEPT}")
    # Debian's SQLite writes zeros over every page that is freed, as the index of words frees many.
    connection.execute(f"PRAGMA secure_delete={_SECURE_DELETE}")


def _begin(connection: Connection) -> None:
    # Asking for the write lock first: a transaction that reads and then wants to write would
    # fail with "database is locked" without waiting when another wrote in between.
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
