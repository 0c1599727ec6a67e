"""Counts a report's figures again from what was recorded: own rules, in the words of the plan.

What a figure means stands in every report (`docs/proof.md` has it, too); it is written down here a
second time on purpose, by nothing that made the report.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.holdings import (
    Document,
    Filed,
    Held,
    Holdings,
    Loose,
    held_at,
    holdings_at,
    unclaimed,
)
from sohoa.inspection.judged_again import Judging
from sohoa.inspection.lives import Point, Words, lives, true_at
from sohoa.inspection.plan_rules import Rules

_YEAR = len("2023")
Figures: TypeAlias = Counter[str]
_K = TypeVar("_K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is of: the end of a day, by what had been recorded up to some numbers."""

    as_of: dt.date
    last_change: int
    last_event: int
    last_lookup: int

    @property
    def point(self) -> Point:
        """The day, and the last change that was known."""
        return Point(self.as_of.isoformat(), self.last_change)


class CountedPaper(NamedTuple):
    """Listed papers that are alike: where they belong, and every figure that counts them."""

    year: int
    room: str
    record_type: str
    location: str
    phase: int | None
    figures: frozenset[str]


@dataclass(slots=True)
class Office:
    """What was in the inventory and in the archive, as recorded: so many of each that are alike.

    Attributes:
        loose: The digitized documents that no listed paper claims.
        withdrawn: Papers that were taken out of the inventory, by year.
        early: Papers that were archived before the day they bear, by year.
        days: Papers that count as digitized, by year and the day on which they were archived.
        documents: Those of listed papers, by the paper's year and what is told of them.
        pages_a_document: How many pages an archived document has; `None` where that is not known.
    """

    papers: Counter[CountedPaper] = field(default_factory=Counter)
    loose: Counter[Loose] = field(default_factory=Counter)
    withdrawn: Counter[int] = field(default_factory=Counter)
    early: Counter[int] = field(default_factory=Counter)
    days: Counter[tuple[int, str]] = field(default_factory=Counter)
    documents: Counter[tuple[int, Filed]] = field(default_factory=Counter)
    pages_a_document: float | None = None


class Paper(NamedTuple):
    """A paper with all that was said of it, and the documents that it was ever tied to."""

    words: Words
    documents: tuple[Document, ...]

    def listed(self, point: Point) -> Mapping[str, str] | None:
        """Give what was so of it at a point; `None` where it was not in the inventory."""
        said = true_at(self.words, point)
        return said if said.get("listing") == "listed" else None

    def held(self, point: Point) -> Held | None:
        """Give the document that digitized it."""
        return held_at(self.documents, point)


class Counting(Protocol):
    """Whatever else goes through all papers."""

    def add(self, paper: Paper) -> None:
        """Take a paper."""


def office_of(
    door: InspectionDoor,
    asked: Asked,
    rules: Rules,
    others: Iterable[Counting] = (),
    *,
    by_operator: bool = False,
) -> Office:
    """Count all listed papers as they were on a day; `others` are given each paper, listed or not.

    One way through the documents, and one through the papers.
    """
    holdings, found = holdings_at(door, asked.point, by_operator=by_operator), Office()
    found.pages_a_document, found.loose = holdings.pages_a_document, holdings.loose
    judging, counting = Judging(rules, asked.as_of.isoformat()), tuple(others)
    for record, words in lives(door, "paper", asked.last_change):
        paper = Paper(words, holdings.of_paper.pop(record, ()))
        _count(found, paper, asked.point, judging)
        for one in counting:
            one.add(paper)
    _count_unrecorded(found, holdings, asked.point)
    return found


def _count(found: Office, paper: Paper, point: Point, judging: Judging) -> None:
    said = paper.listed(point)
    if said is None:
        then = true_at(paper.words, point)
        if then.get("listing") == "withdrawn":
            found.withdrawn[int(then["formed"][:_YEAR])] += 1
        found.loose.update(unclaimed(paper.documents, point))
        return
    held, year = paper.held(point), int(said["formed"][:_YEAR])
    figures = judging.of(said, held)
    phase = judging.rules.phase_of(year)
    found.papers[
        CountedPaper(
            year,
            said.get("room", ""),
            said.get("record_type", ""),
            said.get("location", ""),
            phase.number if phase else None,
            figures,
        )
    ] += 1
    if held is not None:
        found.documents[year, held.filed] += 1
        found.early.update([year] if held.digitized < said["formed"] else ())
        found.days.update([(year, held.digitized)] if "digitized" in figures else ())


def _count_unrecorded(found: Office, holdings: Holdings, point: Point) -> None:
    """Documents may name papers of which nothing was recorded."""
    for documents in holdings.of_paper.values():
        found.loose.update(unclaimed(documents, point))


def shares_by(
    office: Office,
    key: Callable[[CountedPaper], Hashable],
    loose_key: Callable[[int | None, str], Hashable] | None = None,
) -> dict[Hashable, Figures]:
    """Sum figures by any key; documents that no paper claims by theirs, if it is given."""
    sums = defaultdict[Hashable, Figures](Counter)
    for paper, count in office.papers.items():
        figures = sums[key(paper)]
        for name in paper.figures:
            figures[name] += count
    if loose_key is not None:
        for one, count in office.loose.items():
            sums[loose_key(one.year, one.room)]["unlinked"] += count
    return dict(sums)


def chosen(office: Office, takes: Callable[[int | None], bool]) -> Office:
    """What of the office is formed in years that something takes."""
    return Office(
        _kept(office.papers, lambda one: takes(one.year)),
        _kept(office.loose, lambda one: takes(one.year)),
        _kept(office.withdrawn, takes),
        _kept(office.early, takes),
        _kept(office.days, lambda one: takes(one[0])),
        _kept(office.documents, lambda one: takes(one[0])),
        office.pages_a_document,
    )


def _kept(counts: Counter[_K], takes: Callable[[_K], bool]) -> Counter[_K]:
    return Counter({key: count for key, count in counts.items() if takes(key)})


def filed_of(about: Office) -> Counter[Filed]:
    """What is told of the documents, claimed by a paper or not: how many are alike in it."""
    filed = Counter[Filed]()
    for (_year, one), count in about.documents.items():
        filed[one] += count
    for loose, count in about.loose.items():
        filed[loose.filed] += count
    return filed


def total(shares: Iterable[Figures]) -> Figures:
    """Add up figures."""
    summed: Figures = Counter()
    for one in shares:
        summed.update(one)
    return summed
