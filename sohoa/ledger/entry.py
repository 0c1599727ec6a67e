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
from functools import cache
from hashlib import sha256
from json.encoder import encode_basestring
from typing import TypeAlias

#: What stands in a column.
Value: TypeAlias = str | int | None

#: Canonical for text and whole numbers (RFC 8785): keys in order, no white space, letters as they
#: are.
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
#: NUL, which not every database keeps: written as JSON or as it is (`catalogue.postgres.signs`).
_NUL = re.compile(r"\0|(?<!\\)((?:\\\\)*)\\u0000")
_NEVER = "\ufffd"
#: What an entry says beside the columns.
_KEY, _TABLE, _SEAL, _REST = "key", "table", "seal", "rest"
#: The column whose text is JSON, and the attribute of it that is forgotten whole.
_SAID, _FORGOTTEN = "said", "owner_id"
#: Of facts only those of papers have words that may be written over.
_FACTS, _FADING_KIND = "facts", "paper"


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows are entries, in the order of its key.

    Attributes:
        table: Its name, which entries bear.
        key: The column that counts its rows, from 1 upwards.
        clear: Columns that an entry says as they are: days, codes, digests, no personal words.
        sealed: Columns of which it bears a digest.
        subject: The column that names what it is about; empty for none.
        fading: What of the sealed a command may write over later (`adr/0038`): columns, or
            attributes of what `said` says. All else is sealed a second time, by itself (`rest`):
            so a row that was sealed anew can be shown to say the same in everything else.
    """

    table: str
    key: str
    clear: tuple[str, ...]
    sealed: tuple[str, ...]
    subject: str = ""
    fading: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them, the key first."""
        return (self.key, *self.clear, *self.sealed)


#: In the order in which the rows of one transaction are entered.
SOURCES = (
    Source("register_imports", "id", ("sha256", "imported_at"), ("file_name", "source")),
    Source("changes", "id", ("at", "act", "import_id"), ("person", "reason")),
    Source(
        "facts",
        "serial",
        ("kind", "subject", "true_from", "change_id"),
        ("said",),
        "subject",
        frozenset({"owner", "owner_id", "subject", "location", "exclusion"}),
    ),
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
        fading=frozenset({"locked"}),
    ),
    # A digest of what a document says (`document_seal`), whose salt can be deleted.
    Source("document_seals", "serial", ("document_id", "at"), ("digest", "marks"), "document_id"),
    Source("office_events", "serial", ("kind", "at", "said"), ("person",)),
)  # fmt: skip
BY_TABLE = {source.table: source for source in SOURCES}


def body_of(source: Source, row: Sequence[Value], salt: str) -> str:
    """Write the entry of a row, whose values come as `Source.columns` names them.

    >>> entry = body_of(BY_TABLE["changes"], [7, "2026-11-30", "edit", None, "An", "typo"], "0a")
    >>> entry.replace(seal(["An", "typo"], "0a"), "…")
    '{"act":"edit","at":"2026-11-30","import_id":null,"key":7,"seal":"…","table":"changes"}'
    """
    sealed = row[1 + len(source.clear) :]
    made = {_SEAL: seal(sealed, salt)}
    if source.fading:
        is_lasting = source.table == _FACTS and row[1] != _FADING_KIND
        made[_REST] = made[_SEAL] if is_lasting else seal(lasting(source, row), salt)
    layout, end = _layout(source.table)
    written = [
        f'{before}"{made[name]}"' if name in made else f"{before}{_written(row[at])}"
        for before, name, at in layout
    ]
    return f"{''.join(written)}{end}"


@cache
def _layout(table: str) -> tuple[Sequence[tuple[str, str, int]], str]:
    """What stands before each value of an entry, its name, its place in the row; and the end.

    Made once: a million rows are written, and read again, by it.
    """
    source = BY_TABLE[table]
    places = {name: at for at, name in enumerate(source.columns[: 1 + len(source.clear)])}
    places[_KEY] = places.pop(source.key)
    layout, before = list[tuple[str, str, int]](), "{"
    for name in sorted([*places, _TABLE, _SEAL, *([_REST] if source.fading else [])]):
        before += f'"{name}":'
        if name == _TABLE:
            before += f'"{table}"'
        else:
            layout.append((before, name, places.get(name, 0)))
            before = ""
        before += ","
    return layout, f"{before.removesuffix(',')}}}"


def lasting(source: Source, row: Sequence[Value]) -> list[Value]:
    """Give what of the sealed no command writes over, and whether the rest says anything.

    >>> lasting(BY_TABLE["facts"], [1, "paper", "SO-1", "", 1, '{"owner":"An","room":"A"}'])
    ['{"owner":true,"room":"A"}']
    """
    sealed = row[1 + len(source.clear) :]
    if source.table == _FACTS and row[1] != _FADING_KIND:
        return list(sealed)
    named = zip(source.sealed, sealed, strict=True)
    return [
        _without(value, source.fading) if name == _SAID else value
        for name, value in named
        if name not in source.fading
    ]


def _without(value: Value, fading: frozenset[str]) -> Value:
    try:
        said = json.loads(str(kept(value))) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return value
    if not isinstance(said, dict):
        return value
    # Of a number of an owner nothing stays, and nothing need: the attribute may go as a whole.
    said.pop(_FORGOTTEN, None)
    for name in fading:
        if name in said:
            said[name] = bool(said[name])
    return _WRITER.encode(said)


def seal(values: Sequence[Value], salt: str) -> str:
    """Give the digest of values that an entry does not say: SHA-256 of salt and values, in hex."""
    # As `_WRITER` does, in half the time: a million rows have two seals each.
    written = ",".join([encode_basestring(salt), *map(_written, values)])
    # Half of a letter can be written in JSON, and is no text that a program has made.
    return sha256(f"[{written}]".encode("utf-8", "surrogatepass")).hexdigest()


def _written(value: Value) -> str:
    plain = kept(value)
    if isinstance(plain, str):
        return encode_basestring(plain)
    if type(plain) is int:  # a truth is written as one
        return str(plain)
    return "null" if plain is None else _WRITER.encode(plain)


def kept(value: object) -> Value:
    """Give a value as every database keeps it."""
    if isinstance(value, str) and ("\0" in value or "\\u0000" in value):
        return _NUL.sub(lambda found: (found[1] or "") + _NEVER, value)
    # A file database keeps anything anywhere: what no program wrote is no value of its column.
    return value if isinstance(value, str | int) or value is None else repr(value)
