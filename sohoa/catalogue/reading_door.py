"""The reading door's hinges: a database that was opened read-only, and plain SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from types import MappingProxyType
from typing import Any, Self

from sohoa.catalogue.address import is_on_a_server
from sohoa.catalogue.database import ReadDatabase
from sohoa.catalogue.document_queries import MOVED_TO
from sohoa.domain.catalogue_errors import CatalogueMovedError


class ReadingDoor:
    """A catalogue open for reading; a context manager.

    Every method may raise `CatalogueBusyError`, `CatalogueDamagedError`, `CatalogueAccessError` or
    `CatalogueServerError`.
    """

    def __init__(self, database: ReadDatabase | None) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a catalogue; one that does not exist yet reads as empty, and is not made.

        Raises:
            CatalogueVersionError: It has another schema than this program reads.
            CatalogueMovedError: It is kept elsewhere now.
            CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError, CatalogueServerError:
                As named.
        """
        database = _open(url)
        if database is not None:
            with ExitStack() as when_it_fails:
                when_it_fails.callback(database.close)
                if moved := database.rows(MOVED_TO, {}):
                    raise CatalogueMovedError(place=moved[0][0])
                when_it_fails.pop_all()
        return cls(database)

    def close(self) -> None:
        """Let go of the database."""
        if self._database is not None:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def one_state(self) -> AbstractContextManager[object]:
        """All that is asked meanwhile is answered of one state of the catalogue."""
        return nullcontext() if self._database is None else self._database.one_state()

    def _rows(
        self, sql: str, parameters: Mapping[str, object] = MappingProxyType({})
    ) -> list[tuple[Any, ...]]:
        return [] if self._database is None else self._database.rows(sql, parameters)

    def _value(self, sql: str, **parameters: object) -> Any:
        rows = self._rows(sql, parameters)
        return rows[0][0] if rows else None

    def _stream(self, sql: str, parameters: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """Give rows one by one; while they are read, no other program's changes are seen."""
        if self._database is not None:
            yield from self._database.stream(sql, parameters)

    def _parts(
        self, sql: str, parameters: Mapping[str, object] = MappingProxyType({})
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Give all rows of a query, some thousand at a time."""
        if self._database is not None:
            yield from self._database.parts(sql, parameters)


def _open(url: str) -> ReadDatabase | None:
    """Only the one driver that is asked for is loaded: each command would wait for the other."""
    if is_on_a_server(url):
        from sohoa.catalogue.postgres import door as postgres  # noqa: PLC0415 - see above

        return postgres.open_database(url)
    from sohoa.catalogue.sqlite import door as sqlite  # noqa: PLC0415 - see above

    return sqlite.open_database(url)
