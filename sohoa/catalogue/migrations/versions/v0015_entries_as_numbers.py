"""On a server the index of words holds numbers, which cost it half of what words do.

Made of the words in their order, which stand beside the table since 0012.
"""
# ruff: noqa: S608 - the statements are ours

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from alembic import op

from sohoa.domain.vietnamese import fold

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TOGETHER = 500
_MOST_TIMES = 999
_INDEXED = "array_append(entries, -1 - serial / 2048)"
_THREE = struct.Struct(">3q")


def upgrade() -> None:
    """Make the entries anew, then the index."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for table in ("document_search", "register_search"):
        for statement in (
            f"DROP INDEX ix_{table}_words",
            f"ALTER TABLE {table} DROP COLUMN words, DROP COLUMN often, ALTER exact DROP DEFAULT,"
            " ALTER folded DROP DEFAULT, ADD COLUMN entries bigint[] NOT NULL DEFAULT '{}',"
            " ADD COLUMN often bigint[] NOT NULL DEFAULT '{}'",
            f"ALTER TABLE {table} ALTER entries DROP DEFAULT, ALTER often DROP DEFAULT,"
            " ALTER entries SET STORAGE EXTERNAL, ALTER often SET STORAGE EXTERNAL,"
            " ALTER entries SET STATISTICS 0, ALTER often SET STATISTICS 0",
        ):
            op.execute(statement)
        _fill(connection, table)
        op.execute(f"CREATE INDEX ix_{table}_words ON {table} USING gin (({_INDEXED}))")
        op.execute(f"ALTER INDEX ix_{table}_words ALTER 1 SET STATISTICS 0")


def _fill(connection: sa.Connection, table: str) -> None:
    page = sa.text(
        f"SELECT serial, exact, folded FROM {table}"
        " WHERE serial > :after ORDER BY serial LIMIT :most"
    )
    fill = sa.text(
        f"UPDATE {table} SET entries = CAST(:entries AS bigint[]),"
        " often = CAST(:often AS bigint[]), times = CAST(:times AS smallint[])"
        " WHERE serial = :serial"
    )
    after = -1
    while rows := connection.execute(page, {"after": after, "most": _TOGETHER}).all():
        connection.execute(fill, [_row(*row) for row in rows])
        after = rows[-1][0]


def _row(serial: int, exact: str, folded: str) -> dict[str, Any]:
    words = folded.split()
    times = Counter(_parts(word)[0] for word in words)
    times.update(_parts(f"={word}")[0] for word in exact.split() if fold(word) != word)
    pairs = {_parts(first)[1] ^ _parts(second)[2] for first, second in pairwise(words)}
    often = {entry: min(count, _MOST_TIMES) for entry, count in times.items() if count > 1}
    return {
        "serial": serial,
        "entries": _list({*times, *pairs}),
        "often": _list(often),
        "times": _list(often.values()),
    }


@lru_cache(maxsize=1 << 16)
def _parts(word: str) -> tuple[int, int, int]:
    """The entry of a word, and its shares in pairs in which it stands first, or behind."""
    alone, first, behind = _THREE.unpack_from(hashlib.sha256(word.encode()).digest())
    return alone, first, behind


def _list(values: Any) -> str:
    return "{" + ",".join(map(str, values)) + "}"
