"""Chooses the database behind the writing door, by the catalogue's address."""

from __future__ import annotations

from sohoa.catalogue.database import WriteDatabase
from sohoa.catalogue.place import is_on_a_server
from sohoa.catalogue.sqlite.engine import SqliteWriting


def database_of(url: str) -> WriteDatabase:
    """The database of an address; nothing is opened yet.

    Raises:
        PasswordInAddressError: The address of a server bears a password.
    """
    if is_on_a_server(url):
        from sohoa.catalogue.postgres.engine import PostgresWriting  # noqa: PLC0415 - its driver

        return PostgresWriting(url)
    return SqliteWriting(url)
