"""Counts again what a report says beside papers: rows in error, questions, what was proven."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.lives import day_in_vietnam
from sohoa.inspection.recorded import read_event, read_said

_ROWS = """SELECT subject, said FROM facts WHERE kind = 'row' AND change_id <= :last
    ORDER BY serial"""
_QUESTIONS = """SELECT day, person, locked, record_type, purpose, max(found) FROM lookups
    WHERE day >= :since AND day <= :until AND serial <= :last
    GROUP BY day, person, locked, record_type, purpose"""
_EVENTS = """SELECT at, said FROM office_events WHERE kind = :kind AND serial <= :last
    ORDER BY serial"""
#: What a report says of a verification of everything, and of a sample.
VERIFIED = ("checked", "whole")
SAMPLED = (
    "phase", "records", "drawn", "found", "rate", "lowest", "highest", "confidence", "decision",
)  # fmt: skip


def rows_in_error(door: InspectionDoor, last_change: int) -> Counter[str]:
    """How many rows of register files were in error, by the room that they name."""
    outcomes, rooms = dict[str, str](), dict[str, str]()
    for subject, said in door.rows(_ROWS, {"last": last_change}):
        read = read_said(said)
        outcomes[subject] = read.get("outcome", "")
        rooms[subject] = read.get("room", rooms.get(subject, ""))
    return Counter(rooms[one] for one, outcome in outcomes.items() if outcome == "error")


def questions(door: InspectionDoor, since: str, until: str, *, last_lookup: int) -> tuple[int, int]:
    """How many questions at the counter were asked between two days, and how many answered."""
    rows = door.rows(_QUESTIONS, {"since": since, "until": until, "last": last_lookup})
    return len(rows), sum(found > 0 for *_question, found in rows)


def proven_by(
    door: InspectionDoor, kind: str, names: tuple[str, ...], last_event: int
) -> list[dict[str, Any]]:
    """Give the events of a kind as a report says them that knows so many."""
    told = []
    for at, stored in door.rows(_EVENTS, {"kind": kind, "last": last_event}):
        said = read_event(stored)
        told.append({"day": day_in_vietnam(at), **{name: said.get(name) for name in names}})
    return told
