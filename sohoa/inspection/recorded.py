"""What was recorded last of papers, documents and rows: facts folded, some thousand at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sohoa.inspection.door import InspectionDoor

_FACTS = """SELECT f.subject, f.said, c.at FROM facts f LEFT JOIN changes c ON c.id = f.change_id
    WHERE f.kind = :kind AND f.subject > :after AND (f.subject <= :last OR :is_rest = 1)
    ORDER BY f.subject, f.serial"""


@dataclass(slots=True)
class Recorded:
    """All that was said of one subject, the last word on each attribute; `since` the last time."""

    said: dict[str, str] = field(default_factory=dict)
    since: str = ""

    def of(self, name: str) -> str:
        """What was said of an attribute; empty for none."""
        return self.said.get(name, "")


def recorded(
    door: InspectionDoor, kind: str, *, after: str, last: str | None
) -> Mapping[str, Recorded]:
    """Fold the facts of the subjects between two, the second of them too; `None` for the rest."""
    asked = {"kind": kind, "after": after, "last": last or "", "is_rest": int(last is None)}
    found = dict[str, Recorded]()
    for subject, said, at in door.rows(_FACTS, asked):
        one = found.get(subject)
        if one is None:
            one = found[subject] = Recorded()
        one.said.update(read_said(said))
        one.since = at or one.since
    return found


def read_said(said: str) -> Mapping[str, str]:
    """Give what a fact says; one that was written over with what is no fact says nothing."""
    try:
        read = json.loads(said)
    except ValueError:
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
