"""Writes many rows in little memory and time: a register has a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Insert, TextClause, Update

from sohoa.catalogue.parts import WRITTEN, in_parts


def write_many(
    connection: Connection, statement: Insert | Update | TextClause, rows: Iterable[dict[str, Any]]
) -> None:
    """Run a statement once for each row; rows name the same columns, and are asked for as needed.

    The values are brought to what the columns hold here: SQLAlchemy's own way with each row costs
    as much as storing it.
    """
    dialect = connection.dialect
    for some in in_parts(rows, WRITTEN):
        compiled = statement.compile(dialect=dialect, column_keys=list(some[0]))
        for name, bound in compiled.binds.items():
            if write := bound.type.dialect_impl(dialect).bind_processor(dialect):
                for row in some:
                    row[name] = write(row[name])
        in_order = compiled.positiontup
        values = some if in_order is None else [*map(itemgetter(*in_order), some)]
        connection.exec_driver_sql(str(compiled), values)
