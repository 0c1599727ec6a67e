"""Writes a few rows without the writing door, which takes a third of a second to import."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sohoa.catalogue.sqlite.door import address_of
from sohoa.catalogue.sqlite.errors import named_errors

#: How long it waits for another program's write, in seconds.
_BUSY_SECONDS = 30


@contextmanager
def written_at_once(path: Path) -> Iterator[sqlite3.Connection]:
    """Work in one transaction, which is on the disk at the end; a failure takes it back.

    Raises:
        CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError, DiskFullError: As named.
    """
    address = f"{address_of(path)}?mode=rw"
    with (
        named_errors(path),
        closing(
            sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
        ) as connection,
    ):
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
