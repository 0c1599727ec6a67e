"""Stores what is said once of the whole office: which archive is its own, where it moved to."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from sohoa.catalogue.schema import office_facts
from sohoa.domain.catalogue_errors import CatalogueMovedError
from sohoa.domain.lookup_errors import OwnerKeyOtherError

_ARCHIVE_ID, _MOVED_TO = "archive_id", "moved_to"
_OWNER_CHECK = "owner_check"


def archive_id(connection: Connection) -> str:
    """The id of the archive that belongs to this catalogue; empty before there is one."""
    return _said(connection, _ARCHIVE_ID)


def set_archive_id(connection: Connection, value: str) -> None:
    """Enter which archive belongs to this catalogue, once and for all."""
    if not archive_id(connection):
        connection.execute(insert(office_facts).values(name=_ARCHIVE_ID, value=value))


def owner_check(connection: Connection) -> str:
    """What is kept of the key of owners' numbers; empty before there is one."""
    return _said(connection, _OWNER_CHECK)


def set_owner_check(connection: Connection, value: str) -> None:
    """Enter by which key owners' numbers are locked from now on."""
    connection.execute(delete(office_facts).where(office_facts.c.name == _OWNER_CHECK))
    connection.execute(insert(office_facts).values(name=_OWNER_CHECK, value=value))


def require_owner_key(connection: Connection, check: str) -> None:
    """Enter the key of owners' numbers where there is none yet, and refuse another.

    Raises:
        OwnerKeyOtherError: The numbers that are kept are locked by another key.
    """
    held = owner_check(connection)
    if not held:
        set_owner_check(connection, check)
    elif held != check:
        raise OwnerKeyOtherError(place="data/keys")


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
