"""Counts a report's figures again from what was recorded: own rules, in the words of the plan.

What a figure means stands in every report (`docs/proof.md` has it, too); it is written down here a
second time on purpose, by nothing that made the report.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sohoa.domain.vietnam_time import day_of
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.recorded import read_event, read_said

_FACTS = """SELECT subject, said FROM facts WHERE kind = :kind AND change_id <= :last
    AND true_from <= :as_of AND subject > :after AND (subject <= :until OR :is_rest = 1)
    ORDER BY subject, serial"""
_SUBJECTS = """SELECT DISTINCT subject FROM facts WHERE kind = '{kind}' AND subject > :after
    ORDER BY subject"""
_YEAR = len("2023")
#: How a paper ends otherwise than by its last day.
_ENDED = frozenset({"replaced", "revoked", "used"})

Figures: TypeAlias = Counter[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is of: the end of a day, by what had been recorded up to some numbers."""

    as_of: dt.date
    last_change: int
    last_event: int
    last_lookup: int


@dataclass(frozen=True, slots=True)
class CountedPhase:
    """A phase that digitizes, and the years of formation that it takes; `first` 0 is any before."""

    number: int
    starts: str
    ends: str
    years: tuple[tuple[int, int], ...]

    def takes(self, year: int | None) -> bool:
        """Say whether it takes papers of a year."""
        return year is not None and any(first <= year <= last for first, last in self.years)


@dataclass(frozen=True, slots=True)
class CountedPaper:
    """A listed paper: where it belongs, and every figure that counts it."""

    year: int
    room: str
    record_type: str
    location: str
    phase: int | None
    figures: frozenset[str]


@dataclass(slots=True)
class Office:
    """What was in the inventory and in the archive, as recorded.

    `loose` are the digitized documents that no listed paper claims: their year and room.
    """

    papers: list[CountedPaper] = field(default_factory=list)
    loose: list[tuple[int | None, str]] = field(default_factory=list)
    _alike: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def alike(self, figures: frozenset[str]) -> frozenset[str]:
        """One set for all papers that the same figures count: a million are some dozens."""
        return self._alike.setdefault(figures, figures)


@dataclass(frozen=True, slots=True)
class Rules:
    """What of the plan decides about papers."""

    phases: tuple[CountedPhase, ...]
    counts_unknown: bool
    counts_born_digital: bool

    def phase_of(self, year: int | None) -> CountedPhase | None:
        """The phase that takes papers of a year."""
        return next((one for one in self.phases if one.takes(year)), None)


def office_of(door: InspectionDoor, asked: Asked, rules: Rules) -> Office:
    """Count all listed papers as they were on a day."""
    found, digitizing = Office(), dict[str, Mapping[str, str]]()
    day = asked.as_of.isoformat()
    for _identity, said in _states(door, "document", asked):
        if said.get("state") != "archived" or not said.get("signed"):
            continue
        if _day_of(said["digitized"]) > day:
            continue
        if record := said.get("record"):
            digitizing[record] = said
        else:
            found.loose.append(_place_of(said))
    for record, said in _states(door, "paper", asked):
        document = digitizing.pop(record, None)
        if said.get("listing") == "listed":
            figures = found.alike(frozenset(_figures(said, document, day, rules)))
            found.papers.append(_counted(said, figures, rules))
        elif document is not None:
            found.loose.append(_place_of(document))
    found.loose += map(_place_of, digitizing.values())
    return found


def _states(door: InspectionDoor, kind: str, asked: Asked) -> Iterator[tuple[str, dict[str, str]]]:
    """Each subject with the last word on each attribute, some thousand subjects at a time."""
    after = ""
    for subjects in door.pages(_SUBJECTS.format(kind=kind), ""):
        last = subjects[-1][0]
        yield from _folded(door, kind, asked, after=after, until=last)
        after = last


def _folded(
    door: InspectionDoor, kind: str, asked: Asked, *, after: str, until: str
) -> Iterator[tuple[str, dict[str, str]]]:
    parameters = {
        "kind": kind, "last": asked.last_change, "as_of": asked.as_of.isoformat(),
        "after": after, "until": until, "is_rest": 0,
    }  # fmt: skip
    states = defaultdict[str, dict[str, str]](dict)
    for subject, said in door.rows(_FACTS, parameters):
        states[subject].update(read_said(said))
    yield from states.items()


def _place_of(said: Mapping[str, str]) -> tuple[int | None, str]:
    return (int(said["year"]) if said.get("year") else None, said.get("room", ""))


def _day_of(instant: str) -> str:
    return day_of(dt.datetime.fromisoformat(instant)).isoformat()


def _counted(said: Mapping[str, str], figures: frozenset[str], rules: Rules) -> CountedPaper:
    year = int(said["formed"][:_YEAR])
    phase = rules.phase_of(year)
    return CountedPaper(
        year,
        said.get("room", ""),
        said.get("record_type", ""),
        said.get("location", ""),
        phase.number if phase else None,
        figures,
    )


def _standing(said: Mapping[str, str], day: str) -> tuple[str, str]:
    """How a paper stands on a day, and by what it ended if it did."""
    until, validity = said.get("valid_until", ""), said.get("validity", "") or "unknown"
    if said.get("exclusion"):
        return "excluded", ""
    if said["formed"] > day:
        return "unformed", ""
    if until and until < day:
        # What the register says of its end goes before the day that has passed.
        return "lapsed", validity if validity in _ENDED else "expired"
    if validity in {"in_force", "unknown"}:
        return validity, ""
    return "lapsed", validity


