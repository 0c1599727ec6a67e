"""Numbers of a report that no fact bears witness to, compared with each other at least.

What lies in quarantine, is asked about or has to be looked at, and what signatures are of which
level, are rows that change: who alters one of these numbers has to alter the others, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sohoa.inspection.sections_again import WITHOUT_STAMP

#: State of a rejected scan -> the list that names it.
_REJECTED = {"asked": "asked", "quarantined": "quarantined", "set_aside": "set-aside"}


def disagreeing(report: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    """Give what, what the report says of it, and what it says elsewhere.

    Raises:
        LookupError, TypeError, AttributeError: It is no report.
    """
    for what, says, elsewhere in _said_twice(report):
        if says != elsewhere:
            yield what, says, elsewhere


def _said_twice(report: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    measured, lists = report["measured"], report["lists"]
    rejected = Counter[str]()
    for one in measured["rejects"]:
        rejected[one["state"]] += one["documents"]
    for state in _REJECTED.keys() | rejected.keys():
        listed = lists.get(_REJECTED.get(state, state), 0)
        yield f"measured.rejects.{state}", rejected[state], listed
    for one in measured["waiting"]:
        key = one["list_key"]
        yield f"measured.waiting.{key}", one["count"], lists.get(key)
    conformity = measured["conformity"]
    levels = conformity["levels"]
    yield "measured.conformity.levels", sum(levels.values()), conformity["documents"]
    stamped = sum(count for level, count in levels.items() if level not in WITHOUT_STAMP)
    yield "measured.conformity.time_stamped", conformity["time_stamped"], stamped
    below = sum(conformity["below_rules"].values())
    yield "measured.conformity.below_rules", below, lists.get("below-rules", 0)
