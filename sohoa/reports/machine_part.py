"""A report for machines: every figure, by what it was made, and how long each list is.

Made of the report alone, its keys sorted: the same report is the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from sohoa.domain.figures import IN_SHARES
from sohoa.domain.plan import Phase, Plan
from sohoa.domain.progress import Progress, Slice
from sohoa.domain.share import Share
from sohoa.durable import write_durably
from sohoa.reports.completion import CompletionReport, ReportLine

#: The form of what is written; another number says that a reader has to look anew.
FORM = "sohoa-report/1"


def write_json(report: CompletionReport, path: Path) -> None:
    """Write a report for machines, whole or not at all.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    write_durably(path, render_json(report).encode("utf-8"))


def render_json(report: CompletionReport) -> str:
    """Write a report as JSON."""
    said = {
        "form": FORM,
        "office": report.office,
        "subject": {
            "phase": None if report.phase is None else report.phase.number,
            "name": report.subject_name,
        },
        "as_of": report.as_of,
        "known": report.known,
        "names_today": report.is_renamed,
        "plan": _plan(report.plan),
        "share": _share(report.share),
        "progress": _progress(report.progress),
        "lines": {
            "rooms": _lines(report.rooms),
            "record_types": _lines(report.record_types),
            "years": _lines(report.years),
        },
        "measured": report.measured,
        "reuse": report.reuse,
        "rows_in_error": len(report.open_errors),
        "imports": report.imports,
        "lists": {key: len(table.rows) for key, table in report.lists.items()},
    }
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True, default=_as_json) + "\n"


def _plan(plan: Plan) -> dict[str, Any]:
    said = {part.name: getattr(plan, part.name) for part in fields(plan)}
    return {**said, "phases": map(_phase, plan.phases)}


def _phase(phase: Phase) -> dict[str, Any]:
    said = {part.name: getattr(phase, part.name) for part in fields(phase)}
    return {**said, "formed": map(str, phase.formed)}


def _progress(progress: Progress) -> dict[str, Any]:
    return {
        "floor": progress.floor,
        "total": _share(progress.total),
        "phases": map(_slice, progress.phases),
        "outside": _share(progress.outside.share),
        "rooms": map(_slice, progress.rooms),
        "cells": map(_slice, progress.cells),
    }


def _slice(one: Slice) -> dict[str, Any]:
    return {"phase": one.phase, "room": one.room, **_share(one.share)}


def _lines(lines: Iterable[ReportLine]) -> list[dict[str, Any]]:
    return [{"label": one.label, **_share(one.share)} for one in lines]


def _share(share: Share) -> dict[str, Any]:
    counted = {figure.value: share.of_figure(figure) for figure in IN_SHARES}
    return {**counted, "unlinked": share.unlinked, "rate": share.rate}


def _as_json(value: Any) -> Any:
    """What JSON has no word for: figures, a value by its fields, a day, the rest item by item."""
    if isinstance(value, Share):
        return _share(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: getattr(value, part.name) for part in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, dt.date) else list(value)
