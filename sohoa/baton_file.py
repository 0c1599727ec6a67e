"""Batons on disk: one JSON file each, checked against their type when read back."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def encode(baton: object) -> bytes:
    """Turn a baton into UTF-8 JSON.

    File names that are not UTF-8 never get this far: intake refuses them.
    """
    encoded: bytes = _adapter(cast(Hashable, type(baton))).dump_json(baton)
    return encoded


def decode(content: bytes, kind: type[T]) -> T:
    """Read a baton back.

    Raises:
        pydantic.ValidationError: The bytes are not such a baton (a subclass of ValueError).
    """
    baton: T = _adapter(cast(Hashable, kind)).validate_json(content)
    return baton


def read_baton(path: Path, kind: type[T]) -> T:
    """Read a baton from its file.

    Raises:
        FileNotFoundError: It was never written.
        pydantic.ValidationError: The file is not such a baton.
    """
    return decode(path.read_bytes(), kind)
