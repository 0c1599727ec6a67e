"""Conditions that are to be met in one way and not in another, which looks as good to SQLite."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Text, cast, func, literal, select

from sohoa.catalogue.column_types import STORED


def is_among(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """One of these values, however many: one parameter, so that the statement is always the same.

    A parameter for each would have the statement written anew each time, at more than asking costs.
    """
    listed = func.json_each(cast(literal(list(values), STORED), Text)).table_valued("value")
    return column.in_(select(listed.c.value))


def apart_from_indexes(column: ColumnElement[str]) -> ColumnElement[str]:
    """A text as it is, where no index of it is to be gone along.

    Of many values that are looked up, SQLite knows only that they are many, and rather takes an
    index of one value: that of a state, which leads through all archived documents.
    """
    return column + ""
