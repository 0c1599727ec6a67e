"""Two reports beside each other: which figures are others, and what moved the rate between."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sohoa.domain.movement import Earlier, Movement
from sohoa.domain.proof_errors import IssuedReportLostError, NoSuchReportError
from sohoa.domain.two_times import Knowledge
from sohoa.reports.machine_part import FORM
from sohoa.use_cases.issuing import issued_reports, machine_part
from sohoa.use_cases.reporting import AskedReport, compute_report, open_office
from sohoa.workspace import Workspace

#: What of a report is compared: its figures, by what each is of.
_COMPARED = ("share", "progress", "rows_in_error", "lines", "reuse")
#: By what the items of a list are told apart.
_NAMED_BY = ("phase", "room", "label")
#: What comes of reading as a report what is none.
_NOT_ONE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is another in the second report; `None` where a report does not have it."""

    what: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class ReportComparison:
    """What is otherwise in the second of two reports.

    `movement` tells, by today's facts, what moved the rate from what the first knew to the day of
    the second; `None` where both are of one day, or not of the same papers.
    """

    before: str
    after: str
    changes: tuple[FigureChange, ...]
    movement: Movement | None


def compare_reports(workspace: Workspace, one: str, other: str) -> ReportComparison:
    """Compare two reports, each by the number it was issued under, or by its `.json` file.

    Raises:
        NoSuchReportError: One of them is neither.
        IssuedReportLostError: The file of one that was issued is gone, or another.
        PlanError, SettingsError: The movement cannot be computed.
    """
    before, after = (_machine_part(workspace, name) for name in (one, other))
    figures = [dict(_figures(said)) for said in (before, after)]
    names = dict.fromkeys([*figures[0], *figures[1]])
    changes = (FigureChange(name, figures[0].get(name), figures[1].get(name)) for name in names)
    return ReportComparison(
        one,
        other,
        tuple(change for change in changes if change.before != change.after),
        _movement(workspace, "" if one.endswith(".json") else one, before, after),
    )


def _machine_part(workspace: Workspace, name: str) -> Mapping[str, Any]:
    path = Path(name)
    for issued in issued_reports(workspace) if path.suffix != ".json" else ():
        if issued.number == name:
            kept = machine_part(workspace, issued)
            if kept is None:
                raise IssuedReportLostError(number=name)
            return kept
    try:
        said = json.loads(path.read_bytes())
        if said["form"] != FORM:
            raise ValueError(said["form"])
        dict(_figures(said))
        dt.date.fromisoformat(said["as_of"])
        dt.date.fromisoformat(said["known"])
        int(said["subject"]["phase"] or 0)
        int(said["measured"]["provenance"]["last_change"])
    except _NOT_ONE as error:
        raise NoSuchReportError(name=name) from error
    found: Mapping[str, Any] = said
    return found


def _figures(said: Mapping[str, Any]) -> Iterator[tuple[str, float | None]]:
    for part in _COMPARED:
        yield from _below(part, said[part])


def _below(path: str, said: Any) -> Iterator[tuple[str, float | None]]:
    """Every number below a part, by its path; items of lists by what they are of."""
    if isinstance(said, dict):
        for name, value in said.items():
            if name not in _NAMED_BY:
                yield from _below(f"{path}.{name}", value)
    elif isinstance(said, list):
        for item in said:
            named = "/".join(str(item[key]) for key in _NAMED_BY if item.get(key) not in {None, ""})
            yield from _below(f"{path}.{named}", item)
    elif said is None or (isinstance(said, int | float) and not isinstance(said, bool)):
        yield path, said


def _earlier(number: str, said: Mapping[str, Any]) -> Earlier:
    then = Knowledge(dt.date.fromisoformat(said["as_of"]), dt.date.fromisoformat(said["known"]))
    return Earlier(then, said["measured"]["provenance"]["last_change"], number)


def _movement(
    workspace: Workspace, number: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Movement | None:
    """By what the rate moved between the days of two reports of the same papers."""
    first, second = (dt.date.fromisoformat(said["as_of"]) for said in (before, after))
    phase = after["subject"]["phase"]
    if first >= second or before["subject"]["phase"] != phase:
        return None
    now = dt.datetime.now(dt.UTC)
    asked = AskedReport(phase, second, dt.date.fromisoformat(after["known"]))
    office, earlier = open_office(workspace, asked, now=now), _earlier(number, before)
    report = compute_report(office, asked, now=now, earlier=earlier)
    return report.measured.movement if report.measured else None
