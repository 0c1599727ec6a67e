"""What columns hold: text that any database can keep, and JSON as text.

JSON is compact, in the order it was given, with letters as they are: an empty list is `[]` and
nothing else, so that it can be asked for without being taken apart.
"""

from __future__ import annotations

import json
from types import NoneType
from typing import Any

from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from sohoa.catalogue.postgres.signs import NUL, storable, storable_json

#: One for all: each call of `json.dumps` would make its own.
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_EMPTY: dict[str, type[list[object]] | type[dict[str, object]]] = {"[]": list, "{}": dict}


def write_json(value: object) -> str:
    """Write a value as a column holds it."""
    if isinstance(value, list | dict) and not value:
        return "[]" if isinstance(value, list) else "{}"
    return _WRITER.encode(value)


def read_json(stored: str) -> Any:
    """Read what a column holds; most hold nothing."""
    if stored in _EMPTY:
        return _EMPTY[stored]()
    return json.loads(stored)


class PlainText(TypeDecorator[str]):
    """Text on a server."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write."""
        del dialect
        return _stored(value)

    def written(self, values: list[str | None]) -> list[str | None]:
        """Write many: texts are looked through at once."""
        # What is a kind of text, as a value of an enumeration, is none to the driver.
        is_plain = set(map(type, values)) <= {str, NoneType}
        if is_plain and NUL not in "".join(value for value in values if value is not None):
            return values
        return [_stored(value) for value in values]


def _stored(value: str | None) -> str | None:
    return None if value is None else storable(value)


class JsonText(TypeDecorator[Any]):
    """JSON where a database would give its own JSON type another meaning of "equal"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Write."""
        del dialect
        return None if value is None else storable_json(write_json(value))

    def written(self, values: list[Any | None]) -> list[str | None]:
        """Write many."""
        return [None if one is None else storable_json(write_json(one)) for one in values]

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any | None:
        """Read."""
        del dialect
        return None if value is None else read_json(value)
