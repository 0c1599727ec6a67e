"""The archive's documents as they were recorded, by the papers that they digitize."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.lives import Point, Word, Words, day_in_vietnam, lives, true_at

#: By this event a document came into the archive in the place of another.
_IN_PLACE = """SELECT DISTINCT document_id FROM record_events WHERE event_type = 'accession'
    AND detail IN ('replaces', 'admitted') AND related_document <> ''"""
#: What figures ask of a document.
_ASKED = ("state", "record", "year", "room", "signed", "born_digital", "problem", "level")
_MONTH = len("2023-12")


class Held(NamedTuple):
    """A document in the archive, signed, as it was at a point.

    Attributes:
        digitized: On which day: of a rescan, that of the first scan.
        month: In which it was itself archived.
        level: Of its highest signature; `None` where none was recorded by then.
    """

    document: Document
    digitized: str
    is_whole: bool
    is_born_digital: bool
    is_rescan: bool
    month: str
    level: str | None


class Document(NamedTuple):
    """A document of the archive, and all that was said of it; `is_rescan`: in another's place."""

    words: Words
    is_rescan: bool

    def held(self, record: str, point: Point) -> Held | None:
        """Give it as it was at a point; `None` if it did not digitize that paper then."""
        said = true_at(self.words, point)
        if said.get("record", "") != record or not _digitizes(said, point):
            return None
        return self._held(said)

    def is_archived(self, point: Point) -> bool:
        """Say whether it was in the archive and signed, tied to whatever paper."""
        return _is_archived(true_at(self.words, point))

    def _held(self, said: Mapping[str, str]) -> Held:
        return Held(
            self,
            said["digitized"],
            not said.get("problem"),
            bool(said.get("born_digital")),
            self.is_rescan,
            self.words[0].since[:_MONTH],
            said.get("level"),
        )


class Loose(NamedTuple):
    """A digitized document that no paper claims: its year, its room, what else is asked of it."""

    year: int | None
    room: str
    month: str
    level: str | None


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

    def add(self, words: Words, *, is_rescan: bool) -> None:
        """Take a document."""
        self._count_pages(true_at(words, self.point))
        document = Document(tuple(map(self._short, words)), is_rescan)
        records = {one.said["record"] for one in document.words if one.said.get("record")}
        for record in records:
            self.of_paper[record] = (*self.of_paper.get(record, ()), document)
        if held := document.held("", self.point):
            self.loose[loose_of(true_at(document.words, self.point), held)] += 1

    def _count_pages(self, said: Mapping[str, str]) -> None:
        if said.get("state") == "archived" and said.get("pages"):
            self.pages += int(said["pages"])
            self.counted += 1

    def _short(self, word: Word) -> Word:
        """Keep of a word what is asked, once for all that are alike: they are a million."""
        said = {name: word.said[name] for name in _ASKED if name in word.said}
        if digitized := word.said.get("digitized"):
            said["digitized"] = day_in_vietnam(digitized)
        kept = self._kept.setdefault((*said, *said.values()), said)
        return Word(word.change, word.since, kept)


def holdings_at(door: InspectionDoor, point: Point) -> Holdings:
    """Read all that was said of documents up to a point's change."""
    rescans = {name for (name,) in door.rows(_IN_PLACE, {})}
    found = Holdings(point)
    for name, words in lives(door, "document", point.last):
        found.add(words, is_rescan=name in rescans)
    return found


def held_at(documents: tuple[Document, ...], record: str, point: Point) -> Held | None:
    """Give the document that digitized a paper at a point: the last by its name."""
    for one in reversed(documents):
        if held := one.held(record, point):
            return held
    return None


def loose_of(said: Mapping[str, str], held: Held) -> Loose:
    """Give a document that no paper claims."""
    year = said.get("year")
    return Loose(int(year) if year else None, said.get("room", ""), held.month, held.level)


def _is_archived(said: Mapping[str, str]) -> bool:
    return said.get("state") == "archived" and bool(said.get("signed"))


def _digitizes(said: Mapping[str, str], point: Point) -> bool:
    return _is_archived(said) and said["digitized"] <= point.day


def unclaimed(documents: tuple[Document, ...], record: str, point: Point) -> Iterator[Loose]:
    """Give the document that digitizes a paper which is not in the inventory, if there is one."""
    for one in reversed(documents):
        if held := one.held(record, point):
            yield loose_of(true_at(one.words, point), held)
            return
