"""Compares every row of the tables that are only added to with its entry in the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import BEFORE, BEHIND, InspectionDoor
from sohoa.inspection.recorded import read_event
from sohoa.ledger.entry import BY_TABLE, SOURCES, Source, Value, body_of, lasting, seal

_ENTRIES = """SELECT key, position, salt, body FROM ledger_entries
    WHERE source = :source AND key > :after AND key <= :last ORDER BY key, position"""
#: Of tables that are no sources: an entry that nothing can have made.
_NAMED = "SELECT DISTINCT source FROM ledger_entries"
_OF_SOURCE = "SELECT key, position FROM ledger_entries WHERE source = :source ORDER BY position"

#: Decisions that were let go of with a scan that may be secret, and nothing else; of what is
#: archived none may be.
_FADING = "paper_decisions"
_FORGOTTEN = "SELECT said FROM office_events WHERE kind = 'forgotten'"
_ARCHIVED = """SELECT 1 FROM documents WHERE document_id = :about
    AND state || '' IN ('archived', 'replaced', 'withdrawn')"""

_Entry = tuple[Any, ...]
#: A row, and the position at which it was entered first.
_Entered = tuple[tuple[Any, ...], int]


def check_rows(door: InspectionDoor) -> Iterator[Difference]:
    """Give the rows that were changed, taken out or put in since, table by table."""
    forgotten = _forgotten(door)
    for source in SOURCES:
        for one in _check(door, source):
            is_forgotten = one.code == "row-missing" and source.table == _FADING
            if is_forgotten and one.details["key"] in forgotten:
                yield _as_forgotten(door, one)
            else:
                yield one
    for (table,) in door.rows(_NAMED, {}):
        if table not in BY_TABLE:
            for key, position in door.rows(_OF_SOURCE, {"source": table}):
                details = {"table": table, "key": key, "position": position}
                yield Difference("row-missing", "", details)


def _forgotten(door: InspectionDoor) -> set[int]:
    """The numbers of decisions of which it was entered that they went."""
    events = [read_event(said) for (said,) in door.rows(_FORGOTTEN, {})]
    return {key for said in events if said.get("table") == _FADING for key in _keys(said)}


def _keys(said: Mapping[str, Any]) -> list[int]:
    keys = said.get("keys")
    return [key for key in keys if isinstance(key, int)] if isinstance(keys, list) else []


def _as_forgotten(door: InspectionDoor, one: Difference) -> Difference:
    if door.rows(_ARCHIVED, {"about": one.record}):
        return one
    return replace(one, code="row-forgotten")


def _check(door: InspectionDoor, source: Source) -> Iterator[Difference]:
    query = (
        f"SELECT {', '.join(source.columns)} FROM {source.table}"  # noqa: S608 - our own names
        f" WHERE {source.key} > :after ORDER BY {source.key}"
    )
    after, before = BEFORE, list[_Entered]()
    for rows in door.pages(query, BEFORE):
        last = rows[-1][0]
        entries = _entries(door, source, after, last)
        first = [(row, entries[row[0]][0][0]) for row in rows if entries[row[0]]]
        yield from _late(source, before, first)
        before = first[-1:]
        yield from _compare(source, rows, entries)
        after = last
    yield from _compare(source, (), _entries(door, source, after, BEHIND))


def _late(
    source: Source, before: Sequence[_Entered], entered: Sequence[_Entered]
) -> Iterator[Difference]:
    """Rows are entered in the order of their numbers: one that is not was put between others."""
    for (row, position), (_next, following) in pairwise([*before, *entered]):
        if position > following:
            details = {**_named(source, row[0]), "position": position}
            yield Difference("row-late", _subject(source, row), details)


def _entries(
    door: InspectionDoor, source: Source, after: int, last: int
) -> defaultdict[int, list[_Entry]]:
    found = defaultdict[int, list[_Entry]](list)
    asked = {"source": source.table, "after": after, "last": last}
    for key, position, salt, body in door.rows(_ENTRIES, asked):
        found[key].append((position, str(salt), body))  # a file keeps anything anywhere
    return found


def _compare(
    source: Source, rows: Sequence[tuple[Any, ...]], entries: defaultdict[int, list[_Entry]]
) -> Iterator[Difference]:
    for row in rows:
        of_row = entries.pop(row[0], None)
        if not of_row:
            yield Difference("row-added", _subject(source, row), _named(source, row[0]))
            continue
        position, salt, body = of_row[-1]
        if len(of_row) > 1:
            yield from _sealed_anew(source, row, of_row)
        if body_of(source, row, salt) != body:
            details = {**_named(source, row[0]), "position": position}
            what = ", ".join(_changed(source, row, salt, body)) or source.table
            yield Difference("row-changed", _subject(source, row), {**details, "what": what})
    for key, of_row in sorted(entries.items()):
        position, _salt, body = of_row[-1]
        subject = str(_said(body).get(source.subject, "")) if source.subject else ""
        yield Difference("row-missing", subject, {**_named(source, key), "position": position})


def _sealed_anew(
    source: Source, row: tuple[Any, ...], entries: Sequence[_Entry]
) -> Iterator[Difference]:
    """A row may be sealed anew where its words fade; in all else it is what it was each time."""
    for position, salt, body in entries[:-1]:
        said = _said(body)
        what = [name for name in source.clear if said.get(name) != row[source.columns.index(name)]]
        if said.get("rest" if source.fading else "seal") != seal(_lasting(source, row), salt):
            what.append("/".join(source.sealed))
        if what:
            details = {**_named(source, row[0]), "position": position, "what": ", ".join(what)}
            yield Difference("row-changed", _subject(source, row), details)
    details = {**_named(source, row[0]), "position": entries[-1][0]}
    yield Difference("row-again", _subject(source, row), details)


def _lasting(source: Source, row: tuple[Any, ...]) -> Sequence[Value]:
    return lasting(source, row) if source.fading else row[1 + len(source.clear) :]


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
    return dict(read_event(body))


def _subject(source: Source, row: Sequence[Any]) -> str:
    return str(row[source.columns.index(source.subject)]) if source.subject else ""


def _named(source: Source, key: int) -> dict[str, str | int]:
    return {"table": source.table, "key": key}
