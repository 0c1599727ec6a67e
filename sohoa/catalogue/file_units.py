"""Which files a file unit holds, by the catalogue's word: what its manifest must list."""

from __future__ import annotations

from sqlalchemy import Connection, select

from sohoa.catalogue.schema import documents
from sohoa.domain.identifiers import events_name, reading_name, receipt_name


def file_unit_members(connection: Connection, file_code: str) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of every file of a file unit, by record; counted or not."""
    columns = documents.c
    query = (
        select(
            columns.archive_name,
            columns.sha256,
            columns.receipt_sha256,
            columns.events_sha256,
            columns.reading_sha256,
        )
        .where(columns.file_code == file_code, columns.archive_path.is_not(None))
        .order_by(columns.archive_name)
    )
    members: list[tuple[str, str]] = []
    for name, sha256, receipt, events, reading in connection.execute(query):
        members.append((name, sha256))
        if receipt:
            members.append((receipt_name(name), receipt))
        if events:
            members.append((events_name(name), events))
        if reading:
            members.append((reading_name(name), reading))
    return tuple(members)
