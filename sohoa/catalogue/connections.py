"""Connections of the writing door: SQLite set to lose nothing, one writer at a time."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from sohoa.catalogue.sqlite_errors import named_error, named_errors
from sohoa.catalogue.stored_json import read_json, write_json
from sohoa.catalogue.version import HEAD

#: How long a write waits for another program's write, in seconds.
BUSY_SECONDS = 30
_READ_ONLY = "sohoa_read_only"


def connect(url: str) -> Engine:
    """Make the engine for SQLAlchemy's address of an SQLite file; nothing is opened yet."""
    engine = create_engine(
        url,
        json_serializer=write_json,
        json_deserializer=read_json,
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def path_of(engine: Engine) -> Path:
    """Give the database's file, for messages and its lock."""
    return Path(engine.url.database or "catalogue")


@contextmanager
def transaction(engine: Engine, *, read_only: bool = False) -> Iterator[Connection]:
    """Work in one transaction: all of it is stored, or nothing.

    Raises:
        CatalogueBusyError: Another program held the catalogue for too long.
        CatalogueDamagedError, CatalogueAccessError, DiskFullError: As named.
    """
    try:
        with (
            engine.connect() as connection,
            connection.execution_options(**{_READ_ONLY: read_only}).begin(),
        ):
            yield connection
    except DBAPIError as error:
        named = named_error(error.orig, path_of(engine))
        if named is None:
            raise
        raise named from error


def bring_to_head(engine: Engine) -> None:
    """Make or upgrade the schema, if it is not the one this program needs.

    Two programs may do this at once: the second waits, and finds it done.

    Raises:
        CatalogueVersionError: A later program made this catalogue.
        CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError, DiskFullError: As named.
    """
    if schema_version(engine) == HEAD:
        return
    from sohoa.catalogue.schema_upgrade import upgrade  # noqa: PLC0415 - Alembic costs 0.2 s

    with _alone(engine):
        _use_write_ahead_log(engine)
        with transaction(engine) as connection:
            found = _version(connection)
            if found != HEAD:
                upgrade(connection, found=found, needed=HEAD)


def schema_version(engine: Engine) -> str:
    """The revision of the schema; empty for a new database.

    Raises:
        CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError: As named.
    """
    with transaction(engine, read_only=True) as connection:
        return _version(connection)


def _version(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Keep other openers out while the file is made: switching to WAL does not wait for them."""
    path = path_of(engine)
    with path.with_name(f".{path.name}.lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _use_write_ahead_log(engine: Engine) -> None:
    """Let readers read while one writes; the mode stays with the file."""
    with named_errors(path_of(engine)), closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA journal_mode=WAL")


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """Every connection: references hold, and a commit is on the disk before it returns."""
    # The driver must not begin transactions of its own: `_begin` does, at once and for writing.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")


def _begin(connection: Connection) -> None:
    # Asking for the write lock first: a transaction that reads and then wants to write would
    # fail with "database is locked" without waiting when another wrote in between.
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
