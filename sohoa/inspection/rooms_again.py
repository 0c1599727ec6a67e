"""Counts again what a report of the inventory proves: what rooms declare, list, and closed when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sohoa.inspection.counted_again import Office, Paper
from sohoa.inspection.door import BEHIND, InspectionDoor
from sohoa.inspection.lives import Point, day_in_vietnam, true_at
from sohoa.inspection.names import Naming
from sohoa.inspection.plan_rules import CountedPhase
from sohoa.inspection.recorded import read_said

_SAID = """SELECT f.subject, f.said, c.at, c.person
    FROM facts f JOIN changes c ON c.id = f.change_id
    WHERE f.kind = 'inventory' AND f.change_id <= :last ORDER BY f.serial"""
_LAST_AT = "SELECT max(id) FROM changes WHERE at <= :at"
_IMPORTS = """SELECT DISTINCT i.id, i.file_name, i.imported_at, c.id
    FROM register_imports i JOIN changes c ON c.import_id = i.id
    WHERE c.id <= :last ORDER BY i.id, c.id"""


class _Word(NamedTuple):
    """What was said of a room's inventory: as the room was called, when, and by whom."""

    named: str
    said: Mapping[str, str]
    at: str
    person: str


@dataclass(slots=True)
class Rooms:
    """What was said of the inventories of rooms, and what goes beyond the day's count of papers.

    Attributes:
        window: The point at which the inventory's window ends; `None` where it is not over.
        listed: Papers that were in the inventory then, by room.
        listings: Papers that were entered or taken out, by room and change, after the first
            inventory was closed.
        entered: The changes by which papers were entered.
    """

    door: InspectionDoor
    last: int
    window: Point | None
    listed: Counter[str] = field(default_factory=Counter)
    listings: Counter[tuple[str, int]] = field(default_factory=Counter)
    entered: set[int] = field(default_factory=set)
    _words: list[_Word] = field(default_factory=list)
    _first_close: int = BEHIND

    def __post_init__(self) -> None:
        rows = self.door.rows(_SAID, {"last": self.last})
        self._words = [_Word(name, read_said(said), at, who) for name, said, at, who in rows]
        closed = [self._last_at(one.at) for one in self._words if one.said.get("closed")]
        self._first_close = min(closed, default=BEHIND)

    def _last_at(self, at: str) -> int:
        """The last change of an instant: what comes later is a supplement."""
        ((last,),) = self.door.rows(_LAST_AT, {"at": at})
        return int(last or 0)

    def add(self, paper: Paper) -> None:
        """Take a paper."""
        said = paper.listed(self.window) if self.window else None
        if said is not None:
            self.listed[said.get("room", "")] += 1
        self.entered.add(paper.words[0].change)
        told = [one.change for one in paper.words if "listing" in one.said]
        if any(change > self._first_close for change in told):
            # As it is called by the last word, from whatever day on.
            room = true_at(paper.words, Point(_EVER, self.last)).get("room", "")
            self.listings.update((room, one) for one in told if one > self._first_close)

    def names(self, office: Office, errors: Counter[str]) -> set[str]:
        """All names of rooms that anything was recorded of, as they were called then."""
        papers = {one.room for one in office.papers}
        return {*papers, *errors, *(one.named for one in self._words)}

    def told(
        self, office: Office, errors: Counter[str], naming: Naming, inventory: CountedPhase
    ) -> dict[str, Any]:
        """Give what is proven, as a report tells it."""
        rooms = dict(self._rooms(office, errors, naming))
        closed = [one["closed_on"] for one in rooms.values()]
        return {
            "ends": inventory.ends,
            "rooms": rooms,
            "imported_after": dict(
                enumerate(one for one in self._imports() if one["day"] > inventory.ends)
            ),
            "proves_window": bool(rooms)
            and all(day is not None and day <= inventory.ends for day in closed)
            and all(one["lacking"] == 0 and one["in_error"] == 0 for one in rooms.values()),
        }

    def _rooms(
        self, office: Office, errors: Counter[str], naming: Naming
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        listed, in_force = Counter[str](), Counter[str]()
        for paper, count in office.papers.items():
            listed[naming(paper.room)] += count
            in_force[naming(paper.room)] += count * ("in_force" in paper.figures)
        said = defaultdict[str, list[_Word]](list)
        for one in self._words:
            said[naming(one.named)].append(one)
        in_error, then = _renamed(errors, naming), _renamed(self.listed, naming)
        for room in sorted({*listed, *said, *in_error}):
            declared = _declared(room, said[room])
            closed = next((one for one in reversed(said[room]) if one.said.get("closed")), None)
            yield (
                room,
                {
                    "declared": declared,
                    "listed": listed[room],
                    "in_force": in_force[room],
                    "in_error": in_error[room],
                    "lacking": None
                    if declared is None
                    else declared - listed[room] - in_error[room],
                    "closed_by": closed.person if closed else "",
                    "closed_on": day_in_vietnam(closed.at) if closed else None,
                    "supplements": self._supplements(room, closed, naming),
                    "listed_in_window": then[room] if self.window else None,
                },
            )

    def _supplements(self, room: str, closed: _Word | None, naming: Naming) -> int:
        if closed is None:
            return 0
        last = self._last_at(closed.at)
        return sum(
            count
            for (named, change), count in self.listings.items()
            if change > last and naming(named) == room
        )

    def _imports(self) -> Iterator[dict[str, str]]:
        """The register files that entered papers, in their order."""
        files = dict[int, dict[str, str]]()
        for number, name, at, change in self.door.rows(_IMPORTS, {"last": self.last}):
            if change in self.entered:
                files[number] = {"name": name, "day": day_in_vietnam(at)}
        yield from files.values()


#: Behind all days.
_EVER = "9999-12-31"


def _renamed(counts: Counter[str], naming: Naming) -> Counter[str]:
    renamed = Counter[str]()
    for name, count in counts.items():
        renamed[naming(name)] += count
    return renamed


def _declared(room: str, said: Iterable[_Word]) -> int | None:
    """How many papers a room declares; its own word goes over those of rooms merged into it."""
    counts = dict[str, int]()
    for one in said:
        if "declared" in one.said:
            if one.named == room:
                counts.clear()
            counts[one.named] = int(one.said["declared"])
    return sum(counts.values()) if counts else None


def count_verdict(
    rooms: Mapping[str, Mapping[str, Any]], inventory: CountedPhase, window: str
) -> dict[str, Any]:
    """Answer for the inventory: whether every room has said how many it holds, and lists them."""
    every: Sequence[Mapping[str, Any]] = tuple(rooms.values())
    named = [one for room, one in rooms.items() if room]
    lacking = sum(abs(one["lacking"] or 0) for one in every)
    in_error = sum(one["in_error"] for one in every)
    undeclared = sum(one["declared"] is None for one in named)
    unclosed = sum(one["closed_on"] is None for one in named)
    if in_error or lacking:
        reached = "not_reached"
    elif undeclared or not every:
        reached = "cannot_be_judged"
    else:
        reached = "not_reached" if unclosed else "reached"
    return {
        "phase": inventory.number,
        "reached": reached,
        "window": window,
        "starts": inventory.starts,
        "ends": inventory.ends,
        "denominator": sum(one["declared"] or 0 for one in every),
        "lacking": lacking,
        "in_error": in_error,
        "undeclared": undeclared,
        "unclosed": unclosed,
        **dict.fromkeys(("digitized", "missing", "unproven", "unknown"), 0),
        **dict.fromkeys(("floor", "needed", "rate", "points", "papers", "least", "most")),
    }
