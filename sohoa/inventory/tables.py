"""The office's own tables: its rooms, and the types of paper it has issued. Data, with dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sohoa.domain.vietnamese import fold, squeeze


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=20)]


class Room(BaseModel):
    """A room (phòng) of the office; rooms are merged and renamed, so each has its days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    name: Annotated[str, Field(min_length=1)]
    aliases: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    #: Code of the room whose work this one took over.
    predecessor: str = ""


class RecordType(BaseModel):
    """A type of paper, and how its validity is found (`regulations.md`, 9.2)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    name: Annotated[str, Field(min_length=1)]
    aliases: tuple[str, ...] = ()
    #: `printed`: the date on the paper; `fixed`: so many years; `event`: ends with the event;
    #: `none`: until revoked or replaced; `review`: a person decides.
    rule: Literal["printed", "fixed", "event", "none", "review"] = "review"
    #: For `fixed` (and `printed` where nothing is printed): years from issue.
    years: Annotated[int, Field(ge=1, le=100)] | None = None
    #: Whether the rule was read in the law itself; most were not yet.
    verified: bool = False


N = TypeVar("N", Room, RecordType)


class RoomTable(BaseModel):
    """All rooms, past ones too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rooms: tuple[Room, ...] = ()

    def match(self, text: str) -> Room | None:
        """The room that a text names, by name, other name or code; `None` if it is none of ours."""
        return _match(self.rooms, text)

    def codes(self) -> dict[str, str]:
        """Folded name → code."""
        return {fold(room.name): room.code for room in self.rooms}


class RecordTypeTable(BaseModel):
    """All types of paper."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: tuple[RecordType, ...] = ()

    def match(self, text: str) -> RecordType | None:
        """The type that a text names; `None` if the office has none of that name."""
        return _match(self.types, text)

    def codes(self) -> dict[str, str]:
        """Folded name → code."""
        return {fold(kind.name): kind.code for kind in self.types}


def _match(entries: Iterable[N], text: str) -> N | None:
    wanted = _plain(text)
    for entry in entries:
        if wanted in {_plain(one) for one in (entry.name, entry.code, *entry.aliases)}:
            return entry
    return None


def _plain(text: str) -> str:
    return fold(squeeze(text)).removeprefix("phong ")
