"""PostgreSQL's failures in the words of the error catalogue; used by both doors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from sohoa.catalogue.address import shown
from sohoa.domain.catalogue_errors import CatalogueFaultError, CatalogueServerError
from sohoa.domain.errors import (
    BatchError,
    CatalogueAccessError,
    CatalogueBusyError,
    CatalogueDamagedError,
    DiskFullError,
)

#: Codes of PostgreSQL (appendix A of its manual). Another was in the way: serialization failure,
#: deadlock, lock timeout, cancelled.
_BUSY = {"40001", "40P01", "55P03", "57014"}
#: Data corrupted, index corrupted.
_DAMAGED = {"XX001", "XX002"}
#: Insufficient privilege, read-only transaction (a standby), no schema that the role may use.
_NO_ACCESS = {"42501", "25006", "3F000"}
_NAMED: tuple[tuple[set[str], type[BatchError]], ...] = (
    (_BUSY, CatalogueBusyError),
    (_DAMAGED, CatalogueDamagedError),
    (_NO_ACCESS, CatalogueAccessError),
)
_DISK_FULL = "53100"
#: Classes of what concerns the server and the way to it: connection, authorization, its resources,
#: its being stopped, no such database.
_SERVER_CLASSES = {"08", "28", "53", "57", "58", "3D"}


def named_error(error: psycopg.Error, url: str) -> BatchError:
    """Name an error: one that an operator can do something about, or a fault of ours.

    What the server says of a fault may hold values of a row; the name of what was broken does not.
    """
    place, code = shown(url), error.sqlstate or ""
    for codes, kind in _NAMED:
        if code in codes:
            return kind(path=place)
    if code == _DISK_FULL:
        return DiskFullError(folder=place)
    is_cut_off = not code and isinstance(error, psycopg.OperationalError)
    if is_cut_off or code[:2] in _SERVER_CLASSES:
        return CatalogueServerError(place=place, problem=_first_line(error))
    broken = (code, type(error).__name__, error.diag.table_name, error.diag.column_name)
    said = (*broken, error.diag.constraint_name)
    return CatalogueFaultError(place=place, problem=" ".join(part for part in said if part))


@contextmanager
def named_errors(url: str) -> Iterator[None]:
    """Turn what PostgreSQL and the way to it raise inside into named errors.

    Raises:
        CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError, CatalogueServerError,
        DiskFullError: As named.
        CatalogueFaultError: Anything else: a bug.
    """
    try:
        yield
    except psycopg.Error as error:
        raise named_error(error, url) from None


def _first_line(error: psycopg.Error) -> str:
    """What the server or the driver says, without values of rows."""
    said = error.diag.message_primary or str(error)
    return said.strip().splitlines()[0] if said.strip() else type(error).__name__
