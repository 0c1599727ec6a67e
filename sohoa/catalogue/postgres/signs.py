"""The one sign that PostgreSQL's text has no place for."""

from __future__ import annotations

import re

NUL = "\0"
#: NUL as JSON writes it, and not the end of an escaped backslash.
_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def storable(value: str) -> str:
    r"""Text as it can be kept: NUL, which no reader reads either, becomes U+FFFD.

    >>> storable("a\0b") == "a\ufffdb"
    True
    """
    return value.replace(NUL, "\ufffd")


def storable_json(written: str) -> str:
    r"""JSON as it can be kept: the same, where NUL is written as an escape.

    >>> import json
    >>> json.loads(storable_json(json.dumps(["\0", "\\u0000"]))) == ["\ufffd", "\\u0000"]
    True
    """
    if "\\u0000" not in written:  # as nearly always
        return written
    return _ESCAPED_NUL.sub("\\1\ufffd", written)
