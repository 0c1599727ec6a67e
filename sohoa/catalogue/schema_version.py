"""Which revision of the schema a catalogue has."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text


def version_of(connection: Connection) -> str:
    """The revision of the schema; empty for a new database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")
