"""Facts with two times: what is said of papers and records, from when it holds, and who said it.

What the catalogue knew before is recorded as it came to know it: papers with their import, records
with the days of their archiving, of their end, and of their last verification.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from sohoa.domain.vietnam_time import day_of
from sohoa.domain.vietnamese import fold, squeeze

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_PAPER = (
    "serial", "record_id", "room", "record_type", "number", "number_key", "formed", "year",
    "subject", "owner", "location", "sheets", "validity", "valid_until", "exclusion",
)  # fmt: skip
_SAID = (
    "number", "record_type", "subject", "owner", "sheets", "room", "location", "validity",
    "valid_until", "exclusion", "formed",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables, and record what is known."""
    op.add_column(
        "register_imports", sa.Column("source", sa.Text, nullable=False, server_default="")
    )
    op.add_column("register_rows", sa.Column("room", sa.Text, nullable=False, server_default=""))
    op.add_column("register_rows", sa.Column("settled_at", sa.String(25)))
    op.execute(
        "UPDATE register_rows SET settled_at = (SELECT i.imported_at FROM register_rows h"
        " JOIN register_imports i ON i.id = h.import_id WHERE h.id = register_rows.replaced_by)"
        " WHERE replaced_by IS NOT NULL"
    )
    _records_made_anew()
    _facts_tables()
    _count_on()
    _record_what_is_known()


def _records_made_anew() -> None:
    """Without the rule that no two papers say the same of themselves.

    References to the table are looked at when the transaction ends, and hold again then.
    """
    connection = op.get_bind()
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    listed = ", ".join(_PAPER)
    connection.exec_driver_sql(
        f"CREATE TABLE papers_kept AS SELECT {listed} FROM register_records"  # noqa: S608
    )
    op.drop_table("register_records")
    _records()
    connection.exec_driver_sql(
        f"INSERT INTO register_records ({listed}) SELECT {listed} FROM papers_kept"  # noqa: S608
    )
    op.drop_table("papers_kept")
    op.create_index("ix_register_records_number_key", "register_records", ["number_key"])
    op.create_index("ix_register_records_owner_key", "register_records", ["owner_key"])
    owners = connection.exec_driver_sql("SELECT DISTINCT owner FROM register_records").scalars()
    for owner in owners.all():
        connection.execute(
            sa.text("UPDATE register_records SET owner_key = :key WHERE owner = :owner"),
            {"key": fold(squeeze(owner)), "owner": owner},
        )


