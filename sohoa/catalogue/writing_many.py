"""Writes many rows in little memory and time: a register has a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Table, TextClause, Update
from sqlalchemy.sql.compiler import SQLCompiler

from sohoa.catalogue.parts import WRITTEN, in_parts
from sohoa.catalogue.postgres import copied_in


def write_many(
    connection: Connection, statement: Insert | Update | TextClause, rows: Iterable[dict[str, Any]]
) -> None:
    """Run a statement once for each row; rows name the same columns, and are asked for as needed.

    The values are brought to what the columns hold here: SQLAlchemy's own way with each row costs
    as much as storing it. A server is given new rows by COPY.
    """
    for some in in_parts(rows, WRITTEN):
        compiled = statement.compile(dialect=connection.dialect, column_keys=list(some[0]))
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - statements are
        if connection.dialect.name == "postgresql" and isinstance(statement, Insert):
            assert isinstance(statement.table, Table)  # noqa: S101 - ours insert into tables
            names = list(compiled.binds)
            values, cursor = _stored(compiled, names, some), copied_in.cursor_of(connection)
            copied_in.copy_rows(cursor, statement.table.name, names, values)
        elif (in_order := compiled.positiontup) is not None:
            connection.exec_driver_sql(str(compiled), list(_stored(compiled, in_order, some)))
        else:
            names = list(compiled.binds)
            named = [dict(zip(names, row, strict=True)) for row in _stored(compiled, names, some)]
            connection.exec_driver_sql(str(compiled), named)


def _stored(
    compiled: SQLCompiler, names: Sequence[str], rows: Sequence[dict[str, Any]]
) -> Iterable[tuple[Any, ...]]:
    """The values of rows in the order of these names, as the database stores them."""
    columns = []
    for name in names:
        values = [row[name] for row in rows]
        kind = compiled.binds[name].type.dialect_impl(compiled.dialect)
        if write := kind.bind_processor(compiled.dialect):
            values = list(map(write, values))
        columns.append(values)
    return zip(*columns, strict=True)
