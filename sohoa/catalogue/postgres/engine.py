"""The writing door of a catalogue on a server: who writes is alone, whichever machine he is on.

A writer holds the writers' lock from its first statement on: what is decided by what is there, and
the order in which changes are recorded (`sohoa.catalogue.fact_log`), would else need every
transaction to be serializable, and the import of a register to begin again for each scan that was
entered meanwhile. PostgreSQL lets the lock go with the transaction, however it ends. Numbers do
not rest on it (`counting_on`), nor does what must be there once (unique indexes).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from sohoa.catalogue.address import require_address, shown
from sohoa.catalogue.database import Refusal
from sohoa.catalogue.postgres import tables
from sohoa.catalogue.postgres.door import PostgresReading
from sohoa.catalogue.postgres.errors import named_error, named_errors
from sohoa.catalogue.postgres.holding import Holding
from sohoa.catalogue.schema_version import version_of
from sohoa.catalogue.version import HEAD
from sohoa.domain.catalogue_errors import UnfitServerError
from sohoa.domain.errors import CatalogueDamagedError

#: How long a write waits for another one, in milliseconds.
_WAIT = "-c lock_timeout=30000"
#: Advisory locks are numbers; this one is ours ("sohoa" in ASCII, and what for).
_WRITERS = 0x736F686F61_01
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_LEAST_VERSION = 130000
#: Long values are made shorter in a fifth of the time, and read in less; where the server can.
_COMPRESSION = """SELECT set_config(name, 'lz4', false) FROM pg_settings
    WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"""


class PostgresWriting:
    """`WriteDatabase` of a server's database; nothing is opened before it is asked."""

    def __init__(self, url: str) -> None:
        require_address(url)
        self.url = url
        self.engine: Engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            connect_args={"options": _WAIT},
            pool_pre_ping=True,
            hide_parameters=True,
        )
        event.listen(self.engine, "connect", _set_compression)
        self._holding = Holding(url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """As `WriteDatabase.reading`."""
        with (
            self._named(),
            self.engine.connect() as connection,
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            ).begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """As `WriteDatabase.writing`."""
        with self._named(), self.engine.connect() as connection, connection.begin():
            connection.execute(_LOCK, {"key": _WRITERS})
            self._holding.require()
            yield connection

    def overwriting(self) -> AbstractContextManager[Connection]:
        """As `WriteDatabase.overwriting`: what was there is a dead row until it is vacuumed."""
        return self.writing()

    def holding(self, name: str, refusal: Refusal) -> AbstractContextManager[None]:
        """As `WriteDatabase.holding`."""
        return self._holding.of(name, refusal)

    @contextmanager
    def _named(self) -> Iterator[None]:
        with named_errors(self.url):
            try:
                yield
            except DBAPIError as error:
                if not isinstance(error.orig, psycopg.Error):
                    raise
                # Not "from error": what it says holds the row that was refused.
                raise named_error(error.orig, self.url) from None

    def seen_from_within(self, connection: Connection) -> PostgresReading:
        """As `WriteDatabase.seen_from_within`."""
        raw = connection.connection.driver_connection
        assert isinstance(raw, psycopg.Connection)  # noqa: S101 - the engine is PostgreSQL's
        return PostgresReading(self.url, raw)

    def leave_nothing_behind(self) -> None:
        """As `WriteDatabase.leave_nothing_behind`; the server's own log and copies keep theirs."""
        with self._named(), self.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql("VACUUM FULL")

    def bring_to_head(self) -> None:
        """As `WriteDatabase.bring_to_head`. Two programs may do this at once."""
        with self.reading() as connection:
            if version_of(connection) == HEAD:
                return
        from sohoa.catalogue.schema_upgrade import require_known, upgrade  # noqa: PLC0415 - Alembic costs 0.2 s

        with self.writing() as connection:
            found = version_of(connection)
            require_known(found, needed=HEAD, place=shown(self.url))
            if not found:
                self._require_fit(connection)
                tables.make(connection, version=HEAD)
            elif found != HEAD:
                upgrade(connection, found=found, place=shown(self.url))

    def _require_fit(self, connection: Connection) -> None:
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
        if encoding != "UTF8" or version < _LEAST_VERSION:
            raise UnfitServerError(
                place=shown(self.url),
                found=f"{encoding}, PostgreSQL {version // 10000}",
                needed=f"UTF8, PostgreSQL {_LEAST_VERSION // 10000}",
            )
        if tables.are_there(connection):
            raise CatalogueDamagedError(path=shown(self.url))

    def close(self) -> None:
        """As `WriteDatabase.close`."""
        self._holding.close()
        self.engine.dispose()


def _set_compression(connection: psycopg.Connection, _record: object) -> None:
    """For as long as the connection lives."""
    connection.execute(_COMPRESSION)
    connection.commit()
