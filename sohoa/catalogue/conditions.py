"""Conditions that are to be met in one way and not in another, which looks as good to SQLite."""

from __future__ import annotations

from sqlalchemy import ColumnElement


def apart_from_indexes(column: ColumnElement[str]) -> ColumnElement[str]:
    """A text as it is, where no index of it is to be gone along.

    Of many values that are looked up, SQLite knows only that they are many, and rather takes an
    index of one value: that of a state, which leads through all archived documents.
    """
    return column + ""
