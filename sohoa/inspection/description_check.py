"""Compares what the catalogue says of archived documents beside their facts with the last seals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.ledger.document_seal import SEALED, STATES, TABLES, digest_of, parts_otherwise

_ROWS = f"""SELECT {SEALED} FROM {TABLES}
    WHERE d.document_id > :after AND d.state || '' IN ({", ".join(f"'{one}'" for one in STATES)})
    ORDER BY d.document_id"""  # noqa: S608 - our own names
_SEALS = """SELECT document_id, at, salt, digest, marks FROM document_seals
    WHERE document_id > :after AND document_id <= :last ORDER BY document_id, serial"""
#: Their texts are in memory meanwhile.
_TOGETHER = 1_000

#: When it was made, its salt, the digest, and the marks of its parts.
_Seal = Sequence[str]


def check_descriptions(door: InspectionDoor) -> Iterator[Difference]:
    """Give the documents whose row, text or page fields are not as they were sealed last.

    That a document is there at all, and its seals, is compared elsewhere.
    """
    after = ""
    for rows in door.pages(_ROWS, after, together=_TOGETHER):
        last = str(rows[-1][0])
        seals = _seals(door, after, last)
        for row in rows:
            yield from _compare(row, seals.get(row[0], []))
        after = last


def _seals(door: InspectionDoor, after: str, last: str) -> dict[str, list[_Seal]]:
    found: dict[str, list[_Seal]] = {}
    query = _SEALS if after else _SEALS.replace("> :after", ">= :after")
    for name, *seal in door.rows(query, {"after": after, "last": last}):
        found.setdefault(name, []).append(seal)
    return found


def _compare(row: tuple[Any, ...], seals: Sequence[_Seal]) -> Iterator[Difference]:
    identity = str(row[0])
    if not seals:
        yield Difference("document-unsealed", identity)
        return
    at, salt, digest, marks = seals[-1]
    if digest_of(row, salt) != digest:
        what = ", ".join(parts_otherwise(row, str(salt), str(marks))) or "salt"
        yield Difference("document-words", identity, {"what": what, "since": str(at)})
    if not all(earlier for _at, earlier, *_digest in seals[:-1]):
        yield Difference("document-again", identity, {"at": str(at)})
