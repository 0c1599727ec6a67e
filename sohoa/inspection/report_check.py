"""Checks every number of a report, by its machine part, against what had been recorded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sohoa.domain.vietnam_time import in_vietnam, start_of
from sohoa.inspection.counted_again import Asked
from sohoa.inspection.differences import Difference
from sohoa.inspection.disagreeing import disagreeing
from sohoa.inspection.door import BEHIND, InspectionDoor
from sohoa.inspection.keyed_report import BY_KEY, keyed
from sohoa.inspection.made_again import MadeAgain
from sohoa.inspection.names import Names
from sohoa.inspection.plan_rules import Rules, rules_of_plan
from sohoa.inspection.recorded import read_said

FORM = "sohoa-report/1"
#: What a report says of itself.
_SAID_ONLY = frozenset({
    "form", "office", "subject", "as_of", "known", "names_today", "plan", "measured.provenance",
})  # fmt: skip
#: What may be a person's name is compared, and not told.
_UNTOLD = frozenset({"closed_by", "file_name", "name", "operator"})
#: What comes of reading as a report what is none.
_NOT_ONE = (ValueError, LookupError, TypeError, AttributeError, OverflowError)
#: When the last row was entered up to a number, and the next one behind it.
_LAST = {
    "changes": "SELECT at FROM changes WHERE id <= :last ORDER BY id DESC LIMIT 1",
    "office_events": """SELECT at FROM office_events WHERE serial <= :last
        ORDER BY serial DESC LIMIT 1""",
    "lookups": "SELECT at FROM lookups WHERE serial <= :last ORDER BY serial DESC LIMIT 1",
}
_NEXT = {
    "changes": "SELECT at FROM changes WHERE id > :last ORDER BY id LIMIT 1",
    "office_events": "SELECT at FROM office_events WHERE serial > :last ORDER BY serial LIMIT 1",
    "lookups": "SELECT at FROM lookups WHERE serial > :last ORDER BY serial LIMIT 1",
}
#: Changes are entered as they happen; what was verified in a night is entered in the morning.
_AT_ONCE, _A_NIGHT = dt.timedelta(), dt.timedelta(days=1)
_RECORDED = "SELECT said FROM office_events WHERE kind = 'settings'"
_PLAN_FILE, _SETTINGS_FILE = "phases.yaml", re.compile(r"config/([^/]+\.toml)")


@dataclass(slots=True)
class ReportCheck:
    """Counts a report again; when `differences` has ended, the rest is known.

    Attributes:
        names: Names that rooms and types had, by the settings that the report names, if those are
            known.
        compared: How many numbers were compared.
        unchecked: Parts of the report whose numbers are not counted again here.
    """

    door: InspectionDoor
    report: Mapping[str, Any]
    names: Sequence[Names] = ()
    compared: int = 0
    unchecked: list[str] = field(default_factory=list)

    def differences(self) -> Iterator[Difference]:
        """Give the numbers that do not follow from what had been recorded."""
        report = self.report
        if report.get("form") != FORM:
            yield Difference("report-form", "", {"form": str(report.get("form", "–"))})
            return
        try:
            rules, asked, known = self._asked()
            yield from self._rules()
            yield from self._known(asked, known)
            said = keyed(report)
            made = MadeAgain(self.door, report, asked, known, rules, self.names).told()
            apart = tuple(disagreeing(report))
        except _NOT_ONE:
            yield Difference("report-form", "", {"form": FORM})
            return
        yield from self._compare("", made, said)
        for what, says, elsewhere in apart:
            details = {"what": what, "says": str(says), "elsewhere": str(elsewhere)}
            yield Difference("report-disagrees", "", details)
        self.unchecked = sorted(set(_unchecked("", made, said)))

    def _asked(self) -> tuple[Rules, Asked, dt.date]:
        """The plan's rules, what is asked, and the day by whose end it was known."""
        rules = rules_of_plan(self.report["plan"])
        last = self.report["measured"]["provenance"]
        numbers = [int(last[name]) for name in ("last_change", "last_event", "last_lookup")]
        if not all(0 <= number < BEHIND for number in numbers):
            raise ValueError(numbers)
        asked = Asked(dt.date.fromisoformat(self.report["as_of"]), *numbers)
        return rules, asked, dt.date.fromisoformat(self.report["known"])

    def _rules(self) -> Iterator[Difference]:
        """A plan, or settings, that were never recorded are none that the office counts by."""
        made_by = self.report["measured"]["provenance"]
        recorded = [read_said(said) for (said,) in self.door.rows(_RECORDED, {})]
        digest, settings = str(made_by.get("plan_sha256", "")), made_by["settings_sha256"]
        if digest not in {said.get(_PLAN_FILE) for said in recorded}:
            yield Difference("report-plan", "", {"digest": digest[:16]})
        if settings not in map(_settings_in, recorded):
            yield Difference("report-settings")

    def _known(self, asked: Asked, known: dt.date) -> Iterator[Difference]:
        """What had been recorded by a day ends with its last change, and with no other."""
        day = known.isoformat()
        if not self._is_last("changes", asked.last_change, known, within=_AT_ONCE):
            yield Difference("report-known", "", {"last": asked.last_change, "known": day})
        beside = {"office_events": asked.last_event, "lookups": asked.last_lookup}
        for what, last in beside.items():
            if not self._is_last(what, last, known, within=_A_NIGHT):
                told: dict[str, str | int] = {"what": what, "last": last, "known": day}
                yield Difference("report-known-beside", "", told)

    def _is_last(self, table: str, last: int, known: dt.date, *, within: dt.timedelta) -> bool:
        """Say whether a row is the last one of a day; what comes later on that day may be behind.

        `within` so long a time after they happened things are entered.
        """
        begins = start_of(known)
        of_last = self._at(_LAST[table], last)
        of_next = self._at(_NEXT[table], last)
        is_early = of_last is None or of_last < begins + dt.timedelta(days=1)
        return is_early and (of_next is None or of_next >= begins - within)

    def _at(self, sql: str, last: int) -> dt.datetime | None:
        rows = self.door.rows(sql, {"last": last})
        try:
            return in_vietnam(dt.datetime.fromisoformat(rows[0][0])) if rows else None
        except _NOT_ONE:  # written over: its row says so
            return None

    def _compare(
        self, path: str, made: Any, said: Any, name: Hashable = ""
    ) -> Iterator[Difference]:
        """Compare what was counted with what is said, down to each number."""
        if isinstance(made, dict):
            known = said if isinstance(said, dict) else {}
            for key, value in made.items():
                yield from self._compare(_named(path, key), value, known.get(key), key)
            # Of what is told line by line, nothing may be told that there is not.
            for key in known.keys() - made.keys() if path in BY_KEY else ():
                yield Difference("report-figure", "", {**_nothing(path, key)})
            return
        self.compared += 1
        if made != said or isinstance(made, bool) != isinstance(said, bool):  # `true` is no 1
            told = (said, made) if name not in _UNTOLD else ("…", "…")
            says, counted = ("–" if one is None else str(one) for one in told)
            yield Difference("report-figure", "", {"what": path, "says": says, "counted": counted})


