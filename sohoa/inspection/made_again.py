"""Makes the numbers of a report again, as its machine part tells them, of what was recorded."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sohoa.inspection.beside_papers import (
    SAMPLED,
    VERIFIED,
    proven_by,
    questions,
    rows_in_error,
)
from sohoa.inspection.counted_again import (
    Asked,
    Counting,
    Figures,
    Office,
    chosen,
    filed_of,
    office_of,
)
from sohoa.inspection.course_again import Course, month_points, years_told
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.lives import Point, last_change_by
from sohoa.inspection.moved_again import Moved
from sohoa.inspection.names import AS_BORNE, Names, fitting
from sohoa.inspection.plan_rules import CountedPhase, Rules, floor_of
from sohoa.inspection.rooms_again import Rooms, count_verdict
from sohoa.inspection.sections_again import (
    conformity_told,
    floor_told,
    forecast_told,
    operators_told,
    term_of,
    throughput_told,
    window_of,
)
from sohoa.inspection.since_again import SinceAsked
from sohoa.inspection.told_again import (
    IN_SHARE,
    definitions_told,
    gaps_told,
    lines_told,
    other_measures_told,
    progress_told,
    rooms_and_years_told,
    share_told,
    verdict_told,
    whole_of,
)

_IN_COUNTS = (
    *IN_SHARE[:-1], "expired", "replaced", "revoked", "used", "early", "in_time", "late", "signed",
    "reusable", "rescanned",
)  # fmt: skip
#: What is archived, whether it counts or not.
_ARCHIVED = ("digitized", "unproven", "digitized_uncounted", "unlinked")
#: List -> the figure that counts its rows.
_LISTS = {
    "papers": "registered", "digitized": "digitized", "missing": "missing",
    "unproven": "unproven", "born-digital": "born_digital", "rescanned": "rescanned",
    "unlinked": "unlinked",
}  # fmt: skip
#: The lists of a report of the inventory.
_OF_INVENTORY = ("papers", "withdrawn", "errors")
#: What waits for people, as far as facts say it: the inventory knows the last one only.
_WAITING = ("unlinked", "unproven", "errors")
_IMPORTS = """SELECT i.sha256, i.file_name, i.imported_at, min(c.id)
    FROM register_imports i LEFT JOIN changes c ON c.import_id = i.id
    GROUP BY i.id, i.sha256, i.file_name, i.imported_at"""


@dataclass(slots=True)
class MadeAgain:
    """A report that is made again: the same question, asked of what had been recorded.

    Attributes:
        known: The day by whose end it was known.
        names: Names that rooms and types had, by the settings that the report names.
    """

    door: InspectionDoor
    report: Mapping[str, Any]
    asked: Asked
    known: dt.date
    rules: Rules
    names: Sequence[Names] = ()
    _in_error: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        """Give the numbers, one way through all that was recorded.

        Raises:
            ValueError, LookupError, TypeError: What is asked for is no report.
        """
        moved, course, rooms = self._moved(), self._course(), self._rooms()
        self._in_error = rows_in_error(self.door, self.asked.last_change)
        others: list[Counting] = [one for one in (moved, course, rooms) if one is not None]
        by_operator = bool(self.report["measured"].get("operators"))
        office = office_of(self.door, self.asked, self.rules, others, by_operator=by_operator)
        about = self._about(office)
        share = whole_of(about)
        made = self._of_subject(office, about, share)
        measured, lists = made["measured"], made["lists"]
        if rooms is None:
            self._add_digitizing(made, about, share, moved)
        else:
            self._add_inventory(measured, office, rooms)
            made["lists"] = lists = {key: lists[key] for key in _OF_INVENTORY}
        measured["waiting"] = {key: {"count": lists[key]} for key in _WAITING if key in lists}
        measured["history"], measured["years"] = self._over_time(course, whole_of(office))
        return made

    @property
    def _number(self) -> int | None:
        number: int | None = self.report["subject"]["phase"]
        return number

    def _phase(self) -> CountedPhase | None:
        """The phase that digitizes, if the report is about one."""
        return next((one for one in self.rules.phases if one.number == self._number), None)

    def _inventory(self) -> CountedPhase | None:
        """The phase that counts paper, if the report is about one; else it is about another.

        Raises:
            ValueError: The plan has no such phase.
        """
        found = next((one for one in self.rules.inventories if one.number == self._number), None)
        if found is None and self._number is not None and self._phase() is None:
            raise ValueError(self._number)
        return found

    def _about(self, office: Office) -> Office:
        phase = self._phase()
        return office if phase is None else chosen(office, phase.takes)

    # --- what is asked of each paper ----------------------------------------------------------

    def _moved(self) -> Moved | None:
        """The two days that are compared; `None` where there is nothing to compare with."""
        if self._inventory() is not None:
            return None
        subject = "plan" if self._number is None else str(self._number)
        question = SinceAsked(self.door, self.asked, self.known, subject)
        since, phase = question.of(self.report["measured"]["movement"]), self._phase()
        if since is None:
            return None
        takes = phase.takes if phase else lambda _year: True
        return Moved(self.rules, since, self.asked.point, takes)

    def _course(self) -> Course | None:
        if self._number is not None:
            return None
        points = month_points(self.door, self.asked.as_of, self.asked.last_change)
        return Course(self.rules, points)

    def _rooms(self) -> Rooms | None:
        inventory = self._inventory()
        if inventory is None:
            return None
        ends, last = dt.date.fromisoformat(inventory.ends), self.asked.last_change
        window = None
        if ends < self.asked.as_of and ends <= self.known:
            window = Point(inventory.ends, min(last, last_change_by(self.door, ends)))
        return Rooms(self.door, last, window)

    # --- what is told of it -------------------------------------------------------------------

    def _of_subject(self, office: Office, about: Office, share: Figures) -> dict[str, Any]:
        """What every report says."""
        plan, day, in_error = self.report["plan"], self.asked.as_of, self._in_error.total()
        last, withdrawn = self.asked.last_event, about.withdrawn.total()
        whole = whole_of(office)
        made: dict[str, Any] = {
            "progress": progress_told(office, self.rules, day.year, plan),
            "share": share_told(share),
            "rows_in_error": in_error,
            "imports": self._imports(),
            "reuse": self._reuse(),
            "lists": {
                **{key: share[figure] for key, figure in _LISTS.items()},
                "uncounted": share["registered"] - share["denominator"],
                "errors": in_error,
                "archived": sum(share[name] for name in _ARCHIVED),
                "withdrawn": withdrawn,
                "before-formed": about.early.total(),
            },
            "measured": {
                "counts": {name: share[name] for name in _IN_COUNTS},
                "other_measures": other_measures_told(share),
                "definitions": definitions_told(share, in_error, withdrawn, self.rules),
                "gaps": gaps_told(about),
                "rooms_and_years": rooms_and_years_told(about),
                "verified": proven_by(self.door, "verification", VERIFIED, last),
                "sampled": proven_by(self.door, "sample", SAMPLED, last),
                "plan_verdict": {
                    **verdict_told(whole, floor_of(plan, day.year), in_error, self.rules),
                    **term_of(day, plan, None),
                },
            },
        }
        names = AS_BORNE if not self.report["names_today"] else self._names_of_lines(about)
        if names is not None:
            made["lines"] = lines_told(about, names)
        return made

    def _names_of_lines(self, about: Office) -> Names | None:
        """The names by which a report tells that names all as it is called today."""
        lines = self.report["lines"]
        return fitting(
            self.names,
            rooms=({one.room for one in about.papers}, _labels(lines["rooms"])),
            record_types=(
                {one.record_type for one in about.papers}, _labels(lines["record_types"])
            ),
        )  # fmt: skip

    def _add_digitizing(
        self, made: dict[str, Any], about: Office, share: Figures, moved: Moved | None
    ) -> None:
        """Add what a report of the plan, or of a phase that digitizes, says more."""
        plan, day, phase = self.report["plan"], self.asked.as_of, self._phase()
        measured, lists, filed = made["measured"], made["lists"], filed_of(about)
        verdict = {
            **verdict_told(share, floor_told(plan, day, phase), self._in_error.total(), self.rules),
            **term_of(day, plan, phase),
        }
        measured |= {
            "verdict": verdict,
            "forecast": forecast_told(verdict, about, day),
            "throughput": throughput_told(filed),
            "conformity": conformity_told(filed),
            # Whether they are told is for the office's settings to say.
            "operators": operators_told(filed),
            "proof_of_count": None,
            "movement": None,
        }
        if moved is not None:
            movement = moved.told((share["digitized"], share["denominator"]))
            measured["movement"] = {**movement, "known_after": self.known.isoformat()}
            lists["moved"] = moved.papers.total()
        if made["reuse"] is not None:
            lists["lookups"] = made["reuse"]["asked"]

    def _add_inventory(self, measured: dict[str, Any], office: Office, rooms: Rooms) -> None:
        """Add what a report of the inventory says more."""
        inventory = self._inventory()
        if inventory is None:
            raise ValueError(self._number)
        measured |= {"forecast": None, "movement": None, "throughput": {}, "operators": {}}
        measured["conformity"] = {"documents": 0, "levels": {}, "time_stamped": 0}
        proof = self.report["measured"]["proof_of_count"]
        borne = rooms.names(office, self._in_error)
        names = fitting(self.names, rooms=(borne, {one["room"] for one in proof["rooms"]}))
        if names is None:
            return
        told = rooms.told(office, self._in_error, names.room, inventory)
        window = window_of(self.asked.as_of, inventory.starts, inventory.ends)
        measured["proof_of_count"] = told
        measured["verdict"] = count_verdict(told["rooms"], inventory, window)

    def _over_time(self, course: Course | None, whole: Figures) -> tuple[Any, Any]:
        """The course of the whole plan, and its years: of a phase it is not told."""
        if course is None:
            return {}, {}
        plan, day = self.report["plan"], self.asked.as_of.isoformat()
        points = course.told(plan, (day, whole["digitized"], whole["denominator"]))
        return _by(points, "day"), _by(years_told(plan, points), "year")

    def _reuse(self) -> dict[str, Any] | None:
        """Give the questions at the counter of the day's year; `None` where nothing is said."""
        as_of, targets = self.asked.as_of, self.report["plan"]["reuse"]
        since, until = f"{as_of.year:04}-01-01", as_of.isoformat()
        asked, answered = questions(self.door, since, until, last_lookup=self.asked.last_lookup)
        by_then = [year for year in map(int, targets) if year <= as_of.year]
        target = float(targets[str(max(by_then))]) if by_then else None
        if not asked and target is None:
            return None
        return {
            "since": since, "until": until, "asked": asked, "answered": answered, "target": target
        }  # fmt: skip

    def _imports(self) -> dict[str, dict[str, str]]:
        """The register files by their digests: all that were known, and later ones that are told.

        A report lists those that are there when it is made, whatever day it is of.
        """
        told = {one["sha256"] for one in self.report["imports"]}
        return {
            sha256: {"file_name": name, "imported_at": at}
            for sha256, name, at, change in self.door.rows(_IMPORTS, {})
            if sha256 in told or (change is not None and change <= self.asked.last_change)
        }


def _labels(lines: Iterable[Mapping[str, Any]]) -> set[str]:
    return {one["label"] for one in lines}


def _by(lines: Iterable[Mapping[str, Any]], name: str) -> dict[Any, dict[str, Any]]:
    return {
        line[name]: {key: value for key, value in line.items() if key != name} for line in lines
    }
