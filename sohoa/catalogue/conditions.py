"""Conditions that are met in one way and not in another, which looks as good to a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, literal
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from sohoa.catalogue.postgres.signs import storable
from sohoa.catalogue.stored import write_json

_SERVER = "postgresql"


def as_list(values: Iterable[str]) -> str:
    r"""Texts as a server writes a list of them.

    >>> print(as_list(["a", "", 'b"\\']))
    {"a","","b\"\\"}
    """
    written = [storable(one).replace("\\", "\\\\").replace('"', '\\"') for one in values]
    return '{"' + '","'.join(written) + '"}' if written else "{}"


class _TextList(UserDefinedType[str]):
    """A list of a server, as it writes one.

    It must be told that it is one: what it has to read at first is another list to it for each row.
    """

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_how: Any) -> str:
        """Its name for it."""
        return "text[]"


class _Listed(TypeDecorator[list[str]]):
    """Many values as one parameter: what a server reads as a list, JSON for SQLite.

    It is written here: a driver writes each of a thousand items by itself.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the parameter."""
        return dialect.type_descriptor(_TextList() if dialect.name == _SERVER else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        """Write."""
        named = value or []
        return as_list(named) if dialect.name == _SERVER else write_json(named)


class _Among(FunctionElement[bool]):
    """A column, and the values one of which it has."""

    type = Boolean()
    name = "among"
    inherit_cache = True
    #: Else SQLite would be asked whether it `= 1`, and take no index for it.
    _is_implicitly_boolean = True


@compiles(_Among, "sqlite")  # type: ignore[no-untyped-call, misc, unused-ignore]
def in_json(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    """As SQLite is asked."""
    column, listed = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({listed}))"  # noqa: S608 - our own columns


@compiles(_Among, "postgresql")  # type: ignore[no-untyped-call, misc, unused-ignore]
def is_any(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    """As a server is asked."""
    column, listed = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY ({listed})"


def is_among(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """One of these values, however many: one parameter, so that the statement is always the same.

    A parameter for each would have the statement written anew each time, at more than asking costs.
    A server is given a list: of what comes out of JSON it knows nothing, and where it knows as
    little of the table yet, it compares each row with each value.
    """
    return _Among(column, literal(list(values), _Listed()))


def apart_from_indexes(column: ColumnElement[str]) -> ColumnElement[str]:
    """A text as it is, where no index of it is to be gone along.

    Of many values that are looked up, SQLite knows only that they are many, and rather takes an
    index of one value: that of a state, which leads through all archived documents.
    """
    return column + ""
