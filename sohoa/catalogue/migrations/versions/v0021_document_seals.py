"""Seals over what is said of documents; and facts of the levels that their signatures have."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from sohoa.catalogue.column_types import LARGE, TEXT, short

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TOGETHER = 1000
_LEVELS = ("PAdES-B-LTA", "PAdES-B-LT", "PAdES-B-T", "PAdES-B-B")
_JSON = {
    "documents": (
        "source_paths", "reason_details", "findings", "signatures", "page_says", "list_says",
        "register_says",
    ),
    "page_descriptions": ("fields",),
}  # fmt: skip
_RENEWED = (
    "SELECT substr(max(f.true_from), 1, 10) FROM facts f JOIN changes c ON c.id = f.change_id"
    " WHERE f.kind = 'document' AND f.subject = d.document_id AND c.act = 'renew'"
)
_SIGNED = (
    f"SELECT d.document_id, d.signatures, coalesce(({_RENEWED}), '') AS since FROM documents d"  # noqa: S608 - our own
    " WHERE d.archived_at IS NOT NULL AND d.document_id > :after"
    " ORDER BY d.document_id LIMIT :most"
)
_TAKE = sa.text(
    "INSERT INTO counters (name, next) VALUES (:name, 1 + :count)"
    " ON CONFLICT (name) DO UPDATE SET next = counters.next + :count RETURNING next"
)
_CHANGE = sa.text(
    "INSERT INTO changes (id, at, act, person, reason) VALUES (:id, :at, 'upgrade', '', '')"
)
_FACT = sa.text(
    "INSERT INTO facts (serial, kind, subject, said, true_from, change_id)"
    " VALUES (:serial, 'document', :subject, :said, :since, :change)"
)


def upgrade() -> None:
    """Make the table, and say of signatures what is said of them from now on.

    The seals themselves are made behind the last revision (`schema_upgrade.upgrade`), of text in
    the one form in which it is written today: another database gives it back in no other.
    """
    op.create_table(
        "document_seals",
        sa.Column("serial", LARGE, nullable=False, autoincrement=False),
        sa.Column("document_id", TEXT, nullable=False),
        sa.Column("at", short(25), nullable=False),
        sa.Column("salt", short(32), nullable=False),
        sa.Column("digest", short(64), nullable=False),
        sa.Column("marks", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_document_seals"),
    )
    op.create_index("ix_document_seals_document", "document_seals", ["document_id", "serial"])
    for table, columns in _JSON.items():
        _write_alike(table, columns)
    _say_levels()


def _write_alike(table: str, columns: Sequence[str]) -> None:
    """JSON that an earlier version wrote with blanks, or letters escaped, without them."""
    connection, listed = op.get_bind(), ", ".join(columns)
    query = f"SELECT document_id, {listed} FROM {table} WHERE document_id > :after"  # noqa: S608
    for name, *stored in _all(f"{query} ORDER BY document_id LIMIT :most"):
        written = [_written(one) for one in stored]
        changed = {
            column: now
            for column, now, before in zip(columns, written, stored, strict=True)
            if now != before
        }
        if changed:
            values = ", ".join(f"{column} = :{column}" for column in changed)
            statement = f"UPDATE {table} SET {values} WHERE document_id = :of_row"  # noqa: S608
            connection.execute(sa.text(statement), {**changed, "of_row": name})


def _written(stored: str) -> str:
    if stored in {"[]", "{}"}:
        return stored
    return json.dumps(json.loads(stored), ensure_ascii=False, separators=(",", ":"))


def _say_levels() -> None:
    """Of who was never renewed it was always this level; of others since the last time."""
    connection, change, told = op.get_bind(), 0, _all(_SIGNED)
    while some := [*islice(told, _TOGETHER)]:
        change = change or _begin()
        rows = [
            {
                "serial": serial,
                "subject": name,
                "said": json.dumps({"level": _level_of(signatures)}, separators=(",", ":")),
                "since": since,
                "change": change,
            }
            for serial, (name, signatures, since) in enumerate(some, start=_take("fact", len(some)))
        ]
        connection.execute(_FACT, rows)


def _level_of(signatures: str) -> str:
    named = {one.get("level") for one in json.loads(signatures)}
    return next((level for level in _LEVELS if level in named), "")


def _begin() -> int:
    connection = op.get_bind()
    number = _take("change", 1)
    last = connection.execute(sa.text("SELECT max(at) FROM changes")).scalar() or ""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    connection.execute(_CHANGE, {"id": number, "at": max(now, last)})
    return number


def _take(name: str, count: int) -> int:
    following = op.get_bind().execute(_TAKE, {"name": name, "count": count}).scalar_one()
    return int(following) - count


def _all(query: str) -> Iterator[Any]:
    connection, statement, after = op.get_bind(), sa.text(query), ""
    while rows := connection.execute(statement, {"after": after, "most": _TOGETHER}).fetchall():
        after = rows[-1][0]
        yield from rows
