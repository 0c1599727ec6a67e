"""What was recorded of each subject, so that it can be asked about more than one day.

A fact is known after its change, and true from its day on; of all that is known and true, the word
that was recorded last counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeAlias

from sohoa.domain.vietnam_time import day_of, start_of
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.recorded import read_said

_FACTS = """SELECT subject, said, true_from, change_id FROM facts
    WHERE kind = :kind AND change_id <= :last AND subject > :after AND subject <= :until
    ORDER BY subject, serial"""
_SUBJECTS = """SELECT DISTINCT subject FROM facts WHERE kind = '{kind}' AND subject > :after
    ORDER BY subject"""
_LAST_BY = "SELECT max(id) FROM changes WHERE at < :ends"


class Point(NamedTuple):
    """The end of a day, in ISO 8601, by what had been recorded up to a change."""

    day: str
    last: int


class Word(NamedTuple):
    """What was said of a subject by one fact: by which change, and from which day it is true."""

    change: int
    since: str
    said: Mapping[str, str]


#: All that was said of one subject, in the order of recording.
Words: TypeAlias = tuple[Word, ...]
_NOTHING: Mapping[str, str] = {}


def true_at(words: Words, point: Point) -> Mapping[str, str]:
    """Give the last word on each attribute, of those known and true at a point."""
    heard = [one.said for one in words if one.change <= point.last and one.since <= point.day]
    if len(heard) == 1:  # of most subjects one thing was ever said
        return heard[0]
    said = dict[str, str]()
    for one in heard:
        said.update(one)
    return said or _NOTHING


def lives(door: InspectionDoor, kind: str, last: int) -> Iterator[tuple[str, Words]]:
    """Give each subject of a kind with all that was said of it up to a change.

    They come in the order of their names, some thousand in memory at a time.
    """
    after = ""
    for subjects in door.pages(_SUBJECTS.format(kind=kind), ""):
        until = subjects[-1][0]
        asked = {"kind": kind, "last": last, "after": after, "until": until}
        for subject, rows in groupby(door.rows(_FACTS, asked), key=lambda row: str(row[0])):
            words = (Word(change, since, read_said(said)) for _name, said, since, change in rows)
            yield subject, tuple(words)
        after = until


def last_change_by(door: InspectionDoor, day: dt.date) -> int:
    """Give the last change that had been recorded by the end of a day in Vietnam; 0 for none."""
    ends = start_of(day + dt.timedelta(days=1)).astimezone(dt.UTC)
    ((last,),) = door.rows(_LAST_BY, {"ends": ends.isoformat(timespec="seconds")})
    return int(last or 0)


def day_in_vietnam(instant: str) -> str:
    """Give the day of an instant as it is stored.

    Raises:
        ValueError: It is none.
    """
    return _day_of_hour(instant[: len("2023-12-31T17")], instant[len("2023-12-31T17:00:00") :])


@lru_cache(maxsize=1 << 16)
def _day_of_hour(hour: str, zone: str) -> str:
    """A day begins with an hour: of a million instants a few thousand are asked about."""
    return day_of(dt.datetime.fromisoformat(f"{hour}:00:00{zone}")).isoformat()
