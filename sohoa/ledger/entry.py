"""What an entry of the ledger says of a row, and how: canonical JSON, personal words sealed.

Every table that is only added to is a source: each of its rows is one entry. What may be a person's
name or words stands in an entry as a digest with a salt of its own (`seal`), and the salt beside
the entry: where both the words and the salt are deleted, nobody can guess the words from the
digest, and the entry, the tree and every proof stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

#: What stands in a column.
Value: TypeAlias = str | int | None

#: Canonical for text and whole numbers (RFC 8785): keys in order, no white space, letters as they
#: are.
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
#: NUL, which not every database keeps: written as JSON or as it is (`catalogue.postgres.signs`).
_NUL = re.compile(r"\0|(?<!\\)((?:\\\\)*)\\u0000")
_NEVER = "\ufffd"


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows are entries, in the order of its key.

    Attributes:
        table: Its name, which entries bear.
        key: The column that counts its rows, from 1 upwards.
        clear: Columns that an entry says as they are: days, codes, digests, no personal words.
        sealed: Columns of which it bears a digest.
        subject: The column that names what it is about; empty for none.
    """

    table: str
    key: str
    clear: tuple[str, ...]
    sealed: tuple[str, ...]
    subject: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them, the key first."""
        return (self.key, *self.clear, *self.sealed)


#: In the order in which the rows of one transaction are entered.
SOURCES = (
    Source("register_imports", "id", ("sha256", "imported_at"), ("file_name", "source")),
    Source("changes", "id", ("at", "act", "import_id"), ("person", "reason")),
    Source("facts", "serial", ("kind", "subject", "true_from", "change_id"), ("said",), "subject"),
    Source(
        "record_events",
        "serial",
        (
            "document_id", "event_type", "detail", "at", "agent", "related_document",
            "related_sha256",
        ),
        ("person", "reason"),
        "document_id",
    ),
    Source(
        "decisions",
        "serial",
        ("document_id", "successor_id", "content_sha256", "decided_at"),
        ("person", "reason"),
        "document_id",
    ),
    Source(
        "paper_decisions",
        "serial",
        (
            "document_id", "record_id", "content_sha256", "decided_by", "decided_at", "seen",
            "seconds",
        ),
        ("person", "reason"),
        "document_id",
    ),
    Source(
        "lookups",
        "serial",
        ("at", "day", "record_type", "found", "apart"),
        ("locked", "person", "purpose"),
    ),
    Source("office_events", "serial", ("kind", "at", "said"), ("person",)),
)  # fmt: skip
BY_TABLE = {source.table: source for source in SOURCES}


def body_of(source: Source, row: Sequence[Value], salt: str) -> str:
    """Write the entry of a row, whose values come as `Source.columns` names them.

    >>> entry = body_of(BY_TABLE["changes"], [7, "2026-11-30", "edit", None, "An", "typo"], "0a")
    >>> entry.replace(seal(["An", "typo"], "0a"), "…")
    '{"act":"edit","at":"2026-11-30","import_id":null,"key":7,"seal":"…","table":"changes"}'
    """
    said: dict[str, Value] = {"table": source.table, "key": row[0]}
    behind = 1 + len(source.clear)
    for name, value in zip(source.clear, row[1:behind], strict=True):
        said[name] = _kept(value)
    said["seal"] = seal(row[behind:], salt)
    return _WRITER.encode(said)


def seal(values: Sequence[Value], salt: str) -> str:
    """Give the digest of values that an entry does not say: SHA-256 of salt and values, in hex."""
    written = _WRITER.encode([salt, *(_kept(value) for value in values)])
    return sha256(written.encode()).hexdigest()


def _kept(value: Value) -> Value:
    """A value as every database keeps it."""
    if isinstance(value, str) and ("\0" in value or "\\u0000" in value):
        return _NUL.sub(lambda found: (found[1] or "") + _NEVER, value)
    # A file database keeps anything anywhere: what no program wrote is no value of its column.
    return value if isinstance(value, str | int) or value is None else repr(value)
