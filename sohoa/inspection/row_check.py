"""Compares every row of the tables that are only added to with its entry in the ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import BEHIND, InspectionDoor
from sohoa.ledger.entry import BY_TABLE, SOURCES, Source, body_of, seal

_ENTRIES = """SELECT key, position, salt, body FROM ledger_entries
    WHERE source = :source AND key > :after AND key <= :last ORDER BY key, position"""
#: Of tables that are no sources: an entry that nothing can have made.
_NAMED = "SELECT DISTINCT source FROM ledger_entries"
_OF_SOURCE = "SELECT key, position FROM ledger_entries WHERE source = :source ORDER BY position"
#: Before all numbers of rows.
_BEFORE = -BEHIND

_Entry = tuple[int, str, str]


def check_rows(door: InspectionDoor) -> Iterator[Difference]:
    """Give the rows that were changed, taken out or put in since, table by table."""
    for source in SOURCES:
        yield from _check(door, source)
    for (table,) in door.rows(_NAMED, {}):
        if table not in BY_TABLE:
            for key, position in door.rows(_OF_SOURCE, {"source": table}):
                details = {"table": table, "key": key, "position": position}
                yield Difference("row-missing", "", details)


def _check(door: InspectionDoor, source: Source) -> Iterator[Difference]:
    query = (
        f"SELECT {', '.join(source.columns)} FROM {source.table}"  # noqa: S608 - our own names
        f" WHERE {source.key} > :after ORDER BY {source.key}"
    )
    after = _BEFORE
    for rows in door.pages(query, _BEFORE):
        last = rows[-1][0]
        yield from _compare(source, rows, _entries(door, source, after, last))
        after = last
    yield from _compare(source, (), _entries(door, source, after, BEHIND))


def _entries(
    door: InspectionDoor, source: Source, after: int, last: int
) -> defaultdict[int, list[_Entry]]:
    found = defaultdict[int, list[_Entry]](list)
    asked = {"source": source.table, "after": after, "last": last}
    for key, *entry in door.rows(_ENTRIES, asked):
        found[key].append(tuple(entry))
    return found


def _compare(
    source: Source, rows: Sequence[tuple[Any, ...]], entries: defaultdict[int, list[_Entry]]
) -> Iterator[Difference]:
    for row in rows:
        of_row = entries.pop(row[0], None)
        if of_row is None:
            yield Difference("row-added", _subject(source, row), _named(source, row[0]))
            continue
        position, salt, body = of_row[-1]
        if len(of_row) > 1:
            details = {**_named(source, row[0]), "position": position}
            yield Difference("row-again", _subject(source, row), details)
        if body_of(source, row, salt) != body:
            details = {**_named(source, row[0]), "position": position}
            what = ", ".join(_changed(source, row, salt, body)) or source.table
            yield Difference("row-changed", _subject(source, row), {**details, "what": what})
    for key, of_row in sorted(entries.items()):
        position, _salt, body = of_row[-1]
        subject = str(_said(body).get(source.subject, "")) if source.subject else ""
        yield Difference("row-missing", subject, {**_named(source, key), "position": position})


def _changed(source: Source, row: Sequence[Any], salt: str, body: str) -> Iterator[str]:
    """The columns that are not as they were; what is sealed is one, for its digest is."""
    said, behind = _said(body), 1 + len(source.clear)
    for name, value in zip(source.clear, row[1:behind], strict=True):
        if said.get(name) != value:
            yield name
    if said.get("seal") != seal(row[behind:], salt):
        yield "/".join(source.sealed)


def _said(body: str) -> dict[str, Any]:
    """What an entry says; one that was written over may say nothing."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _subject(source: Source, row: Sequence[Any]) -> str:
    return str(row[source.columns.index(source.subject)]) if source.subject else ""


def _named(source: Source, key: int) -> dict[str, str | int]:
    return {"table": source.table, "key": key}
