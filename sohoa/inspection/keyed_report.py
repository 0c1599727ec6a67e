"""A report's machine part, its lists by what each line is of: their order is nothing to prove."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

#: What is told line by line: of these nothing may be told that there is not.
BY_KEY = frozenset({
    "imports", "progress.phases", "progress.rooms", "progress.cells", "lines.rooms",
    "lines.record_types", "lines.years", "measured.rooms_and_years", "measured.gaps",
    "measured.definitions", "measured.history", "measured.years", "measured.throughput",
    "measured.conformity.levels", "measured.operators", "measured.movement.parts",
    "measured.proof_of_count.rooms", "measured.proof_of_count.imported_after",
})  # fmt: skip


def keyed(report: Mapping[str, Any]) -> dict[str, Any]:
    """Give the report with its lists as mappings.

    Raises:
        LookupError, TypeError, AttributeError: It is none.
    """
    progress, measured = report["progress"], report["measured"]
    return {
        **report,
        "imports": _by(report["imports"], "sha256"),
        "progress": {
            **progress,
            "phases": _by(progress["phases"], "phase", dropped=("room",)),
            "rooms": _by(progress["rooms"], "room", dropped=("phase",)),
            "cells": _by(progress["cells"], "phase", "room"),
        },
        "lines": {name: _by(listed, "label") for name, listed in report["lines"].items()},
        "measured": {
            **measured,
            "rooms_and_years": {
                key: one["share"]
                for key, one in _by(measured["rooms_and_years"], "room", "year").items()
            },
            "definitions": _by(measured["definitions"], "notion"),
            "gaps": _by(measured["gaps"], "phase", "room", "place"),
            "history": _by(measured["history"], "day"),
            "years": _by(measured["years"], "year"),
            "throughput": _by(measured["throughput"], "month"),
            "waiting": _by(measured["waiting"], "list_key"),
            # Not called by their names: these are told to nobody who has not got the report.
            "operators": dict(
                enumerate(sorted(measured.get("operators", ()), key=lambda one: one["operator"]))
            ),
            "movement": _movement(measured["movement"]),
            "proof_of_count": _proof(measured["proof_of_count"]),
        },
    }


def _by(
    lines: Iterable[Mapping[str, Any]], *names: str, dropped: tuple[str, ...] = ()
) -> dict[Hashable, dict[str, Any]]:
    """Two lines of one thing are one too many: the second has a key that nothing has."""
    told: dict[Hashable, dict[str, Any]] = {}
    for one in lines:
        key = tuple(one[name] for name in names) if len(names) > 1 else one[names[0]]
        rest = {name: value for name, value in one.items() if name not in {*names, *dropped}}
        told[key if key not in told else (key, "×2")] = rest
    return told


def _movement(movement: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if movement is None else {**movement, "parts": _by(movement["parts"], "cause")}


def _proof(proof: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    files = [{"name": name, "day": day} for name, day in proof["imported_after"]]
    return {
        **proof,
        "rooms": _by(proof["rooms"], "room"),
        "imported_after": dict(enumerate(files)),
    }
