"""The figures of a report, told as its machine part tells them, of what was counted again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from sohoa.inspection.counted_again import CountedPaper, Figures, Office, shares_by, total
from sohoa.inspection.names import AS_BORNE, Names
from sohoa.inspection.plan_rules import Rules, floor_of, needed_for, rate_of

#: What a share says, beside its rate.
IN_SHARE = (
    "registered", "in_force", "unknown", "lapsed", "excluded", "unformed", "denominator",
    "digitized", "unproven", "missing", "digitized_uncounted", "born_digital", "unknown_digitized",
    "unknown_missing", "unlinked",
)  # fmt: skip
#: Notion -> the figure that counts it.
_NOTIONS = {
    "numerator": "digitized", "unlinked": "unlinked",
    **{
        name: name
        for name in (
            "denominator", "unknown", "excluded", "unformed", "expired", "replaced", "revoked",
            "used", "born_digital", "unproven", "rescanned", "early", "in_time", "late",
        )
    },
}  # fmt: skip


def progress_told(
    office: Office, rules: Rules, year: int, plan: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what is said of the whole plan. Rooms are called as papers call them."""

    def phase_of(year: int | None) -> int | None:
        phase = rules.phase_of(year)
        return phase.number if phase else None

    by_phase = shares_by(office, lambda one: one.phase, lambda year, _room: phase_of(year))
    by_room = shares_by(office, lambda one: one.room, lambda _year, room: room)
    by_cell = shares_by(
        office,
        lambda one: (one.phase, one.room),
        lambda year, room: (phase_of(year), room),
    )
    return {
        "total": share_told(whole_of(office)),
        "outside": share_told(by_phase.get(None, Counter())),
        "floor": floor_of(plan, year),
        "phases": {
            one.number: share_told(by_phase.get(one.number, Counter())) for one in rules.phases
        },
        "rooms": {room: share_told(share) for room, share in by_room.items()},
        "cells": {cell: share_told(share) for cell, share in by_cell.items()},
    }


def lines_told(about: Office, names: Names = AS_BORNE) -> dict[str, Any]:
    """Give the lines of rooms, types and years, by the names that stand for those of papers."""
    keys: dict[str, Callable[[CountedPaper], str]] = {
        "rooms": lambda one: names.room(one.room),
        "record_types": lambda one: names.record_type(one.record_type),
        "years": lambda one: str(one.year),
    }
    return {
        name: {label: share_told(share) for label, share in shares_by(about, key).items()}
        for name, key in keys.items()
    }


def rooms_and_years_told(about: Office) -> dict[Hashable, Any]:
    """Give the cells of rooms and years."""
    shares = shares_by(about, lambda one: (one.room, one.year))
    return {key: share_told(share) for key, share in shares.items()}


def share_told(figures: Figures) -> dict[str, Any]:
    """Give figures as a report tells a share."""
    rate = rate_of(figures["digitized"], figures["denominator"])
    return {**{name: figures[name] for name in IN_SHARE}, "rate": rate}


def verdict_told(
    share: Figures, floor: float | None, in_error: int, rules: Rules
) -> dict[str, Any]:
    """Give the numbers of a verdict, and its answer, but for its window."""
    whole, done = share["denominator"], share["digitized"]
    ends = _ends(share, in_error, rules)
    least, most = _range(ends)
    said: dict[str, Any] = {
        "reached": _answer(floor, whole, ends),
        "floor": floor,
        "denominator": whole,
        "digitized": done,
        "missing": share["missing"],
        "unproven": share["unproven"],
        "unknown": share["unknown"],
        "in_error": in_error,
        "rate": rate_of(done, whole),
        "least": least,
        "most": most,
        "lacking": 0,
        "undeclared": 0,
        "unclosed": 0,
    }
    needed = needed_for(floor, whole) if floor is not None and whole else None
    points = round(100 * done / whole - floor, 1) + 0.0 if floor is not None and whole else None
    papers = done - needed if needed is not None else None
    return {**said, "needed": needed, "papers": papers, "points": points}


_Ends = tuple[tuple[int, int], tuple[int, int]]


def _ends(share: Figures, in_error: int, rules: Rules) -> _Ends:
    """Digitized of so many, if all that is not known spoke against the office, and if for it."""
    found, done, whole = min(in_error, share["unlinked"]), share["digitized"], share["denominator"]
    finished, open_ones = share["unknown_digitized"], share["unknown_missing"]
    if rules.counts_unknown:
        worst = done - finished, whole + in_error - finished
        return worst, (done + found, whole + found - open_ones)
    worst = done, whole + in_error + open_ones
    return worst, (done + found + finished, whole + found + finished)


def _range(ends: _Ends) -> tuple[float | None, float | None]:
    """Both rates in percent, the one cut and the other raised to a tenth."""
    worst, best = ends
    if not worst[1] and not best[1]:
        return None, None
    least = 1000 * worst[0] // worst[1] / 10 if worst[1] else 0.0
    if worst == best:
        return least, least
    return least, -(-1000 * best[0] // best[1]) / 10 if best[1] else 100.0


def _answer(floor: float | None, whole: int, ends: _Ends) -> str:
    """Whether the floor is reached; what is not known may decide it."""
    if floor is None:
        return "no_floor"
    worst, best = (done >= needed_for(floor, of) for done, of in ends)
    if not whole or worst != best:
        return "cannot_be_judged"
    return "reached" if best else "not_reached"


def other_measures_told(share: Figures) -> dict[str, Any]:
    """Give the plan's other measures."""
    whole = share["in_force"]
    rates = {f"{name}_rate": rate_of(share[name], whole) for name in ("signed", "reusable")}
    return {**{name: share[name] for name in ("in_force", "signed", "reusable")}, **rates}


def definitions_told(
    share: Figures, in_error: int, withdrawn: int, rules: Rules
) -> dict[Hashable, Any]:
    """Give how many each notion of the report counts, and the range that it alone leaves."""
    counted = {notion: share[name] for notion, name in _NOTIONS.items()}
    counted |= {"in_error": in_error, "withdrawn": withdrawn}
    known = share.copy()
    known["unknown_digitized"] = known["unknown_missing"] = 0
    done, whole = share["digitized"], share["denominator"]
    ranges = {
        "unknown": _range(_ends(share, 0, rules)) if share["unknown"] else None,
        "in_error": _range(_ends(known, in_error, rules)) if in_error else None,
        "unproven": _range(((done, whole), (done + share["unproven"], whole)))
        if share["unproven"]
        else None,
    }
    told: dict[Hashable, Any] = {}
    for notion, count in counted.items():
        least, most = ranges.get(notion) or (None, None)
        told[notion] = {"count": count, "least": least, "most": most}
    return told


def gaps_told(about: Office) -> dict[Hashable, Any]:
    """Give where papers are missing: phase, room, place."""
    shares = shares_by(about, lambda one: (one.phase, one.room, one.location))
    return {
        key: {"missing": share["missing"], "denominator": share["denominator"]}
        for key, share in shares.items()
        if share["missing"]
    }


def whole_of(office: Office) -> Figures:
    """Sum up everything."""
    return total(shares_by(office, lambda _one: 0, lambda _year, _room: 0).values())
