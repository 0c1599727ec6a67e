"""Brings a catalogue to the schema this program needs. Loads Alembic; imported only for that."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from sohoa.catalogue.document_seals import seal_all
from sohoa.catalogue.ledger_store import settle
from sohoa.domain.errors import CatalogueVersionError
from sohoa.language import _

logger = logging.getLogger(__name__)
_MIGRATIONS = Path(__file__).parent / "migrations"


def require_known(found: str, *, needed: str, place: object) -> None:
    """Refuse a schema that no released version of this program has made; it is left alone.

    Raises:
        CatalogueVersionError: A later program made this catalogue.
    """
    scripts = ScriptDirectory.from_config(_config())
    if found and found not in {script.revision for script in scripts.walk_revisions()}:
        raise CatalogueVersionError(path=place, found=found, needed=needed)


def upgrade(connection: Connection, *, found: str, place: object) -> None:
    """Apply every revision that is missing, inside the caller's transaction; says so beforehand.

    What was kept before there was a ledger is entered into it; what is said of documents is sealed.

    Of a large catalogue it takes minutes, and whoever waits would think that it hangs.
    """
    if found:
        told = _(
            "The catalogue {place} is brought from revision {found} to that of this program; of"
            " many records this takes minutes. If it is stopped, nothing is changed."
        )
        logger.warning(told.format(place=place, found=found))
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    seal_all(connection, at=dt.datetime.now(dt.UTC))
    settle(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
