"""Stores what is said once of the whole office: which archive is its own, where it moved to."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from sohoa.catalogue.schema import office_facts
from sohoa.domain.catalogue_errors import CatalogueMovedError

_ARCHIVE_ID, _MOVED_TO = "archive_id", "moved_to"


def archive_id(connection: Connection) -> str:
    """The id of the archive that belongs to this catalogue; empty before there is one."""
    return _said(connection, _ARCHIVE_ID)


def set_archive_id(connection: Connection, value: str) -> None:
    """Enter which archive belongs to this catalogue, once and for all."""
    if not archive_id(connection):
        connection.execute(insert(office_facts).values(name=_ARCHIVE_ID, value=value))


def refuse_moved(connection: Connection) -> None:
    """Refuse a catalogue that is kept elsewhere now.

    Raises:
        CatalogueMovedError: `sohoa catalogue copy --switch` has moved it.
    """
    if place := _said(connection, _MOVED_TO):
        raise CatalogueMovedError(place=place)


def set_moved_to(connection: Connection, url: str) -> None:
    """Enter where the catalogue is from now on."""
    connection.execute(insert(office_facts).values(name=_MOVED_TO, value=url))


def _said(connection: Connection, name: str) -> str:
    query = select(office_facts.c.value).where(office_facts.c.name == name)
    return str(connection.execute(query).scalar() or "")
