"""The ledger; and facts of what it is to bear witness to: files in the archive, rows in error."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from sohoa.catalogue.column_types import LARGE, STORED, TEXT, short
from sohoa.catalogue.postgres import copied_in

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TOGETHER = 1000
_FILES = (
    "SELECT document_id, sha256, receipt_sha256, reading_sha256, content_sha256, file_code,"
    " ordinal, archived_on, number, formed, record_type, page_count FROM documents"
    " WHERE archived_at IS NOT NULL AND document_id > :after"
    " ORDER BY document_id LIMIT :most"
)
_ROWS = (
    "SELECT id, outcome, room FROM register_rows"
    " WHERE outcome IN ('error', 'corrected') AND id > :after ORDER BY id LIMIT :most"
)
_TAKE = sa.text(
    "INSERT INTO counters (name, next) VALUES (:name, 1 + :count)"
    " ON CONFLICT (name) DO UPDATE SET next = counters.next + :count RETURNING next"
)
_CHANGE = sa.text(
    "INSERT INTO changes (id, at, act, person, reason) VALUES (:id, :at, 'upgrade', '', '')"
)
_NAMES = ("serial", "kind", "subject", "said", "true_from", "change_id")
_FACT = sa.text(
    f"INSERT INTO facts ({', '.join(_NAMES)}) VALUES (:{', :'.join(_NAMES)})"  # noqa: S608 - our own names
)


def upgrade() -> None:
    """Make the tables, and say of what is there what is said of everything from now on.

    The entries themselves are made behind the last revision (`schema_upgrade.upgrade`).
    """
    op.create_table(
        "office_events",
        sa.Column("serial", LARGE, nullable=False, autoincrement=False),
        sa.Column("kind", short(16), nullable=False),
        sa.Column("at", short(25), nullable=False),
        sa.Column("said", STORED, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_office_events"),
    )
    op.create_index("ix_office_events_kind", "office_events", ["kind"])
    op.create_table(
        "ledger_entries",
        sa.Column("position", LARGE, nullable=False, autoincrement=False),
        sa.Column("source", short(32), nullable=False),
        sa.Column("key", LARGE, nullable=False),
        sa.Column("salt", short(32), nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_ledger_entries"),
    )
    op.create_index("ix_ledger_entries_row", "ledger_entries", ["source", "key"])
    op.create_table(
        "ledger_peaks",
        sa.Column("height", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("digest", short(64), nullable=False),
        sa.PrimaryKeyConstraint("height", name="pk_ledger_peaks"),
    )
    _say(_files())
    _say(_rows())


def _files() -> Iterator[tuple[str, str, dict[str, str], str]]:
    for row in _all(_FILES, ""):
        said = {
            "sha256": row.sha256,
            "receipt": row.receipt_sha256,
            "reading": row.reading_sha256,
            "master": row.content_sha256,
            "place": f"{row.file_code}/{row.ordinal}",
            "number": row.number,
            "formed": row.formed,
            "record_type": row.record_type,
            "pages": str(row.page_count or ""),
        }
        yield "document", row.document_id, said, row.archived_on or ""


def _rows() -> Iterator[tuple[str, str, dict[str, str], str]]:
    for row in _all(_ROWS, 0):
        yield "row", str(row.id), {"outcome": row.outcome, "room": row.room}, ""


def _all(query: str, after: Any) -> Iterator[Any]:
    connection, statement = op.get_bind(), sa.text(query)
    while rows := connection.execute(statement, {"after": after, "most": _TOGETHER}).fetchall():
        after = rows[-1][0]
        yield from rows


def _say(told: Iterator[tuple[str, str, dict[str, str], str]]) -> None:
    """Record facts by one change, which there is only if there are any."""
    connection, change, some = op.get_bind(), 0, list[dict[str, Any]]()
    for kind, subject, said, since in told:
        change = change or _begin()
        written = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        some.append({"kind": kind, "subject": subject, "said": written, "true_from": since})
        if len(some) == _TOGETHER:
            _enter(connection, some, change)
            some = []
    if some:
        _enter(connection, some, change)


def _begin() -> int:
    connection = op.get_bind()
    number = _take("change", 1)
    last = connection.execute(sa.text("SELECT max(at) FROM changes")).scalar() or ""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    connection.execute(_CHANGE, {"id": number, "at": max(now, last)})
    return number


def _enter(connection: sa.Connection, some: list[dict[str, Any]], change: int) -> None:
    first = _take("fact", len(some))
    rows = [{**one, "serial": first + at, "change_id": change} for at, one in enumerate(some)]
    if connection.dialect.name == "postgresql":
        values = ([row[name] for name in _NAMES] for row in rows)
        copied_in.copy_rows(copied_in.cursor_of(connection), "facts", _NAMES, values)
    else:
        connection.execute(_FACT, rows)


def _take(name: str, count: int) -> int:
    following = op.get_bind().execute(_TAKE, {"name": name, "count": count}).scalar_one()
    return int(following) - count
