"""Where a catalogue is: a file of this machine, or a database of a PostgreSQL server."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from sohoa.domain.catalogue_errors import NotAnAddressError, PasswordInAddressError

_FILE = "sqlite:///"
_SERVER = "postgresql://"
#: The only form that is taken: what could be read in two ways (a `/` or `#` in a password) is none.
_ADDRESS = re.compile(
    r"postgresql://(?:[^:@/?#\s]*@)?(?:\[[0-9a-fA-F:.%]*\]|[^:@/?#\[\]\s]*)(?::\d+)?"
    r"(?:/[^:@/?#\s]*)?(?:\?[^#\s]*)?"
)
_SECRETS = {"password", "sslpassword"}


def is_on_a_server(url: str) -> bool:
    """Say whether an address is that of a server's database."""
    return url.startswith(_SERVER)


def is_an_address(url: str) -> bool:
    """Say whether it can be understood as the address of a server's database."""
    return _ADDRESS.fullmatch(url) is not None


def file_of(url: str) -> Path:
    """The file of an embedded catalogue.

    >>> file_of("sqlite:////srv/sohoa/data/catalogue.sqlite3").name
    'catalogue.sqlite3'
    """
    return Path(url.removeprefix(_FILE))


def shown(url: str) -> str:
    """A catalogue's place as messages name it, without a word that is nobody's business.

    >>> shown("postgresql://sohoa@db.local:5432/sohoa?passfile=/etc/sohoa/pass")
    'postgresql://db.local:5432/sohoa'
    >>> shown("postgresql://sohoa:se/cret@db.local/sohoa")
    'postgresql://...'
    """
    if not is_on_a_server(url):
        return str(file_of(url))
    if not is_an_address(url):
        return f"{_SERVER}..."
    parts = urlsplit(url)
    host = unquote(parts.netloc.rpartition("@")[2])
    return f"{_SERVER}{host}{parts.path}"


def has_password(url: str) -> bool:
    """Say whether an address bears a password, or may bear one; it stands in no file and no log.

    >>> has_password("postgresql://a:b@c/d"), has_password("postgresql://a:x/y@c/d")
    (True, True)
    >>> has_password("postgresql://a@c:5432/d?passfile=/e"), has_password("host=c password=x")
    (False, True)
    """
    if is_an_address(url):
        query = url.partition("?")[2]
        return any(name.strip() in _SECRETS for name, _value in parse_qsl(query, True))
    return bool(re.search(r":[^@]*@", url.partition("://")[2]) or re.search(r"password\s*=", url))


def require_address(url: str) -> None:
    """Refuse what is no address of a server's database, naming nothing of what it may bear.

    Raises:
        PasswordInAddressError: It bears a password, or may bear one.
        NotAnAddressError: It cannot be understood.
    """
    if has_password(url):
        raise PasswordInAddressError(place=f"{_SERVER}...")
    if not is_an_address(url):
        raise NotAnAddressError