def _records() -> None:
    op.create_table(
        "register_records",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("record_id", sa.String(16), nullable=False),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("record_type", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("number_key", sa.Text, nullable=False),
        sa.Column("formed", sa.String(10), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("sheets", sa.Integer),
        sa.Column("validity", sa.String(16), nullable=False),
        sa.Column("valid_until", sa.String(10)),
        sa.Column("exclusion", sa.Text, nullable=False),
        sa.Column("listing", sa.String(16), nullable=False, server_default="listed"),
        sa.Column("merged_into", sa.Text, nullable=False, server_default=""),
        sa.Column("owner_key", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("serial", name="pk_register_records"),
        sa.UniqueConstraint("record_id", name="uq_register_records_record_id"),
        sa.CheckConstraint(
            "listing IN ('listed', 'withdrawn', 'merged')", name="ck_register_records_listing"
        ),
    )


def _facts_tables() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.String(25), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("import_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_imports.id"], name="fk_changes_import_id"
        ),
    )
    op.create_index("ix_changes_at", "changes", ["at"])
    op.create_table(
        "facts",
        sa.Column("serial", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("said", sa.JSON, nullable=False),
        sa.Column("true_from", sa.String(10), nullable=False),
        sa.Column("change_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("serial", name="pk_facts"),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name="fk_facts_change_id"),
    )
    op.create_index("ix_facts_change_id", "facts", ["change_id"])
    op.create_index("ix_facts_subject", "facts", ["kind", "subject", "serial"])
    op.create_table(
        "counters",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("next", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _count_on() -> None:
    connection = op.get_bind()
    for name, table, column in (
        ("paper", "register_records", "serial"),
        ("register_row", "register_rows", "id"),
    ):
        last = connection.exec_driver_sql(f"SELECT max({column}) FROM {table}").scalar()  # noqa: S608
        if last:
            connection.execute(
                sa.text("INSERT INTO counters (name, next) VALUES (:name, :next)"),
                {"name": name, "next": last + 1},
            )


def _record_what_is_known() -> None:
    connection = op.get_bind()
    told = [*_papers(connection), *_documents(connection)]
    # By instant; what came in one act stays one change.
    numbers: dict[tuple[str, str, int | None], int] = {}
    for at, act, import_id, kind, subject, said, true_from, person, reason in sorted(
        told, key=lambda one: one[0]
    ):
        key = (at, act if import_id else subject, import_id)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            connection.execute(
                sa.text(
                    "INSERT INTO changes (id, at, act, person, reason, import_id)"
                    " VALUES (:id, :at, :act, :person, :reason, :import_id)"
                ),
                {"id": numbers[key], "at": at, "act": act, "person": person, "reason": reason}
                | {"import_id": import_id},
            )
        connection.execute(
            sa.text(
                "INSERT INTO facts (kind, subject, said, true_from, change_id)"
                " VALUES (:kind, :subject, :said, :true_from, :change_id)"
            ),
            {
                "kind": kind,
                "subject": subject,
                "said": json.dumps(said, ensure_ascii=False, separators=(",", ":")),
                "true_from": true_from,
                "change_id": numbers[key],
            },
        )


#: Instant, act, import, kind, subject, what is said, from when, by whom, why.
_Told = tuple[str, str, int | None, str, str, dict[str, str], str, str, str]


def _papers(connection: sa.Connection) -> Iterator[_Told]:
    rows = connection.exec_driver_sql(
        "SELECT r.*, i.id AS import_id, i.imported_at FROM register_records r"
        " LEFT JOIN (SELECT record_id, min(import_id) AS first FROM register_rows"
        "   WHERE record_id IS NOT NULL GROUP BY record_id) w ON w.record_id = r.record_id"
        " LEFT JOIN register_imports i ON i.id = w.first ORDER BY r.serial"
    )
    for row in rows.mappings().all():
        said = {name: "" if row[name] is None else str(row[name]) for name in _SAID}
        said["listing"] = "listed"
        at = row["imported_at"] or "1970-01-01T00:00:00+00:00"
        yield at, "upgrade", row["import_id"], "paper", row["record_id"], said, "", "", ""


def _documents(connection: sa.Connection) -> Iterator[_Told]:
    rows = connection.exec_driver_sql(
        "SELECT * FROM documents WHERE archived_at IS NOT NULL"
        " AND state IN ('archived', 'replaced', 'withdrawn') ORDER BY document_id"
    )
    for row in rows.mappings().all():
        name, at = row["document_id"], row["archived_at"]
        yield at, "archive", None, "document", name, _archived(row), _day(at), "", ""
        if ended := row["retired_at"]:
            said = {"state": row["state"]}
            who, why = row["retired_by"], row["retired_reason"]
            yield ended, "retire", None, "document", name, said, _day(ended), who, why
        if row["proof_problem"] and (checked := row["proof_checked_at"]):
            said = {"problem": row["proof_problem"]}
            yield checked, "verify", None, "document", name, said, _day(checked), "", ""


def _archived(row: Any) -> dict[str, str]:
    is_signed = row["kept_original"] or row["signatures"] != "[]"
    return {
        "state": "archived",
        "record": row["record_id"] or "",
        "digitized": row["digitized_since"] or row["archived_at"],
        "year": str(row["year"] or ""),
        "room": row["room"],
        "signed": "1" if is_signed else "",
        "born_digital": "1" if row["born_digital"] else "",
        "problem": "",
    }


def _day(at: str) -> str:
    return day_of(dt.datetime.fromisoformat(at)).isoformat()
