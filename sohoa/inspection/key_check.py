"""Compares the keys by which papers are found with what the register says: they follow from it.

`sohoa lookup` answers by the hashes of owners alone, and a paper is matched by its number's key: a
key that was turned hides a paper, or gives it to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sohoa.domain.identifiers import joined_number, number_key
from sohoa.domain.paper_identity import plain
from sohoa.inspection.differences import Difference
from sohoa.inspection.door import BEFORE, BEHIND, InspectionDoor

_PAPERS = """SELECT serial, record_id, owner_id, number, number_key, number_joined, owner, owner_key
    FROM register_records WHERE serial > :after ORDER BY serial"""
_OWNERS = """SELECT serial, locked FROM paper_owners
    WHERE serial > :after AND serial <= :last ORDER BY serial"""
#: What one of the databases keeps in the place of a sign that it cannot.
_LOST = "\ufffd"


def check_keys(door: InspectionDoor) -> Iterator[Difference]:
    """Give the papers that are found by other keys than follow from their rows."""
    after = BEFORE
    for rows in door.pages(_PAPERS, BEFORE):
        last = rows[-1][0]
        owners = _owners(door, after, last)
        for serial, record, owner_id, *said in rows:
            what = [*_turned(said)]
            if owners.pop(serial, set()) != set(str(owner_id).split()):
                what.append("owner_id")
            if what:
                yield Difference("paper-keys", record, {"what": ", ".join(what)})
        yield from _of_none(owners)
        after = last
    yield from _of_none(_owners(door, after, BEHIND))


def _owners(door: InspectionDoor, after: int, last: int) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for serial, locked in door.rows(_OWNERS, {"after": after, "last": last}):
        found.setdefault(serial, set()).add(locked)
    return found


def _turned(said: Sequence[Any]) -> Iterator[str]:
    number, key, joined, owner, owner_key = map(str, said)
    if _LOST not in number and (key, joined) != (number_key(number), joined_number(number)):
        yield "number_key"
    if _LOST not in owner and owner_key != plain(owner):
        yield "owner_key"


def _of_none(owners: dict[int, set[str]]) -> Iterator[Difference]:
    for serial in owners:
        yield Difference("owner-of-none", "", {"serial": serial})
