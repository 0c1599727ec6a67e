"""Compares the kept counts, which today's figures are computed from, with what was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.paper_check import Alike, shown

_KEPT = """SELECT year, room, record_type, validity, valid_until, is_excluded, is_digitized,
    is_proven, is_born_digital, count FROM tallies WHERE count <> 0"""


def check_counts(
    door: InspectionDoor, listed: Mapping[str, Alike], digitized: Mapping[str, tuple[bool, bool]]
) -> Iterator[Difference]:
    """Count the listed papers and compare the counts that today's figures are computed from.

    `digitized` are papers with a document that digitizes them: whether it is proven, and whether it
    never was paper.
    """
    counted = Counter[tuple[object, ...]]()
    for record, alike in listed.items():
        of_document = digitized.get(record)
        proven, born = of_document or (True, False)
        counted[*alike, of_document is not None, proven, born] += 1
    kept = Counter[tuple[object, ...]]()
    for row in door.rows(_KEPT, {}):
        *words, excluded, done, proven, born, count = row
        kept[*words, bool(excluded), bool(done), bool(proven), bool(born)] += count
    for key in sorted(counted.keys() | kept.keys(), key=str):
        if counted[key] != kept[key]:
            what = ", ".join(shown(one) for one in key)
            yield Difference(
                "tally", "", {"kept": kept[key], "counted": counted[key], "what": what}
            )
