"""Stores which records' files the manifests of their file units list as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Select, bindparam, select, text, update

from sohoa.catalogue.notes import Listed
from sohoa.catalogue.schema import documents

_DIGESTS = ("sha256", "receipt_sha256", "events_sha256", "reading_sha256")
_COLUMNS = ("document_id", "archive_name", *_DIGESTS)
_IS_DUE = text("is_listed = 0")


def unlisted(connection: Connection, file_code: str) -> tuple[Listed, ...]:
    """The records of a file unit that were entered or changed since its manifest was written."""
    return tuple(_listed(connection, _asked(file_code).where(_IS_DUE)))


def file_unit_members(connection: Connection, file_code: str) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of every file of a file unit, by record; counted or not."""
    query = _asked(file_code).order_by(documents.c.archive_name)
    return tuple(member for one in _listed(connection, query) for member in one.members)


def note_listed(connection: Connection, listed: Iterable[Listed]) -> None:
    """Enter that a manifest lists these files; what was changed since is still due."""
    column = documents.c
    names = ("document_id", *_DIGESTS)
    is_same = [column[name] == bindparam(f"listed_{name}") for name in names]
    values = [{f"listed_{name}": getattr(one, name) for name in names} for one in listed]
    if values:
        connection.execute(update(documents).where(*is_same).values(is_listed=1), values)


def _asked(file_code: str) -> Select[tuple[str, ...]]:
    column = documents.c
    return select(*(column[name] for name in _COLUMNS)).where(
        column.file_code == file_code, column.archive_path.is_not(None)
    )


def _listed(connection: Connection, query: Select[tuple[str, ...]]) -> Iterator[Listed]:
    return (Listed(*values) for values in connection.execute(query))
