"""Brings a catalogue to the schema this program needs. Loads Alembic; imported only for that."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from sohoa.domain.errors import CatalogueVersionError

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, *, found: str, needed: str) -> None:
    """Apply every revision that is missing, inside the caller's transaction.

    Raises:
        CatalogueVersionError: A later program made this catalogue; it is left alone.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise CatalogueVersionError(path=connection.engine.url.database, found=found, needed=needed)
    command.upgrade(config, "head")
