"""Counts of papers that are kept: what progress is computed from without reading a million."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sohoa.catalogue.column_types import LARGE, TEXT, short

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ALIKE = {
    "year": "r.year",
    "room": "r.room",
    "record_type": "r.record_type",
    "validity": "r.validity",
    "valid_until": "coalesce(r.valid_until, '')",
    "is_excluded": "r.exclusion <> ''",
    "is_digitized": "d.document_id IS NOT NULL",
    "is_proven": "coalesce(d.proof_problem, '') = ''",
    "is_born_digital": "coalesce(d.born_digital, false)",
}
_PAPERS = """register_records r LEFT JOIN documents d ON d.record_id = r.record_id
    AND d.state = 'archived' AND (d.kept_original OR d.signatures <> '[]')"""

_RARE = (
    (
        "ix_documents_untied",
        "documents",
        ["state", "year", "room", "digitized_since", "archived_at"],
        "state = 'archived' AND record_id IS NULL AND (kept_original OR signatures <> '[]')",
    ),
    ("ix_register_records_unlisted", "register_records", ["record_id"], "listing <> 'listed'"),
)


def upgrade() -> None:
    """Make the table, count every paper, and write into its row where it is counted."""
    names, values = ", ".join(_ALIKE), ", ".join(_ALIKE.values())
    op.create_table(
        "tallies",
        sa.Column("id", LARGE, nullable=False, autoincrement=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("room", TEXT, nullable=False),
        sa.Column("record_type", TEXT, nullable=False),
        sa.Column("validity", short(16), nullable=False),
        sa.Column("valid_until", short(10), nullable=False),
        sa.Column("is_excluded", sa.Boolean, nullable=False),
        sa.Column("is_digitized", sa.Boolean, nullable=False),
        sa.Column("is_proven", sa.Boolean, nullable=False),
        sa.Column("is_born_digital", sa.Boolean, nullable=False),
        sa.Column("count", LARGE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tallies"),
    )
    op.create_index("uq_tallies_alike", "tallies", list(_ALIKE), unique=True)
    op.add_column("register_records", sa.Column("tally", LARGE))
    for name, table, columns, rule in _RARE:
        where = sa.text(rule)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    connection = op.get_bind()
    connection.exec_driver_sql(
        f"INSERT INTO tallies (id, {names}, count)"  # noqa: S608 - from above
        f" SELECT row_number() OVER (ORDER BY {names}), {names}, papers FROM"
        f" (SELECT {', '.join(f'{value} AS {name}' for name, value in _ALIKE.items())},"
        f" count(*) AS papers FROM {_PAPERS} WHERE r.listing = 'listed'"
        f" GROUP BY {values}) AS counted"
    )
    alike = " AND ".join(f"t.{name} = ({value})" for name, value in _ALIKE.items())
    connection.exec_driver_sql(
        "UPDATE register_records SET tally = (SELECT t.id"  # noqa: S608 - from above
        f" FROM {_PAPERS} CROSS JOIN tallies t"
        f" WHERE r.serial = register_records.serial AND {alike}) WHERE listing = 'listed'"
    )
    connection.exec_driver_sql(
        "INSERT INTO counters (name, next) SELECT 'tally', 1 + max(id) FROM tallies"
        " HAVING max(id) IS NOT NULL"
    )