def _figures(
    said: Mapping[str, str],
    document: Mapping[str, str] | None,
    day: str,
    rules: Rules,
) -> Iterator[str]:
    """Every figure that counts a paper."""
    standing, ended = _standing(said, day)
    is_archived = document is not None
    is_whole = document is not None and not document.get("problem")
    is_born = document is not None and bool(document.get("born_digital"))
    is_left_out = is_born and not rules.counts_born_digital
    would_count = standing == "in_force" or (standing == "unknown" and rules.counts_unknown)
    counts = would_count and not is_left_out
    answers = {
        "registered": True,
        standing: True,
        ended: bool(ended),
        "denominator": counts,
        "digitized": counts and is_whole,
        "unproven": counts and is_archived and not is_whole,
        "missing": counts and not is_archived,
        "digitized_uncounted": is_archived and not counts,
        "born_digital": is_born,
        "unknown_digitized": standing == "unknown" and not is_left_out and is_whole,
        "unknown_missing": standing == "unknown" and not is_left_out and not is_whole,
        "signed": standing == "in_force" and is_archived,
        "reusable": standing == "in_force" and is_whole,
    }
    yield from (name for name, is_so in answers.items() if is_so)
    phase = rules.phase_of(int(said["formed"][:_YEAR]))
    if counts and is_whole and document is not None and phase is not None:
        done = _day_of(document["digitized"])
        yield "early" if done < phase.starts else "late" if done > phase.ends else "in_time"


def shares_by(
    office: Office,
    key: Callable[[CountedPaper], Hashable],
    loose_key: Callable[[int | None, str], Hashable] | None = None,
) -> dict[Hashable, Figures]:
    """Sum figures by any key; documents that no paper claims by theirs, if it is given."""
    sums = defaultdict[Hashable, Figures](Counter)
    for paper in office.papers:
        sums[key(paper)].update(paper.figures)
    if loose_key is not None:
        for year, room in office.loose:
            sums[loose_key(year, room)]["unlinked"] += 1
    return dict(sums)


def rate_of(figures: Figures) -> float | None:
    """Percent digitized, cut to one decimal; `None` of nothing."""
    whole = figures["denominator"]
    return 1000 * figures["digitized"] // whole / 10 if whole else None


def floor_of(plan: Mapping[str, Any], year: int) -> float | None:
    """The floor of a year in percent: that of the last year listed; `None` before the first."""
    floors = {int(name): float(value) for name, value in plan["floors"].items()}
    listed = [known for known in sorted(floors) if known <= year]
    if not listed:
        return None
    if plan["floor_reading"] == "points":
        return floors[listed[-1]]
    floor = floors[listed[0]]
    for before, after in itertools.pairwise(listed):
        floor = min(100.0, floor * (1 + (floors[after] - floors[before]) / 100))
    return round(floor, 2)


def rules_of_plan(plan: Mapping[str, Any]) -> Rules:
    """What decides about papers, of the plan as a report bears it.

    Raises:
        ValueError, LookupError, TypeError: It is no plan.
    """
    return Rules(
        tuple(
            CountedPhase(
                int(one["number"]), one["starts"], one["ends"], tuple(map(_years, one["formed"]))
            )
            for one in plan["phases"]
            if one["kind"] == "digitize"
        ),
        plan["unknown_validity"] == "included",
        plan["born_digital"] == "included",
    )


def _years(text: str) -> tuple[int, int]:
    """`2016-2023`, `2024`, or `..2005`."""
    if text.startswith(".."):
        return 0, int(text[2:])
    first, _dash, last = text.partition("-")
    return int(first), int(last or first)


def rows_in_error(door: InspectionDoor, last_change: int) -> int:
    """How many rows of register files were in error."""
    sql = """SELECT subject, said FROM facts WHERE kind = 'row' AND change_id <= :last
        ORDER BY serial"""
    outcomes = dict[str, str]()
    for subject, said in door.rows(sql, {"last": last_change}):
        outcomes[subject] = read_said(said).get("outcome", "")
    return sum(outcome == "error" for outcome in outcomes.values())


def questions(door: InspectionDoor, since: str, until: str, *, last_lookup: int) -> tuple[int, int]:
    """How many questions at the counter were asked between two days, and how many answered."""
    sql = """SELECT day, person, locked, record_type, purpose, max(found) FROM lookups
        WHERE day >= :since AND day <= :until AND serial <= :last
        GROUP BY day, person, locked, record_type, purpose"""
    rows = door.rows(sql, {"since": since, "until": until, "last": last_lookup})
    return len(rows), sum(found > 0 for *_question, found in rows)


def needed_for(floor: float, denominator: int) -> int:
    """How many of so many papers make a floor in percent, in whole millionths of it."""
    return -(-round(floor * 1_000_000) * denominator // 100_000_000)


def chosen(office: Office, takes: Callable[[int | None], bool]) -> Office:
    """What of the office is formed in years that something takes."""
    return Office(
        [one for one in office.papers if takes(one.year)],
        [(year, room) for year, room in office.loose if takes(year)],
    )


def total(shares: Iterable[Figures]) -> Figures:
    """Add up figures."""
    summed: Figures = Counter()
    for one in shares:
        summed.update(one)
    return summed


#: What a report says of a verification of everything, and of a sample.
VERIFIED = ("checked", "whole")
SAMPLED = (
    "phase", "records", "drawn", "found", "rate", "lowest", "highest", "confidence", "decision",
)  # fmt: skip


def proven_by(
    door: InspectionDoor, kind: str, names: tuple[str, ...], last_event: int
) -> list[dict[str, Any]]:
    """Give the events of a kind as a report says them that knows so many."""
    sql = """SELECT at, said FROM office_events WHERE kind = :kind AND serial <= :last
        ORDER BY serial"""
    told = []
    for at, stored in door.rows(sql, {"kind": kind, "last": last_event}):
        said = read_event(stored)
        told.append({"day": _day_of(at), **{name: said.get(name) for name in names}})
    return told
