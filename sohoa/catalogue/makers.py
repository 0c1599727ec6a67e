"""Chooses the database behind the writing door, by the catalogue's address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sohoa.catalogue.address import file_of, is_on_a_server
from sohoa.catalogue.database import WriteDatabase
from sohoa.catalogue.sqlite.engine import SqliteWriting, made_whole


def database_of(url: str) -> WriteDatabase:
    """The database of an address; nothing is opened yet.

    Raises:
        PasswordInAddressError: The address of a server bears a password.
    """
    if is_on_a_server(url):
        from sohoa.catalogue.postgres.engine import PostgresWriting  # noqa: PLC0415 - its driver

        return PostgresWriting(url)
    return SqliteWriting(url)


@contextmanager
def filled(url: str) -> Iterator[WriteDatabase]:
    """Give a database to be filled, and closed at the end of the block.

    A file that is not there yet appears when the block has ended without an error, or not at all.

    Raises:
        As `database_of` and `made_whole`.
    """
    if is_on_a_server(url) or file_of(url).exists():
        with closing(database_of(url)) as database:
            yield database
    else:
        with (
            made_whole(file_of(url)) as part,
            closing(database_of(f"sqlite:///{part}")) as database,
        ):
            yield database
