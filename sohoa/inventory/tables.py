"""The office's own tables: its rooms, and the types of paper it has issued. Data, with dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sohoa.domain.vietnamese import fold

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=20)]
Name = Annotated[str, Field(min_length=1)]

_NOT_A_LETTER = re.compile(r"[\W_]+")
#: A shorter name may stand in a title by chance (`Du lịch` is part of the department's own).
_WORDS_IN_A_TITLE = 3


class Room(BaseModel):
    """A room (phòng) of the office; rooms are merged and renamed, so each has its days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    name: Name
    aliases: tuple[Name, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    #: Code of the room whose work this one took over; several, where it was merged from them.
    predecessor: Code | tuple[Code, ...] | Literal[""] = ""

    @property
    def predecessors(self) -> tuple[str, ...]:
        """The codes of the rooms whose work this one took over."""
        if isinstance(self.predecessor, tuple):
            return self.predecessor
        return (self.predecessor,) if self.predecessor else ()


class RecordType(BaseModel):
    """A type of paper, and how its validity is found (`regulations.md`, 9.2)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    name: Name
    aliases: tuple[Name, ...] = ()
    #: The letters in a document's number (`15/QĐ-SVHTTDL`), where the law or the office has any.
    abbreviation: str = ""
    #: `printed`: the date on the paper; `fixed`: so many years; `event`: ends with the event;
    #: `none`: until revoked or replaced; `review`: a person decides.
    rule: Literal["printed", "fixed", "event", "none", "review"] = "review"
    #: For `fixed` (and `printed` where nothing is printed): years from issue.
    years: Annotated[int, Field(ge=1, le=100)] | None = None
    #: Whether the rule was read in the law itself; most were not yet.
    verified: bool = False
    #: The law the rule comes from.
    basis: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


N = TypeVar("N", Room, RecordType)


class RoomTable(BaseModel):
    """All rooms, past ones too.

    Raises:
        ValidationError: A code or a name stands for two rooms, a predecessor is unknown, or a
            room ends before it begins.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rooms: tuple[Room, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> RoomTable:
        _check_entries(self.rooms)
        codes = {room.code for room in self.rooms}
        for room in self.rooms:
            for code in room.predecessors:
                if code not in codes:
                    raise ValueError(f"{room.code}: no room has the code {code}")
        for room in self.rooms:
            if self._last(room) is None:
                raise ValueError(f"{room.code}: it took over its own work")
        return self

    @cached_property
    def _successors(self) -> Mapping[str, Room]:
        """Code of a room -> the one room that took over its work; none where several did."""
        took_over: dict[str, list[Room]] = {}
        for room in self.rooms:
            for code in room.predecessors:
                took_over.setdefault(code, []).append(room)
        return {code: rooms[0] for code, rooms in took_over.items() if len(rooms) == 1}

    def _last(self, room: Room) -> Room | None:
        """The room that has a room's work in the end; `None` if that goes round in a circle."""
        seen = {room.code}
        while (following := self._successors.get(room.code)) is not None:
            if following.code in seen:
                return None
            seen.add(following.code)
            room = following
        return room

    def name_today(self, text: str) -> str:
        """Name the room that has a room's work today; an unknown room keeps its name.

        Where its work went to several rooms, it keeps its name too.
        """
        room = self.match(text)
        last = self._last(room) if room else None
        return last.name if last else text

    @cached_property
    def _names(self) -> Mapping[str, Room]:
        return _by_name(self.rooms)

    def match(self, text: str) -> Room | None:
        """The room that a text names, by name, other name or code; `None` if it is none of ours."""
        return self._names.get(plain_name(text))

    def find_in(self, title: str) -> Room | None:
        """The one room that a title names (`I. PHÒNG QUẢN LÝ DU LỊCH`); `None` for none or two."""
        return _only_one_in(title, self._names, marker="phong ")

    def codes(self) -> dict[str, str]:
        """Folded name, and each other name → code."""
        return _codes(self.rooms)


class RecordTypeTable(BaseModel):
    """All types of paper.

    Raises:
        ValidationError: A code or a name stands for two types, or a type ends before it begins.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: tuple[RecordType, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> RecordTypeTable:
        _check_entries(self.types)
        return self

    @cached_property
    def _names(self) -> Mapping[str, RecordType]:
        return _by_name(self.types)

    def match(self, text: str) -> RecordType | None:
        """The type that a text names; `None` if the office has none of that name."""
        return self._names.get(plain_name(text))

    def find_in(self, title: str) -> RecordType | None:
        """The one type that a title names (`SỔ CẤP GIẤY PHÉP KARAOKE`); `None` for none or two."""
        return _only_one_in(title, self._names, marker="")

    def codes(self) -> dict[str, str]:
        """Folded name, and each other name → code."""
        return _codes(self.types)


def _check_entries(entries: tuple[N, ...]) -> None:
    owners: dict[str, str] = {}
    codes: set[str] = set()
    for entry in entries:
        if entry.code in codes:
            raise ValueError(f"the code {entry.code} stands twice")
        codes.add(entry.code)
        if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
            raise ValueError(f"{entry.code}: valid_to is before valid_from")
        for name in _all_names(entry):
            owner = owners.setdefault(plain_name(name), entry.code)
            if owner != entry.code:
                raise ValueError(f"`{name}` stands for both {owner} and {entry.code}")


def _all_names(entry: Room | RecordType) -> tuple[str, ...]:
    return (entry.name, entry.code, *entry.aliases)


def _by_name(entries: Iterable[N]) -> dict[str, N]:
    return {plain_name(name): entry for entry in entries for name in _all_names(entry)}


def _codes(entries: Iterable[Room | RecordType]) -> dict[str, str]:
    return {fold(name): entry.code for entry in entries for name in (*entry.aliases, entry.name)}


def _only_one_in(title: str, names: Mapping[str, N], *, marker: str) -> N | None:
    """The entry whose name stands in a title, if just one does; a longer name hides a shorter.

    After `marker` (`phòng`) a short name will do as well.
    """
    text = f" {_spaced(title)} "
    found: dict[str, N] = {}
    for name, entry in names.items():
        is_long = name.count(" ") + 1 >= _WORDS_IN_A_TITLE
        if (is_long and f" {name} " in text) or (marker and f" {marker}{name} " in text):
            found[name] = entry
    longest = {
        entry.code: entry
        for name, entry in found.items()
        if not any(name != other and f" {name} " in f" {other} " for other in found)
    }
    return next(iter(longest.values())) if len(longest) == 1 else None


@lru_cache(maxsize=1 << 14)
def plain_name(text: str) -> str:
    """A name as it is compared: folded, no punctuation, without `Phòng` or `P.` before it."""
    return _spaced(text).removeprefix("phong ").removeprefix("p ")


def _spaced(text: str) -> str:
    return _NOT_A_LETTER.sub(" ", fold(text)).strip()
