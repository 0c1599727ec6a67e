"""What was recorded last of papers, documents and rows: facts folded, some thousand at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sohoa.inspection.door import InspectionDoor

_FACTS = """SELECT f.subject, f.said, f.true_from, c.at
    FROM facts f LEFT JOIN changes c ON c.id = f.change_id
    WHERE f.kind = :kind AND f.subject > :after AND (f.subject <= :last OR :is_rest = 1)
    ORDER BY f.subject, f.serial"""


@dataclass(slots=True)
class Recorded:
    """All that was said of one subject: the last word on each attribute, and `since` when.

    `began` is the day from which the first of it is true; empty if always.
    """

    said: dict[str, str] = field(default_factory=dict)
    since: str = ""
    began: str = ""

    def of(self, name: str) -> str:
        """What was said of an attribute; empty for none."""
        return self.said.get(name, "")


def recorded(
    door: InspectionDoor, kind: str, *, after: str, last: str | None
) -> Mapping[str, Recorded]:
    """Fold the facts of the subjects between two, the second of them too; `None` for the rest."""
    asked = {"kind": kind, "after": after, "last": last or "", "is_rest": int(last is None)}
    found = dict[str, Recorded]()
    # What has no name at all is before all others, and not left out.
    query = _FACTS if after else _FACTS.replace("> :after", ">= :after")
    rows = door.rows(query, asked)
    for (subject, _said, began, at), read in zip(rows, _read_all(rows), strict=True):
        one = found.get(subject)
        if one is None:
            found[subject] = Recorded(read, at or "", began)
            continue
        one.said.update(read)
        one.since = at or one.since
    return found


def _read_all(rows: Sequence[tuple[Any, ...]]) -> list[dict[str, str]]:
    """What facts say, taken apart together: one by one they cost half as much again."""
    written = [row[1] for row in rows]
    try:
        read: list[Any] = json.loads(f"[{','.join(written)}]")
    except (ValueError, TypeError, RecursionError):
        read = []
    if len(read) != len(written):  # something was written over that is no fact now
        read = [read_event(one) for one in written]
    if {*map(type, read)} == {dict} and {
        *map(type, chain.from_iterable(map(dict.values, read)))
    } == {str}:
        return read
    return [_words(one) for one in read]


def _words(said: object) -> dict[str, str]:
    if not isinstance(said, dict):
        return {}
    if {*map(type, said.values())} == {str}:
        return said
    return {name: word for name, word in said.items() if isinstance(word, str)}


def read_said(said: object) -> Mapping[str, str]:
    """Give the words of a fact; one that was written over with what is no fact says nothing."""
    return _words(read_event(said))


def read_event(said: object) -> Mapping[str, Any]:
    """Give what an event says, numbers and lists too; nothing, of what is none."""
    try:
        read = json.loads(said) if isinstance(said, str) else None
    except (ValueError, RecursionError):  # the second of what is nested a hundred thousand times
        return {}
    return read if isinstance(read, dict) else {}


def beside(
    door: InspectionDoor, kind: str, query: str
) -> Iterator[tuple[list[tuple[object, ...]], Mapping[str, Recorded]]]:
    """Go through the rows of a query by subject, each page with what was recorded of the same.

    At the end comes what was recorded of subjects behind the last row.
    """
    after = ""
    for rows in door.pages(query, after):
        last = str(rows[-1][0])
        yield list(rows), recorded(door, kind, after=after, last=last)
        after = last
    yield [], recorded(door, kind, after=after, last=None)
