"""The archive's documents as they were recorded, by the papers that they digitize."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.lives import Point, Word, Words, day_in_vietnam, lives, true_at

#: By this event a document came into the archive in the place of another.
_IN_PLACE = """SELECT DISTINCT document_id FROM record_events WHERE event_type = 'accession'
    AND detail IN ('replaces', 'admitted') AND related_document <> ''"""
#: Who has archived documents, by the changes by which they did.
_PEOPLE = "SELECT id, person FROM changes WHERE act = 'archive' AND id <= :last"
#: What figures ask of a document, but for its paper.
_ASKED = ("state", "year", "room", "signed", "born_digital", "problem", "level")
_MONTH = len("2023-12")


class Filed(NamedTuple):
    """What is told of documents, however their papers count.

    Attributes:
        month: In which it was itself archived.
        level: Of its highest signature; `None` where none was recorded by then.
        operator: Who archived it; empty where nobody asks, or nobody knows.
    """

    month: str
    level: str | None
    operator: str


class Held(NamedTuple):
    """A document in the archive, signed, as it was at a point.

    `digitized` is on which day: of a rescan, that of the first scan.
    """

    document: Document
    digitized: str
    is_whole: bool
    is_born_digital: bool
    filed: Filed


class Document(NamedTuple):
    """A document of the archive as one paper sees it: all that was said of it.

    Its words say of the paper whether it is this one (`own`): so they are the same of a million.
    `is_rescan`: it came in another's place; `operator` is who archived it, if that is asked.
    """

    words: Words
    is_rescan: bool
    operator: str

    def held(self, point: Point) -> Held | None:
        """Give it as it was at a point; `None` if it did not digitize the paper then."""
        said = true_at(self.words, point)
        return self._held(said) if said.get("own") and _digitizes(said, point) else None

    def is_archived(self, point: Point) -> bool:
        """Say whether it was in the archive and signed, tied to whatever paper."""
        return _is_archived(true_at(self.words, point))

    def _held(self, said: Mapping[str, str]) -> Held:
        return Held(
            self,
            said["digitized"],
            not said.get("problem"),
            bool(said.get("born_digital")),
            Filed(self.words[0].since[:_MONTH], said.get("level"), self.operator),
        )


class Loose(NamedTuple):
    """A digitized document that no paper claims."""

    year: int | None
    room: str
    filed: Filed


@dataclass(slots=True)
class Holdings:
    """All that was ever archived.

    Attributes:
        of_paper: A paper -> the documents that it was ever tied to, by their names.
        loose: Those that are tied to no paper at the point.
        pages, counted: How many pages so many archived documents have, of which that is known.
    """

    point: Point
    of_paper: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    loose: Counter[Loose] = field(default_factory=Counter)
    pages: int = 0
    counted: int = 0
    _kept: dict[tuple[str, ...], Mapping[str, str]] = field(default_factory=dict)

    @property
    def pages_a_document(self) -> float | None:
        """How many pages a document has on the average; `None` where none is known."""
        return self.pages / self.counted if self.counted else None

    def add(self, words: Words, *, is_rescan: bool, operator: str = "") -> None:
        """Take a document."""
        said = true_at(words, self.point)
        self._count_pages(said)
        records = {one.said["record"] for one in words if one.said.get("record")}
        for record in records:
            document = Document(self._seen_by(record, words), is_rescan, operator)
            self.of_paper[record] = (*self.of_paper.get(record, ()), document)
        if not said.get("record"):
            of_none = Document(self._seen_by("", words), is_rescan, operator)
            self.loose.update(_loose(of_none, self.point))

    def _count_pages(self, said: Mapping[str, str]) -> None:
        if said.get("state") == "archived" and said.get("pages"):
            self.pages += int(said["pages"])
            self.counted += 1

    def _seen_by(self, record: str, words: Words) -> Words:
        """Keep of what was said what is asked, once for all that are alike."""
        return tuple(
            Word(one.change, sys.intern(one.since), self._short(one.said, record)) for one in words
        )

    def _short(self, said: Mapping[str, str], record: str) -> Mapping[str, str]:
        kept = {name: said[name] for name in _ASKED if name in said}
        if "record" in said:
            kept["own"] = "1" if said["record"] == record else ""
        if digitized := said.get("digitized"):
            kept["digitized"] = day_in_vietnam(digitized)
        return self._kept.setdefault((*kept, *kept.values()), kept)


def holdings_at(door: InspectionDoor, point: Point, *, by_operator: bool = False) -> Holdings:
    """Read all that was said of documents up to a point's change; with who said it, if asked."""
    rescans = {name for (name,) in door.rows(_IN_PLACE, {})}
    people = dict(door.rows(_PEOPLE, {"last": point.last})) if by_operator else {}
    found = Holdings(point)
    for name, words in lives(door, "document", point.last):
        archived = (people[one.change] for one in words if one.change in people)
        found.add(words, is_rescan=name in rescans, operator=next(archived, ""))
    return found


def held_at(documents: tuple[Document, ...], point: Point) -> Held | None:
    """Give the document that digitized a paper at a point: the last by its name."""
    for one in reversed(documents):
        if held := one.held(point):
            return held
    return None


def unclaimed(documents: tuple[Document, ...], point: Point) -> Iterator[Loose]:
    """Give the document that digitizes a paper which is not in the inventory, if there is one."""
    if held := held_at(documents, point):
        yield from _loose(held.document, point)


def _loose(document: Document, point: Point) -> Iterator[Loose]:
    if held := document.held(point):
        said = true_at(document.words, point)
        year = said.get("year")
        yield Loose(int(year) if year else None, said.get("room", ""), held.filed)


def _is_archived(said: Mapping[str, str]) -> bool:
    return said.get("state") == "archived" and bool(said.get("signed"))


def _digitizes(said: Mapping[str, str], point: Point) -> bool:
    return _is_archived(said) and said["digitized"] <= point.day
