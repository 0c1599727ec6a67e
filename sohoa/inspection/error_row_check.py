"""Compares which rows of register files are in error with what was recorded of them."""

from __future__ import annotations

from collections.abc import Iterator

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.recorded import read_said

_ROWS = "SELECT id, outcome FROM register_rows WHERE id > :after ORDER BY id"
_RECORDED = "SELECT subject, said FROM facts WHERE kind = 'row' ORDER BY serial"
#: Outcomes of which something is recorded, whatever becomes of the row.
_TOLD = frozenset({"error", "corrected"})


def check_error_rows(door: InspectionDoor) -> Iterator[Difference]:
    """Give the rows that are in error and were not, or the other way: the headline's range."""
    recorded = dict[str, str]()
    for subject, said in door.rows(_RECORDED, {}):
        recorded[subject] = read_said(said).get("outcome", "")
    for rows in door.pages(_ROWS, 0):
        for key, outcome in rows:
            wanted = recorded.pop(str(key), "")
            if wanted != (outcome if wanted or outcome in _TOLD else ""):
                details = {"key": key, "stands": outcome, "recorded": wanted or "–"}
                yield Difference("row-state", "", details)
    for subject, wanted in recorded.items():
        yield Difference("row-state", "", {"key": subject, "stands": "–", "recorded": wanted})
