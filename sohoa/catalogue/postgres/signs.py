"""The one sign that PostgreSQL's text has no place for."""

from __future__ import annotations


def storable(value: str) -> str:
    r"""Text as it can be kept: NUL, which no reader reads either, becomes U+FFFD.

    >>> storable("a\0b") == "a\ufffdb"
    True
    """
    return value.replace("\0", "\ufffd")
