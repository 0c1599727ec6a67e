"""What is searched by: numbers without their strokes, days, rooms and types; on both databases.

On a server also the words of a text in their order, by which phrases are found.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from sohoa.catalogue.letters import WORD, exact_form, folded_form
from sohoa.domain.identifiers import joined_number

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_INDEXED = ("number_joined", "formed", "room", "record_type")
_TOGETHER = 500
_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
#: The longest word that an index on a server compares.
_LETTERS = 100


def upgrade() -> None:
    """Add the columns, fill them from what is there, and index them."""
    for table in ("documents", "register_records"):
        op.add_column(table, sa.Column("number_joined", _TEXT, nullable=False, server_default=""))
        _join_numbers(table)
        for column in _INDEXED:
            op.create_index(f"ix_{table}_{column}", table, [column])
    if op.get_bind().dialect.name == "postgresql":
        _keep_words_in_order()


def _join_numbers(table: str) -> None:
    """Each number once, by its index."""
    connection = op.get_bind()
    keys = connection.exec_driver_sql(
        f"SELECT DISTINCT number_key FROM {table} WHERE number_key <> ''"  # noqa: S608 - from above
    ).scalars()
    told = [{"key": key, "joined": joined_number(key)} for key in keys.all()]
    statement = sa.text(
        f"UPDATE {table} SET number_joined = :joined WHERE number_key = :key"  # noqa: S608 - from above
    )
    if told:
        connection.execute(statement, told)


def _keep_words_in_order() -> None:
    said = {
        "document_search": "SELECT serial, text AS said FROM document_texts",
        "register_search": "SELECT serial, concat_ws(E'\\n', nullif(number, ''),"
        " nullif(record_type, ''), nullif(subject, ''), nullif(owner, ''), nullif(room, ''))"
        " AS said FROM register_records",
    }
    connection = op.get_bind()
    for table, texts in said.items():
        for column in ("exact", "folded"):
            op.add_column(table, sa.Column(column, _TEXT, nullable=False, server_default=""))
        page = sa.text(
            f"SELECT t.serial, t.said FROM ({texts}) AS t JOIN {table} s ON s.serial = t.serial"  # noqa: S608 - from above
            " WHERE t.serial > :after ORDER BY t.serial LIMIT :most"
        )
        fill = sa.text(
            f"UPDATE {table} SET exact = :exact, folded = :folded WHERE serial = :serial"  # noqa: S608 - from above
        )
        after = -1
        while rows := connection.execute(page, {"after": after, "most": _TOGETHER}).all():
            connection.execute(fill, [_in_order(*row) for row in rows])
            after = rows[-1][0]


def _in_order(serial: int, said: str) -> dict[str, Any]:
    return {
        "serial": serial,
        "exact": _words(exact_form(said)),
        "folded": _words(folded_form(said)),
    }


def _words(form: str) -> str:
    return f" {' '.join(word[:_LETTERS] for word in WORD.findall(form))} "
