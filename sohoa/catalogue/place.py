"""Where a catalogue is: a file of this machine, or a database of a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

_FILE = "sqlite:///"
_SERVER = "postgresql://"


def is_on_a_server(url: str) -> bool:
    """Say whether an address is that of a server's database."""
    return url.startswith(_SERVER)


def file_of(url: str) -> Path:
    """The file of an embedded catalogue.

    >>> file_of("sqlite:////srv/sohoa/data/catalogue.sqlite3").name
    'catalogue.sqlite3'
    """
    return Path(url.removeprefix(_FILE))


def shown(url: str) -> str:
    """A catalogue's place as messages name it, without a word that is nobody's business.

    >>> shown("postgresql://sohoa:secret@db.local:5432/sohoa?passfile=/etc/sohoa/pass")
    'postgresql://db.local:5432/sohoa'
    """
    if not is_on_a_server(url):
        return str(file_of(url))
    parts = urlsplit(url)
    host = unquote(parts.netloc.rpartition("@")[2])
    return f"{_SERVER}{host}{parts.path}"


def has_password(url: str) -> bool:
    """Say whether an address bears a password, which stands in no file and in no log."""
    parts = urlsplit(url)
    return bool(parts.password) or "password=" in parts.query.replace("passfile=", "")