def _settings_in(recorded: Mapping[str, str]) -> dict[str, str]:
    """The files of settings of a recorded state, by their names: not those in folders below."""
    found = (_SETTINGS_FILE.fullmatch(path) for path in recorded)
    return {one[1]: recorded[one[0]] for one in found if one}


def _named(path: str, name: Hashable) -> str:
    told = "/".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return f"{path}.{told}" if path else told


def _nothing(path: str, name: Hashable) -> dict[str, str]:
    return {"what": _named(path, name), "says": "…", "counted": "–"}


def _unchecked(path: str, made: Any, said: Any) -> Iterator[str]:
    """The parts of a report that bear numbers, and of which none was made."""
    if path in BY_KEY and isinstance(made, dict) and isinstance(said, dict):
        for key in said.keys() & made.keys():  # a part is called the same of all lines
            yield from _parts_unchecked(path, made[key], said[key])
    else:
        yield from _parts_unchecked(path, made, said)


def _parts_unchecked(path: str, made: Any, said: Any) -> Iterator[str]:
    for name, value in said.items() if isinstance(said, dict) else ():
        below = _named(path, name)
        if below in _SAID_ONLY or not _has_number(value):
            continue
        if isinstance(made, dict) and name in made:
            yield from _unchecked(below, made[name], value)
        else:
            yield below


def _has_number(said: Any) -> bool:
    if isinstance(said, dict):
        return any(map(_has_number, said.values()))
    if isinstance(said, list):
        return any(map(_has_number, said))
    return isinstance(said, int | float) and not isinstance(said, bool)
