"""SQL for values that are asked for together: a parameter holds them as a JSON list."""

from __future__ import annotations


def each_of(parameter: str) -> str:
    """Give a list's items as rows of `key` (their place) and `value`."""
    return f"json_each(CAST(:{parameter} AS text))"


def among(parameter: str) -> str:
    """Say that what stands before is one of a list's items."""
    return f"IN (SELECT value FROM {each_of(parameter)})"  # noqa: S608 - the name of a parameter
