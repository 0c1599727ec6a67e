"""Kinds of columns, as SQLite and PostgreSQL each keep them."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Integer, String, Text
from sqlalchemy.types import TypeEngine

from sohoa.catalogue.stored import JsonText, PlainText

_PLAIN = PlainText(collation="C")
#: Text of any length; what is said of a length is for the reader, SQLite never minded it.
TEXT = Text().with_variant(_PLAIN, "postgresql")
STORED = JSON().with_variant(JsonText(collation="C"), "postgresql")
#: Numbers and sizes: SQLite's are of 64 bits anyway.
LARGE = Integer().with_variant(BigInteger(), "postgresql")


def short(length: int) -> TypeEngine[str]:
    """Text of at most so many characters."""
    return String(length).with_variant(_PLAIN, "postgresql")
