"""Checks every number of a report, by its machine part, against what had been recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sohoa.domain.vietnam_time import in_vietnam, start_of
from sohoa.inspection.counted_again import (
    SAMPLED,
    VERIFIED,
    Asked,
    Office,
    Rules,
    chosen,
    floor_of,
    office_of,
    proven_by,
    questions,
    rows_in_error,
    rules_of_plan,
)
from sohoa.inspection.differences import Difference
from sohoa.inspection.door import BEHIND, InspectionDoor
from sohoa.inspection.recorded import read_said
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

FORM = "sohoa-report/1"
_IN_COUNTS = (
    *IN_SHARE[:-1], "expired", "replaced", "revoked", "used", "early", "in_time", "late", "signed",
    "reusable",
)  # fmt: skip
#: What is archived, whether it counts or not.
_ARCHIVED = ("digitized", "unproven", "digitized_uncounted", "unlinked")
#: List -> the figure that counts its rows.
_LISTS = {
    "papers": "registered", "digitized": "digitized", "missing": "missing",
    "unproven": "unproven", "born-digital": "born_digital",
}  # fmt: skip
#: What is told by what each is of.
_BY_KEY = frozenset({
    "progress.phases", "progress.rooms", "progress.cells", "lines.rooms", "lines.record_types",
    "lines.years", "measured.rooms_and_years", "measured.gaps",
})  # fmt: skip
#: What a report says of itself.
_SAID_ONLY = frozenset({
    "form", "office", "subject", "as_of", "known", "names_today", "plan", "imports",
    "measured.provenance",
})  # fmt: skip
#: What comes of reading as a report what is none.
_NOT_ONE = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
_CHANGES = """SELECT at FROM changes WHERE id = (SELECT {which}(id) FROM changes
    WHERE id {than} :last)"""
_RECORDED = "SELECT said FROM office_events WHERE kind = 'settings'"
_PLAN_FILE = "phases.yaml"


@dataclass(slots=True)
class ReportCheck:
    """Counts a report again; when `differences` has ended, the rest is known.

    Attributes:
        compared: How many numbers were compared.
        unchecked: Parts of the report whose numbers are not counted again here.
    """

    door: InspectionDoor
    report: Mapping[str, Any]
    compared: int = 0
    unchecked: list[str] = field(default_factory=list)

    def differences(self) -> Iterator[Difference]:
        """Give the numbers that do not follow from what had been recorded."""
        report = self.report
        if report.get("form") != FORM:
            yield Difference("report-form", "", {"form": str(report.get("form", "–"))})
            return
        try:
            rules = rules_of_plan(report["plan"])
            last = report["measured"]["provenance"]
            names = ("last_change", "last_event", "last_lookup")
            numbers = [int(last[name]) for name in names]
            asked = Asked(dt.date.fromisoformat(report["as_of"]), *numbers)
            known = dt.date.fromisoformat(report["known"])
            if not all(0 <= number < BEHIND for number in numbers):
                raise ValueError(numbers)
        except _NOT_ONE:
            yield Difference("report-form", "", {"form": FORM})
            return
        yield from self._plan()
        yield from self._known(asked.last_change, known)
        try:
            said = _keyed(report)
            office = office_of(self.door, asked, rules)
            made = {
                "progress": progress_told(office, rules, asked.as_of.year, report["plan"]),
                **self._subject(office, rules, asked),
            }
        except _NOT_ONE:
            yield Difference("report-form", "", {"form": FORM})
            return
        yield from self._compare("", made, said)
        self.unchecked = sorted(set(_unchecked("", made, said)))

    def _subject(self, office: Office, rules: Rules, asked: Asked) -> dict[str, Any]:
        """What is said of the papers that the report is about."""
        report = self.report
        number = report["subject"]["phase"]
        phase = next((one for one in rules.phases if one.number == number), None)
        about = office if phase is None else chosen(office, phase.takes)
        share = whole_of(about)
        in_error = rows_in_error(self.door, asked.last_change)
        made: dict[str, Any] = {
            "share": share_told(share),
            "rows_in_error": in_error,
            "lists": {
                **{key: share[figure] for key, figure in _LISTS.items()},
                "uncounted": share["registered"] - share["denominator"],
                "unlinked": share["unlinked"],
                "errors": in_error,
                "archived": sum(share[name] for name in _ARCHIVED),
            },
            "measured": {
                "counts": {name: share[name] for name in _IN_COUNTS},
                "other_measures": other_measures_told(share),
                "definitions": definitions_told(share, in_error),
                "gaps": gaps_told(about),
                "verified": proven_by(self.door, "verification", VERIFIED, asked.last_event),
                "sampled": proven_by(self.door, "sample", SAMPLED, asked.last_event),
            },
        }
        is_inventory = number is not None and phase is None
        if not report["names_today"]:
            made["lines"] = lines_told(about)
            made["measured"]["rooms_and_years"] = rooms_and_years_told(about)
        plan, whole = report["plan"], whole_of(office)
        floor = floor_of(plan, asked.as_of.year)
        made["measured"]["plan_verdict"] = verdict_told(whole, floor, in_error, rules)
        if not is_inventory:
            of_subject = floor if phase is None else 100.0
            made["measured"]["verdict"] = verdict_told(share, of_subject, in_error, rules)
        if reuse := report.get("reuse"):
            since, until = map(dt.date.fromisoformat, (reuse["since"], reuse["until"]))
            counted = questions(
                self.door, since.isoformat(), until.isoformat(), last_lookup=asked.last_lookup
            )
            targets = {int(year): float(value) for year, value in plan["reuse"].items()}
            by_then = [year for year in sorted(targets) if year <= asked.as_of.year]
            made["reuse"] = {
                "asked": counted[0],
                "answered": counted[1],
                "target": targets[by_then[-1]] if by_then else None,
            }
            made["lists"]["lookups"] = counted[0]
        if is_inventory:  # it lists papers, and rows in error
            listed = report["lists"].keys()
            made["lists"] = {key: made["lists"][key] for key in made["lists"].keys() & listed}
        return made

    def _plan(self) -> Iterator[Difference]:
        """A plan that was never recorded is none that the office counts by."""
        digest = str(self.report["measured"]["provenance"].get("plan_sha256", ""))
        recorded = {read_said(said).get(_PLAN_FILE) for (said,) in self.door.rows(_RECORDED, {})}
        if digest not in recorded:
            yield Difference("report-plan", "", {"digest": digest[:16]})

    def _known(self, last: int, known: dt.date) -> Iterator[Difference]:
        """What had been recorded by a day ends with its last change, and with no other."""
        begins = start_of(known)
        ends = begins + dt.timedelta(days=1)
        # Of a report of that very day, changes of later that day are no part.
        of_last = self._changed(_CHANGES.format(which="max", than="<="), last)
        of_next = self._changed(_CHANGES.format(which="min", than=">"), last)
        if (of_last and of_last >= ends) or (of_next and of_next < begins):
            yield Difference("report-known", "", {"last": last, "known": known.isoformat()})

    def _changed(self, sql: str, last: int) -> dt.datetime | None:
        rows = self.door.rows(sql, {"last": last})
        try:
            return in_vietnam(dt.datetime.fromisoformat(rows[0][0])) if rows else None
        except _NOT_ONE:  # written over: its row says so
            return None

    def _compare(self, path: str, made: Any, said: Any) -> Iterator[Difference]:
        """Compare what was counted with what is said, down to each number."""
        if isinstance(made, dict):
            known = said if isinstance(said, dict) else {}
            for name, value in made.items():
                yield from self._compare(_named(path, name), value, known.get(name))
            # Of what is told by room, type or year, nothing may be told that there is not.
            for name in known.keys() - made.keys() if path in _BY_KEY else ():
                yield Difference("report-figure", "", {**_nothing(path, name)})
            return
        self.compared += 1
        if made != said or isinstance(said, bool):  # `true` is no 1
            shown = "–" if said is None else str(said)
            yield Difference(
                "report-figure", "", {"what": path, "says": shown, "counted": str(made)}
            )


def _named(path: str, name: Hashable) -> str:
    told = "/".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return f"{path}.{told}" if path else told


def _nothing(path: str, name: Hashable) -> dict[str, str]:
    return {"what": _named(path, name), "says": "…", "counted": "–"}


def _keyed(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report, its lists of shares by what each is of: their order is nothing to be proven."""
    progress, lines, measured = report["progress"], report["lines"], report["measured"]
    return {
        **report,
        "progress": {
            **progress,
            "phases": {one["phase"]: _bare(one) for one in progress["phases"]},
            "rooms": {one["room"]: _bare(one) for one in progress["rooms"]},
            "cells": {(one["phase"], one["room"]): _bare(one) for one in progress["cells"]},
        },
        "lines": {
            name: {one["label"]: _bare(one) for one in listed} for name, listed in lines.items()
        },
        "measured": {
            **measured,
            "rooms_and_years": {
                (one["room"], one["year"]): one["share"] for one in measured["rooms_and_years"]
            },
            "definitions": {one["notion"]: one for one in measured["definitions"]},
            "gaps": {(one["phase"], one["room"], one["place"]): one for one in measured["gaps"]},
        },
    }


def _bare(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name not in {"phase", "room", "label"}}


def _unchecked(path: str, made: Any, said: Any) -> Iterator[str]:
    """The parts of a report that bear numbers, and of which none was made."""
    for name, value in said.items() if isinstance(said, dict) else ():
        below = _named(path, name)
        if below in _SAID_ONLY or not _has_number(value):
            continue
        if not isinstance(made, dict) or name not in made:
            yield below
        elif path not in _BY_KEY:
            yield from _unchecked(below, made[name], value)


def _has_number(said: Any) -> bool:
    if isinstance(said, dict):
        return any(map(_has_number, said.values()))
    if isinstance(said, list):
        return any(map(_has_number, said))
    return isinstance(said, int | float) and not isinstance(said, bool)
