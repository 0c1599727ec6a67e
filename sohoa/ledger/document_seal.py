"""What the catalogue says of an archived document beside its facts, and the seal over it.

Facts say what figures count. All else that people read of a document (its subject and owner, its
signatures, what was found, its texts) may be completed later, and the owner's name may have to be
deleted by law: so no entry of the ledger bears it, but a digest of all of it with a salt of its
own, made anew each time it changes. Who deletes words deletes the salts of earlier seals, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType

from sohoa.ledger.entry import Value, kept

#: What is told of as one → the columns of it, as `SEALED` gives them.
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "subject": ("d.subject",),
    "owner": ("d.owner",),
    "sheets": ("d.sheets",),
    "number_key": ("d.number_key", "d.number_joined"),
    "signatures": (
        "CASE WHEN d.kept_original THEN 1 ELSE 0 END", "d.signatures", "d.signers", "d.generation",
        "d.provable_until",
    ),
    "findings": ("d.findings", "d.confidence"),
    "witnesses": ("d.page_says", "d.list_says", "d.register_says"),
    "batch": ("d.batch", "d.phase", "d.source_name", "d.source_paths"),
    "size": ("d.size_bytes", "d.reading_bytes"),
    "custody": (
        "d.predecessor_id", "d.successor_id", "d.retired_at", "d.retired_by", "d.retired_reason",
        "d.reason_code", "d.reason_details", "d.events_sha256",
    ),
    "text": ("t.text",),
    "fields": ("p.layout", "p.fields"),
})  # fmt: skip
#: The columns that are sealed, behind the document's id; and the tables in which they stand.
SEALED = ", ".join(["d.document_id", *(name for part in PARTS.values() for name in part)])
TABLES = """documents d LEFT JOIN document_texts t ON t.document_id = d.document_id
    LEFT JOIN page_descriptions p ON p.document_id = d.document_id"""
#: The states of a document whose row is sealed.
STATES = ("archived", "replaced", "withdrawn")
SALT_BYTES = 16

#: Compact, with letters as they are; one for all.
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
#: Written so, or written so within: what one database keeps and another does not (`entry.kept`).
_NUL = "\\u0000"
#: So much of a part's digest is kept: it names what changed, and proves nothing.
_MARK = 8


def digest_of(row: Sequence[object], salt: str) -> str:
    """Give the digest of a row of `SEALED` in `TABLES`: SHA-256 of salt and values, in hex."""
    return sha256(_written([salt, *row])).hexdigest()


def marks_of(row: Sequence[object], salt: str) -> str:
    """Give the beginnings of the digests of its parts, by which a change can be named.

    >>> len(marks_of([None] * 30, "0a").split()) == len(PARTS)
    True
    """
    marks, first = list[str](), 1
    for name, columns in PARTS.items():
        values = row[first : first + len(columns)]
        marks.append(sha256(_written([salt, name, *values])).hexdigest()[:_MARK])
        first += len(columns)
    return " ".join(marks)


def parts_otherwise(row: Sequence[object], salt: str, marks: str) -> list[str]:
    """Name the parts of a row that are not those whose marks were kept."""
    pairs = zip(PARTS, marks_of(row, salt).split(), marks.split(), strict=False)
    return [name for name, now, then in pairs if now != then]


def _written(values: Sequence[object]) -> bytes:
    try:
        written = _WRITER.encode(values)
    except TypeError:  # a file database keeps anything anywhere
        written = _NUL
    if _NUL in written:
        written = _WRITER.encode([_plain(value) for value in values])
    return written.encode("utf-8", "surrogatepass")


def _plain(value: object) -> Value | float:
    return value if isinstance(value, float) else kept(value)
