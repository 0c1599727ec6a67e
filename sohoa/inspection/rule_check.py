"""Compares plan, settings and trusted roots as they lie there with what was recorded of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.recorded import read_said

_RECORDED = """SELECT e.said, e.at, (SELECT min(l.position) FROM ledger_entries l
        WHERE l.source = 'office_events' AND l.key = e.serial)
    FROM office_events e WHERE e.kind = 'settings' ORDER BY e.serial"""
#: What is told with the files, and changes nothing that is counted.
_PROGRAM = "program"


def check_rules(
    door: InspectionDoor, rules: Mapping[str, str], *, since: int | None
) -> Iterator[Difference]:
    """Give the files that are others than recorded last, and what was recorded anew since a head.

    `rules` are the files as they are: name -> SHA-256. `since` is the size of the ledger at the
    first head that holds; `None` if none does.
    """
    recorded: Mapping[str, object] = {}
    told = ""
    for said, at, position in door.rows(_RECORDED, {}):
        now = read_said(said)
        if recorded and since is not None and position is not None and position >= since:
            for name in _changed(recorded, now):
                yield Difference(
                    "rule-recorded", "", {"what": name, "at": at, "position": position}
                )
        recorded, told = now, at
    if not recorded:
        yield Difference("rules-unrecorded")
        return
    for name in _changed(recorded, rules):
        yield Difference("rule-changed", "", {"what": name, "since": told})


def _changed(before: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    for name in sorted((before.keys() | now.keys()) - {_PROGRAM}):
        if before.get(name) != now.get(name):
            yield name
