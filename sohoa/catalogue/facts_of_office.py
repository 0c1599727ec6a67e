"""Stores what is said once of the whole office: which archive is its own."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from sohoa.catalogue.schema import office_facts

_ARCHIVE_ID = "archive_id"


def archive_id(connection: Connection) -> str:
    """The id of the archive that belongs to this catalogue; empty before there is one."""
    query = select(office_facts.c.value).where(office_facts.c.name == _ARCHIVE_ID)
    return str(connection.execute(query).scalar() or "")


def set_archive_id(connection: Connection, value: str) -> None:
    """Enter which archive belongs to this catalogue, once and for all."""
    if not archive_id(connection):
        connection.execute(insert(office_facts).values(name=_ARCHIVE_ID, value=value))
