"""Compares the hashes by which owners' papers are found with those that the register says.

`sohoa lookup` answers by them alone: one that was turned hides a paper, or gives it to another.
"""

from __future__ import annotations

from collections.abc import Iterator

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import BEFORE, BEHIND, InspectionDoor

_PAPERS = """SELECT serial, record_id, owner_id FROM register_records
    WHERE serial > :after AND owner_id <> '' ORDER BY serial"""
_OWNERS = """SELECT o.serial, o.locked, r.record_id
    FROM paper_owners o LEFT JOIN register_records r ON r.serial = o.serial
    WHERE o.serial > :after AND o.serial <= :last ORDER BY o.serial"""

#: Serial → the paper's id, if there is such a paper, and the hashes by which it is found.
_Found = dict[int, tuple[str | None, set[str]]]


def check_owners(door: InspectionDoor) -> Iterator[Difference]:
    """Give the papers that are found by other hashes than follow from their rows."""
    after = BEFORE
    for rows in door.pages(_PAPERS, BEFORE):
        last = rows[-1][0]
        found = _found(door, after, last)
        for serial, record, owner_id in rows:
            _record, hashes = found.pop(serial, (None, set()))
            if hashes != set(str(owner_id).split()):
                yield Difference("paper-keys", record, {"what": "owner_id"})
        yield from _of_nobody(found)
        after = last
    yield from _of_nobody(_found(door, after, BEHIND))


def _found(door: InspectionDoor, after: int, last: int) -> _Found:
    found: _Found = {}
    for serial, locked, record in door.rows(_OWNERS, {"after": after, "last": last}):
        found.setdefault(serial, (record, set()))[1].add(locked)
    return found


def _of_nobody(found: _Found) -> Iterator[Difference]:
    """Papers of which the register says no number, and those that are not there."""
    for serial, (record, _hashes) in found.items():
        if record is None:
            yield Difference("owner-of-none", "", {"serial": serial})
        else:
            yield Difference("paper-keys", record, {"what": "owner_id"})
