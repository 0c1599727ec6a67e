"""The reading door of a catalogue on a server: psycopg, in sessions that cannot write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from uuid import uuid4

import psycopg

from sohoa.catalogue.address import require_address, shown
from sohoa.catalogue.database import Having, Hits, Narrowed, Phrase
from sohoa.catalogue.postgres import search
from sohoa.catalogue.postgres.errors import named_errors
from sohoa.catalogue.postgres.translation import all_storable, as_psycopg
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.version import HEAD
from sohoa.domain.errors import CatalogueDamagedError, CatalogueVersionError

#: To compile a statement takes longer than any of ours.
_READ_ONLY = "-c default_transaction_read_only=on -c lock_timeout=5s -c jit=off"
#: Rows that come over at a time where they are streamed.
_TOGETHER = 500
#: And so many where they are very many.
_MANY = 2_000
_VERSION = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"


class PostgresReading:
    """`ReadDatabase` of a server's database."""

    is_on_a_server = True

    def __init__(self, url: str, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._url = url
        self.connection = connection

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """As `ReadDatabase.rows`."""
        with named_errors(self._url), self.connection.cursor() as cursor:
            return cursor.execute(as_psycopg(sql), all_storable(parameters)).fetchall()

    def stream(self, sql: str, parameters: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """As `ReadDatabase.stream`."""
        with (
            named_errors(self._url),
            self.connection.transaction(),
            self.connection.cursor(name=f"rows_{uuid4().hex}") as cursor,
        ):
            cursor.itersize = _TOGETHER
            yield from cursor.execute(as_psycopg(sql), all_storable(parameters))

    def parts(
        self, sql: str, parameters: Mapping[str, object]
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """As `ReadDatabase.parts`."""
        with (
            named_errors(self._url),
            self.connection.transaction(),
            self.connection.cursor(name=f"rows_{uuid4().hex}") as cursor,
        ):
            cursor.execute(as_psycopg(sql), all_storable(parameters))
            while rows := cursor.fetchmany(_MANY):
                yield rows

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """As `ReadDatabase.one_state`."""
        with named_errors(self._url), self.connection.transaction():
            self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield

    def version(self) -> object:
        """As `ReadDatabase.version`: whatever is written in the whole server is another one."""
        return self.rows(_VERSION, {})

    @contextmanager
    def searching(self) -> Iterator[None]:
        """As `ReadDatabase.searching`."""
        with named_errors(self._url), search.planned(self.connection):
            yield

    def best_hits(self, table: SearchTable, phrases: Sequence[Phrase], narrowed: Narrowed) -> Hits:
        """As `ReadDatabase.best_hits`."""
        with named_errors(self._url):
            return search.best_hits(self.connection, table, phrases, narrowed)

    def having(self, table: SearchTable, phrases: Sequence[Phrase]) -> Having:
        """As `ReadDatabase.having`."""

        def having(serials: Sequence[int], *, most: int) -> list[int]:
            with named_errors(self._url):
                return search.having(self.connection, table, phrases, serials, most=most)

        return having

    def close(self) -> None:
        """As `ReadDatabase.close`."""
        self.connection.close()


def open_database(url: str) -> PostgresReading | None:
    """Open a server's catalogue; `None` where there is none in the database yet, and none is made.

    Raises:
        CatalogueVersionError: It has another schema than this program reads.
        PasswordInAddressError, NotAnAddressError: The address bears a password, or is none.
        CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError, CatalogueServerError: As
            named.
    """
    require_address(url)
    with named_errors(url), ExitStack() as when_it_fails:
        connection = when_it_fails.enter_context(
            closing(psycopg.connect(url, autocommit=True, options=_READ_ONLY))
        )
        if not _has_schema(connection, url):
            return None
        when_it_fails.pop_all()
    return PostgresReading(url, connection)


def _has_schema(connection: psycopg.Connection[tuple[Any, ...]], url: str) -> bool:
    """Say whether there is a schema at all; a database that was just made has none yet."""
    names = connection.execute(
        "SELECT to_regclass('alembic_version') IS NOT NULL, to_regclass('documents') IS NOT NULL"
    ).fetchone()
    has_version, has_tables = names or (False, False)
    if not has_version and not has_tables:
        return False
    if not has_version:
        raise CatalogueDamagedError(path=shown(url))
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
    if row[0] != HEAD:
        raise CatalogueVersionError(path=shown(url), found=row[0], needed=HEAD)
    return True
