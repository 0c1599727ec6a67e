"""The names by which a report tells rooms and types, where not by those that papers bear."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import NamedTuple, TypeAlias

#: A name that papers bear -> the one that stands for it.
Naming: TypeAlias = Callable[[str], str]


class Names(NamedTuple):
    """The names that rooms and types have on a day, by the office's settings."""

    room: Naming = str
    record_type: Naming = str


#: Every one by the name that it has.
AS_BORNE = Names()


#: Names that papers bear, and those that a report tells.
_Pair: TypeAlias = tuple[Set[str], Set[str]]


def fitting(
    candidates: Sequence[Names], rooms: _Pair, record_types: _Pair = (frozenset(), frozenset())
) -> Names | None:
    """Give the names by which a report tells.

    By those of which day, no report says. So these are the first ones by which all that is told
    comes of what is borne, and all that is borne is told; where none fit, the last ones, which the
    report then contradicts. `None` where the settings that say them are not known any more.
    """
    for one in candidates or (AS_BORNE,):
        if set(map(one.room, rooms[0])) == rooms[1] and (
            set(map(one.record_type, record_types[0])) == record_types[1]
        ):
            return one
    return candidates[-1] if candidates else None
