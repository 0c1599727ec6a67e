"""By whom papers are owned, locked; what was asked of it; and no number is left where one was kept.

Rows of registers were kept as they were typed, and pages as they were read: a number of an identity
card in them is masked now. The words that are searched are masked by `sohoa owner-key --mask`, for
they stand in an index as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from sohoa.catalogue.column_types import LARGE, TEXT, short
from sohoa.domain.grammar.owner_numbers import MAY_HOLD_ONE
from sohoa.domain.owner_numbers import MASK, masked

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TOGETHER = 1000


def upgrade() -> None:
    """Make the tables, and mask what was kept."""
    op.add_column(
        "register_records", sa.Column("owner_id", TEXT, nullable=False, server_default="")
    )
    op.create_table(
        "paper_owners",
        sa.Column("locked", short(32), nullable=False),
        sa.Column("serial", LARGE, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("locked", "serial", name="pk_paper_owners"),
        sa.ForeignKeyConstraint(
            ["serial"], ["register_records.serial"], name="fk_paper_owners_serial"
        ),
    )
    op.create_index("ix_paper_owners_serial", "paper_owners", ["serial"])
    op.create_table(
        "lookups",
        sa.Column("serial", LARGE, nullable=False, autoincrement=False),
        sa.Column("at", short(25), nullable=False),
        sa.Column("day", short(10), nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("locked", short(32), nullable=False),
        sa.Column("record_type", TEXT, nullable=False),
        sa.Column("found", LARGE, nullable=False),
        sa.Column("apart", LARGE, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_lookups"),
    )
    op.create_index(
        "ix_lookups_questions",
        "lookups",
        ["day", "person", "locked", "record_type", "purpose", "at", "found"],
    )
    _mask("register_rows", "id", "cells", _cells, after=0)
    _mask("register_rows", "id", "problems", _problems, after=0)
    _mask("page_descriptions", "document_id", "fields", _fields, after="")


def _mask(
    table: str, key: str, column: str, change: Callable[[Any], Any], *, after: object
) -> None:
    connection = op.get_bind()
    page = sa.text(
        f"SELECT {key}, CAST({column} AS text) FROM {table}"  # noqa: S608 - names of ours
        f" WHERE {key} > :after ORDER BY {key} LIMIT :most"
    )
    enter = sa.text(f"UPDATE {table} SET {column} = :value WHERE {key} = :key")  # noqa: S608
    while rows := connection.execute(page, {"after": after, "most": _TOGETHER}).fetchall():
        after = rows[-1][0]
        changed = [
            {"key": one, "value": json.dumps(new, ensure_ascii=False, separators=(",", ":"))}
            for one, stored in rows
            if MAY_HOLD_ONE.search(stored)
            for old in [json.loads(stored)]
            if (new := change(old)) != old
        ]
        if changed:
            connection.execute(enter, changed)


def _cells(cells: list[str]) -> list[str]:
    return [masked(text, is_cell=True) for text in cells]


def _problems(problems: list[dict[str, str]]) -> list[dict[str, str]]:
    return [
        {name: masked(text, is_cell=name == "value") for name, text in one.items()}
        for one in problems
    ]


def _fields(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **one,
            "value": _of_field(one["name"], one["value"]),
            "choices": [_of_field(one["name"], choice) for choice in one["choices"]],
        }
        for one in fields
    ]


def _of_field(name: str, text: str) -> str:
    return MASK if name == "owner_id" and text else masked(text)
