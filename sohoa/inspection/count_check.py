"""Compares the kept counts, which today's figures are computed from, with what was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.paper_check import Alike, shown

_KEPT = """SELECT id, year, room, record_type, validity, valid_until, is_excluded, is_digitized,
    is_proven, is_born_digital, count FROM tallies"""
#: Each paper with the count that it is in: figures of a day that is over take it out of that.
_POINTED = """SELECT record_id, tally FROM register_records
    WHERE record_id > :after ORDER BY record_id"""

#: What a kept count tells papers by.
_Key = tuple[object, ...]
#: So many of it, the last ones, are true or not.
_FLAGS = 4


def check_counts(
    door: InspectionDoor, listed: Mapping[str, Alike], digitized: Mapping[str, tuple[bool, bool]]
) -> Iterator[Difference]:
    """Count the listed papers and compare the counts that today's figures are computed from.

    And whether each paper is in the count that it belongs to.

    `digitized` are papers with a document that digitizes them: whether it is proven, and whether it
    never was paper.
    """
    keys = {record: _key_of(listed, digitized, record) for record in listed}
    counted, kept, named = Counter(keys.values()), Counter[_Key](), dict[object, _Key]()
    for number, *said, count in door.rows(_KEPT, {}):
        named[number] = key = _kept_key(said)
        # A file database keeps anything anywhere: what is no number counts nothing.
        kept[key] += count if isinstance(count, int) else 0
    for key in sorted(counted.keys() | kept.keys(), key=str):
        if counted[key] != kept[key]:
            what = ", ".join(shown(one) for one in key)
            yield Difference(
                "tally", "", {"kept": kept[key], "counted": counted[key], "what": what}
            )
    for rows in door.pages(_POINTED, ""):
        for record, tally in rows:
            if keys.get(record) != (None if tally is None else named.get(tally, ())):
                yield Difference("tally-other", record)


def _key_of(
    listed: Mapping[str, Alike], digitized: Mapping[str, tuple[bool, bool]], record: str
) -> _Key:
    of_document = digitized.get(record)
    return (*listed[record], of_document is not None, *(of_document or (True, False)))


def _kept_key(row: Sequence[object]) -> _Key:
    """Truth is a number in one of the databases; what is neither stays what it is."""
    flags = (bool(one) if one in {0, 1} else str(one) for one in row[-_FLAGS:])
    return (*row[:-_FLAGS], *flags)
