"""Writes many rows in little memory and time: a register has a hundred thousand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Insert, Table, Update, bindparam, update
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

from sohoa.catalogue.parts import WRITTEN, in_parts
from sohoa.catalogue.postgres import copied_in
from sohoa.catalogue.stored import JsonText, PlainText

#: From so many on a server is sent changed rows together.
_MANY = 8
_KEY = "of_row"


def write_many(connection: Connection, statement: Insert, rows: Iterable[dict[str, Any]]) -> None:
    """Enter rows, which name the same columns, and are asked for as needed.

    The values are brought to what the columns hold here: SQLAlchemy's own way with each row costs
    as much as storing it. A server is given new rows by COPY.
    """
    for some in in_parts(rows, WRITTEN):
        if connection.dialect.name == "postgresql":
            assert isinstance(statement.table, Table)  # noqa: S101 - ours insert into tables
            columns = [statement.table.c[name] for name in some[0]]
            names = [column.name for column in columns]
            values = _stored(connection.dialect, columns, some)
            copied_in.copy_rows(
                copied_in.cursor_of(connection), statement.table.name, names, values
            )
        else:
            _run_each(connection, statement, some)


def update_many(connection: Connection, key: Column[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Bring rows of a table to these values; each names its key, and all the same columns.

    A server is sent many together: a statement for each costs it and us as much as the change.
    """
    for some in in_parts(rows, WRITTEN):
        names = [name for name in some[0] if name != key.name]
        if connection.dialect.name == "postgresql" and len(some) >= _MANY:
            _update_together(connection, key, names, some)
        else:
            statement = (
                update(key.table)
                .where(key == bindparam(_KEY))
                .values({name: bindparam(name) for name in names})
            )
            keyed = [{_KEY: row[key.name], **{name: row[name] for name in names}} for row in some]
            _run_each(connection, statement, keyed)


def _update_together(
    connection: Connection, key: Column[Any], names: list[str], rows: Sequence[dict[str, Any]]
) -> None:
    """By one statement, with the rows as JSON: its own words for each number and truth value."""
    table, dialect = key.table, connection.dialect
    columns = [key, *(table.c[name] for name in names)]
    kinds = ", ".join(f'"{one.name}" {one.type.compile(dialect)}' for one in columns)
    changed = ", ".join(f'"{name}" = v."{name}"' for name in names)
    sql = (
        f"UPDATE {table.name} AS t SET {changed} FROM json_to_recordset(%s) AS v ({kinds})"  # noqa: S608 - our own names
        f' WHERE t."{key.name}" = v."{key.name}"'
    )
    named = [column.name for column in columns]
    values = [dict(zip(named, row, strict=True)) for row in _stored(dialect, columns, rows)]
    cursor = copied_in.cursor_of(connection)
    cursor.execute(sql, (json.dumps(values, ensure_ascii=False),))


def _run_each(
    connection: Connection, statement: Insert | Update, rows: Sequence[dict[str, Any]]
) -> None:
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - statements are
    names = compiled.positiontup or list(compiled.binds)
    kinds = [compiled.binds[name].type for name in names]
    values = _written(connection.dialect, names, kinds, rows)
    if compiled.positiontup is not None:
        connection.exec_driver_sql(str(compiled), list(values))
    else:
        named = [dict(zip(names, row, strict=True)) for row in values]
        connection.exec_driver_sql(str(compiled), named)


def _stored(
    dialect: Dialect, columns: Sequence[Column[Any]], rows: Sequence[dict[str, Any]]
) -> Iterable[tuple[Any, ...]]:
    """The values of rows in the order of these columns, as the database stores them."""
    names = [column.name for column in columns]
    return _written(dialect, names, [column.type for column in columns], rows)


def _written(
    dialect: Dialect, names: Sequence[str], kinds: Sequence[Any], rows: Sequence[dict[str, Any]]
) -> Iterable[tuple[Any, ...]]:
    columns = []
    for name, kind in zip(names, kinds, strict=True):
        values = [row[name] for row in rows]
        stored = kind.dialect_impl(dialect)
        if isinstance(stored, JsonText | PlainText):
            values = stored.written(values)
        elif write := stored.bind_processor(dialect):
            values = list(map(write, values))
        columns.append(values)
    return zip(*columns, strict=True)
