"""Writes the reading door's SQL as psycopg takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from sohoa.catalogue.postgres.signs import storable, storable_json

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@lru_cache(maxsize=256)
def as_psycopg(sql: str) -> str:
    """Write named parameters in psycopg's way; a sign that it would take for one is doubled.

    >>> as_psycopg("SELECT a FROM t WHERE b LIKE '%:00:00' AND c = :c")
    "SELECT a FROM t WHERE b LIKE '%%:00:00' AND c = %(c)s"
    """
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


def all_storable(parameters: Mapping[str, object]) -> dict[str, object]:
    """Parameters as text of PostgreSQL can hold them, also what stands in JSON."""
    return {
        name: storable_json(storable(value)) if isinstance(value, str) else value
        for name, value in parameters.items()
    }
